// Modules, synonyms, schemas, principals and types.

#include <algorithm>

#include "catalog/writer/catalog_row_maker.h"
#include "catalog/writer/physical_type.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

void CatalogRowMaker::add_module(const Module& module) {
    int32_t status = (module.ansi_nulls ? k_ansi_nulls : 0) |
                     (module.quoted_identifier ? k_quoted_identifier : 0) |
                     (module.disabled ? k_disabled : 0) | (module.is_system ? k_shipped : 0);
    add_object(module.object_id, module.name, module.schema_id, module.type,
               module.parent_object_id, status, int32_t(module.columns.size()));
    bool procedure = module.kind == ModuleKind::procedure;
    if (!module.text.empty()) add_text(module.object_id, procedure ? 1 : 0, module.text);
    for (const Column& column : module.columns)
        add_column(module.object_id, column);
    for (const Parameter& parameter : module.parameters) {
        SystemTableRow row;
        row.i32(module.object_id).i16(1).i32(parameter.id).text(parameter.name);
        put_type(row, parameter.type);
        bool output = parameter.output || parameter.id == 0;
        int32_t parameter_status =
            (output ? k_parameter_output : 0) | (parameter.readonly ? k_parameter_readonly : 0);
        row.i32(parameter_status).i16(in_row_limit(parameter.type));
        row.i32(0).i32(0).i32(0).null();
        out_.add(k_syscolpars, std::move(row));
    }
}

void CatalogRowMaker::add_synonym(const Synonym& synonym) {
    add_object(synonym.object_id, synonym.name, synonym.schema_id, "SN", 0, 0, 0);
    add_text(synonym.object_id, 0, synonym.target);
}

void CatalogRowMaker::add_schemas() {
    std::vector<Schema> schemas =
        database_.schemas.empty() ? standard_schemas() : database_.schemas;
    for (const Schema& schema : schemas) {
        add_class_object(k_class_schema, schema.id, schema.name, 0, {"\0", 2});
        add_reference(k_ref_schema_owner, schema.id, 0, schema.owner_id, 0);
    }
    add_class_object(k_class_data_space, 1, "PRIMARY", 1, "FG");
}

void CatalogRowMaker::add_class_object(uint8_t object_class, int32_t id, const std::string& name,
                                       int32_t status, std::string_view type) {
    SystemTableRow row;
    row.u8(object_class).i32(id).text(name).i32(status).letters(type).i32(0);
    row.u64(options_.created).u64(options_.created);
    out_.add(k_sysclsobjs, std::move(row));
}

void CatalogRowMaker::add_principals() {
    std::vector<Principal> principals =
        database_.principals.empty() ? standard_principals() : database_.principals;
    for (const Principal& principal : principals) {
        SystemTableRow row;
        row.i32(principal.id).text(principal.name).letters({&principal.type, 1});
        if (principal.sid.empty()) {
            row.null();
        } else {
            row.bytes(principal.sid);
        }
        row.null().text(principal.default_schema).i32(0);
        row.u64(options_.created).u64(options_.created).null();
        out_.add(k_sysowners, std::move(row));
    }
}

void CatalogRowMaker::add_type(int32_t id, int32_t schema, const std::string& name,
                               const SqlType& type, int32_t status) {
    TypeShape shape = type_shape(type);
    SystemTableRow row;
    row.i32(id).i32(schema).text(name).u8(uint8_t(type.id)).i16(shape.length);
    row.u8(shape.precision).u8(shape.scale).u32(type.collation).i32(status);
    row.u64(options_.created).u64(options_.created).i32(0).i32(0);
    out_.add(k_sysscalartypes, std::move(row));
}

void CatalogRowMaker::add_types() {
    for (std::string_view name : {"image",
                                  "text",
                                  "uniqueidentifier",
                                  "date",
                                  "time",
                                  "datetime2",
                                  "datetimeoffset",
                                  "tinyint",
                                  "smallint",
                                  "int",
                                  "smalldatetime",
                                  "real",
                                  "money",
                                  "datetime",
                                  "float",
                                  "sql_variant",
                                  "ntext",
                                  "bit",
                                  "decimal",
                                  "numeric",
                                  "smallmoney",
                                  "bigint",
                                  "hierarchyid",
                                  "geometry",
                                  "geography",
                                  "varbinary",
                                  "varchar",
                                  "binary",
                                  "char",
                                  "timestamp",
                                  "nvarchar",
                                  "nchar",
                                  "xml",
                                  "sysname"}) {
        SqlType type = *types::type_by_name(name);
        if (type.length <= 2 && type.user_type == 0 &&
            (types::is_character(type.id) || types::is_binary(type.id))) {
            type.length = 8000;
        }
        if (type.id == TypeId::decimal || type.id == TypeId::numeric) {
            type.precision = type.scale = 38;
        }
        if (types::is_character(type.id)) type.collation = database_.collation;
        add_type(user_type_id(type), k_sys_schema, std::string(name), type,
                 name == "sysname" ? 1 : 0);
    }
    for (const UserType& type : database_.user_types) {
        add_type(type.id, type.schema_id, type.name, type.base, type.nullable ? 0 : 1);
        next_type_id_ = std::max(next_type_id_, type.id + 1);
    }
}

}  // namespace gantry::catalog

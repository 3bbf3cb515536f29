#include "catalog/writer/catalog_rows.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/utf.h"
#include "catalog/writer/physical_type.h"
#include "catalog/writer/table_plan.h"
#include "types/decimal.h"

namespace gantry::catalog {
namespace {

using types::SqlType;
using types::TypeId;

// sysschobjs.status.
constexpr int32_t k_shipped = 0x1;
constexpr int32_t k_system_named = 0x4;
constexpr int32_t k_disabled = 0x100;
constexpr int32_t k_not_for_replication = 0x200;
constexpr int32_t k_not_trusted = 0x400;
constexpr int32_t k_update_action_shift = 12;
constexpr int32_t k_delete_action_shift = 14;
constexpr int32_t k_default = 0x20000;
constexpr int32_t k_check = 0x120000;
constexpr int32_t k_ansi_nulls = 0x40000;
constexpr int32_t k_quoted_identifier = 0x80000;
constexpr int32_t k_user_table = 0xE0000;

// syscolpars.status.
constexpr int32_t k_column_not_null = 0x1;
constexpr int32_t k_column_ansi_padded = 0x2;
constexpr int32_t k_column_identity = 0x4;
constexpr int32_t k_column_rowguid = 0x8;
constexpr int32_t k_column_computed = 0x10;
constexpr int32_t k_column_filestream = 0x20;
constexpr int32_t k_column_hidden = 0x2000;
constexpr int32_t k_parameter_output = 0x200;
constexpr int32_t k_parameter_readonly = 0x400000;
constexpr int32_t k_column_sparse = 0x1000000;
constexpr int32_t k_column_set = 0x2000000;

// sysidxstats.status.
constexpr int32_t k_index = 0x1;
constexpr int32_t k_index_always = 0x2;  // on all but heaps
constexpr int32_t k_index_unique = 0x8;
constexpr int32_t k_index_primary = 0x20;
constexpr int32_t k_index_constraint = 0x40;
constexpr int32_t k_index_disabled = 0x80;
constexpr int32_t k_index_hypothetical = 0x100;
constexpr int32_t k_index_filtered = 0x20000;
constexpr int32_t k_index_of_system = 0x80000;

// sysiscols.status.
constexpr int32_t k_key_column = 0x3;
constexpr int32_t k_descending = 0x4;
constexpr int32_t k_included_column = 0x12;

// Classes of syssingleobjrefs.
constexpr uint8_t k_ref_foreign_key = 27;
constexpr uint8_t k_ref_foreign_key_column = 28;
constexpr uint8_t k_ref_referenced_column = 29;
constexpr uint8_t k_ref_type_to_table = 36;
constexpr uint8_t k_ref_schema_owner = 50;
constexpr uint8_t k_ref_constraint_index = 93;

constexpr uint8_t k_class_schema = 50;
constexpr uint8_t k_class_data_space = 31;
constexpr uint8_t k_class_object = 1;
constexpr int32_t k_sys_schema = 4;

// sysobjvalues.valclass: texts of modules, constraints and computed columns; of index filters.
constexpr uint8_t k_value_text = 1;
constexpr uint8_t k_value_filter = 2;

// sysobjvalues.value: how the text in imageval is kept.
constexpr int32_t k_text_utf16 = 0;
constexpr int32_t k_text_latin1 = 2;

// One byte a character as long as no code page could disagree.
bool is_plain_latin1(std::string_view utf8) {
    for (size_t at = 0; at < utf8.size();) {
        char32_t c = next_code_point(utf8, at);
        if (c > 0xFF || (c >= 0x80 && c < 0xA0)) return false;
    }
    return true;
}

Bytes latin1(std::string_view utf8) {
    Bytes out;
    for (size_t at = 0; at < utf8.size();)
        out.push_back(uint8_t(next_code_point(utf8, at)));
    return out;
}

void append_identity_number(const SqlType& type, const std::string& text, Bytes& out) {
    if (type.id == TypeId::decimal || type.id == TypeId::numeric) {
        std::optional<types::Decimal> value = types::parse_decimal(text);
        if (!value) throw Error("'" + text + "' is no identity value");
        types::Int128 magnitude = value->unscaled < 0 ? -value->unscaled : value->unscaled;
        out.insert(out.end(), {5, type.precision, 0, uint8_t(value->negative() ? 0 : 1)});
        for (int i = 0; i < 16; ++i)
            out.push_back(uint8_t(magnitude >> (8 * i)));
        return;
    }
    int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw Error("'" + text + "' is no identity value");
    }
    int size = type_shape(type).length;
    for (int i = 0; i < size; ++i)
        out.push_back(uint8_t(value >> (8 * i)));
}

// syscolpars.idtval: last value, increment, seed; then 1 while no value was used.
Bytes identity_value(const SqlType& type, const Identity& identity) {
    Bytes out;
    append_identity_number(type, identity.last.empty() ? identity.seed : identity.last, out);
    append_identity_number(type, identity.increment, out);
    append_identity_number(type, identity.seed, out);
    out.push_back(identity.last.empty() ? 1 : 0);
    return out;
}

class ModelRows {
  public:
    ModelRows(const Database& database, const std::map<int32_t, uint64_t>& rowset_of,
              const CatalogRowsOptions& options, SystemTableRows& out)
        : database_(database), rowset_of_(rowset_of), options_(options), out_(out) {}

    void run() {
        if (!database_.sequences.empty()) {
            throw Error("sequence '" + database_.sequences[0].name +
                        "' cannot be written to a backup: sequences are not supported there");
        }
        add_types();
        for (const Table& table : database_.tables)
            add_table(table);
        for (const Module& module : database_.modules)
            add_module(module);
        for (const Synonym& synonym : database_.synonyms)
            add_synonym(synonym);
        add_schemas();
        add_principals();
        for (const ExtendedProperty& property : database_.extended_properties) {
            SystemTableRow row;
            row.u8(property.object_class).i32(property.major_id).i32(property.minor_id);
            row.text(property.name).variant_text(property.value, database_.collation);
            out_.add(k_sysxprops, std::move(row));
        }
    }

  private:
    void add_object(int32_t id, const std::string& name, int32_t schema, std::string_view type,
                    int32_t parent, int32_t status, int32_t intprop) {
        std::string padded(type);
        padded.resize(2, ' ');
        SystemTableRow row;
        row.i32(id).text(name).i32(schema).u8(0).i32(status).letters(padded).i32(parent).u8(1);
        row.i32(intprop).u64(options_.created).u64(options_.created).i32(0);
        out_.add(k_sysschobjs, std::move(row));
    }

    void add_text(int32_t object, int32_t sub_id, const std::string& text,
                  uint8_t value_class = k_value_text) {
        SystemTableRow row;
        row.u8(value_class).i32(object).i32(sub_id).i32(0);
        if (is_plain_latin1(text)) {
            row.variant_int(k_text_latin1).bytes(latin1(text));
        } else {
            row.variant_int(k_text_utf16).bytes(utf8_to_utf16le(text));
        }
        out_.add(k_sysobjvalues, std::move(row));
    }

    void add_reference(uint8_t reference_class, int32_t from, int32_t from_sub, int32_t to,
                       int32_t to_sub) {
        SystemTableRow row;
        row.u8(reference_class).i32(from).i32(from_sub).i32(to).i32(to_sub).i32(0);
        out_.add(k_syssingleobjrefs, std::move(row));
    }

    void add_column(int32_t object, const Column& column) {
        int32_t status = 0;
        if (!column.nullable) status |= k_column_not_null;
        bool padding = types::is_character(column.type.id) || types::is_binary(column.type.id);
        if (padding && column.ansi_padded && column.type.id != TypeId::text &&
            column.type.id != TypeId::ntext && column.type.id != TypeId::image) {
            status |= k_column_ansi_padded;
        }
        if (column.identity) status |= k_column_identity;
        if (column.rowguidcol) status |= k_column_rowguid;
        if (column.is_computed()) status |= k_column_computed;
        if (column.filestream) status |= k_column_filestream;
        if (column.hidden) status |= k_column_hidden;
        if (column.sparse) status |= k_column_sparse;
        if (column.column_set) status |= k_column_set;
        int32_t dflt = column.default_constraint ? column.default_constraint->object_id : 0;
        SystemTableRow row;
        row.i32(object).i16(0).i32(column.id).text(column.name);
        put_type(row, column.type);
        row.i32(status).i16(in_row_limit(column.type)).i32(0).i32(dflt).i32(0);
        if (column.identity) {
            row.bytes(identity_value(column.type, *column.identity));
        } else {
            row.null();
        }
        out_.add(k_syscolpars, std::move(row));
        if (column.is_computed()) add_text(object, column.id, column.computed_text);
    }

    static void put_type(SystemTableRow& row, const SqlType& type) {
        TypeShape shape = type_shape(type);
        row.u8(uint8_t(type.id)).i32(user_type_id(type)).i16(shape.length).u8(shape.precision);
        row.u8(shape.scale).u32(type.collation);
    }

    void add_table(const Table& table) {
        int32_t last_column = 0;
        for (const Column& column : table.columns) {
            add_column(table.object_id, column);
            last_column = std::max(last_column, column.id);
            if (column.default_constraint) add_default(table, column);
        }
        int32_t status = k_user_table | (table.is_system ? k_shipped : 0);
        if (table.is_table_type) {
            add_table_type(table, status, last_column);
        } else {
            add_object(table.object_id, table.name, table.schema_id, "U", 0, status, last_column);
        }
        bool has_rows_index = false;
        for (const Index& index : table.indexes) {
            add_index(table, index);
            has_rows_index = has_rows_index || index.kind == IndexKind::heap ||
                             index.kind == IndexKind::clustered;
        }
        if (!has_rows_index) add_index(table, Index{});
        for (const ForeignKey& key : table.foreign_keys)
            add_foreign_key(table, key);
        for (const CheckConstraint& check : table.checks) {
            int32_t check_status = k_check | (check.system_named ? k_system_named : 0) |
                                   (check.disabled ? k_disabled : 0) |
                                   (check.not_for_replication ? k_not_for_replication : 0) |
                                   (check.not_trusted ? k_not_trusted : 0);
            add_object(check.object_id, check.name, table.schema_id, "C", table.object_id,
                       check_status, check.column_id);
            add_text(check.object_id, 0, check.text);
            if (check.column_id != 0) add_dependency(check.object_id, table.object_id, check);
        }
    }

    void add_dependency(int32_t from, int32_t table, const CheckConstraint& check) {
        SystemTableRow row;
        row.u8(1).i32(from).i32(0).i32(table).i32(check.column_id).i32(0);
        out_.add(k_sysmultiobjrefs, std::move(row));
    }

    void add_default(const Table& table, const Column& column) {
        const DefaultConstraint& constraint = *column.default_constraint;
        add_object(constraint.object_id, constraint.name, table.schema_id, "D", table.object_id,
                   k_default | (constraint.system_named ? k_system_named : 0), column.id);
        add_text(constraint.object_id, 0, constraint.text);
    }

    // A table type is a row in sysscalartypes and a hidden table that it refers to.
    void add_table_type(const Table& table, int32_t status, int32_t last_column) {
        int32_t type_id = next_type_id_++;
        uint8_t id_bytes[4];
        store_be<int32_t>(id_bytes, table.object_id);
        std::string hidden = "TT_" + table.name + "_" + to_hex(id_bytes).substr(2);
        add_object(table.object_id, hidden, k_sys_schema, "TT", 0, status, last_column);
        SystemTableRow row;
        row.i32(type_id).i32(table.schema_id).text(table.name).u8(uint8_t(TypeId::table));
        row.i16(-1).u8(0).u8(0).i32(0).i32(1).u64(options_.created).u64(options_.created);
        row.i32(0).i32(0);
        out_.add(k_sysscalartypes, std::move(row));
        add_reference(k_ref_type_to_table, type_id, 0, table.object_id, 0);
    }

    void add_index(const Table& table, const Index& index) {
        if (index.kind > IndexKind::nonclustered) {
            throw Error("index '" + index.name + "' of table '" + table.name +
                        "' cannot be written to a backup: only clustered and nonclustered "
                        "indexes can");
        }
        int32_t status = k_index;
        if (index.kind != IndexKind::heap) status |= k_index_always;
        if (index.unique) status |= k_index_unique;
        if (index.primary_key) status |= k_index_primary;
        if (index.unique_constraint) status |= k_index_constraint;
        if (index.disabled) status |= k_index_disabled;
        if (index.hypothetical) status |= k_index_hypothetical;
        if (!index.filter_text.empty()) status |= k_index_filtered;
        bool holds_rows = index.kind != IndexKind::nonclustered && !index.hypothetical;
        auto rowset = rowset_of_.find(table.object_id);
        uint64_t rowset_id = holds_rows && rowset != rowset_of_.end() ? rowset->second : 0;
        int32_t index_id = index.kind == IndexKind::heap ? 0 : index.id;
        SystemTableRow row;
        row.i32(table.object_id).i32(index_id).text(index.name).i32(status).i32(0);
        row.u8(index.fill_factor).u8(uint8_t(index.kind)).u8(0).i32(0).i32(0).u64(rowset_id);
        out_.add(k_sysidxstats, std::move(row));
        if (!index.filter_text.empty())
            add_text(table.object_id, index_id, index.filter_text, k_value_filter);

        int32_t sub_id = 0;
        uint8_t ordinal = 0;
        for (const IndexColumn& column : index.columns) {
            int32_t column_status = column.included ? k_included_column : k_key_column;
            if (column.descending) column_status |= k_descending;
            SystemTableRow columns;
            columns.i32(table.object_id).i32(index_id).i32(++sub_id).i32(column_status);
            columns.i32(column.column_id).u8(column.included ? 0 : ++ordinal).u8(0).u8(0);
            out_.add(k_sysiscols, std::move(columns));
        }
        if (index.primary_key || index.unique_constraint) {
            add_object(index.object_id, index.name, table.schema_id,
                       index.primary_key ? "PK" : "UQ", table.object_id,
                       index.system_named ? k_system_named : 0, 0);
            add_reference(k_ref_constraint_index, index.object_id, 0, index_id, 0);
        }
    }

    int32_t referenced_index(const ForeignKey& key) const {
        for (const Table& table : database_.tables) {
            if (table.object_id != key.referenced_table_id) continue;
            for (const Index& index : table.indexes) {
                if (!index.unique || index.columns.size() != key.referenced_columns.size())
                    continue;
                bool same = std::all_of(
                    index.columns.begin(), index.columns.end(), [&](const IndexColumn& column) {
                        return std::count(key.referenced_columns.begin(),
                                          key.referenced_columns.end(), column.column_id) == 1;
                    });
                if (same) return index.id;
            }
        }
        return 1;
    }

    void add_foreign_key(const Table& table, const ForeignKey& key) {
        int32_t status = (key.system_named ? k_system_named : 0) | (key.disabled ? k_disabled : 0) |
                         (key.not_for_replication ? k_not_for_replication : 0) |
                         (key.not_trusted ? k_not_trusted : 0) |
                         int32_t(key.on_update) << k_update_action_shift |
                         int32_t(key.on_delete) << k_delete_action_shift;
        add_object(key.object_id, key.name, table.schema_id, "F", table.object_id, status,
                   key.columns.empty() ? 0 : key.columns[0]);
        add_reference(k_ref_foreign_key, key.object_id, 0, key.referenced_table_id,
                      referenced_index(key));
        for (size_t i = 0; i < key.columns.size(); ++i) {
            add_reference(k_ref_foreign_key_column, key.object_id, int32_t(i + 1), table.object_id,
                          key.columns[i]);
            add_reference(k_ref_referenced_column, key.object_id, int32_t(i + 1),
                          key.referenced_table_id, key.referenced_columns[i]);
        }
    }

    void add_module(const Module& module) {
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
            int32_t parameter_status = (output ? k_parameter_output : 0) |
                                       (parameter.readonly ? k_parameter_readonly : 0);
            row.i32(parameter_status).i16(in_row_limit(parameter.type));
            row.i32(0).i32(0).i32(0).null();
            out_.add(k_syscolpars, std::move(row));
        }
    }

    void add_synonym(const Synonym& synonym) {
        add_object(synonym.object_id, synonym.name, synonym.schema_id, "SN", 0, 0, 0);
        add_text(synonym.object_id, 0, synonym.target);
    }

    void add_schemas() {
        std::vector<Schema> schemas =
            database_.schemas.empty() ? standard_schemas() : database_.schemas;
        for (const Schema& schema : schemas) {
            add_class_object(k_class_schema, schema.id, schema.name, 0, {"\0", 2});
            add_reference(k_ref_schema_owner, schema.id, 0, schema.owner_id, 0);
        }
        add_class_object(k_class_data_space, 1, "PRIMARY", 1, "FG");
    }

    void add_class_object(uint8_t object_class, int32_t id, const std::string& name, int32_t status,
                          std::string_view type) {
        SystemTableRow row;
        row.u8(object_class).i32(id).text(name).i32(status).letters(type).i32(0);
        row.u64(options_.created).u64(options_.created);
        out_.add(k_sysclsobjs, std::move(row));
    }

    void add_principals() {
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

    void add_type(int32_t id, int32_t schema, const std::string& name, const SqlType& type,
                  int32_t status) {
        TypeShape shape = type_shape(type);
        SystemTableRow row;
        row.i32(id).i32(schema).text(name).u8(uint8_t(type.id)).i16(shape.length);
        row.u8(shape.precision).u8(shape.scale).u32(type.collation).i32(status);
        row.u64(options_.created).u64(options_.created).i32(0).i32(0);
        out_.add(k_sysscalartypes, std::move(row));
    }

    void add_types() {
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

    const Database& database_;
    const std::map<int32_t, uint64_t>& rowset_of_;
    const CatalogRowsOptions& options_;
    SystemTableRows& out_;
    int32_t next_type_id_ = 257;
};

}  // namespace

void add_model_rows(const Database& database, const std::map<int32_t, uint64_t>& rowset_of,
                    const CatalogRowsOptions& options, SystemTableRows& out) {
    ModelRows(database, rowset_of, options, out).run();
}

void add_system_table_rows(uint32_t database_collation, const CatalogRowsOptions& options,
                           const std::map<int32_t, uint64_t>& rowset_of, SystemTableRows& out) {
    for (const SystemTable& table : system_tables()) {
        SystemTableRow object;
        object.i32(table.id).text(table.name).i32(k_sys_schema).u8(0);
        object.i32(k_user_table | k_shipped).letters("S ").i32(0).u8(1);
        object.i32(int32_t(table.columns.size())).u64(options.created).u64(options.created).i32(0);
        out.add(k_sysschobjs, std::move(object));

        int32_t column_id = 0;
        int8_t key_count = 0;
        for (const SystemColumn& column : table.columns) {
            SqlType type;
            type.id = column.type;
            type.length = column.length;
            type.collation =
                column.collation == k_database_collation ? database_collation : column.collation;
            if (type.id == TypeId::nvarchar && type.length == 256) {
                type.user_type = types::k_sysname;
            }
            TypeShape shape = type_shape(type);
            int32_t status = column.nullable ? 0 : k_column_not_null;
            if (types::is_character(type.id) || types::is_binary(type.id)) {
                status |= k_column_ansi_padded;
            }
            SystemTableRow row;
            row.i32(table.id).i16(0).i32(++column_id).text(column.name).u8(uint8_t(type.id));
            row.i32(user_type_id(type)).i16(shape.length).u8(shape.precision).u8(shape.scale);
            row.u32(type.collation).i32(status).i16(in_row_limit(type)).i32(0).i32(0).i32(0).null();
            out.add(k_syscolpars, std::move(row));
            key_count = std::max(key_count, column.key);
        }
        bool heap = key_count == 0;
        SystemTableRow index;
        index.i32(table.id).i32(heap ? 0 : 1).text(heap ? "" : "clst");
        index.i32(k_index_of_system | k_index | (heap ? 0 : k_index_always | k_index_unique));
        index.i32(0).u8(0).u8(heap ? 0 : 1).u8(0).i32(0).i32(0).u64(rowset_of.at(table.id));
        out.add(k_sysidxstats, std::move(index));
        for (int8_t ordinal = 1; ordinal <= key_count; ++ordinal) {
            for (size_t i = 0; i < table.columns.size(); ++i) {
                if (table.columns[i].key != ordinal) continue;
                SystemTableRow row;
                row.i32(table.id).i32(1).i32(ordinal).i32(k_key_column).i32(int32_t(i + 1));
                row.u8(uint8_t(ordinal)).u8(0).u8(0);
                out.add(k_sysiscols, std::move(row));
            }
        }
    }
}

std::vector<Schema> standard_schemas() {
    return {{1, "dbo", 1},
            {2, "guest", 2},
            {3, "INFORMATION_SCHEMA", 3},
            {4, "sys", 4},
            {16384, "db_owner", 16384},
            {16385, "db_accessadmin", 16385},
            {16386, "db_securityadmin", 16386},
            {16387, "db_ddladmin", 16387},
            {16389, "db_backupoperator", 16389},
            {16390, "db_datareader", 16390},
            {16391, "db_datawriter", 16391},
            {16392, "db_denydatareader", 16392},
            {16393, "db_denydatawriter", 16393}};
}

std::vector<Principal> standard_principals() {
    auto role_sid = [](int32_t id) {
        std::vector<uint8_t> sid = {1, 5, 0, 0, 0, 0, 0, 9, 4, 0, 0, 0};
        sid.resize(28);
        store_le<int32_t>(sid.data() + 24, id);
        return sid;
    };
    std::vector<Principal> out = {{0, "public", 'R', "", role_sid(0)},
                                  {1, "dbo", 'S', "dbo", {1}},
                                  {2, "guest", 'S', "guest", {0}},
                                  {3, "INFORMATION_SCHEMA", 'S', "", {}},
                                  {4, "sys", 'S', "", {}}};
    for (const Schema& schema : standard_schemas()) {
        if (schema.id >= 16384)
            out.push_back({schema.id, schema.name, 'R', "", role_sid(schema.id)});
    }
    return out;
}

}  // namespace gantry::catalog

// Views, procedures, functions, triggers, rules and stand-alone defaults with their texts.

#include <fmt/format.h>

#include "catalog/module_kind.h"
#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_objects = {
    .what = "views, procedures and functions",
    .view = "sys.objects",
    .columns =
        "object_id, schema_id, name, type, principal_id, parent_object_id, create_date, "
        "modify_date",
    .rest =
        "FROM sys.objects AS t WHERE t.is_ms_shipped = 0 AND (t.type IN ('V', 'P', 'FN', "
        "'IF', 'TF', 'PC', 'FS', 'FT', 'AF', 'R', 'RF') OR (t.type = 'D' AND "
        "t.parent_object_id = 0)) ORDER BY t.object_id",
};
constexpr CatalogQuery k_triggers = {
    .what = "triggers",
    .view = "sys.triggers",
    .columns =
        "object_id, name, type, parent_class, parent_id, is_disabled, "
        "is_not_for_replication, is_instead_of_trigger, create_date, modify_date, "
        "schema_id=OBJECTPROPERTY(t.parent_id, 'SchemaId')",
    .rest = "FROM sys.triggers AS t WHERE t.is_ms_shipped = 0 ORDER BY t.object_id",
};
constexpr CatalogQuery k_trigger_events = {
    .what = "events of triggers",
    .view = "sys.trigger_events",
    .columns = "object_id, type_desc, is_first, is_last",
    .rest = "FROM sys.trigger_events AS t ORDER BY t.object_id, t.type",
};
constexpr CatalogQuery k_texts = {
    .what = "texts of modules",
    .view = "sys.sql_modules",
    .columns =
        "object_id, definition, uses_ansi_nulls, uses_quoted_identifier, is_schema_bound, "
        "uses_database_collation, is_recompiled, null_on_null_input, "
        "execute_as_principal_id, uses_native_compilation@12, is_inlineable@15, "
        "is_encrypted=OBJECTPROPERTY(t.object_id, 'IsEncrypted')",
    .rest = "FROM sys.sql_modules AS t",
};
constexpr CatalogQuery k_views = {
    .what = "options of views",
    .view = "sys.views",
    .columns = "object_id, with_check_option, has_opaque_metadata, ledger_view_type@16",
    .rest = "FROM sys.views AS t",
};
constexpr CatalogQuery k_numbered = {
    .what = "numbered procedures",
    .view = "sys.numbered_procedures",
    .columns = "object_id, procedure_number, definition",
    .rest = "FROM sys.numbered_procedures AS t ORDER BY t.object_id, t.procedure_number",
};
constexpr CatalogQuery k_assembly_modules = {
    .what = "modules of assemblies",
    .view = "sys.assembly_modules",
    .columns = "object_id, assembly_id, assembly_class, assembly_method, null_on_null_input",
    .rest = "FROM sys.assembly_modules AS t",
};

Module module_of(const Row& row) {
    Module out;
    out.object_id = int_of(row, "object_id");
    out.name = row.text("name");
    out.type = word_of(row, "type");
    const ModuleKind* kind = module_kind(out.type);
    out.kind = kind != nullptr ? *kind : ModuleKind::other;
    out.schema_id = int_of(row, "schema_id");
    out.created = row.text("create_date");
    out.modified = row.text("modify_date");
    return out;
}

void read_text(const Row& row, Module& module) {
    module.text = row.text("definition");
    module.ansi_nulls = row.flag("uses_ansi_nulls");
    module.quoted_identifier = row.flag("uses_quoted_identifier");
    module.schema_bound = row.flag("is_schema_bound");
    module.uses_database_collation = row.flag("uses_database_collation");
    module.recompile = row.flag("is_recompiled");
    module.null_on_null_input = row.flag("null_on_null_input");
    module.execute_as = int_of(row, "execute_as_principal_id");
    module.natively_compiled = row.flag("uses_native_compilation");
    module.inlineable = row.flag("is_inlineable");
    module.encrypted = module.text.empty() && row.flag("is_encrypted");
}

void read_numbered(Reader& reader) {
    reader.source.read(k_numbered, [&](const Row& row) {
        Module* module = reader.module(int_of(row, "object_id"));
        if (module == nullptr) return;
        NumberedProcedure numbered;
        numbered.number = int_of(row, "procedure_number");
        numbered.text = row.text("definition");
        numbered.encrypted = numbered.text.empty();
        module->numbered.push_back(std::move(numbered));
    });
}

void read_views(Reader& reader) {
    reader.source.read(k_views, [&](const Row& row) {
        Module* module = reader.module(int_of(row, "object_id"));
        if (module == nullptr) return;
        module->check_option = row.flag("with_check_option");
        module->opaque_metadata = row.flag("has_opaque_metadata");
        module->ledger_view_type = uint8_t(row.integer("ledger_view_type"));
    });
}

void read_assembly_modules(Reader& reader) {
    reader.source.read(k_assembly_modules, [&](const Row& row) {
        Module* module = reader.module(int_of(row, "object_id"));
        if (module == nullptr) return;
        ClrEntry entry;
        entry.assembly_id = int_of(row, "assembly_id");
        entry.class_name = row.text("assembly_class");
        entry.method = row.text("assembly_method");
        entry.null_on_null_input = row.flag("null_on_null_input");
        module->clr = std::move(entry);
    });
}

}  // namespace

void read_objects(Reader& reader) {
    reader.source.read(k_objects, [&](const Row& row) {
        Module module = module_of(row);
        module.owner_id = int_of(row, "principal_id");
        module.for_replication = module.type == "RF";
        reader.add(std::move(module));
    });
}

void read_triggers(Reader& reader) {
    reader.source.read(k_triggers, [&](const Row& row) {
        Module module = module_of(row);
        module.parent_class = uint8_t(row.integer("parent_class"));
        module.parent_object_id = module.parent_class == 1 ? int_of(row, "parent_id") : 0;
        module.disabled = row.flag("is_disabled");
        module.not_for_replication = row.flag("is_not_for_replication");
        module.instead_of = row.flag("is_instead_of_trigger");
        // A trigger of the database is in no schema.
        if (module.parent_class != 1) module.schema_id = 0;
        if (module.parent_class == 1 && row.is_null("schema_id")) {
            if (const Table* table = reader.table(module.parent_object_id)) {
                module.schema_id = table->schema_id;
            } else if (const Module* view = reader.module(module.parent_object_id)) {
                module.schema_id = view->schema_id;
            }
        }
        reader.add(std::move(module));
    });
    reader.source.read(k_trigger_events, [&](const Row& row) {
        Module* module = reader.module(int_of(row, "object_id"));
        if (module == nullptr) return;
        module->events.push_back(
            {row.text("type_desc"), row.flag("is_first"), row.flag("is_last")});
    });
}

void read_module_texts(Reader& reader) {
    reader.source.read(k_texts, [&](const Row& row) {
        Module* module = reader.module(int_of(row, "object_id"));
        if (module != nullptr) read_text(row, *module);
    });
    read_views(reader);
    read_numbered(reader);
    read_assembly_modules(reader);
    for (const Module& module : reader.out.modules) {
        if (!module.text.empty() || module.encrypted || module.kind == ModuleKind::clr) continue;
        reader.source.warn(fmt::format("the text of {} (type {}) may not be seen by this login",
                                       module.name, module.type));
    }
}

void add_module_queries(QueryList& out) {
    out.insert(out.end(), {&k_objects, &k_triggers, &k_trigger_events, &k_texts, &k_views,
                           &k_numbered, &k_assembly_modules});
}

}  // namespace gantry::live

#include "catalog/script/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/error.h"
#include "catalog/script/parts.h"
#include "catalog/script/quote.h"
#include "catalog/script/tokens.h"
#include "types/collation.h"

namespace gantry::catalog {

using namespace script;

namespace {

template <typename T>
std::vector<const T*> by_name(const std::vector<T>& list, const Names& names) {
    std::vector<const T*> out;
    for (const T& item : list)
        out.push_back(&item);
    std::stable_sort(out.begin(), out.end(), [&](const T* a, const T* b) {
        return std::tuple(names.schema(a->schema_id), std::string_view(a->name), a->object_id) <
               std::tuple(names.schema(b->schema_id), std::string_view(b->name), b->object_id);
    });
    return out;
}

constexpr std::string_view k_part_names[] = {
    "principals",   "schemas",   "types",      "assemblies",  "keys",     "partitions",
    "full-text",    "sequences", "synonyms",   "rules",       "tables",   "indexes",
    "foreign-keys", "views",     "functions",  "procedures",  "triggers", "statistics",
    "broker",       "policies",  "properties", "permissions", "instance"};
static_assert(std::size(k_part_names) == size_t(ScriptPart::count_));

// A table or module by "schema.name", "[schema].[name]" or its bare name.
int32_t find_object(const Context& context, const std::string& text) {
    std::vector<NamePath> paths = names_in(scan_tokens(text));
    const NamedObject* object = nullptr;
    if (paths.size() == 1 && paths[0].parts.size() <= 2) {
        const auto& parts = paths[0].parts;
        object = parts.size() == 2 ? context.names.find(parts[0], parts[1])
                                   : context.names.find({}, parts[0]);
    }
    if (object == nullptr || (object->table == nullptr && object->module == nullptr)) {
        throw Error(fmt::format("there is no table, view, procedure, function or trigger '{}' in "
                                "database {}",
                                text, context.db.name),
                    "gantry inspect PATH lists them");
    }
    return object->id;
}

void write_header(Context& context) {
    const Database& db = context.db;
    context.out.comment(fmt::format(
        "Database {}: internal version {}, compatibility level {}, "
        "collation {}",
        db.name, db.internal_version, db.compatibility_level, types::collation_name(db.collation)));
    const bool placed = db.filegroups.size() > 1 || !db.partition_schemes.empty();
    if (placed && !context.options.with_storage) {
        context.out.comment(
            "Filegroups and partition schemes are left out: --with-storage puts them in");
    }
    context.out.batch("USE " + bracket(db.name));
}

void script_one_object(Context& context) {
    script_objects(context);
    script_deferred_constraints(context);
    if (context.wants(ScriptPart::foreign_keys)) script_foreign_keys(context);
    if (context.wants(ScriptPart::full_text)) script_full_text_indexes(context);
    if (context.wants(ScriptPart::triggers)) script_table_triggers(context);
    if (context.wants(ScriptPart::statistics)) script_statistics(context);
    if (context.wants(ScriptPart::properties)) script_properties(context);
    if (context.wants(ScriptPart::permissions)) script_permissions(context);
}

void script_before_objects(Context& context) {
    if (context.wants(ScriptPart::principals)) script_principals(context);
    if (context.wants(ScriptPart::keys)) script_keys(context);
    if (context.wants(ScriptPart::assemblies)) script_assemblies(context);
    if (context.wants(ScriptPart::principals)) {
        script_key_users(context);
        script_role_members(context);
    }
    if (context.wants(ScriptPart::schemas)) script_schemas(context);
    if (context.wants(ScriptPart::tables)) script_external_sources(context);
    if (context.wants(ScriptPart::full_text)) script_full_text_catalogs(context);
    if (context.wants(ScriptPart::partitions)) {
        script_partition_functions(context);
        if (context.options.with_storage) script_partition_schemes(context);
    }
    if (context.wants(ScriptPart::types)) {
        script_xml_collections(context);
        script_user_types(context);
        script_table_types(context);
    }
    if (context.wants(ScriptPart::rules)) script_rules(context);
    if (context.wants(ScriptPart::sequences)) script_sequences(context);
    if (context.wants(ScriptPart::synonyms)) script_synonyms(context);
}

void script_after_objects(Context& context) {
    if (context.wants(ScriptPart::tables)) script_deferred_constraints(context);
    if (context.wants(ScriptPart::rules)) script_rule_bindings(context);
    if (context.wants(ScriptPart::foreign_keys)) script_foreign_keys(context);
    if (context.wants(ScriptPart::statistics)) script_statistics(context);
    if (context.wants(ScriptPart::full_text)) script_full_text_indexes(context);
    if (context.wants(ScriptPart::triggers)) script_table_triggers(context);
    if (context.wants(ScriptPart::broker)) script_broker(context);
    if (context.wants(ScriptPart::policies)) {
        script_policies(context);
        script_plan_guides(context);
    }
    if (context.wants(ScriptPart::properties)) script_properties(context);
    if (context.wants(ScriptPart::permissions)) {
        script_owners(context);
        script_permissions(context);
    }
    if (context.wants(ScriptPart::triggers)) script_database_triggers(context);
}

// What the reader could not read is missing here too; the caller shows the warnings itself.
void write_remarks(Context& context) {
    context.out.heading("Remarks");
    if (context.shipped_count > 0) {
        context.out.comment(fmt::format("{} objects that SQL Server ships itself are left out",
                                        context.shipped_count));
    }
    for (const std::string& warning : context.db.warnings) {
        context.out.comment("warning: " + warning);
    }
}

}  // namespace

script::Context::Context(const Database& database, const ScriptOptions& options_in)
    : db(database), options(options_in), names(database), out(options) {
    tables = by_name(database.tables, names);
    modules = by_name(database.modules, names);
}

std::string_view script_part_name(ScriptPart part) {
    return k_part_names[size_t(part)];
}

Script script_database(const Database& database, const ScriptOptions& options) {
    Context context(database, options);
    if (!options.object.empty()) context.only_object = find_object(context, options.object);
    if (options.with_database && context.only_object == 0) script_create_database(context);
    write_header(context);
    order_objects(context);
    if (options.drop) script_drops(context);
    if (context.only_object != 0) {
        script_one_object(context);
    } else {
        if (options.with_database) script_database_options(context);
        script_before_objects(context);
        script_objects(context);
        script_after_objects(context);
        if (options.with_database) script_database_end(context);
        write_remarks(context);
    }
    return context.out.take();
}

}  // namespace gantry::catalog

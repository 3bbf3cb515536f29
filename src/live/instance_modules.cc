// Triggers of the server and procedures that run when it starts.

#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_triggers = {
    .what = "server triggers",
    .view = "sys.server_triggers",
    .columns = "object_id, name, type, is_disabled, create_date, modify_date",
    .rest = "FROM sys.server_triggers AS t WHERE t.is_ms_shipped = 0 ORDER BY t.object_id",
};
constexpr CatalogQuery k_trigger_texts = {
    .what = "texts of server triggers",
    .view = "sys.server_sql_modules",
    .columns =
        "object_id, definition, uses_ansi_nulls, uses_quoted_identifier, "
        "execute_as_principal_id",
    .rest = "FROM sys.server_sql_modules AS t",
};
constexpr CatalogQuery k_trigger_events = {
    .what = "events of server triggers",
    .view = "sys.server_trigger_events",
    .columns = "object_id, type_desc, is_first, is_last",
    .rest = "FROM sys.server_trigger_events AS t ORDER BY t.object_id, t.type",
};
constexpr CatalogQuery k_startup = {
    .what = "startup procedures",
    .view = "sys.procedures",
    .columns =
        "object_id, schema_id, name, type, create_date, modify_date, "
        "definition=m.definition, uses_ansi_nulls=m.uses_ansi_nulls, "
        "uses_quoted_identifier=m.uses_quoted_identifier",
    .rest =
        "FROM master.sys.procedures AS t LEFT JOIN master.sys.sql_modules AS m "
        "ON m.object_id = t.object_id WHERE t.is_auto_executed = 1 ORDER BY t.object_id",
};

}  // namespace

void read_server_modules(Source& source, Instance& out) {
    source.read(k_triggers, [&](const Row& row) {
        Module trigger;
        trigger.object_id = int_of(row, "object_id");
        trigger.schema_id = 0;
        trigger.name = row.text("name");
        trigger.type = word_of(row, "type");
        trigger.kind = trigger.type == "TA" ? ModuleKind::clr : ModuleKind::trigger;
        trigger.parent_class = 100;
        trigger.disabled = row.flag("is_disabled");
        trigger.created = row.text("create_date");
        trigger.modified = row.text("modify_date");
        out.triggers.push_back(std::move(trigger));
    });
    auto trigger_at = [&](const Row& row) -> Module* {
        const int32_t id = int_of(row, "object_id");
        for (Module& trigger : out.triggers) {
            if (trigger.object_id == id) return &trigger;
        }
        return nullptr;
    };
    if (!out.triggers.empty()) {
        source.read(k_trigger_texts, [&](const Row& row) {
            Module* trigger = trigger_at(row);
            if (trigger == nullptr) return;
            trigger->text = row.text("definition");
            trigger->encrypted = trigger->text.empty();
            trigger->ansi_nulls = row.flag("uses_ansi_nulls");
            trigger->quoted_identifier = row.flag("uses_quoted_identifier");
            trigger->execute_as = int_of(row, "execute_as_principal_id");
        });
        source.read(k_trigger_events, [&](const Row& row) {
            Module* trigger = trigger_at(row);
            if (trigger == nullptr) return;
            trigger->events.push_back(
                {row.text("type_desc"), row.flag("is_first"), row.flag("is_last")});
        });
    }
    source.read(k_startup, [&](const Row& row) {
        Module procedure;
        procedure.object_id = int_of(row, "object_id");
        procedure.schema_id = int_of(row, "schema_id");
        procedure.name = row.text("name");
        procedure.type = word_of(row, "type");
        procedure.kind = procedure.type == "P" ? ModuleKind::procedure : ModuleKind::clr;
        procedure.created = row.text("create_date");
        procedure.modified = row.text("modify_date");
        procedure.text = row.text("definition");
        procedure.encrypted = procedure.kind == ModuleKind::procedure && procedure.text.empty();
        procedure.ansi_nulls = row.flag("uses_ansi_nulls");
        procedure.quoted_identifier = row.flag("uses_quoted_identifier");
        procedure.startup = true;
        out.startup_procedures.push_back(std::move(procedure));
    });
}

void add_server_module_queries(QueryList& out) {
    out.insert(out.end(), {&k_triggers, &k_trigger_texts, &k_trigger_events, &k_startup});
}

}  // namespace gantry::live

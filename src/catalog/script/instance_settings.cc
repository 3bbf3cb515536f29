// Configuration, messages, Resource Governor, event sessions and triggers of the server.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/instance_parts.h"

namespace gantry::catalog::script {
namespace {

// sys.syslanguages: LCID and alias, which sp_addmessage takes.
struct Language {
    int32_t lcid;
    std::string_view alias;
};
constexpr Language k_languages[] = {{1033, "us_english"},
                                    {1031, "German"},
                                    {1036, "French"},
                                    {1041, "Japanese"},
                                    {1030, "Danish"},
                                    {3082, "Spanish"},
                                    {1040, "Italian"},
                                    {1043, "Dutch"},
                                    {2068, "Norwegian"},
                                    {2070, "Portuguese"},
                                    {1035, "Finnish"},
                                    {1053, "Swedish"},
                                    {1029, "Czech"},
                                    {1038, "Hungarian"},
                                    {1045, "Polish"},
                                    {1048, "Romanian"},
                                    {1050, "Croatian"},
                                    {1051, "Slovak"},
                                    {1060, "Slovenian"},
                                    {1032, "Greek"},
                                    {1026, "Bulgarian"},
                                    {1049, "Russian"},
                                    {1055, "Turkish"},
                                    {2057, "British English"},
                                    {1061, "Estonian"},
                                    {1062, "Latvian"},
                                    {1063, "Lithuanian"},
                                    {1046, "Brazilian"},
                                    {1028, "Traditional Chinese"},
                                    {1042, "Korean"},
                                    {2052, "Simplified Chinese"},
                                    {1025, "Arabic"},
                                    {1054, "Thai"}};

std::string_view language_alias(int32_t lcid) {
    for (const Language& language : k_languages) {
        if (language.lcid == lcid) return language.alias;
    }
    return {};
}

constexpr int32_t k_show_advanced_options = 518;

bool is_read_only(const Configuration& option) {
    constexpr int32_t k_version_high = 1593, k_version_low = 1594;
    return option.id == k_version_high || option.id == k_version_low;
}

bool is_known(const Configuration& option) {
    return !option.name.empty() && !(option.name[0] >= '0' && option.name[0] <= '9');
}

std::string configure(std::string_view name, int64_t value) {
    return fmt::format("EXEC sys.sp_configure {}, {};\n", literal(name), value);
}

std::string event_text(std::string_view verb, const EventSessionEvent& event) {
    std::string out = fmt::format("ADD {} {}", verb, event.name);
    std::vector<std::string> inner;
    if (!event.fields.empty()) {
        std::vector<std::string> fields;
        for (const EventSessionField& field : event.fields) {
            const bool number = !field.value.empty() &&
                                field.value.find_first_not_of("0123456789") == field.value.npos;
            fields.push_back(
                fmt::format("{} = {}", field.name, number ? field.value : literal(field.value)));
        }
        inner.push_back("SET " + join(fields));
    }
    if (!event.actions.empty()) inner.push_back(fmt::format("ACTION ({})", join(event.actions)));
    if (!event.predicate.empty()) inner.push_back(fmt::format("WHERE {}", event.predicate));
    if (!inner.empty()) out += fmt::format(" ({})", join(inner, " "));
    return out;
}

bool is_own_session(const EventSession& session) {
    static constexpr std::string_view k_own[] = {"system_health", "AlwaysOn_health",
                                                 "telemetry_xevents", "hkenginexesession",
                                                 "sp_server_diagnostics session"};
    return std::find(std::begin(k_own), std::end(k_own), session.name) != std::end(k_own);
}

std::string classifier_name(const InstanceContext& context, int32_t id) {
    for (const Module& module : context.db.modules) {
        if (module.object_id != id) continue;
        for (const Schema& schema : context.db.schemas) {
            if (schema.id == module.schema_id) return two_part(schema.name, module.name);
        }
    }
    return {};
}

}  // namespace

void script_configuration(InstanceContext& context) {
    context.out.heading("Configuration");
    std::string text;
    int64_t show_advanced = 0;
    for (const Configuration& option : context.instance.configurations) {
        if (is_read_only(option)) continue;
        if (option.id == k_show_advanced_options) {
            show_advanced = option.value;
        } else if (is_known(option)) {
            text += configure(option.name, option.value);
        } else {
            context.out.cannot(fmt::format("configuration option {}", option.id),
                               fmt::format("its name is not known; value {}", option.value));
        }
    }
    if (text.empty()) return;
    text = configure("show advanced options", 1) + "RECONFIGURE;\n" + text +
           "RECONFIGURE WITH OVERRIDE;\n";
    if (show_advanced == 0) text += configure("show advanced options", 0) + "RECONFIGURE;\n";
    context.out.batch(text);
}

void script_messages(InstanceContext& context) {
    constexpr int32_t k_english = 1033;
    context.out.heading("Messages");
    // A message needs its English text before any other.
    std::vector<const UserMessage*> messages;
    for (const UserMessage& message : context.instance.messages)
        messages.push_back(&message);
    std::stable_sort(messages.begin(), messages.end(),
                     [](const UserMessage* a, const UserMessage* b) {
                         return std::pair(a->id, a->language != k_english) <
                                std::pair(b->id, b->language != k_english);
                     });
    for (const UserMessage* message : messages) {
        // 0 is syslanguages' number of us_english.
        std::string_view language =
            language_alias(message->language == 0 ? k_english : message->language);
        if (language.empty()) {
            context.out.cannot(fmt::format("message {}", message->id),
                               fmt::format("language {} is not known", message->language));
            continue;
        }
        context.out.batch(Call("sys.sp_addmessage")
                              .number("msgnum", message->id)
                              .number("severity", message->severity)
                              .text("msgtext", message->text)
                              .text("lang", language)
                              .text("with_log", message->logged ? "TRUE" : "FALSE")
                              .text("replace", "replace")
                              .str());
    }
}

void script_resource_governor(InstanceContext& context) {
    constexpr int32_t k_default_pool = 2;  // 1 internal, 2 default
    context.out.heading("Resource Governor");
    bool changed = false;
    for (const ResourcePool& pool : context.instance.resource_pools) {
        if (pool.id <= k_default_pool) continue;
        changed = true;
        context.out.create(
            fmt::format("CREATE RESOURCE POOL {} WITH (MIN_CPU_PERCENT = {}, MAX_CPU_PERCENT = {}, "
                        "MIN_MEMORY_PERCENT = {}, MAX_MEMORY_PERCENT = {})",
                        bracket(pool.name), pool.min_cpu, pool.max_cpu, pool.min_memory,
                        pool.max_memory),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.resource_governor_resource_pools WHERE "
                         "name = {})",
                         literal(pool.name)),
             false});
    }
    for (const WorkloadGroup& group : context.instance.workload_groups) {
        if (group.id <= k_default_pool) continue;
        changed = true;
        std::string_view pool = "default";
        for (const ResourcePool& p : context.instance.resource_pools) {
            if (p.id == group.pool_id) pool = p.name;
        }
        context.out.create(
            fmt::format("CREATE WORKLOAD GROUP {} WITH (REQUEST_MAX_MEMORY_GRANT_PERCENT = {}, "
                        "REQUEST_MAX_CPU_TIME_SEC = {}, MAX_DOP = {}, GROUP_MAX_REQUESTS = {}) "
                        "USING {}",
                        bracket(group.name), group.max_memory_grant_percent, group.max_cpu_seconds,
                        group.max_dop, group.max_requests, bracket(pool)),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.resource_governor_workload_groups WHERE "
                         "name = {})",
                         literal(group.name)),
             false});
    }
    const int32_t classifier = context.instance.classifier_function_id;
    std::string name = classifier_name(context, classifier);
    if (classifier != 0 && name.empty()) {
        context.out.cannot("the classifier function of Resource Governor",
                           fmt::format("object {} was not found", classifier));
    } else if (classifier != 0) {
        // The function is among master's own objects, which come after the instance's.
        context.out.comment(
            fmt::format("when {0} is there: ALTER RESOURCE GOVERNOR WITH "
                        "(CLASSIFIER_FUNCTION = {0}); ALTER RESOURCE GOVERNOR "
                        "RECONFIGURE",
                        name));
    }
    if (changed) context.out.batch("ALTER RESOURCE GOVERNOR RECONFIGURE");
}

void script_event_sessions(InstanceContext& context) {
    context.out.heading("Event sessions");
    for (const EventSession& session : context.instance.event_sessions) {
        if (is_own_session(session)) {
            ++context.left_out;
            continue;
        }
        std::vector<std::string> parts;
        for (const EventSessionEvent& event : session.events)
            parts.push_back(event_text("EVENT", event));
        for (const EventSessionEvent& target : session.targets)
            parts.push_back(event_text("TARGET", target));
        if (session.events.empty()) {
            context.out.cannot("event session " + bracket(session.name),
                               "its events were not found");
            continue;
        }
        context.out.create(
            fmt::format("CREATE EVENT SESSION {} ON SERVER\n{}\nWITH (STARTUP_STATE = {})",
                        bracket(session.name), join(parts, ",\n"),
                        session.starts_with_server ? "ON" : "OFF"),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.server_event_sessions WHERE name = {})",
                         literal(session.name)),
             false});
    }
}

void script_server_triggers(InstanceContext& context) {
    context.out.heading("Triggers of the server");
    for (const Module& trigger : context.instance.triggers) {
        std::string name = bracket(trigger.name);
        if (trigger.text.empty()) {
            context.out.cannot("server trigger " + name, trigger.encrypted
                                                             ? "it was created WITH ENCRYPTION"
                                                             : "its text was not found");
            continue;
        }
        context.out.module(
            trigger.text,
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.server_triggers WHERE name = {})",
                         literal(trigger.name)),
             true},
            trigger.ansi_nulls, trigger.quoted_identifier);
        if (trigger.disabled) {
            context.out.batch(fmt::format("DISABLE TRIGGER {} ON ALL SERVER", name));
        }
    }
}

}  // namespace gantry::catalog::script

// SET: what changes a session's behaviour is obeyed, what SQL Server keeps for compatibility is
// accepted, and what changes results in a way not built yet is refused by name.

#include <array>

#include <fmt/core.h>

#include "base/utf.h"
#include "engine/runnable.h"
#include "session/interpreter.h"
#include "session/languages.h"
#include "session/session_activity.h"
#include "types/convert.h"
#include "types/date_time.h"

namespace gantry::session {

namespace {

using engine::SessionSettings;

struct Setting {
    std::string_view name;
    bool SessionSettings::* member;
};

constexpr Setting k_settings[] = {
    {"ANSI_NULLS", &SessionSettings::ansi_nulls},
    {"QUOTED_IDENTIFIER", &SessionSettings::quoted_identifier},
    {"ANSI_PADDING", &SessionSettings::ansi_padding},
    {"ANSI_WARNINGS", &SessionSettings::ansi_warnings},
    {"ANSI_NULL_DFLT_ON", &SessionSettings::ansi_null_default},
    {"ARITHABORT", &SessionSettings::arithabort},
    {"CONCAT_NULL_YIELDS_NULL", &SessionSettings::concat_null_yields_null},
    {"NUMERIC_ROUNDABORT", &SessionSettings::numeric_roundabort},
    {"NOCOUNT", &SessionSettings::nocount},
    {"XACT_ABORT", &SessionSettings::xact_abort},
};

struct SessionOption {
    std::string_view name;
    bool Options::* member;
};

constexpr SessionOption k_options[] = {
    {"IMPLICIT_TRANSACTIONS", &Options::implicit_transactions},
    {"CURSOR_CLOSE_ON_COMMIT", &Options::cursor_close_on_commit},
    {"NOEXEC", &Options::noexec},
    {"PARSEONLY", &Options::parseonly},
    {"FMTONLY", &Options::fmtonly},
};

}  // namespace

void Interpreter::set_option(const tsql::SetOptionStatement& statement) {
    for (std::string_view option : statement.options) {
        bool known = false;
        for (const Setting& setting : k_settings) {
            if (setting.name != option) continue;
            state_.settings.*setting.member = statement.on;
            known = true;
        }
        for (const SessionOption& setting : k_options) {
            if (setting.name != option) continue;
            state_.options.*setting.member = statement.on;
            known = true;
        }
        if (option == "ANSI_DEFAULTS") {
            SessionSettings& s = state_.settings;
            s.ansi_nulls = s.quoted_identifier = s.ansi_padding = s.ansi_warnings =
                s.ansi_null_default = statement.on;
            state_.options.implicit_transactions = statement.on;
            state_.options.cursor_close_on_commit = statement.on;
            known = true;
        }
        if (option == "XACT_ABORT") {
            state_.backend->set_statement_savepoints(!statement.on);
        }
        // In a batch these hold for the rest of it; in a module those of its creation stay.
        if (frame_->procedure.empty()) {
            if (option == "ANSI_NULLS" || option == "ANSI_DEFAULTS") {
                frame_->ansi_nulls = statement.on;
            }
        }
        GANTRY_ASSERT(known || engine::is_option_without_effect(option));
    }
    ++state_.context_generation;
    publish_facts(state_);
}

void Interpreter::set_value(const tsql::SetValueStatement& statement) {
    auto integer = [&]() -> int64_t {
        if (statement.value == nullptr) return 0;
        types::Value value = evaluate(*statement.value, types::bigint_type());
        return value.is_null() ? 0 : value.integer();
    };
    auto text = [&]() -> std::string {
        if (statement.value == nullptr) return std::string(statement.word);
        return text_of(*statement.value);
    };
    std::string_view option = statement.option;
    SessionSettings& s = state_.settings;
    if (option == "ROWCOUNT") {
        s.rowcount = integer();
    } else if (option == "TEXTSIZE") {
        int64_t size = integer();
        state_.options.textsize = size <= 0 ? 4096 : size;
    } else if (option == "DATEFIRST") {
        int64_t day = integer();
        if (day < 1 || day > 7) {
            throw SqlError(2743, 16, 1, fmt::format("SET DATEFIRST {} is invalid.", day));
        }
        s.datefirst = uint8_t(day);
    } else if (option == "DATEFORMAT") {
        std::string format = ascii_lower(text());
        if (!types::date_order_by_name(format)) {
            throw SqlError(2741, 16, 1, fmt::format("SET DATEFORMAT date order '{}' is invalid.",
                                                    format));
        }
        s.dateformat = format;
    } else if (option == "LANGUAGE") {
        std::string asked = text();
        const Language* language = find_language(asked);
        if (language == nullptr) {
            throw SqlError(2732, 16, 1, fmt::format("Language '{}' is not supported.", asked));
        }
        std::string before = s.language;
        use_language(s, *language);
        reply_.tokens().env_language(s.language, before);
        reply_.info(5703, 0, 1, fmt::format("Changed language setting to {}.", s.language), 1);
    } else if (option == "LOCK_TIMEOUT") {
        int64_t timeout = integer();
        state_.options.lock_timeout_ms = int32_t(timeout);
        // PostgreSQL's 0 is "wait for ever"; its shortest wait is one millisecond.
        int64_t wait = timeout < 0 ? 0 : timeout == 0 ? 1 : timeout;
        state_.backend->set_parameter("lock_timeout", std::to_string(wait));
    } else if (option == "CONTEXT_INFO") {
        types::Value value = evaluate(*statement.value, types::varbinary_type(128));
        state_.options.context_info = value.is_null() ? Bytes() : value.bytes();
    }
    ++state_.context_generation;
    publish_facts(state_);
}

void Interpreter::set_isolation(const tsql::SetIsolationStatement& statement) {
    state_.options.isolation = statement.level;
    publish_facts(state_);
}

void Interpreter::set_identity_insert(const tsql::SetIdentityInsertStatement& statement) {
    const std::string full =
        engine::identity_insert_table(statement.table, *state_.snapshot, frame_->database);
    std::string& current = state_.settings.identity_insert;
    if (statement.on && !current.empty() && current != full) {
        throw SqlError(8107, 16, 1,
                       fmt::format("IDENTITY_INSERT is already ON for table '{}'. Cannot perform "
                                   "SET operation for table '{}'.", current, statement.table.object()));
    }
    if (statement.on) {
        current = full;
    } else if (current == full) {
        current.clear();
    }
    ++state_.context_generation;
}

}  // namespace gantry::session

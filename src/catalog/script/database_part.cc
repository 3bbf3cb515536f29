// CREATE DATABASE with its files and the options of ALTER DATABASE ... SET, for --with-database.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"
#include "types/collation.h"

namespace gantry::catalog::script {
namespace {

constexpr int64_t k_page_kilobytes = 8;

std::string file_text(const DatabaseFile& file) {
    std::vector<std::string> words = {"NAME = " + literal(file.name),
                                      "FILENAME = " + literal(file.physical_name)};
    if (file.type == "ROWS" || file.type == "LOG") {
        words.push_back(fmt::format("SIZE = {}KB", file.size_pages * k_page_kilobytes));
        words.push_back(
            file.max_size_pages < 0
                ? std::string("MAXSIZE = UNLIMITED")
                : fmt::format("MAXSIZE = {}KB", file.max_size_pages * k_page_kilobytes));
        words.push_back(file.growth_is_percent
                            ? fmt::format("FILEGROWTH = {}%", file.growth)
                            : fmt::format("FILEGROWTH = {}KB", file.growth * k_page_kilobytes));
    }
    return fmt::format("({})", join(words));
}

std::string files_text(const std::vector<const DatabaseFile*>& files) {
    std::vector<std::string> lines;
    for (const DatabaseFile* file : files)
        lines.push_back("\n    " + file_text(*file));
    return join(lines, ",");
}

std::string group_head(const Filegroup& group) {
    if (group.id == 1) return " PRIMARY";
    std::string out = "\nFILEGROUP " + bracket(group.name);
    if (group.type == "FD") out += " CONTAINS FILESTREAM";
    if (group.type == "FX") out += " CONTAINS MEMORY_OPTIMIZED_DATA";
    return out;
}

std::string file_clauses(const Database& db) {
    std::vector<std::string> groups;
    for (const Filegroup& group : db.filegroups) {
        std::vector<const DatabaseFile*> files;
        for (const DatabaseFile& file : db.files) {
            if (file.filegroup_id == group.id && file.type != "LOG") files.push_back(&file);
        }
        if (!files.empty()) groups.push_back(group_head(group) + files_text(files));
    }
    std::vector<const DatabaseFile*> logs;
    for (const DatabaseFile& file : db.files) {
        if (file.type == "LOG") logs.push_back(&file);
    }
    std::string out;
    if (!groups.empty()) out += "\nON" + join(groups, ",");
    if (!logs.empty()) out += "\nLOG ON" + files_text(logs);
    return out;
}

std::string_view on_off(bool on) {
    return on ? "ON" : "OFF";
}

// What only a contained database keeps for itself.
void add_contained(const DatabaseOptions& o, std::vector<std::string>& out) {
    if (o.containment != "PARTIAL") return;
    auto number = [&](std::string_view word, const std::optional<int32_t>& value) {
        if (value) out.push_back(fmt::format("{} = {}", word, *value));
    };
    auto flag = [&](std::string_view word, const std::optional<bool>& value) {
        if (value) out.push_back(fmt::format("{} = {}", word, on_off(*value)));
    };
    number("DEFAULT_LANGUAGE", o.default_language_lcid);
    number("DEFAULT_FULLTEXT_LANGUAGE", o.default_fulltext_language_lcid);
    flag("NESTED_TRIGGERS", o.nested_triggers);
    flag("TRANSFORM_NOISE_WORDS", o.transform_noise_words);
    number("TWO_DIGIT_YEAR_CUTOFF", o.two_digit_year_cutoff);
}

// "SET ..." clauses in the order of the reference's groups. Options that a newer server does not
// know, or an older one did not, are said only where they differ from the default.
std::vector<std::string> set_clauses(const Database& db) {
    const DatabaseOptions& o = db.options;
    std::vector<std::string> out;
    auto flag = [&](std::string_view word, bool on) {
        out.push_back(fmt::format("{} {}", word, on_off(on)));
    };
    auto flag_if = [&](std::string_view word, bool on) {
        if (on) flag(word, true);
    };
    out.push_back("RECOVERY " + db.recovery_model);
    if (!o.page_verify.empty()) out.push_back("PAGE_VERIFY " + o.page_verify);
    flag("ANSI_NULL_DEFAULT", o.ansi_null_default);
    flag("ANSI_NULLS", o.ansi_nulls);
    flag("ANSI_PADDING", o.ansi_padding);
    flag("ANSI_WARNINGS", o.ansi_warnings);
    flag("ARITHABORT", o.arithabort);
    flag("CONCAT_NULL_YIELDS_NULL", o.concat_null_yields_null);
    flag("NUMERIC_ROUNDABORT", o.numeric_roundabort);
    flag("QUOTED_IDENTIFIER", o.quoted_identifier);
    flag("RECURSIVE_TRIGGERS", o.recursive_triggers);
    flag("CURSOR_CLOSE_ON_COMMIT", o.cursor_close_on_commit);
    out.push_back(fmt::format("CURSOR_DEFAULT {}", o.local_cursor_default ? "LOCAL" : "GLOBAL"));
    flag("AUTO_CLOSE", o.auto_close);
    flag("AUTO_SHRINK", o.auto_shrink);
    if (o.auto_create_stats && o.auto_create_stats_incremental) {
        out.push_back("AUTO_CREATE_STATISTICS ON (INCREMENTAL = ON)");
    } else {
        flag("AUTO_CREATE_STATISTICS", o.auto_create_stats);
    }
    flag("AUTO_UPDATE_STATISTICS", o.auto_update_stats);
    flag("AUTO_UPDATE_STATISTICS_ASYNC", o.auto_update_stats_async);
    flag("DATE_CORRELATION_OPTIMIZATION", o.date_correlation);
    out.push_back(
        fmt::format("PARAMETERIZATION {}", o.parameterization_forced ? "FORCED" : "SIMPLE"));
    flag("ALLOW_SNAPSHOT_ISOLATION", o.snapshot_isolation);
    flag("READ_COMMITTED_SNAPSHOT", o.read_committed_snapshot);
    flag_if("TRUSTWORTHY", o.trustworthy);
    flag_if("DB_CHAINING", o.db_chaining);
    flag_if("HONOR_BROKER_PRIORITY", o.honor_broker_priority);
    if (o.broker_enabled) out.push_back("ENABLE_BROKER");
    if (o.target_recovery_seconds) {
        out.push_back(fmt::format("TARGET_RECOVERY_TIME = {} SECONDS", *o.target_recovery_seconds));
    }
    if (!o.delayed_durability.empty() && o.delayed_durability != "DISABLED") {
        out.push_back("DELAYED_DURABILITY = " + o.delayed_durability);
    }
    if (o.change_tracking.value_or(false)) {
        std::string text = "CHANGE_TRACKING = ON";
        if (o.change_tracking_retention && !o.change_tracking_units.empty()) {
            text += fmt::format(" (CHANGE_RETENTION = {} {}, AUTO_CLEANUP = {})",
                                *o.change_tracking_retention, o.change_tracking_units,
                                on_off(o.change_tracking_auto_cleanup));
        }
        out.push_back(text);
    }
    if (o.memory_optimized_elevate_to_snapshot) {
        out.push_back("MEMORY_OPTIMIZED_ELEVATE_TO_SNAPSHOT = ON");
    }
    if (o.mixed_page_allocation && db.internal_version >= 852) {
        out.push_back("MIXED_PAGE_ALLOCATION ON");
    }
    if (!o.temporal_history_retention) out.push_back("TEMPORAL_HISTORY_RETENTION OFF");
    if (o.accelerated_recovery) out.push_back("ACCELERATED_DATABASE_RECOVERY = ON");
    add_contained(o, out);
    std::vector<std::string> files;
    if (!o.filestream_access.empty()) {
        files.push_back("NON_TRANSACTED_ACCESS = " + o.filestream_access);
    }
    if (!o.filestream_directory.empty()) {
        files.push_back("DIRECTORY_NAME = " + literal(o.filestream_directory));
    }
    if (!files.empty()) out.push_back(fmt::format("FILESTREAM ({})", join(files)));
    return out;
}

std::string query_store_clause(const Database& db) {
    const QueryStore& q = db.query_store;
    if (!db.options.query_store && !q.present) return {};
    if (q.desired_state == "OFF") return "QUERY_STORE = OFF";
    std::vector<std::string> words;
    if (q.desired_state == "READ_ONLY" || q.desired_state == "READ_WRITE") {
        words.push_back("OPERATION_MODE = " + q.desired_state);
    }
    words.push_back(
        fmt::format("CLEANUP_POLICY = (STALE_QUERY_THRESHOLD_DAYS = {})", q.stale_days));
    words.push_back(fmt::format("DATA_FLUSH_INTERVAL_SECONDS = {}", q.flush_seconds));
    if (q.max_megabytes > 0) {
        words.push_back(fmt::format("MAX_STORAGE_SIZE_MB = {}", q.max_megabytes));
    }
    words.push_back(fmt::format("INTERVAL_LENGTH_MINUTES = {}", q.interval_minutes));
    auto mode = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) words.push_back(fmt::format("{} = {}", key, value));
    };
    mode("SIZE_BASED_CLEANUP_MODE", q.size_cleanup_mode);
    mode("QUERY_CAPTURE_MODE", q.capture_mode);
    words.push_back(fmt::format("MAX_PLANS_PER_QUERY = {}", q.max_plans));
    mode("WAIT_STATS_CAPTURE_MODE", q.wait_stats_mode);
    return fmt::format("QUERY_STORE = ON ({})", join(words));
}

}  // namespace

void script_create_database(Context& context) {
    const Database& db = context.db;
    context.out.heading("Database");
    std::string name = bracket(db.name);
    std::string text = "CREATE DATABASE " + name;
    if (db.options.containment == "PARTIAL") text += "\nCONTAINMENT = PARTIAL";
    text += file_clauses(db);
    std::string collation = types::collation_name(db.collation);
    if (!collation.empty()) text += "\nCOLLATE " + collation;
    if (db.options.ledger) text += "\nWITH LEDGER = ON";
    context.out.create(text, {fmt::format("DB_ID({}) IS NULL", literal(db.name)), false});
    if (db.compatibility_level != 0) {
        context.out.batch(fmt::format("ALTER DATABASE {} SET COMPATIBILITY_LEVEL = {}", name,
                                      db.compatibility_level));
    }
    std::string sets;
    for (const std::string& clause : set_clauses(db)) {
        sets += fmt::format("ALTER DATABASE {} SET {};\n", name, clause);
    }
    if (std::string clause = query_store_clause(db); !clause.empty()) {
        sets += fmt::format("ALTER DATABASE {} SET {};\n", name, clause);
    }
    context.out.batch(sets);
    for (const Filegroup& group : db.filegroups) {
        if (group.is_default && group.id != 1) {
            context.out.batch(fmt::format("ALTER DATABASE {} MODIFY FILEGROUP {} DEFAULT", name,
                                          bracket(group.name)));
        }
    }
    if (!db.options.owner_sid.empty()) {
        context.out.comment(
            fmt::format("SID of the owner's login: {}; set it with ALTER "
                        "AUTHORIZATION ON DATABASE::{}",
                        hex(db.options.owner_sid), name));
    }
    if (db.options.encrypted) {
        context.out.cannot("transparent encryption of database " + name,
                           "its certificate is in master");
    }
}

// What would keep the rest of the script from running.
void script_database_end(Context& context) {
    const Database& db = context.db;
    context.out.heading("State of the database");
    std::string name = bracket(db.name);
    for (const Filegroup& group : db.filegroups) {
        if (!group.read_only) continue;
        context.out.batch(fmt::format("ALTER DATABASE {} MODIFY FILEGROUP {} READ_ONLY", name,
                                      bracket(group.name)));
    }
    if (!db.options.user_access.empty() && db.options.user_access != "MULTI_USER") {
        context.out.batch(fmt::format("ALTER DATABASE {} SET {}", name, db.options.user_access));
    }
    if (db.options.read_only) {
        context.out.batch(fmt::format("ALTER DATABASE {} SET READ_ONLY", name));
    }
}

void script_database_options(Context& context) {
    const Database& db = context.db;
    std::string text;
    for (const ScopedConfiguration& c : db.scoped_configurations) {
        const bool known = !c.name.empty() && !(c.name[0] >= '0' && c.name[0] <= '9');
        if (!known) {
            context.out.cannot(fmt::format("scoped configuration {}", c.id),
                               "its name is not known; value " + c.value);
            continue;
        }
        text += fmt::format("ALTER DATABASE SCOPED CONFIGURATION SET {} = {};\n", c.name, c.value);
        if (!c.value_for_secondary.empty()) {
            text += fmt::format("ALTER DATABASE SCOPED CONFIGURATION FOR SECONDARY SET {} = {};\n",
                                c.name, c.value_for_secondary);
        }
    }
    context.out.heading("Configuration of the database");
    if (!text.empty()) context.out.batch(text);
}

}  // namespace gantry::catalog::script

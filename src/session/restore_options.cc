#include "session/restore_options.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "engine/unsupported.h"
#include "types/convert.h"

namespace gantry::session {
namespace {

using tsql::Option;

constexpr int k_position_max = 65535;

// BLOCKSIZE: powers of two; MAXTRANSFERSIZE: multiples of 64 KB, of URLs up to 20 MB.
constexpr int k_block_bytes_min = 512;
constexpr int k_block_bytes_max = 65536;
constexpr int k_transfer_bytes_unit = 65536;
constexpr int k_transfer_bytes_max = 20 << 20;

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Nothing to do for these: see the header. A restored database is open to all users, has its
// broker on and is not replicated, whatever is asked.
constexpr std::string_view k_without_effect[] = {"UNLOAD",
                                                 "NOUNLOAD",
                                                 "REWIND",
                                                 "NOREWIND",
                                                 "RESTART",
                                                 "NEW_BROKER",
                                                 "ENABLE_BROKER",
                                                 "ERROR_BROKER_CONVERSATIONS",
                                                 "KEEP_CDC",
                                                 "MEDIAPASSWORD",
                                                 "PASSWORD",
                                                 "RECOVERY",
                                                 "NORECOVERY",
                                                 "PARTIAL",
                                                 "RESTRICTED_USER",
                                                 "DBO_ONLY",
                                                 "STOP_ON_ERROR",
                                                 "KEEP_REPLICATION",
                                                 "KEEP_TEMPORAL_RETENTION"};

// Read by what_is_asked().
constexpr std::string_view k_read[] = {
    "CREDENTIAL",      "REPLACE",        "FILE",      "STATS",
    "CHECKSUM",        "NO_CHECKSUM",    "MOVE",      "STOPAT",
    "STOPATMARK",      "STOPBEFOREMARK", "MEDIANAME", "BLOCKSIZE",
    "MAXTRANSFERSIZE", "BUFFERCOUNT"};

constexpr std::string_view k_of_other_statements[] = {"LOADHISTORY", "METADATA_ONLY", "SNAPSHOT",
                                                      "DBNAME"};

// RESTORE DATABASE x WITH RECOVERY: nothing is read.
constexpr std::string_view k_without_devices[] = {
    "RECOVERY",      "RESTRICTED_USER", "DBO_ONLY", "KEEP_REPLICATION",          "KEEP_CDC",
    "ENABLE_BROKER", "NEW_BROKER",      "STATS",    "ERROR_BROKER_CONVERSATIONS"};

constexpr std::pair<std::string_view, std::string_view> k_conflicts[] = {
    {"RECOVERY", "NORECOVERY"},
    {"RECOVERY", "STANDBY"},
    {"NORECOVERY", "STANDBY"},
    {"CHECKSUM", "NO_CHECKSUM"},
    {"STOP_ON_ERROR", "CONTINUE_AFTER_ERROR"},
    {"REWIND", "NOREWIND"},
    {"UNLOAD", "NOUNLOAD"},
    {"NEW_BROKER", "ENABLE_BROKER"},
    {"NEW_BROKER", "ERROR_BROKER_CONVERSATIONS"},
    {"ENABLE_BROKER", "ERROR_BROKER_CONVERSATIONS"},
    {"KEEP_REPLICATION", "NORECOVERY"},
    {"KEEP_CDC", "NORECOVERY"},
    {"STOPAT", "STOPATMARK"},
    {"STOPAT", "STOPBEFOREMARK"},
    {"STOPATMARK", "STOPBEFOREMARK"},
    {"PARTIAL", "REPLACE"}};

class OptionReader {
  public:
    OptionReader(const tsql::RestoreStatement& statement, const OptionValue& value)
        : statement_(statement), value_(value), line_(int(statement.range.line)) {}

    RestoreOptions read() {
        is_log_ = statement_.restore == tsql::RestoreKind::log;
        for (const Option* option : statement_.options)
            check_known(*option);
        check_conflicts();
        out_.request.log = is_log_;
        out_.request.file_position = 1;  // what FILE is when it is not given
        for (const Option* option : statement_.options)
            take(*option);
        take_files();
        return std::move(out_);
    }

  private:
    const Option* find(std::string_view name) const {
        for (const Option* option : statement_.options) {
            if (option->name == name) return option;
        }
        return nullptr;
    }

    [[noreturn]] void throw_not_for_this(std::string_view name) const {
        throw SqlError(3032, 16, 2,
                       fmt::format("One or more of the options ({}) are not supported for this "
                                   "statement. Review the documentation for supported options.",
                                   name));
    }

    void check_known(const Option& option) const {
        if (is_one_of(option.name, k_of_other_statements)) throw_not_for_this(option.name);
        bool log_without = option.name == "REPLACE" || option.name == "PARTIAL";
        if (is_log_ && log_without) throw_not_for_this(option.name);
        bool mark = option.name == "STOPATMARK" || option.name == "STOPBEFOREMARK";
        if (mark && !is_log_) {
            throw SqlError(4340, 16, 1,
                           "The point-in-time clause of this RESTORE statement is for use by "
                           "RESTORE LOG statements only. Omit the clause or use a clause that "
                           "includes a timestamp.");
        }
        if (statement_.from.empty() && !is_one_of(option.name, k_without_devices)) {
            throw_not_for_this(option.name);
        }
        bool known = is_one_of(option.name, k_without_effect) || is_one_of(option.name, k_read);
        if (!known) throw engine::unsupported(fmt::format("RESTORE WITH {}", option.name), line_);
    }

    void check_conflicts() const {
        for (const auto& [one, other] : k_conflicts) {
            if (find(one) == nullptr || find(other) == nullptr) continue;
            throw SqlError(3031, 16, 1,
                           fmt::format("Option '{}' conflicts with option(s) '{}'. Remove the "
                                       "conflicting option and reissue the statement.",
                                       one, other));
        }
    }

    void take(const Option& option) {
        restore::RestoreRequest& request = out_.request;
        if (option.name == "REPLACE") request.replace = true;
        if (option.name == "PARTIAL") request.partial = true;
        if (option.name == "NORECOVERY") request.recovery = false;
        if (option.name == "NO_CHECKSUM") request.verify_checksums = false;
        if (option.name == "CHECKSUM") request.require_checksums = true;
        if (option.name == "MEDIANAME") request.media_name = text(option);
        if (option.name == "CREDENTIAL") out_.credential = text(option);
        if (option.name == "MOVE") {
            std::string to = option.options.empty() ? std::string() : text(*option.options[0]);
            request.moved_files.push_back({text(option), std::move(to)});
        }
        check_transfer(option);
        if (option.name == "FILE") request.file_position = number(option, 1, k_position_max);
        if (option.name == "STATS" && option.value != nullptr) {
            out_.stats = number(option, 1, 100);
        }
        if (option.name == "STOPAT") request.stop.at = time(option);
        if (option.name == "STOPATMARK" || option.name == "STOPBEFOREMARK") {
            request.stop.mark = text(option);
            request.stop.before_mark = option.name == "STOPBEFOREMARK";
            for (const Option* after : option.options)
                request.stop.mark_after = time(*after);
        }
    }

    // Nothing is read by these sizes; a size that SQL Server does not know is refused as there.
    void check_transfer(const Option& option) const {
        if (option.name == "BLOCKSIZE") {
            int size = number(option, k_block_bytes_min, k_block_bytes_max);
            if ((size & (size - 1)) != 0) throw_out_of_range(size, option.name);
        } else if (option.name == "MAXTRANSFERSIZE") {
            int size = number(option, k_transfer_bytes_unit, k_transfer_bytes_max);
            if (size % k_transfer_bytes_unit != 0) throw_out_of_range(size, option.name);
        } else if (option.name == "BUFFERCOUNT") {
            number(option, 1, INT32_MAX);
        }
    }

    // FILE = 'x', FILEGROUP = 'y', READ_WRITE_FILEGROUPS before FROM.
    void take_files() {
        for (const tsql::BackupFile* file : statement_.files) {
            if (file->type == "PAGE") throw engine::unsupported("RESTORE ... PAGE", line_);
            out_.request.only_parts = true;
            if (file->name == nullptr) continue;  // READ_WRITE_FILEGROUPS
            std::string name = types::to_text(value_(*file->name, nullptr));
            auto& names = file->type == "FILE" ? out_.request.only_files : out_.request.only_groups;
            names.push_back(std::move(name));
        }
    }

    std::string text(const Option& option) const {
        if (option.value == nullptr) return std::string(option.target.object());
        types::Value value = value_(*option.value, nullptr);
        return value.is_null() ? std::string() : types::to_text(value);
    }

    int number(const Option& option, int minimum, int maximum) const {
        types::SqlType type = types::int_type();
        std::optional<int64_t> given;
        if (option.value != nullptr) {
            types::Value value = value_(*option.value, &type);
            if (!value.is_null()) given = value.integer();
        }
        if (given && *given >= minimum && *given <= maximum) return int(*given);
        throw_out_of_range(given.value_or(0), option.name);
    }

    [[noreturn]] static void throw_out_of_range(int64_t value, std::string_view name) {
        throw SqlError(
            3250, 16, 1,
            fmt::format("The value '{}' is not within range for the {} parameter.", value, name));
    }

    // "2024-01-31 12:34:56.7890000", from a date of any type or a text as SQL Server reads them.
    std::string time(const Option& option) const {
        if (option.value == nullptr) return text(option);
        types::SqlType type = types::type_by_name("datetime2").value();
        types::Value value = value_(*option.value, &type);
        return value.is_null() ? std::string() : types::to_text(value);
    }

    const tsql::RestoreStatement& statement_;
    const OptionValue& value_;
    int line_;
    bool is_log_ = false;
    RestoreOptions out_;
};

}  // namespace

RestoreOptions restore_options(const tsql::RestoreStatement& statement, const OptionValue& value) {
    return OptionReader(statement, value).read();
}

}  // namespace gantry::session

// RESTORE HEADERONLY, FILELISTONLY, LABELONLY and VERIFYONLY: what backup media say about
// themselves, and whether a set can be read.

#include <fmt/core.h>

#include <algorithm>

#include "backup/media_set.h"
#include "base/error.h"
#include "engine/functions/registry.h"
#include "pg/connection.h"
#include "restore/restore.h"
#include "restore/restore_history.h"
#include "restore/set_checks.h"
#include "session/backup_devices.h"
#include "session/backup_rows.h"
#include "session/interpreter.h"
#include "session/server_permissions.h"
#include "session/made_result.h"

namespace gantry::session {

using tsql::RestoreKind;
using types::Value;

namespace {

constexpr int k_progress_message = 3211;

// In 3013, as SQL Server words it.
std::string_view words_of(RestoreKind kind) {
    switch (kind) {
        case RestoreKind::headeronly:
            return "RESTORE HEADERONLY";
        case RestoreKind::filelistonly:
            return "RESTORE FILELIST";
        case RestoreKind::labelonly:
            return "RESTORE LABELONLY";
        default:
            return "VERIFY DATABASE";
    }
}

struct OnlyOptions {
    int file = 0;  // 0: not given
    bool checksum = false;
    int stats = 0;  // 0: not asked for
    std::string media_name;
    std::string credential;
    bool load_history = false;
};

// Options that say how devices are read or what else is written down; both are Gantry's own ways.
// Passwords of media protect nothing, so none is asked for.
bool has_no_meaning_here(std::string_view name, RestoreKind kind) {
    static constexpr std::string_view k_all[] = {
        "NO_CHECKSUM", "STOP_ON_ERROR", "CONTINUE_AFTER_ERROR",
        "PASSWORD",    "MEDIAPASSWORD", "REWIND",
        "NOREWIND",    "UNLOAD",        "NOUNLOAD",
        "BUFFERCOUNT", "BLOCKSIZE",     "MAXTRANSFERSIZE"};
    if (std::find(std::begin(k_all), std::end(k_all), name) != std::end(k_all)) return true;
    return kind == RestoreKind::verifyonly && name == "MOVE";
}

SqlError not_for_this(std::string_view option) {
    return SqlError(3032, 16, 2,
                    fmt::format("One or more of the options ({}) are not supported for this "
                                "statement. Review the documentation for supported options.",
                                option));
}

// "0x..." as to_hex() makes it.
Bytes bytes_of_hex(std::string_view text) {
    auto digit = [](char c) { return uint8_t(c <= '9' ? c - '0' : c - 'A' + 10); };
    Bytes out;
    for (size_t i = 2; i + 1 < text.size(); i += 2) {
        out.push_back(uint8_t(digit(text[i]) << 4 | digit(text[i + 1])));
    }
    return out;
}

backup::MediaSet open_media_set(const std::vector<restore::Device>& devices,
                                const restore::OpenDevice& open) {
    std::vector<backup::MediaFile> files;
    for (const restore::Device& device : devices) {
        files.push_back(backup::open_media_file(open(device)));
    }
    std::vector<backup::MediaSet> sets = backup::group_media(std::move(files));
    if (sets.size() > 1) {
        throw FormatError(fmt::format("The volume on the device \"{}\" is not part of the media "
                                      "set that is currently being processed. Ensure that the "
                                      "backup devices are loaded with the correct media.",
                                      sets[1].files()[0].name()),
                          3258);
    }
    return std::move(sets[0]);
}

std::vector<engine::ResultColumn> columns_of(std::span<const BackupColumn> columns,
                                             uint32_t collation) {
    std::vector<engine::ResultColumn> out;
    for (const BackupColumn& column : columns) {
        out.push_back(made_column(std::string(column.name),
                                  engine::functions::named_type(column.type, collation),
                                  column.nullable));
    }
    return out;
}

}  // namespace

// One statement, from its options to its rows.
class RestoreOnly {
  public:
    RestoreOnly(RestoreKind kind, OnlyOptions options, std::vector<restore::Device> devices,
                SessionState& state, Reply& reply, CapturedRows* capture)
        : kind_(kind),
          options_(std::move(options)),
          devices_(std::move(devices)),
          state_(state),
          reply_(reply),
          capture_(capture) {}

    // Returns the number of rows; nullopt: this statement gives none.
    std::optional<uint64_t> run() {
        backup::MediaSet media =
            open_media_set(devices_, device_opener(state_.env, options_.credential));
        restore::require_media_name(media.labels().front(), options_.media_name);
        switch (kind_) {
            case RestoreKind::headeronly:
                return headers(media);
            case RestoreKind::filelistonly:
                return files(media);
            case RestoreKind::labelonly:
                return label(media);
            default:
                verify(media);
                return std::nullopt;
        }
    }

  private:
    uint64_t send(std::span<const BackupColumn> columns, const std::vector<BackupRow>& rows) {
        MadeResult result(reply_, columns_of(columns, state_.env.server_collation), capture_);
        for (const BackupRow& row : rows) {
            std::vector<Value> values;
            for (size_t i = 0; i < row.size(); ++i)
                values.push_back(value_of(columns[i], row[i]));
            result.add(values);
        }
        return result.count();
    }

    Value value_of(const BackupColumn& column, const std::optional<std::string>& text) const {
        const uint32_t collation = state_.env.server_collation;
        types::SqlType type = engine::functions::named_type(column.type, collation);
        if (!text) return Value::null(type);
        if (type.id == types::TypeId::varbinary) return Value::of_varbinary(bytes_of_hex(*text));
        return Value::of_nvarchar(*text, collation);
    }

    uint64_t headers(const backup::MediaSet& media) {
        const bool from_url = devices_[0].kind == restore::Device::Kind::url;
        std::vector<BackupRow> rows;
        if (options_.file != 0) {
            rows.push_back(header_row(media.sets()[chosen(media)], from_url));
        } else {
            for (const backup::BackupSetHeader& set : media.sets()) {
                rows.push_back(header_row(set, from_url));
            }
        }
        return send(header_columns(), rows);
    }

    uint64_t files(const backup::MediaSet& media) {
        media.require_complete();
        const backup::BackupSetHeader& set = media.sets()[chosen(media)];
        if (options_.checksum) restore::require_checksums(set);
        std::vector<BackupRow> rows;
        for (const backup::DatabaseFile& file : set.files)
            rows.push_back(file_list_row(file));
        return send(file_list_columns(), rows);
    }

    uint64_t label(const backup::MediaSet& media) {
        if (devices_.size() > 1) {
            throw SqlError(3205, 16, 2,
                           "Too many backup devices specified for backup or restore; only 1 are "
                           "allowed.");
        }
        return send(label_columns(), {label_row(media.label())});
    }

    void verify(backup::MediaSet& media) {
        size_t set = chosen(media);
        if (options_.checksum) restore::require_checksums(media.sets()[set]);
        media.verify(set, [this](uint64_t done, uint64_t total) { look(done, total); });
        if (options_.stats > 0) tell(100);
        if (options_.load_history) write_history(media, set);
        reply_.info(3262, 0, 1,
                    fmt::format("The backup set on file {} is valid.", media.sets()[set].position),
                    1);
    }

    void write_history(const backup::MediaSet& media, size_t set) {
        restore::RestoreRequest request;
        request.devices = devices_;
        request.user = state_.login.name;
        pg::Connection connection(state_.env.conninfo);
        const backup::BackupSetHeader& header = media.sets()[set];
        restore::write_history(connection, {header, media.labels()}, request,
                               header.database_name, true);
    }

    // Between two pieces of work: is the client still there, and what is it told.
    void look(uint64_t done, uint64_t total) {
        state_.client.wait(-1, false, 0);
        if (state_.client.stop_requested()) throw ClientGone("the server stops");
        if (state_.client.take_attention()) throw Cancelled();
        if (options_.stats == 0 || total == 0) return;
        int percent = int(done * 100 / total);
        percent -= percent % options_.stats;
        if (percent > told_ && percent < 100) tell(percent);
    }

    void tell(int percent) {
        told_ = percent;
        reply_.info(k_progress_message, 0, 1, fmt::format("{} percent processed.", percent), 1);
        reply_.push();
    }

    size_t chosen(const backup::MediaSet& media) const {
        if (media.sets().empty()) {
            throw SqlError(
                3254, 16, 1,
                fmt::format("The volume on device '{}' is empty.", media.files()[0].name()));
        }
        return media.set_index(uint16_t(options_.file == 0 ? 1 : options_.file));
    }

    RestoreKind kind_;
    OnlyOptions options_;
    std::vector<restore::Device> devices_;
    SessionState& state_;
    Reply& reply_;
    CapturedRows* capture_;
    int told_ = 0;
};

void Interpreter::restore_only(const tsql::RestoreStatement& statement) {
    const int line = int(statement.range.line);
    if (!permits(state_, ServerPermission::create_any_database)) throw create_database_denied();
    OnlyOptions options;
    auto number = [&](const tsql::Option& option, int low, int high) {
        if (option.value == nullptr) return low;
        Value value = evaluate(*option.value, types::int_type());
        int64_t given = value.is_null() ? -1 : value.integer();
        if (given >= low && given <= high) return int(given);
        throw SqlError(3250, 16, 1,
                       fmt::format("The value '{}' is not within range for the {} "
                                   "parameter.",
                                   given, option.name));
    };
    const bool verifies = statement.restore == RestoreKind::verifyonly;
    for (const tsql::Option* option : statement.options) {
        if (option->name == "FILE" && statement.restore != RestoreKind::labelonly) {
            options.file = number(*option, 1, UINT16_MAX);
        } else if (option->name == "CHECKSUM") {
            options.checksum = true;
        } else if (option->name == "STATS" && verifies) {
            options.stats = option->value == nullptr ? 10 : number(*option, 1, 100);
        } else if (option->name == "MEDIANAME" && option->value != nullptr) {
            options.media_name = text_of(*option->value);
        } else if (option->name == "LOADHISTORY" && verifies) {
            options.load_history = true;
        } else if (option->name != "CREDENTIAL" &&
                   !has_no_meaning_here(option->name, statement.restore)) {
            throw not_for_this(option->name);
        }
    }
    if (state_.options.noexec) return;
    TextOf text = [this](const tsql::Expr& expr) { return text_of(expr); };
    options.credential = credential_option(statement.options, text);
    try {
        std::vector<restore::Device> devices =
            backup_devices(statement.from, state_.env, text, line);
        RestoreOnly work(statement.restore, std::move(options), std::move(devices), state_, reply_,
                         capture_);
        std::optional<uint64_t> rows = work.run();
        statement_done(tds::k_command_select, rows.has_value(), rows.value_or(0));
        state_.row_count = int64_t(rows.value_or(0));
    } catch (const ClientGone&) {
        throw;
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& error) {
        throw_restore_error(error, words_of(statement.restore), line);
    }
}

// The cause as a token of its own, then 3013: the batch goes on after the last.
void Interpreter::throw_restore_error(const std::exception& error, std::string_view words,
                                      int line) {
    std::vector<SqlError> errors = restore::error_messages(error, words);
    // A CATCH block gets the last alone.
    bool caught = is_caught(errors.back());
    for (size_t i = 0; !caught && i + 1 < errors.size(); ++i) {
        errors[i].set_line(line);
        reply_.error(errors[i]);
    }
    throw errors.back();
}

}  // namespace gantry::session

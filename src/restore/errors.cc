#include "restore/errors.h"

#include <fmt/format.h>

#include "blob/error.h"
#include "restore/restore.h"

namespace gantry::restore {

bool is_refusal(const pg::PgError& error) {
    if (error.fatal()) return false;
    std::string_view state = error.sqlstate();
    // Classes: connection, resources, operator intervention, system error, internal error.
    for (std::string_view broken : {"08", "53", "57", "58", "XX", "40"}) {
        if (state.starts_with(broken)) return false;
    }
    return true;
}

void rethrow_pg(const pg::PgError& error, std::string_view what) {
    if (error.sqlstate() == "53100") {
        throw SqlError(3257, 16, 1,
                       fmt::format("There is insufficient free space on the disk volume of "
                                   "the instance to create the database ({}: {}).",
                                   what, error.what()),
                       "free space on the volume of the instance's data directory, then run the "
                       "restore again");
    }
    const std::string& context = error.diagnostic().context;
    throw Error(fmt::format("{}: PostgreSQL: {}{}{}", what, error.what(),
                            context.empty() ? "" : " in ", context),
                error.hint());
}

namespace {

// A client shows the text of an error and nothing else, so the hint goes along.
std::string with_hint(const Error& error) {
    if (error.hint().empty()) return error.what();
    return fmt::format("{} ({})", error.what(), error.hint());
}

}  // namespace

std::vector<SqlError> error_messages(const std::exception& error, std::string_view statement) {
    std::vector<SqlError> out;
    if (auto* sql = dynamic_cast<const SqlError*>(&error)) {
        out.emplace_back(sql->number(), sql->severity(), sql->state(), with_hint(*sql));
    } else if (auto* format = dynamic_cast<const FormatError*>(&error)) {
        out.emplace_back(format->number() ? format->number() : 3203, 16, 1, with_hint(*format));
    } else if (auto* blob = dynamic_cast<const blob::BlobError*>(&error)) {
        out.emplace_back(3203, 16, 1, with_hint(*blob));  // opened before, so a read failed
    } else if (auto* io = dynamic_cast<const IoError*>(&error)) {
        out.emplace_back(3203, 16, 1, with_hint(*io));  // the same
    } else if (dynamic_cast<const Stopped*>(&error) != nullptr) {
        out.emplace_back(3204, 16, 1, "The backup or restore was aborted.");
    } else {
        out.emplace_back(3119, 16, 1, error.what());
    }
    out.emplace_back(3013, 16, 1, fmt::format("{} is terminating abnormally.", statement));
    return out;
}

}  // namespace gantry::restore

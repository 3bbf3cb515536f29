#pragma once
// mssql://user[:password]@host[:port]/[database][?option=value&...]: a live server as the command
// line names it. Parts may be percent-encoded; a password may hold any character, and the last @ of
// the text ends it. Options: encrypt=yes|no|request, trust=yes|no, ca=FILE, instance=NAME,
// timeout=SECONDS (of each wait).
//
// Errors: UsageError, which never shows the password.

#include <string>
#include <string_view>

#include "tdsclient/connection.h"

namespace gantry::cli {

bool is_source_url(std::string_view text);

// A password that the text does not hold comes from `password_file` (its first line; empty: no
// file), then from the environment's `variable`.
tdsclient::ConnectOptions parse_source_url(std::string_view text, const std::string& password_file,
                                           const char* variable = "GANTRY_SOURCE_PASSWORD");

// "mssql://host:1433/Sales": without user and password, for reports.
std::string source_name(const tdsclient::ConnectOptions& options, std::string_view database = {});

}  // namespace gantry::cli

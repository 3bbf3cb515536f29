#include "cli/source_url.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <fstream>

#include "base/utf.h"
#include "cli/command_line.h"

namespace gantry::cli {
namespace {

using tdsclient::ConnectOptions;
using tdsclient::Encryption;

constexpr std::string_view k_scheme = "mssql://";
constexpr const char* k_form =
    "mssql://user[:password]@host[:port]/[database][?encrypt=yes|no|"
    "request&trust=yes|no&ca=FILE&instance=NAME&timeout=SECONDS]";

[[noreturn]] void refuse(const std::string& why) {
    throw UsageError("the server's address is not right: " + why, k_form);
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// A % that no two digits follow stays one.
std::string decoded(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool code = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                          hex_digit(text[i + 2]) >= 0;
        if (!code) {
            out += text[i];
            continue;
        }
        out += char(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
        i += 2;
    }
    return out;
}

int number_of(std::string_view text, int highest, const char* what) {
    int out = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool whole = end.ec == std::errc() && end.ptr == text.data() + text.size();
    if (!whole || out < 1 || out > highest) {
        refuse(fmt::format("{} must be a number from 1 to {}", what, highest));
    }
    return out;
}

bool yes_or_no(std::string_view value, std::string_view option) {
    if (ascii_iequals(value, "yes") || ascii_iequals(value, "true")) return true;
    if (!ascii_iequals(value, "no") && !ascii_iequals(value, "false")) {
        refuse(fmt::format("{} is yes or no", option));
    }
    return false;
}

void set_option(std::string_view name, const std::string& value, ConnectOptions& out) {
    constexpr int k_timeout_max_s = 86400;
    if (name == "encrypt") {
        const bool request = ascii_iequals(value, "request");
        out.encryption = request                  ? Encryption::request
                         : yes_or_no(value, name) ? Encryption::require
                                                  : Encryption::off;
    } else if (name == "trust") {
        out.trust_certificate = yes_or_no(value, name);
    } else if (name == "ca") {
        out.ca_file = value;
    } else if (name == "instance") {
        out.instance = value;
    } else if (name == "timeout") {
        out.query_timeout_s = number_of(value, k_timeout_max_s, "timeout");
    } else {
        refuse(fmt::format("there is no option {}", name));
    }
}

void set_host(std::string_view text, ConnectOptions& out) {
    constexpr int k_port_max = 65535;
    size_t colon = text.rfind(':');
    if (text.starts_with('[')) {  // [::1]:1433
        const size_t close = text.find(']');
        if (close == text.npos) refuse("] is missing");
        colon = close + 1 < text.size() && text[close + 1] == ':' ? close + 1 : text.npos;
        out.host = std::string(text.substr(1, close - 1));
    } else {
        out.host = decoded(text.substr(0, colon));
    }
    if (colon != text.npos) {
        out.port = uint16_t(number_of(text.substr(colon + 1), k_port_max, "the port"));
    }
    const size_t instance = out.host.find('\\');
    if (instance != out.host.npos) {
        out.instance = out.host.substr(instance + 1);
        out.host.resize(instance);
    }
    if (out.host.empty()) refuse("it has no host");
}

std::string first_line_of(const std::string& path) {
    std::ifstream file(path);
    std::string out;
    if (!file || !std::getline(file, out)) {
        throw UsageError(fmt::format("no password could be read from {}", path));
    }
    if (out.ends_with('\r')) out.pop_back();
    return out;
}

std::string password_from_elsewhere(const std::string& password_file, const char* variable) {
    if (!password_file.empty()) return first_line_of(password_file);
    const char* value = std::getenv(variable);
    if (value == nullptr) {
        throw UsageError(
            "no password of the server is given",
            fmt::format("use --password-file FILE, {} or mssql://user:password@host", variable));
    }
    return value;
}

}  // namespace

bool is_source_url(std::string_view text) {
    return ascii_iequals(text.substr(0, k_scheme.size()), k_scheme);
}

ConnectOptions parse_source_url(std::string_view text, const std::string& password_file,
                                const char* variable) {
    ConnectOptions out;
    std::string_view rest = text.substr(k_scheme.size());
    const size_t at = rest.rfind('@');
    if (at == rest.npos) refuse("it has no user; users of Windows cannot sign in from here");
    const std::string_view who = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    const size_t colon = who.find(':');
    out.user = decoded(who.substr(0, colon));
    if (out.user.empty()) refuse("it has no user");
    const size_t question = rest.find('?');
    std::string_view options = question == rest.npos ? "" : rest.substr(question + 1);
    rest = rest.substr(0, question);
    const size_t slash = rest.find('/');
    if (slash != rest.npos) out.database = decoded(rest.substr(slash + 1));
    set_host(rest.substr(0, slash), out);
    while (!options.empty()) {
        const size_t end = options.find('&');
        const std::string_view option = options.substr(0, end);
        const size_t equals = option.find('=');
        set_option(option.substr(0, equals),
                   equals == option.npos ? "" : decoded(option.substr(equals + 1)), out);
        options = end == options.npos ? "" : options.substr(end + 1);
    }
    out.password = colon == who.npos ? password_from_elsewhere(password_file, variable)
                                     : decoded(who.substr(colon + 1));
    return out;
}

std::string source_name(const ConnectOptions& options, std::string_view database) {
    return fmt::format("{}{}/{}", k_scheme, options.server_name(), database);
}

}  // namespace gantry::cli

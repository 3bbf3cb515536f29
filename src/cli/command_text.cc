#include "cli/command_text.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/utf.h"
#include "blob/url.h"

namespace gantry::cli {
namespace {

std::string quoted(const std::string& word) {
    constexpr std::string_view k_plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,*";
    if (!word.empty() && word.find_first_not_of(k_plain) == word.npos) return word;
    std::string out = "'";
    for (char c : word)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::string names_of(const CLI::App& command) {
    const CLI::App* parent = command.get_parent();
    return parent == nullptr ? command.get_name() : names_of(*parent) + " " + command.get_name();
}

}  // namespace

std::string without_signatures(std::string text) {
    constexpr std::string_view k_name = "sig=";
    for (size_t at = 0; at + k_name.size() <= text.size(); ++at) {
        if (!ascii_iequals(std::string_view(text).substr(at, k_name.size()), k_name)) continue;
        const size_t begin = at + k_name.size();
        if (text.compare(begin, 3, "...") == 0) continue;  // a hint shows the form
        const size_t end = std::min(text.find_first_of("& \t\r\n'\",)", begin), text.size());
        if (end == begin) continue;
        text.replace(begin, end - begin, "***");
    }
    return text;
}

std::string without_password(std::string_view word) {
    if (blob::is_blob_url(word)) return blob::without_secrets(word);
    const size_t scheme = word.find("://");
    if (scheme == word.npos) return std::string(word);
    const size_t begin = scheme + 3;
    // A password of mssql:// may hold any character: the last @ ends it.
    const bool any = ascii_iequals(word.substr(0, begin), "mssql://");
    const size_t end = any ? word.npos : word.find_first_of("/?", begin);
    const size_t host = word.substr(0, end).rfind('@');
    if (host == word.npos || host < begin) return std::string(word);
    const size_t colon = word.find(':', begin);
    if (colon == word.npos || colon > host) return std::string(word);
    return std::string(word.substr(0, colon + 1)) + "***" + std::string(word.substr(host));
}

std::string command_text(const CLI::App& command) {
    std::string arguments, options;
    for (const CLI::Option* option : command.get_options()) {
        if (option->count() == 0) continue;
        const bool secret = option->get_name() == "--password";
        for (const std::string& word : option->results()) {
            const std::string shown = secret ? "***" : quoted(without_password(word));
            if (option->get_positional()) {
                arguments += " " + shown;
            } else if (option->get_items_expected_max() == 0) {
                options += " " + option->get_name();
            } else {
                options += " " + option->get_name() + " " + shown;
            }
        }
    }
    return names_of(command) + arguments + options;
}

}  // namespace gantry::cli

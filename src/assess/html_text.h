#pragma once
// Text made safe for a page of HTML. Names and excerpts come from backups and may hold anything:
// bytes that are no UTF-8, tags, quotes, control characters. Pure; no errors.
//
// Source: the HTML standard (parsing of script data), Content Security Policy level 3 (hashes).

#include <map>
#include <string>
#include <string_view>

namespace gantry::assess {

// For text and for attributes in double quotes.
std::string escape_html(std::string_view text);

// JSON that stays one <script type="application/json"> element whatever is in it, and is the same
// JSON: <, >, & and U+2028, U+2029 become \u escapes.
std::string escape_json_for_script(std::string_view json);

// 'sha256-...' of an inline element, for its page's policy.
std::string csp_hash(std::string_view text);

// Puts values in the place of {{name}}. What a value holds is not looked at again; a name that is
// not given stays.
std::string fill_template(std::string_view page,
                          const std::map<std::string_view, std::string_view>& values);

}  // namespace gantry::assess

#include "assess/word_list.h"

#include <fmt/format.h>

#include "base/utf.h"

namespace gantry::assess {

bool lists(std::string_view words, std::string_view word) {
    return !word.empty() && words.find(fmt::format(" {} ", word)) != words.npos;
}

bool is_sql_server_provider(std::string_view provider) {
    return lists(" sqlncli sqlncli10 sqlncli11 sqloledb msoledbsql msoledbsql19 ",
                 ascii_lower(provider));
}

}  // namespace gantry::assess

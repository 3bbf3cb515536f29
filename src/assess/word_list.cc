#include "assess/word_list.h"

#include "base/utf.h"

namespace gantry::assess {

bool lists(std::string_view words, std::string_view word) {
    for (size_t at = 0; !word.empty(); ++at) {
        at = words.find(word, at);
        if (at == words.npos) return false;
        const size_t end = at + word.size();
        if (at > 0 && words[at - 1] == ' ' && end < words.size() && words[end] == ' ') return true;
    }
    return false;
}

bool is_sql_server_provider(std::string_view provider) {
    return lists(" sqlncli sqlncli10 sqlncli11 sqloledb msoledbsql msoledbsql19 ",
                 ascii_lower(provider));
}

}  // namespace gantry::assess

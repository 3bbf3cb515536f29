#pragma once
// Languages of a session: SET LANGUAGE, and DEFAULT_LANGUAGE of a login.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf.h"
#include "engine/context.h"

namespace gantry::session {

struct Language {
    std::string name;  // sys.syslanguages.name
    std::string alias;
    std::string dateformat;
    uint8_t datefirst = 7;
};

// By name or alias, without case; nullptr when it is not known.
inline const Language* find_language(std::string_view name) {
    static const Language k_languages[] = {{"us_english", "English", "mdy", 7},
                                           {"British", "British English", "dmy", 1}};
    for (const Language& language : k_languages) {
        if (ascii_iequals(name, language.name) || ascii_iequals(name, language.alias)) {
            return &language;
        }
    }
    return nullptr;
}

inline void use_language(engine::SessionSettings& settings, const Language& language) {
    settings.language = language.name;
    settings.dateformat = language.dateformat;
    settings.datefirst = language.datefirst;
}

}  // namespace gantry::session

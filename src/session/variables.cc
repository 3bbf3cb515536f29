#include "session/variables.h"

#include <fmt/core.h>

#include "base/utf.h"
#include "types/convert.h"

namespace gantry::session {

SqlError undeclared(std::string_view name) {
    return SqlError(137, 15, 2, fmt::format("Must declare the scalar variable \"{}\".", name));
}

void Variables::declare(std::string_view name, const types::SqlType& type) {
    std::string key = ascii_lower(name);
    auto [place, is_new] = values_.try_emplace(key, types::Value::null(type));
    if (!is_new) {
        throw SqlError(134, 15, 2,
                       fmt::format("The variable name '{}' has already been declared. Variable "
                                   "names must be unique within a query batch or stored "
                                   "procedure.", name));
    }
    scope_.declare(name, type);
    signature_ += key;
    for (uint32_t part : {uint32_t(type.id), uint32_t(uint16_t(type.length)),
                          uint32_t(type.precision) << 8 | type.scale, type.collation,
                          uint32_t(type.user_type)}) {
        signature_.append(reinterpret_cast<const char*>(&part), sizeof part);
    }
}

const types::Value* Variables::find(std::string_view name) const {
    auto found = values_.find(ascii_lower(name));
    return found == values_.end() ? nullptr : &found->second;
}

void Variables::assign(std::string_view name, const types::Value& value) {
    auto found = values_.find(ascii_lower(name));
    if (found == values_.end()) throw undeclared(name);
    const types::SqlType type = found->second.type();
    if (value.is_null()) {
        found->second = types::Value::null(type);
    } else if (value.type() == type) {
        found->second = value;
    } else {
        found->second = types::convert(value, type);
    }
}

}  // namespace gantry::session

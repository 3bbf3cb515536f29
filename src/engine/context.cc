#include "engine/context.h"

#include "base/utf.h"

namespace gantry::engine {

void VariableScope::declare(std::string_view name, types::SqlType type) {
    types_[fold_name(name, 0)] = type;
}

const types::SqlType* VariableScope::find(std::string_view name) const {
    auto it = types_.find(fold_name(name, 0));
    return it == types_.end() ? nullptr : &it->second;
}

}  // namespace gantry::engine

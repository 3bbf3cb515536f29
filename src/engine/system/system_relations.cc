#include "engine/bind/binder.h"

namespace gantry::engine::bind {

Relation* Binder::system_relation(const tsql::ObjectName&, std::string_view) { return nullptr; }

}  // namespace gantry::engine::bind

#pragma once
// SERVERPROPERTY and other functions that look a property up by its name.

#include "engine/functions/registry.h"

namespace gantry::engine::functions {

bind::Expr* server_property(Call& call);
bind::Expr* database_property(Call& call);
bind::Expr* object_property(Call& call);
bind::Expr* has_access(Call& call);
bind::Expr* is_member(Call& call);

// PostgreSQL text for the last identity value of a table.
std::string identity_current_form(const bind::Binder::Found& found);

}  // namespace gantry::engine::functions

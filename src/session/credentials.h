#pragma once
// What statements that use credentials share.

#include "base/error.h"
#include "engine/store/credentials.h"

namespace gantry::session {

// 15466: the key file is missing, or another one.
SqlError secret_unavailable(const store::SecretError& error);

}  // namespace gantry::session

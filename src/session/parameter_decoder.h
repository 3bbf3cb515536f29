#pragma once
// A parameter of an RPC as a T-SQL value. Sizes were checked by tds/request.h as far as the type
// fixes them; values that are no values (a date after 9999) are error 8023.

#include "tds/request.h"
#include "types/value.h"

namespace gantry::session {

// `collation`: of the current database, for text without a collation of its own.
types::Value decode_parameter(const tds::RpcParameter& parameter, uint32_t collation);

}  // namespace gantry::session

#pragma once
// Certificates and keys are read alike in a database and, for the instance, in master. Private to
// src/live.

#include "live/reader.h"

namespace gantry::live {

struct KeyObjects {
    std::vector<catalog::Certificate>& certificates;
    std::vector<catalog::AsymmetricKey>& asymmetric_keys;
    std::vector<catalog::SymmetricKey>& symmetric_keys;
};

// Those of the current database.
void read_key_objects(Source& source, KeyObjects out);

}  // namespace gantry::live

// Archived blobs.

#include "base/error.h"
#include "storage/columnstore/archive.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    using namespace gantry::storage::columnstore;
    try {
        expand_archive({data, size}, {"fuzz", "c", 0});
    } catch (const FormatError&) {
    }
    return 0;
}

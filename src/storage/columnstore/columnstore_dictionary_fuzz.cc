// Dictionaries: every entry is asked for. Bytes 0 and 1 are what the catalog says of the entries.

#include "base/error.h"
#include "storage/columnstore/dictionary.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    using namespace gantry::storage;
    using namespace gantry::storage::columnstore;
    if (size < 2) return 0;
    try {
        Dictionary dictionary(Bytes(data + 2, data + size), data[0], data[1], {"fuzz", "c", -1});
        Arena arena;
        for (uint32_t i = 0; i < dictionary.entry_count() && i < 4096; ++i) {
            if (dictionary.is_numeric()) {
                dictionary.number(i);
            } else {
                dictionary.string(i, arena);
            }
        }
    } catch (const FormatError&) {
    }
    return 0;
}

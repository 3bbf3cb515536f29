// Any bytes as a file of performance counters or samples: read or refused, in bounded memory.

#include "base/error.h"
#include "size/performance_files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    try {
        gantry::size::PerformanceReader reader;
        reader.read(*gantry::memory_source("fuzz.csv", gantry::Bytes(data, data + size)));
        reader.take();
    } catch (const gantry::Error&) {
    }
    return 0;
}

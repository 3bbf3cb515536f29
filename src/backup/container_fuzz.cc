// Any bytes as a compressed backup, of both container versions.

#include "backup/mssqlbak.h"
#include "base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    for (uint32_t version : {1u, 2u}) {
        Bytes bytes(version == 1 ? 0x20 : 0x1E0);
        std::memcpy(bytes.data(), "MSSQLBAK", 8);
        store_le<uint32_t>(bytes.data() + 8, version);
        bytes.insert(bytes.end(), data, data + size);
        auto file = memory_source("fuzz", std::move(bytes));
        try {
            backup::MssqlbakSource source(*file);
            if (source.size() > 8 << 20) continue;
            std::vector<std::string> problems;
            source.materialise(&problems);
        } catch (const Error&) {
        }
    }
    return 0;
}

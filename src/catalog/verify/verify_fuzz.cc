// A small written database with patched bytes, verified: input is a list of {u32 offset, u8 value}.
// Checksums of patched pages are made right again, so that what lies between pages is reached.

#include <set>

#include "base/byte_source.h"
#include "base/error.h"
#include "catalog/verify/verify.h"
#include "catalog/writer/fuzz_base_image.h"

using namespace gantry;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const Bytes base = catalog::fuzz_base_image();
    Bytes bytes = base;
    std::set<size_t> pages;
    for (size_t at = 0; at + 5 <= size && at < 5 * 200; at += 5) {
        size_t offset = load_le<uint32_t>(data + at) % bytes.size();
        bytes[offset] = data[at + 4];
        pages.insert(offset / storage::k_page_size);
    }
    for (size_t page : pages) {
        uint8_t* p = bytes.data() + page * storage::k_page_size;
        store_le<uint32_t>(p + storage::k_page_checksum_at, storage::page_checksum(p));
    }
    std::vector<std::unique_ptr<ByteSource>> sources;
    sources.push_back(memory_source("fuzz", std::move(bytes)));
    catalog::VerifyOptions options;
    options.threads = 1;
    try {
        catalog::verify_data_files(std::move(sources), {}, options);
    } catch (const Error&) {
    }
    return 0;
}

// A small written database with patched bytes: input is a list of {u32 offset, u8 value}.

#include "base/byte_source.h"
#include "base/error.h"
#include "catalog/database_image.h"
#include "catalog/writer/fuzz_base_image.h"

using namespace gantry;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const Bytes base = catalog::fuzz_base_image();
    Bytes bytes = base;
    for (size_t at = 0; at + 5 <= size && at < 5 * 200; at += 5) {
        bytes[load_le<uint32_t>(data + at) % bytes.size()] = data[at + 4];
    }
    catalog::OpenOptions options;
    options.verify_checksums = false;
    std::vector<std::unique_ptr<ByteSource>> sources;
    sources.push_back(memory_source("fuzz", std::move(bytes)));
    try {
        auto image = catalog::DatabaseImage::open(std::move(sources), options);
        for (const catalog::Table& table : image->model().tables) {
            try {
                image->count_rows(table);
            } catch (const Error&) {
            }
        }
    } catch (const Error&) {
    }
    return 0;
}

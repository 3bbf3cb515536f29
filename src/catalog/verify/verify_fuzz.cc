// A small written database with patched bytes, verified: input is a list of {u32 offset, u8 value}.
// Checksums of patched pages are made right again, so that what lies between pages is reached.

#include <set>

#include "base/byte_source.h"
#include "base/error.h"
#include "catalog/verify/verify.h"
#include "catalog/writer/database_writer.h"

namespace {

using namespace gantry;

Bytes base_image() {
    catalog::Database db;
    db.name = "fuzz";
    catalog::Table table;
    table.object_id = 2000;
    table.name = "t";
    catalog::Column id;
    id.id = 1;
    id.name = "id";
    id.type = types::int_type();
    id.nullable = false;
    table.columns = {id};
    db.tables.push_back(table);
    catalog::DatabaseWriterOptions options;
    options.directory = "/tmp";
    catalog::WrittenDatabase written(db, {}, options);
    Bytes out(written.extent_count() * storage::k_extent_size);
    for (uint64_t e = 0; e < written.extent_count(); ++e) {
        written.read(e, std::span(out).subspan(e * storage::k_extent_size, storage::k_extent_size));
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const Bytes base = base_image();
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

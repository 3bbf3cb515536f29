// A small written database with patched bytes: input is a list of {u32 offset, u8 value}.

#include "base/byte_source.h"
#include "base/error.h"
#include "catalog/database_image.h"
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
    id.identity = catalog::Identity{};
    catalog::Column name;
    name.id = 2;
    name.name = "name";
    name.type = types::nvarchar_type(40, 0x3400D008);
    table.columns = {id, name};
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

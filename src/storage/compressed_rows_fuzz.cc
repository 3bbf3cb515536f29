// Any bytes as the compression record of a page and its compressed rows, decoded by a layout with a
// column of every type: the fuzzer starts behind the page header, which row_decoder_fuzz covers.

#include <algorithm>

#include "base/error.h"
#include "storage/compressed_rows.h"
#include "storage/memory_pages.h"

namespace {

using namespace gantry;
using types::TypeId;

storage::RowsetLayout layout_of_every_type() {
    const TypeId types[] = {
        TypeId::int_,     TypeId::bigint,    TypeId::tinyint,       TypeId::bit,
        TypeId::decimal,  TypeId::datetime,  TypeId::smalldatetime, TypeId::money,
        TypeId::float_,   TypeId::date,      TypeId::datetime2,     TypeId::rowversion,
        TypeId::char_,    TypeId::nchar,     TypeId::binary,        TypeId::varchar,
        TypeId::nvarchar, TypeId::varbinary, TypeId::text,          TypeId::uniqueidentifier};
    storage::RowsetLayout out;
    out.table_name = "fuzz";
    out.compression = storage::Compression::page;
    for (uint16_t i = 0; i < 45; ++i) {  // past the first cluster of 30
        storage::ColumnPlace place;
        place.name = "c";
        place.column_id = i + 1u;
        place.type = types[i % std::size(types)];
        place.length = 20;
        place.precision = 38;
        place.scale = 6;
        place.leaf_offset = int16_t(-int(i) - 1);
        place.compressed_index = i;
        out.columns.push_back(place);
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const storage::RowsetLayout layout = layout_of_every_type();
    if (size < 4) return 0;
    storage::MemoryPages pages;
    uint8_t* page = pages.make({1, 10}, storage::PageType::data);
    page[storage::k_page_type_flags_at] = data[0] & 0x80;
    // Places of four records, then the bytes of the page.
    size_t count = std::min<size_t>(size - 4, 4000);
    std::copy(data + 4, data + 4 + count, page + storage::k_page_header_size);
    uint32_t end = storage::k_page_header_size + uint32_t(count);
    store_le<uint16_t>(page + storage::k_page_free_data_at, uint16_t(end));
    store_le<uint16_t>(page + storage::k_page_slot_count_at, 4);
    for (uint32_t slot = 0; slot < 4; ++slot) {
        uint32_t at = storage::k_page_header_size + uint32_t(data[slot] & 0x7F) * 4;
        store_le<uint16_t>(page + storage::k_page_size - 2 * (slot + 1), uint16_t(at));
        if (at < end) page[at] |= 1;
    }
    storage::RowDecoder decoder(pages, layout);
    for (uint16_t slot = 0; slot < 4; ++slot) {
        try {
            if (!decoder.decode(storage::PageView(page), {1, 10}, slot)) continue;
            uint64_t sum = 0;
            for (const storage::FieldView& field : decoder.fields()) {
                for (uint32_t i = 0; !field.null && i < field.size; ++i)
                    sum += field.data[i];
            }
            volatile uint64_t sink = sum;
            (void)sink;
        } catch (const Error&) {
        }
    }
    return 0;
}

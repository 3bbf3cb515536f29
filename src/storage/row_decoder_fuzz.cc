// Any bytes as a data page with a LOB page behind it, decoded by a layout with every kind of
// column.

#include <algorithm>

#include "base/error.h"
#include "storage/memory_pages.h"
#include "storage/row_decoder.h"

namespace {

using namespace gantry;
using types::TypeId;

storage::RowsetLayout layout_with(storage::Compression compression) {
    struct Kind {
        TypeId type;
        int16_t length;
        int16_t offset;
    };
    const Kind kinds[] = {{TypeId::int_, 4, 4},       {TypeId::bit, 1, 8},
                          {TypeId::decimal, 9, 9},    {TypeId::datetime, 8, 18},
                          {TypeId::nchar, 10, 26},    {TypeId::varchar, 50, -1},
                          {TypeId::nvarchar, -1, -2}, {TypeId::text, 16, -3},
                          {TypeId::decimal, 9, -4},   {TypeId::int_, 4, 0}};
    storage::RowsetLayout out;
    out.table_name = "fuzz";
    out.compression = compression;
    uint16_t number = 0;
    for (const Kind& kind : kinds) {
        storage::ColumnPlace place;
        place.name = "c";
        place.column_id = ++number;
        place.type = kind.type;
        place.length = kind.length;
        place.precision = 18;
        place.scale = 4;
        place.leaf_offset = kind.offset;
        place.sparse = kind.offset == 0;
        place.null_bit = place.sparse ? 0 : number;
        place.compressed_index = uint16_t(number - 1);
        out.columns.push_back(place);
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const storage::RowsetLayout layouts[] = {layout_with(storage::Compression::none),
                                                    layout_with(storage::Compression::row),
                                                    layout_with(storage::Compression::page)};
    if (size < 1) return 0;
    const storage::RowsetLayout& layout = layouts[data[0] % 3];
    storage::MemoryPages pages;
    for (uint32_t page : {10u, 11u}) {
        uint8_t bytes[storage::k_page_size] = {};
        size_t from = std::min(size, 1 + (page - 10) * size_t(storage::k_page_size));
        size_t count = std::min<size_t>(size - from, sizeof bytes);
        std::copy(data + from, data + from + count, bytes);
        // Without a sound header nothing behind it would be reached; half of the time it is as
        // given.
        if (data[0] & 0x80) {
            store_le<uint16_t>(bytes + storage::k_page_slot_count_at, 8);
            store_le<uint16_t>(bytes + storage::k_page_free_data_at, 8000);
        }
        pages.put({1, page}, bytes);
    }
    storage::PageView view = pages.page({1, 10});
    storage::RowDecoder decoder(pages, layout);
    for (uint32_t slot = 0; slot < view.usable_slot_count() && slot < 300; ++slot) {
        try {
            if (!decoder.decode(view, {1, 10}, uint16_t(slot))) continue;
            // Touch every byte: what is reported must be there.
            uint64_t sum = 0;
            for (const storage::FieldView& field : decoder.fields()) {
                if (field.null) continue;
                for (uint32_t i = 0; i < field.size; ++i)
                    sum += field.data[i];
            }
            volatile uint64_t sink = sum;
            (void)sink;
        } catch (const Error&) {
        }
    }
    return 0;
}

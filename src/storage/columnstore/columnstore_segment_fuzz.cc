// Segments, as a whole column is read from them. The first bytes choose the type, the encoding and
// whether a dictionary stands before the segment.

#include "base/error.h"
#include "storage/columnstore/column_reader.h"
#include "storage/memory_pages.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    using namespace gantry::storage;
    using namespace gantry::storage::columnstore;
    if (size < 24) return 0;
    static const MemoryPages pages;
    SegmentName name{"fuzz", "c", 0};
    ValueShape shape{types::TypeId(data[0]), load_le<int16_t>(data + 1), data[3], data[4]};
    SegmentFacts facts;
    facts.encoding = 1 + data[5] % 5;
    facts.has_nulls = data[6] & 1;
    facts.null_value = int8_t(data[7]);
    facts.base_id = load_le<int32_t>(data + 8);
    facts.magnitude = data[12];
    facts.max_data_id = load_le<int32_t>(data + 13);
    uint32_t rows = load_le<uint16_t>(data + 17);
    size_t dictionary_size = load_le<uint16_t>(data + 19);
    ByteSpan rest(data + 24, size - 24);
    try {
        std::unique_ptr<Dictionary> dictionary;
        if (dictionary_size > 0 && dictionary_size < rest.size()) {
            ByteSpan bytes = rest.first(dictionary_size);
            dictionary = std::make_unique<Dictionary>(Bytes(bytes.begin(), bytes.end()), data[21],
                                                      data[21] + int64_t(data[22]), name);
            rest = rest.subspan(dictionary_size);
        }
        std::unique_ptr<Dictionary> none;
        ColumnReader reader(rest, rows, shape, facts,
                            data[23] & 1 ? nullptr : std::move(dictionary),
                            data[23] & 1 ? std::move(dictionary) : nullptr, pages, name);
        std::vector<FieldView> out(256);
        for (uint32_t done = 0; done < rows;) {
            uint32_t count = std::min<uint32_t>(256, rows - done);
            reader.read(count, out.data());
            done += count;
        }
    } catch (const FormatError&) {
    }
    return 0;
}

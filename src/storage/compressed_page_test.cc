// Compressed records and pages by hand, byte for byte as public notes describe them.

#include <gtest/gtest.h>

#include "base/error.h"
#include "storage/compressed_rows.h"
#include "storage/memory_pages.h"

namespace gantry::storage {
namespace {

using types::TypeId;

// Columns of one type each; compressed by page.
RowsetLayout layout_of(const std::vector<TypeId>& types, int16_t length = 20) {
    RowsetLayout layout;
    layout.table_name = "t";
    layout.compression = Compression::page;
    for (size_t i = 0; i < types.size(); ++i) {
        ColumnPlace place;
        place.name = "c" + std::to_string(i);
        place.type = types[i];
        place.length = length;
        place.leaf_offset = int16_t(-int(i) - 1);
        place.compressed_index = uint16_t(i);
        layout.columns.push_back(place);
    }
    return layout;
}

class CompressedPages : public testing::Test {
  protected:
    CompressedPages() { page_ = pages_.make({1, 60}, PageType::data); }

    void put_compression_record(const Bytes& ci) {
        page_[k_page_type_flags_at] = k_page_type_flag_compressed;
        std::memcpy(page_ + k_page_header_size, ci.data(), ci.size());
        store_le<uint16_t>(page_ + k_page_free_data_at, uint16_t(k_page_header_size + ci.size()));
    }
    bool decode(const RowsetLayout& layout, const Bytes& record) {
        uint16_t slot = append_record(page_, record);
        decoder_ = std::make_unique<RowDecoder>(pages_, layout);
        return decoder_->decode(PageView(page_), {1, 60}, slot);
    }
    int32_t integer(size_t i) { return load_le<int32_t>(decoder_->fields()[i].data); }
    std::string text(size_t i) { return std::string(as_text(decoder_->fields()[i].bytes())); }
    bool is_null(size_t i) { return decoder_->fields()[i].null; }

    MemoryPages pages_;
    uint8_t* page_;
    std::unique_ptr<RowDecoder> decoder_;
};

// 62 columns: two full clusters. Lengths of their short data before it, counts of their long values
// between the offsets and the data.
TEST_F(CompressedPages, ColumnsInClustersOfThirty) {
    std::vector<TypeId> types(62, TypeId::int_);
    types[5] = types[35] = types[61] = TypeId::varchar;
    RowsetLayout layout = layout_of(types);
    Bytes record = {0x21, 62};
    Bytes nibbles(62, 2);
    nibbles[5] = nibbles[35] = nibbles[61] = 10;
    for (size_t i = 0; i < 62; i += 2)
        record.push_back(uint8_t(nibbles[i] | nibbles[i + 1] << 4));
    record.insert(record.end(), {29, 29});
    for (int i = 0; i < 59; ++i)
        record.push_back(uint8_t(0x81 + i));
    std::string values[] = {"in the first", "in the second", "in the last one"};
    record.insert(record.end(), {0x01, 3, 0});
    size_t end = 0;
    for (const std::string& value : values)
        record.insert(record.end(), {uint8_t(end += value.size()), 0});
    record.insert(record.end(), {1, 1});
    for (const std::string& value : values)
        record.insert(record.end(), value.begin(), value.end());
    ASSERT_TRUE(decode(layout, record));
    EXPECT_EQ(integer(0), 1);
    EXPECT_EQ(integer(60), 59);
    EXPECT_EQ(text(5), values[0]);
    EXPECT_EQ(text(35), values[1]);
    EXPECT_EQ(text(61), values[2]);
}

// "80 cb" for 203 columns.
TEST_F(CompressedPages, ColumnCountsOfTwoBytesAreBigEndian) {
    RowsetLayout layout = layout_of(std::vector<TypeId>(203, TypeId::int_));
    Bytes record = {0x01, 0x80, 0xCB};
    record.insert(record.end(), 101, 0x11);
    record.push_back(0x02);                           // the last column has a byte
    record.insert(record.end(), {0, 0, 0, 0, 0, 0});  // short bytes of six clusters
    record.push_back(0x85);
    ASSERT_TRUE(decode(layout, record));
    EXPECT_EQ(integer(0), 0);
    EXPECT_EQ(integer(202), 5);
}

TEST_F(CompressedPages, AnchorWithoutDictionary) {
    RowsetLayout layout = layout_of({TypeId::int_, TypeId::varchar, TypeId::bit});
    // flags, modifications, end of the anchor; the anchor: NULL, "hello", NULL
    put_compression_record({0x02, 0, 0, 14, 0, 0x01, 3, 0x60, 0x00, 'h', 'e', 'l', 'l', 'o'});
    ASSERT_TRUE(decode(layout, {0x01, 3, 0x12, 0x0B, 0x87}));
    EXPECT_EQ(integer(0), 7);
    EXPECT_EQ(text(1), "hello");
    EXPECT_EQ(*decoder_->fields()[2].data, 1);
    ASSERT_TRUE(decode(layout, {0x01, 3, 0x41, 0x01, 4, '!', '?'}));
    EXPECT_EQ(integer(0), 0);
    EXPECT_EQ(text(1), "hell!?");
    EXPECT_EQ(*decoder_->fields()[2].data, 0);
    // Empty where the anchor is not: no byte of it, none behind.
    ASSERT_TRUE(decode(layout, {0x01, 3, 0x21, 0x00, 0}));
    EXPECT_EQ(text(1), "");
    EXPECT_FALSE(is_null(1));
    EXPECT_TRUE(is_null(2));
    ASSERT_TRUE(decode(layout, {0x01, 3, 0x01, 0x00}));
    EXPECT_TRUE(is_null(1));
    EXPECT_THROW(decode(layout, {0x01, 3, 0x31, 0x00, 9, 'x'}), FormatError);
}

TEST_F(CompressedPages, DictionaryWithoutAnchor) {
    RowsetLayout layout = layout_of({TypeId::int_, TypeId::varchar});
    // flags, modifications, end of the dictionary; two entries
    put_compression_record({0x04, 0, 0, 16, 0, 2, 0, 8, 0, 11, 0, 0x83, 0xE8, 'o', 'n', 'e'});
    ASSERT_TRUE(decode(layout, {0x01, 2, 0xCC, 0, 1}));
    EXPECT_EQ(integer(0), 1000);
    EXPECT_EQ(text(1), "one");
    EXPECT_THROW(decode(layout, {0x01, 2, 0xCC, 0, 2}), FormatError);
}

// Real pages have anchors that are empty, not NULL. Whether their values carry a prefix length is
// told by its being 0.
TEST_F(CompressedPages, EmptyAnchors) {
    RowsetLayout layout = layout_of({TypeId::int_, TypeId::varchar});
    put_compression_record({0x02, 0, 0, 8, 0, 0x01, 2, 0x11});
    ASSERT_TRUE(decode(layout, {0x01, 2, 0x43, 0x00, 0x85, 0x00, 'a', 'b'}));
    EXPECT_EQ(integer(0), 5);
    EXPECT_EQ(text(1), "ab");
    ASSERT_TRUE(decode(layout, {0x01, 2, 0x32, 0x85, 'a', 'b'}));
    EXPECT_EQ(integer(0), 5);
    EXPECT_EQ(text(1), "ab");
    ASSERT_TRUE(decode(layout, {0x01, 2, 0x11}));
    EXPECT_EQ(integer(0), 0);
    EXPECT_EQ(text(1), "");
}

// Prefixes of more than 127 bytes take two bytes.
TEST_F(CompressedPages, LongPrefixes) {
    RowsetLayout layout = layout_of({TypeId::varchar}, 400);
    std::string anchor(300, 'a');
    Bytes ci = {0x02, 0, 0, 0, 0, 0x21, 1, 0x0A, 0x01, 1, 0, 0x2C, 0x01};
    ci.insert(ci.end(), anchor.begin(), anchor.end());
    store_le<uint16_t>(ci.data() + 3, uint16_t(ci.size()));
    put_compression_record(ci);
    ASSERT_TRUE(decode(layout, {0x01, 1, 0x04, 0x81, 0x00, 'b'}));
    EXPECT_EQ(text(0), std::string(256, 'a') + "b");
}

// The flag of the page header may be missing: a record that fits the room before the rows counts.
TEST_F(CompressedPages, PagesWithoutACompressionRecord) {
    RowsetLayout layout = layout_of({TypeId::int_, TypeId::varchar});
    ASSERT_TRUE(decode(layout, {0x01, 2, 0x32, 0x85, 'a', 'b'}));
    EXPECT_EQ(text(1), "ab");
    page_ = pages_.make({1, 60}, PageType::data);
    put_compression_record({0x02, 0, 0, 10, 0, 0x01, 2, 0x30, 'x', 'y'});
    page_[k_page_type_flags_at] = 0;
    ASSERT_TRUE(decode(layout, {0x01, 2, 0x12, 0x85}));
    EXPECT_EQ(text(1), "xy");
}

// The lowest record is gone: what it left has bit 0 set, which a compression record never has, and
// a compression record then does not reach up to the rows.
TEST_F(CompressedPages, RoomOfARecordThatIsGone) {
    RowsetLayout layout = layout_of({TypeId::int_, TypeId::varchar});
    put_compression_record({0x01, 2, 0x32, 0x85, 'o', 'l', 'd', 0, 0, 0});
    ASSERT_TRUE(decode(layout, {0x01, 2, 0x32, 0x85, 'a', 'b'}));
    EXPECT_EQ(text(1), "ab");
    page_ = pages_.make({1, 60}, PageType::data);
    put_compression_record({0x02, 0, 0, 10, 0, 0x01, 2, 0x30, 'x', 'y', 0x01, 2, 0x12, 0x85});
    page_[k_page_type_flags_at] = 0;
    ASSERT_TRUE(decode(layout, {0x01, 2, 0x12, 0x85}));
    EXPECT_EQ(text(1), "xy");
}

TEST_F(CompressedPages, RecordsKnowTheirSize) {
    CompressedRecord record;
    for (const Bytes& bytes : {Bytes{0x01, 2, 0x32, 0x85, 'a', 'b'},
                               Bytes{0x21, 1, 0x0A, 0x01, 1, 0, 3, 0, 'x', 'y', 'z'}}) {
        Bytes area = bytes;
        area.resize(area.size() + 20);
        ASSERT_TRUE(record.parse(area));
        EXPECT_EQ(record.size(), bytes.size());
        for (size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(record.parse(ByteSpan(bytes).first(size))) << size;
    }
}

TEST_F(CompressedPages, GhostsStubsAndTags) {
    RowsetLayout layout = layout_of({TypeId::int_});
    EXPECT_FALSE(decode(layout, {0x0D, 1, 0x02, 0x81}));                         // ghost
    EXPECT_FALSE(decode(layout, {0x09, 1, 0, 0, 0, 1, 0, 0, 0}));                // stub
    EXPECT_TRUE(decode(layout, {0x11, 1, 0x02, 0x81, 1, 0, 0, 0, 1, 0, 0, 0}));  // forwarded
    EXPECT_EQ(integer(0), 1);
    Bytes tagged = {0x03, 1, 0x02, 0x82};
    tagged.resize(tagged.size() + 14, 0xEE);
    EXPECT_TRUE(decode(layout, tagged));
    EXPECT_EQ(integer(0), 2);
    EXPECT_THROW(decode(layout, {0x19, 1, 0x02, 0x81}), FormatError);     // an index record
    EXPECT_THROW(decode(layout, {0x01, 1, 0x0D, 0x81, 0}), FormatError);  // no such descriptor
}

}  // namespace
}  // namespace gantry::storage

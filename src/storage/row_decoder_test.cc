#include "storage/row_decoder.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "storage/memory_pages.h"

namespace gantry::storage {
namespace {

using types::TypeId;

ColumnPlace place(TypeId type, int16_t offset, uint16_t null_bit, int16_t length = 0) {
    ColumnPlace out;
    out.name = "c" + std::to_string(null_bit);
    out.column_id = null_bit;
    out.type = type;
    out.leaf_offset = offset;
    out.null_bit = null_bit;
    out.length = length;
    return out;
}

// id int, a bit, b bit, name varchar(20), note varchar(20)
RowsetLayout five_columns() {
    RowsetLayout layout;
    layout.table_name = "t";
    layout.columns = {place(TypeId::int_, 4, 1), place(TypeId::bit, 8, 2), place(TypeId::bit, 8, 3),
                      place(TypeId::varchar, -1, 4, 20), place(TypeId::varchar, -2, 5, 20)};
    layout.columns[2].bit_position = 1;
    return layout;
}

struct RecordParts {
    uint8_t status = 0x30;
    Bytes fixed;
    uint16_t columns = 5;
    uint8_t nulls = 0;
    std::vector<std::pair<std::string, bool>> variable;  // bytes, complex
};

Bytes record_of(const RecordParts& parts) {
    ByteWriter w;
    w.u8(parts.status);
    w.u8(0);
    w.u16(uint16_t(4 + parts.fixed.size()));
    w.append(parts.fixed);
    w.u16(parts.columns);
    w.u8(parts.nulls);
    if (parts.status & 0x20) {
        w.u16(uint16_t(parts.variable.size()));
        size_t end = w.size() + 2 * parts.variable.size();
        for (const auto& [bytes, complex] : parts.variable) {
            end += bytes.size();
            w.u16(uint16_t(end | (complex ? 0x8000 : 0)));
        }
        for (const auto& [bytes, complex] : parts.variable)
            w.append(bytes);
    }
    return w.take();
}

class Decoding : public testing::Test {
  protected:
    Decoding() { page_ = pages_.make({1, 100}, PageType::data); }
    bool decode(const RowsetLayout& layout, ByteSpan record) {
        uint16_t slot = append_record(page_, record);
        decoder_ = std::make_unique<RowDecoder>(pages_, layout);
        return decoder_->decode(PageView(page_), {1, 100}, slot);
    }
    const FieldView& field(size_t i) { return decoder_->fields()[i]; }
    std::string text(size_t i) { return std::string(as_text(field(i).bytes())); }

    MemoryPages pages_;
    uint8_t* page_;
    std::unique_ptr<RowDecoder> decoder_;
};

TEST_F(Decoding, FixedBitsAndVariableColumns) {
    RowsetLayout layout = five_columns();
    RecordParts parts;
    parts.fixed = {0x2A, 0, 0, 0, 0b10};
    parts.nulls = 0b10000;
    parts.variable = {{"hello", false}};
    ASSERT_TRUE(decode(layout, record_of(parts)));
    EXPECT_EQ(load_le<int32_t>(field(0).data), 42);
    EXPECT_EQ(*field(1).data, 0);
    EXPECT_EQ(*field(2).data, 1);
    EXPECT_EQ(text(3), "hello");
    EXPECT_TRUE(field(4).null);
}

// Pages without checksum or torn bits: what cannot be must not pass for fewer rows.
TEST_F(Decoding, ImpossiblePagesAreErrors) {
    RowsetLayout layout = five_columns();
    RecordParts parts;
    parts.fixed = {1, 0, 0, 0, 0};
    parts.variable = {{"x", false}};
    ASSERT_TRUE(decode(layout, record_of(parts)));
    ASSERT_TRUE(decode(layout, record_of(parts)));
    const Bytes good(page_, page_ + k_page_size);
    auto message = [&](auto&& damage) {
        std::memcpy(page_, good.data(), k_page_size);
        damage(page_);
        try {
            decoder_->begin_page(PageView(page_), {1, 100});
            for (uint32_t slot = 0; slot < decoder_->slot_count(); ++slot)
                decoder_->decode(slot);
        } catch (const FormatError& error) {
            EXPECT_EQ(error.number(), 3183);
            EXPECT_NE(std::string(error.what()).find("1:100"), std::string::npos) << error.what();
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_EQ(message([](uint8_t*) {}), "");
    auto set = [](uint32_t at, uint16_t value) {
        return [=](uint8_t* p) { store_le<uint16_t>(p + at, value); };
    };
    EXPECT_NE(message(set(k_page_slot_count_at, 5000)), "");
    EXPECT_NE(message(set(k_page_slot_count_at, 4040)), "");    // slots over the records
    EXPECT_NE(message(set(k_page_free_data_at, 8190)), "");     // free space behind the slots
    EXPECT_NE(message(set(k_page_free_data_at, 0x50)), "");     // in the header
    EXPECT_NE(message(set(k_page_free_data_at, 0x70)), "");     // a record reaches into it
    EXPECT_NE(message(set(k_page_size - 4, 0x1F00)), "");       // slot 1 in the free space
    EXPECT_NE(message(set(k_page_size - 4, 0x10)), "");         // in the header
    EXPECT_NE(message(set(k_page_header_size + 2, 9000)), "");  // fixed part beyond the page
    EXPECT_NE(message([](uint8_t* p) { p[k_page_header_size] = 0x36; }), "");  // an index record
    EXPECT_NE(message([](uint8_t* p) { p[k_page_header_size] = 0x08; }), "");  // a LOB record
}

TEST_F(Decoding, PagesOfOtherKindsHoldNoRows) {
    auto of = [&](int type) {
        page_[k_page_type_at] = uint8_t(type);
        return holds_rows(pages_, {1, 100}, PageView(page_));
    };
    EXPECT_TRUE(of(1));
    EXPECT_FALSE(of(2));   // index levels
    EXPECT_FALSE(of(19));  // deallocated
    for (int type : {0, 3, 4, 8, 10, 11, 13, 15, 99})
        EXPECT_THROW(of(type), FormatError) << type;
}

TEST_F(Decoding, TrailingVariableColumnLeftOutIsEmpty) {
    RowsetLayout layout = five_columns();
    RecordParts parts;
    parts.fixed = {1, 0, 0, 0, 0};
    parts.variable = {{"x", false}};
    ASSERT_TRUE(decode(layout, record_of(parts)));
    EXPECT_FALSE(field(4).null);
    EXPECT_EQ(field(4).size, 0u);
}

TEST_F(Decoding, ColumnsAddedLaterAreNullOrTheirDefault) {
    RowsetLayout layout = five_columns();
    layout.columns[4].added_default = Bytes{'d'};
    RecordParts parts;
    parts.status = 0x10;
    parts.columns = 1;
    parts.fixed = {7, 0, 0, 0};
    ASSERT_TRUE(decode(layout, record_of(parts)));
    EXPECT_EQ(load_le<int32_t>(field(0).data), 7);
    EXPECT_TRUE(field(1).null);
    EXPECT_TRUE(field(3).null);
    EXPECT_EQ(text(4), "d");
}

TEST_F(Decoding, ForwardedRowsLoseTheirBackPointer) {
    RowsetLayout layout = five_columns();
    RecordParts parts;
    parts.status = 0x32;
    parts.fixed = {1, 0, 0, 0, 0};
    parts.variable = {{"a", false},
                      {std::string("\x00\x04\x01\x02\x03\x04\x05\x06\x07\x08", 10), true}};
    ASSERT_TRUE(decode(layout, record_of(parts)));
    EXPECT_EQ(text(3), "a");
    EXPECT_EQ(field(4).size, 0u);
}

TEST_F(Decoding, GhostsAndStubsAreNoRows) {
    RowsetLayout layout = five_columns();
    RecordParts parts;
    parts.fixed = {1, 0, 0, 0, 0};
    parts.status = 0x3C;  // ghost data
    EXPECT_FALSE(decode(layout, record_of(parts)));
    uint8_t stub[] = {0x04, 1, 0, 0, 0, 1, 0, 0, 0};
    EXPECT_FALSE(decode(layout, stub));
}

TEST_F(Decoding, SparseVectorsAreSearchedByColumnId) {
    RowsetLayout layout;
    layout.table_name = "t";
    layout.columns = {place(TypeId::int_, 4, 1), place(TypeId::int_, 0, 0),
                      place(TypeId::varchar, 0, 0, 10)};
    layout.columns[1].sparse = layout.columns[2].sparse = true;
    layout.columns[1].column_id = 2;
    layout.columns[2].column_id = 9;
    ByteWriter vector;
    for (uint16_t v : {5, 2, 2, 9, 16, 18})
        vector.u16(v);
    vector.u32(77);
    vector.append(std::string_view("ok"));
    RecordParts parts;
    parts.columns = 1;
    parts.fixed = {1, 0, 0, 0};
    parts.variable = {{std::string(as_text(vector.bytes())), true}};
    ASSERT_TRUE(decode(layout, record_of(parts)));
    EXPECT_EQ(load_le<int32_t>(field(1).data), 77);
    EXPECT_EQ(text(2), "ok");
}

// A table of sparse columns alone: neither null bitmap nor column count (improve.dk, "The null
// bitmap is not always present in data records").
TEST_F(Decoding, RecordsOfSparseColumnsAloneHaveNoBitmap) {
    RowsetLayout layout;
    layout.table_name = "t";
    layout.columns = {place(TypeId::int_, 0, 0), place(TypeId::int_, 0, 0)};
    layout.columns[0].sparse = layout.columns[1].sparse = true;
    layout.columns[0].column_id = 1;
    layout.columns[1].column_id = 2;
    ByteWriter record;
    record.u16(0x20);
    record.u16(4);
    record.u16(1);  // variable columns
    record.u16(uint16_t((8 + 12) | 0x8000));
    for (uint16_t v : {5, 1, 2, 12})
        record.u16(v);
    record.u32(99);
    ASSERT_TRUE(decode(layout, record.bytes()));
    EXPECT_TRUE(field(0).null);
    EXPECT_EQ(load_le<int32_t>(field(1).data), 99);
    // All of them NULL.
    uint8_t empty[] = {0x00, 0, 4, 0, 1, 0, 8, 0, 0};
    ASSERT_TRUE(decode(layout, empty));
    EXPECT_TRUE(field(0).null && field(1).null);
}

TEST_F(Decoding, UnreadableValuesAreNullAndUnreadableDefaultsErrors) {
    RowsetLayout layout = five_columns();
    layout.columns[3].unreadable = true;
    layout.columns[4].default_unreadable = true;
    RecordParts parts;
    parts.fixed = {1, 0, 0, 0, 0};
    parts.variable = {{std::string(48, 'x'), true}, {"y", false}};
    ASSERT_TRUE(decode(layout, record_of(parts)));
    EXPECT_TRUE(field(3).null);
    EXPECT_EQ(text(4), "y");
    parts.columns = 4;
    EXPECT_THROW(decode(layout, record_of(parts)), FormatError);
}

TEST_F(Decoding, TextInRowOfSixteenBytesIsNoPointer) {
    RowsetLayout layout;
    layout.table_name = "t";
    layout.columns = {place(TypeId::int_, 4, 1), place(TypeId::text, -1, 2, 16)};
    RecordParts parts;
    parts.columns = 2;
    parts.fixed = {1, 0, 0, 0};
    parts.variable = {{"sixteen letters.", false}};
    ASSERT_TRUE(decode(layout, record_of(parts)));
    EXPECT_EQ(text(1), "sixteen letters.");
}

TEST_F(Decoding, RecordsOfTheOtherFormatAreErrors) {
    RowsetLayout layout = five_columns();
    uint8_t compressed[] = {0x01, 5, 0x11, 0x11, 0x01};
    EXPECT_THROW(decode(layout, compressed), FormatError);
    layout.compression = Compression::row;
    for (uint16_t i = 0; i < 5; ++i)
        layout.columns[i].compressed_index = i;
    EXPECT_TRUE(decode(layout, compressed));
    RecordParts parts;
    parts.fixed = {1, 0, 0, 0, 0};
    EXPECT_THROW(decode(layout, record_of(parts)), FormatError);
}

// A LOB record on a text page.
Bytes lob_record(uint16_t kind, ByteSpan rest) {
    ByteWriter w;
    w.u8(0x08);
    w.u8(0);
    w.u16(uint16_t(0x0E + rest.size()));
    w.u64(99);
    w.u16(kind);
    w.append(rest);
    return w.take();
}

TEST_F(Decoding, InlineRootsAndTextPointersAreFollowed) {
    uint8_t* lobs = pages_.make({1, 200}, PageType::text_mix);
    append_record(lobs, lob_record(3, as_bytes("first,")));
    append_record(lobs, lob_record(3, as_bytes("second")));
    ByteWriter tree;  // internal node: u16, u16 links, u16 level, links of 16 bytes
    tree.u16(500);
    tree.u16(2);
    tree.u16(0);
    for (uint16_t i : {0, 1}) {
        tree.u64(i == 0 ? 6 : 12);
        uint8_t rid[8];
        store_rid(rid, {{1, 200}, i});
        tree.append(rid);
    }
    append_record(lobs, lob_record(2, tree.bytes()));
    ByteWriter small;
    small.u16(3);
    small.u32(0);
    small.append(std::string_view("abc"));
    append_record(lobs, lob_record(0, small.bytes()));

    RowsetLayout layout;
    layout.table_name = "t";
    layout.columns = {place(TypeId::int_, 4, 1), place(TypeId::varchar, -1, 2, -1),
                      place(TypeId::text, -2, 3, 16)};
    ByteWriter root;
    root.u16(4);
    root.zeros(10);
    root.u32(12);
    uint8_t rid[8];
    store_rid(rid, {{1, 200}, 2});
    root.append(rid);
    ByteWriter pointer;
    pointer.u64(1);
    store_rid(rid, {{1, 200}, 3});
    pointer.append(rid);
    RecordParts parts;
    parts.columns = 3;
    parts.fixed = {1, 0, 0, 0};
    parts.variable = {{std::string(as_text(root.bytes())), true},
                      {std::string(as_text(pointer.bytes())), true}};
    ASSERT_TRUE(decode(layout, record_of(parts)));
    EXPECT_EQ(text(1), "first,second");
    EXPECT_EQ(text(2), "abc");
}

// A value that became empty, and a tree with a part that did.
TEST_F(Decoding, LobLinksMayHoldNothing) {
    uint8_t* lobs = pages_.make({1, 200}, PageType::text_mix);
    append_record(lobs, lob_record(3, as_bytes("abc")));
    RowsetLayout layout;
    layout.table_name = "t";
    layout.columns = {place(TypeId::int_, 4, 1), place(TypeId::varchar, -1, 2, -1)};
    auto read = [&](std::initializer_list<std::pair<uint32_t, PageId>> links) {
        ByteWriter root;
        root.u16(4);
        root.zeros(10);
        for (auto [end, page] : links) {
            root.u32(end);
            uint8_t rid[8];
            store_rid(rid, {page, 0});
            root.append(rid);
        }
        RecordParts parts;
        parts.columns = 2;
        parts.fixed = {1, 0, 0, 0};
        parts.variable = {{std::string(as_text(root.bytes())), true}};
        EXPECT_TRUE(decode(layout, record_of(parts)));
        return text(1);
    };
    EXPECT_EQ(read({{0, PageId{}}}), "");
    EXPECT_EQ(read({{3, PageId{1, 200}}, {3, PageId{}}}), "abc");
}

TEST_F(Decoding, LobTreesThatLieAreRefused) {
    uint8_t* lobs = pages_.make({1, 200}, PageType::text_mix);
    append_record(lobs, lob_record(3, as_bytes("first,")));
    ByteWriter self;  // a node that links to itself
    self.u16(500);
    self.u16(1);
    self.u16(0);
    self.u64(100);
    uint8_t rid[8];
    store_rid(rid, {{1, 200}, 1});
    self.append(rid);
    append_record(lobs, lob_record(2, self.bytes()));
    RowsetLayout layout;
    layout.table_name = "t";
    layout.columns = {place(TypeId::int_, 4, 1), place(TypeId::varchar, -1, 2, -1)};
    for (uint32_t length : {100u, 7u, 0x7FFFFFFFu}) {
        for (uint16_t slot : {0, 1, 5}) {
            ByteWriter root;
            root.u16(4);
            root.zeros(10);
            root.u32(length);
            store_rid(rid, {{1, 200}, slot});
            root.append(rid);
            RecordParts parts;
            parts.columns = 2;
            parts.fixed = {1, 0, 0, 0};
            parts.variable = {{std::string(as_text(root.bytes())), true}};
            EXPECT_THROW(decode(layout, record_of(parts)), FormatError) << length << " " << slot;
        }
    }
}

TEST_F(Decoding, MalformedRecordsNameTheirSlot) {
    RowsetLayout layout = five_columns();
    RecordParts parts;
    parts.fixed = {1, 0, 0, 0, 0};
    parts.variable = {{"abc", false}};
    Bytes record = record_of(parts);
    record[12] = 0xFF;  // number of variable columns
    record[13] = 0xFF;
    try {
        decode(layout, record);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_NE(std::string(error.what()).find("page 1:100 slot 0"), std::string::npos);
    }
}

}  // namespace
}  // namespace gantry::storage

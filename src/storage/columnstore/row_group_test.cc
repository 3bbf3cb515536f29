#include "storage/columnstore/row_group.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "base/error.h"
#include "base/utf.h"
#include "storage/columnstore/writer/dictionary_writer.h"
#include "storage/columnstore/writer/segment_writer.h"
#include "storage/memory_pages.h"

namespace gantry::storage::columnstore {
namespace {

using types::TypeId;
using Value = std::optional<Bytes>;

// Blobs on text pages: data records, and a root above them where one does not do.
class Blobs {
  public:
    const MemoryPages& pages() const { return pages_; }

    BlobPointer put(ByteSpan blob) {
        constexpr size_t k_part = 8000;
        if (blob.size() <= k_part) return pointer_to(put_data(blob));
        ByteWriter root;
        start_record(root, 5);
        root.u16(1000);
        root.u16(uint16_t((blob.size() + k_part - 1) / k_part));
        root.u16(1);
        root.u32(0);
        for (size_t at = 0; at < blob.size(); at += k_part) {
            size_t size = std::min(k_part, blob.size() - at);
            Rid rid = put_data(blob.subspan(at, size));
            root.u32(uint32_t(at + size));
            append_rid(root, rid);
        }
        return pointer_to(put_record(root));
    }

  private:
    static void start_record(ByteWriter& out, uint16_t kind) {
        out.u16(8);
        out.u16(0);
        out.u64(1);
        out.u16(kind);
    }
    static void append_rid(ByteWriter& out, Rid rid) {
        out.u32(rid.page.page);
        out.u16(rid.page.file);
        out.u16(rid.slot);
    }
    Rid put_data(ByteSpan bytes) {
        ByteWriter out;
        start_record(out, 3);
        out.append(bytes);
        return put_record(out);
    }
    Rid put_record(ByteWriter& record) {
        record.patch_le<uint16_t>(2, uint16_t(record.size()));
        PageId id{1, next_++};
        uint8_t* page = pages_.make(id, PageType::text_mix);
        return {id, append_record(page, record.bytes())};
    }
    static BlobPointer pointer_to(Rid rid) {
        ByteWriter out;
        out.u64(7);
        append_rid(out, rid);
        BlobPointer pointer;
        std::copy(out.bytes().begin(), out.bytes().end(), pointer.begin());
        return pointer;
    }

    MemoryPages pages_;
    uint32_t next_ = 8;
};

Bytes le_bytes(int64_t value, size_t size) {
    Bytes out(size);
    uint8_t all[8];
    store_le<int64_t>(all, value);
    std::memcpy(out.data(), all, size);
    return out;
}

ValueShape shape_of(TypeId type, int16_t length = 0, uint8_t precision = 0, uint8_t scale = 0) {
    return {type, length, precision, scale};
}

GroupColumn column_of(Blobs& blobs, ValueShape shape, const SegmentFacts& facts, ByteSpan blob,
                      uint32_t rows) {
    GroupColumn column;
    column.name = "c";
    column.shape = shape;
    column.segment.emplace();
    column.segment->facts = facts;
    column.segment->row_count = rows;
    column.segment->pointer = blobs.put(blob);
    return column;
}

std::vector<std::vector<Value>> rows_of(const Blobs& blobs, RowGroupPlan plan) {
    plan.table = "T";
    plan.id = 4;
    RowGroupReader reader(blobs.pages(), std::move(plan));
    std::vector<std::vector<Value>> out;
    while (reader.next()) {
        std::vector<Value> row;
        for (const FieldView& field : reader.fields()) {
            row.push_back(field.null ? Value() : Bytes(field.data, field.data + field.size));
        }
        out.push_back(std::move(row));
    }
    return out;
}

// Values of one column that are kept as integers without dictionary.
std::vector<Value> values_of(ValueShape shape, const std::vector<int64_t>& ids,
                             SegmentFacts facts) {
    Blobs blobs;
    RowGroupPlan plan;
    plan.row_count = uint32_t(ids.size());
    plan.columns.push_back(
        column_of(blobs, shape, facts, write_packed_segment(ids), plan.row_count));
    std::vector<Value> out;
    for (std::vector<Value>& row : rows_of(blobs, plan))
        out.push_back(row[0]);
    return out;
}

Value value_of(ValueShape shape, int64_t value) {
    SegmentFacts facts;
    facts.encoding = 4;
    facts.base_id = 0;
    facts.magnitude = 1;
    return values_of(shape, {value}, facts)[0];
}

std::string problem_of(ValueShape shape, int64_t value) {
    try {
        value_of(shape, value);
    } catch (const FormatError& error) {
        return error.what();
    }
    return "";
}

TEST(ColumnstoreRowGroup, IntegersBecomeRowBytes) {
    EXPECT_EQ(value_of(shape_of(TypeId::bit), 1), Bytes{1});
    EXPECT_EQ(value_of(shape_of(TypeId::tinyint), 255), Bytes{255});
    EXPECT_EQ(value_of(shape_of(TypeId::smallint), -2), le_bytes(-2, 2));
    EXPECT_EQ(value_of(shape_of(TypeId::int_), INT32_MIN), le_bytes(INT32_MIN, 4));
    EXPECT_EQ(value_of(shape_of(TypeId::bigint), INT64_MIN), le_bytes(INT64_MIN, 8));
    EXPECT_EQ(value_of(shape_of(TypeId::money), -12345), le_bytes(-12345, 8));
    EXPECT_EQ(value_of(shape_of(TypeId::smallmoney), 12345), le_bytes(12345, 4));
    EXPECT_EQ(value_of(shape_of(TypeId::date), 738000), le_bytes(738000, 3));
    EXPECT_EQ(value_of(shape_of(TypeId::time, 0, 0, 7), 863999999999), le_bytes(863999999999, 5));
    EXPECT_EQ(value_of(shape_of(TypeId::time, 0, 0, 0), 86399), le_bytes(86399, 3));
    // The datetime of the public description: 43829 days, 297 ticks.
    EXPECT_EQ(value_of(shape_of(TypeId::datetime), 188244121616681),
              le_bytes(int64_t(43829) << 32 | 297, 8));
    EXPECT_EQ(value_of(shape_of(TypeId::smalldatetime), 40000 << 16 | 90),
              le_bytes(40000 << 16 | 90, 4));
    EXPECT_EQ(value_of(shape_of(TypeId::float_), std::bit_cast<int64_t>(-1.5)),
              le_bytes(std::bit_cast<int64_t>(-1.5), 8));
    EXPECT_EQ(value_of(shape_of(TypeId::real), std::bit_cast<int64_t>(-1.5)),
              le_bytes(std::bit_cast<int32_t>(-1.5f), 4));
    EXPECT_EQ(value_of(shape_of(TypeId::real), std::bit_cast<int32_t>(2.5f)),
              le_bytes(std::bit_cast<int32_t>(2.5f), 4));
    EXPECT_EQ(value_of(shape_of(TypeId::decimal, 0, 9, 2), -12345), (Bytes{0, 0x39, 0x30, 0, 0}));
    EXPECT_EQ(value_of(shape_of(TypeId::numeric, 0, 18, 0), 1), (Bytes{1, 1, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(ColumnstoreRowGroup, Datetime2IsDaysAboveTime) {
    // Published values of sys.column_store_segments: 1753-01-01 and the last instant.
    EXPECT_EQ(value_of(shape_of(TypeId::datetime2, 0, 27, 7), 703582988172001280),
              le_bytes(703582988172001280, 8));
    EXPECT_EQ(value_of(shape_of(TypeId::datetime2, 0, 27, 7), 4015481100312363007),
              le_bytes(4015481100312363007, 8));
    // Of scale 3 in as many bits as rows have, or in forty.
    int64_t days = 738000, time = 86399999;
    Bytes expected = le_bytes(days << 32 | time, 7);
    EXPECT_EQ(value_of(shape_of(TypeId::datetime2, 0, 23, 3), days << 32 | time), expected);
    EXPECT_EQ(value_of(shape_of(TypeId::datetime2, 0, 23, 3), days << 40 | time), expected);
}

TEST(ColumnstoreRowGroup, NoValueOfTheTypeIsNamed) {
    EXPECT_EQ(problem_of(shape_of(TypeId::tinyint), 256),
              "columnstore of table T, column c, row group 4: 256 is no value of the column's "
              "type");
    EXPECT_NE(problem_of(shape_of(TypeId::bit), 2), "");
    EXPECT_NE(problem_of(shape_of(TypeId::int_), int64_t(1) << 31), "");
    EXPECT_NE(problem_of(shape_of(TypeId::date), 3652059), "");
    EXPECT_NE(problem_of(shape_of(TypeId::time, 0, 0, 3), 86400000), "");
    EXPECT_NE(problem_of(shape_of(TypeId::time, 0, 0, 9), 1), "");
    EXPECT_NE(problem_of(shape_of(TypeId::datetime2, 0, 0, 7), -1), "");
    EXPECT_NE(problem_of(shape_of(TypeId::datetime), 25920000), "");
    EXPECT_NE(problem_of(shape_of(TypeId::decimal, 0, 4, 0), 10000), "");
    EXPECT_NE(problem_of(shape_of(TypeId::varchar, 10), 1).find("needs one"), std::string::npos);
}

TEST(ColumnstoreRowGroup, BaseAndMagnitudeScaleIds) {
    SegmentFacts facts;
    facts.encoding = 1;
    facts.base_id = 99;
    facts.magnitude = 10;
    facts.has_nulls = true;
    facts.null_value = 0;
    ValueShape shape = shape_of(TypeId::int_);
    EXPECT_EQ(values_of(shape, {0, 1, 2, 11}, facts),
              (std::vector<Value>{{}, le_bytes(1000, 4), le_bytes(1010, 4), le_bytes(1100, 4)}));
    // The null value as a value rather than an id: no row has it as its id.
    facts.null_value = 990;
    EXPECT_EQ(values_of(shape, {0, 1}, facts), (std::vector<Value>{{}, le_bytes(1000, 4)}));
    facts.null_value = 5;
    EXPECT_THROW(values_of(shape, {0, 1}, facts), FormatError);
    // Unused: -1.
    facts = SegmentFacts();
    facts.encoding = 4;
    EXPECT_EQ(values_of(shape, {7, 8}, facts),
              (std::vector<Value>{le_bytes(7, 4), le_bytes(8, 4)}));
    facts.base_id = 0;
    facts.magnitude = 0.01;  // hundreds of units of 10^-4
    EXPECT_EQ(values_of(shape_of(TypeId::money), {7}, facts),
              (std::vector<Value>{le_bytes(700, 8)}));
    EXPECT_THROW(values_of(shape, {7}, facts), FormatError);
    facts.magnitude = 1e18;
    EXPECT_THROW(values_of(shape_of(TypeId::bigint), {100}, facts), FormatError);
    facts.encoding = 6;
    EXPECT_THROW(values_of(shape, {7}, facts), FormatError);
}

DictionaryPlace dictionary_of(Blobs& blobs, const Bytes& blob, int64_t entries, int64_t last_id) {
    DictionaryPlace place;
    place.entry_count = entries;
    place.last_id = last_id;
    place.pointer = blobs.put(blob);
    return place;
}

TEST(ColumnstoreRowGroup, NumericDictionaries) {
    Blobs blobs;
    SegmentFacts facts;
    facts.encoding = 2;
    facts.has_nulls = true;
    facts.null_value = 1;
    std::vector<int64_t> ids;
    for (int i = 0; i < 5000; ++i)
        ids.push_back(i < 200 ? 1 : 2 + i % 3);
    RowGroupPlan plan;
    plan.row_count = uint32_t(ids.size());
    GroupColumn column =
        column_of(blobs, shape_of(TypeId::smallint), facts, write_packed_segment(ids), 5000);
    column.segment->global_dictionary =
        dictionary_of(blobs, write_numeric_dictionary(std::vector<int64_t>{-5, 0, 700}, 2), 3, 4);
    plan.columns = {column};
    std::vector<std::vector<Value>> rows = rows_of(blobs, plan);
    ASSERT_EQ(rows.size(), 5000u);
    EXPECT_EQ(rows[0][0], Value());
    EXPECT_EQ(rows[300][0], le_bytes(-5, 2));
    EXPECT_EQ(rows[4999][0], le_bytes(0, 2));
    // A real: doubles of eight bytes, or floats of four.
    column.shape = shape_of(TypeId::real);
    column.segment->global_dictionary =
        dictionary_of(blobs,
                      write_numeric_dictionary(std::vector<int64_t>{std::bit_cast<int64_t>(0.0),
                                                                    std::bit_cast<int64_t>(0.5),
                                                                    std::bit_cast<int64_t>(-0.25)},
                                               8),
                      3, 4);
    plan.columns = {column};
    EXPECT_EQ(rows_of(blobs, plan)[301][0], le_bytes(std::bit_cast<int32_t>(0.5f), 4));
    column.segment->global_dictionary = dictionary_of(
        blobs,
        write_numeric_dictionary(std::vector<int64_t>{0, std::bit_cast<int32_t>(0.5f), 0}, 4), 3,
        4);
    plan.columns = {column};
    EXPECT_EQ(rows_of(blobs, plan)[301][0], le_bytes(std::bit_cast<int32_t>(0.5f), 4));
    // An id that no dictionary has.
    column.segment->global_dictionary->last_id = 3;
    plan.columns = {column};
    EXPECT_THROW(rows_of(blobs, plan), FormatError);
}

TEST(ColumnstoreRowGroup, StringsOfGlobalAndLocalDictionary) {
    for (StringCoding coding : {StringCoding::plain, StringCoding::bytes}) {
        Blobs blobs;
        SegmentFacts facts;
        facts.encoding = 3;
        facts.has_nulls = true;
        facts.null_value = 1;
        std::vector<Bytes> global, local;
        for (int i = 0; i < 3000; ++i) {
            std::string text = "global " + std::to_string(i);
            global.push_back(Bytes(text.begin(), text.end()));
        }
        local = {{'l', '1'}, {}, {'l', '3'}};
        std::vector<int64_t> ids;
        for (int i = 0; i < 3003; ++i)
            ids.push_back(i + 2);
        ids.push_back(1);
        RowGroupPlan plan;
        plan.row_count = uint32_t(ids.size());
        GroupColumn column = column_of(blobs, shape_of(TypeId::varchar, 20), facts,
                                       write_packed_segment(ids), plan.row_count);
        column.segment->global_dictionary =
            dictionary_of(blobs, write_string_dictionary(global, coding), 3000, 3001);
        column.segment->local_dictionary =
            dictionary_of(blobs, write_string_dictionary(local, coding), 3, 3);
        plan.columns = {column};
        std::vector<std::vector<Value>> rows = rows_of(blobs, plan);
        ASSERT_EQ(rows.size(), 3004u);
        for (int i = 0; i < 3000; ++i)
            ASSERT_EQ(rows[size_t(i)][0], global[size_t(i)]);
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ(rows[size_t(3000 + i)][0], local[size_t(i)]);
        EXPECT_EQ(rows[3003][0], Value());
        plan.columns[0].shape.length = 5;  // shorter than the strings
        EXPECT_THROW(rows_of(blobs, plan), FormatError);
    }
}

// Rows of one string column over value pages.
std::vector<std::vector<Value>> page_rows(ValueShape shape, const std::vector<Value>& values,
                                          bool archive, SegmentFacts facts = {}) {
    Blobs blobs;
    facts.encoding = 5;
    Bytes blob = write_value_page_segment(values);
    if (archive) blob = write_archive(blob);
    RowGroupPlan plan;
    plan.row_count = uint32_t(values.size());
    plan.columns.push_back(column_of(blobs, shape, facts, blob, plan.row_count));
    return rows_of(blobs, plan);
}

TEST(ColumnstoreRowGroup, ValuePagesOfEveryKindOfBytes) {
    std::mt19937_64 random(6);
    auto bytes_of = [&](size_t size) {
        Bytes out(size);
        for (uint8_t& b : out)
            b = uint8_t(random());
        return out;
    };
    struct Case {
        ValueShape shape;
        size_t size;
        bool varied;
    };
    Bytes wide = utf8_to_utf16le("wide");
    for (const Case& c :
         {Case{shape_of(TypeId::varbinary, 30), 30, true},
          Case{shape_of(TypeId::varchar, 30), 30, true},
          Case{shape_of(TypeId::binary, 8), 8, false}, Case{shape_of(TypeId::char_, 9), 9, false},
          Case{shape_of(TypeId::uniqueidentifier), 16, false},
          Case{shape_of(TypeId::datetimeoffset, 0, 0, 3), 9, false},
          Case{shape_of(TypeId::decimal, 0, 38, 10), 17, false}}) {
        for (bool archive : {false, true}) {
            std::vector<Value> values;
            for (int i = 0; i < 1400; ++i) {
                values.push_back(bytes_of(c.varied ? random() % (c.size + 1) : c.size));
                if (i > 500 && i % 7 == 0) values.back().reset();
                if (i > 900 && i < 1000) values.back() = values[900];
            }
            std::vector<std::vector<Value>> rows = page_rows(c.shape, values, archive);
            ASSERT_EQ(rows.size(), values.size());
            for (size_t i = 0; i < rows.size(); ++i)
                ASSERT_EQ(rows[i][0], values[i]) << i;
        }
    }
    std::vector<std::vector<Value>> rows =
        page_rows(shape_of(TypeId::nvarchar, 20), {wide, Bytes(), std::nullopt}, false);
    EXPECT_EQ(rows[0][0], wide);
    EXPECT_EQ(rows[1][0], Bytes());
    EXPECT_EQ(rows[2][0], Value());
}

TEST(ColumnstoreRowGroup, ShortBytesOfFixedTypesAreFilledUp) {
    EXPECT_EQ(page_rows(shape_of(TypeId::char_, 4), {Bytes{'a'}}, false)[0][0],
              (Bytes{'a', ' ', ' ', ' '}));
    EXPECT_EQ(page_rows(shape_of(TypeId::nchar, 4), {Bytes{'a', 0}}, false)[0][0],
              (Bytes{'a', 0, ' ', 0}));
    EXPECT_EQ(page_rows(shape_of(TypeId::binary, 3), {Bytes{9}}, false)[0][0], (Bytes{9, 0, 0}));
    EXPECT_EQ(page_rows(shape_of(TypeId::decimal, 0, 28, 0), {Bytes{1, 7, 0, 0, 0}}, false)[0][0],
              (Bytes{1, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    EXPECT_THROW(page_rows(shape_of(TypeId::binary, 3), {Bytes(4)}, false), FormatError);
    EXPECT_THROW(page_rows(shape_of(TypeId::uniqueidentifier), {Bytes()}, false), FormatError);
    EXPECT_THROW(page_rows(shape_of(TypeId::nvarchar, 20), {Bytes(3)}, false), FormatError);
}

TEST(ColumnstoreRowGroup, NumbersOnValuePagesAreDoubledUnlessTheyCannotBe) {
    ValueShape shape = shape_of(TypeId::decimal, 0, 18, 2);
    std::vector<Value> values = {le_bytes(2000, 8), le_bytes(3000, 8)};
    SegmentFacts facts;
    facts.min_data_id = 1000;
    facts.max_data_id = 1500;
    Bytes thousand = {1, 0xE8, 3, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(page_rows(shape, values, false, facts)[0][0], thousand);
    // As rows hold it.
    EXPECT_EQ(page_rows(shape, {thousand}, false, facts)[0][0], thousand);
    ValueShape big = shape_of(TypeId::bigint);
    EXPECT_EQ(page_rows(big, values, false, facts)[0][0], le_bytes(1000, 8));
    facts.min_data_id = 2000;
    facts.max_data_id = 3000;
    EXPECT_EQ(page_rows(big, values, false, facts)[0][0], le_bytes(2000, 8));
    values.push_back(le_bytes(2001, 8));
    EXPECT_EQ(page_rows(big, values, false)[0][0], le_bytes(2000, 8));
}

TEST(ColumnstoreRowGroup, LargeValuesAndTagsOfMaxTypes) {
    Blobs blobs;
    Bytes large(20000);
    for (size_t i = 0; i < large.size(); ++i)
        large[i] = uint8_t(i * 7);
    SegmentFacts facts;
    facts.encoding = 3;
    RowGroupPlan plan;
    plan.row_count = 3;
    auto column = [&](const std::vector<Bytes>& strings) {
        GroupColumn out = column_of(blobs, shape_of(TypeId::varchar, -1), facts,
                                    write_packed_segment(std::vector<int64_t>{2, 3, 4}), 3);
        out.segment->local_dictionary =
            dictionary_of(blobs, write_string_dictionary(strings, StringCoding::plain), 3, 4);
        return out;
    };
    Bytes plain = large_value_entry(20000, blobs.put(large));
    Bytes archived = large_value_entry(20000, blobs.put(write_archive(large)));
    plan.columns = {column({plain, archived, {'x'}}), column({plain, {0x21, 'y'}, {0x21}})};
    std::vector<std::vector<Value>> rows = rows_of(blobs, plan);
    EXPECT_EQ(rows[0][0], large);
    EXPECT_EQ(rows[1][0], large);
    EXPECT_EQ(rows[2][0], Bytes{'x'});
    EXPECT_EQ(rows[1][1], Bytes{'y'});
    EXPECT_EQ(rows[2][1], Bytes());
    // Of a type that is no max type these are ordinary bytes.
    plan.columns[0].shape = shape_of(TypeId::varchar, 50);
    EXPECT_EQ(rows_of(blobs, plan)[0][0], plain);
    // A size that is not the value's.
    plan.columns = {column({large_value_entry(19999, blobs.put(large)), {'x'}, {'x'}})};
    EXPECT_THROW(rows_of(blobs, plan), FormatError);
}

TEST(ColumnstoreRowGroup, DeletedRowsAndLaterColumns) {
    Blobs blobs;
    SegmentFacts facts;
    facts.encoding = 1;
    facts.base_id = 0;
    facts.magnitude = 1;
    std::vector<int64_t> ids;
    for (int i = 0; i < 3000; ++i)
        ids.push_back(i);
    RowGroupPlan plan;
    plan.row_count = 3000;
    plan.columns = {
        column_of(blobs, shape_of(TypeId::int_), facts, write_packed_segment(ids), 3000)};
    plan.columns.resize(3);
    plan.columns[1].added_default = le_bytes(9, 4);
    plan.deleted = {0, 1, 1023, 1024, 2999};
    std::vector<std::vector<Value>> rows = rows_of(blobs, plan);
    ASSERT_EQ(rows.size(), 2995u);
    EXPECT_EQ(rows[0], (std::vector<Value>{le_bytes(2, 4), le_bytes(9, 4), {}}));
    EXPECT_EQ(rows.back()[0], le_bytes(2998, 4));
    plan.deleted.clear();
    for (uint32_t i = 0; i < 3000; ++i)
        plan.deleted.push_back(i);
    EXPECT_TRUE(rows_of(blobs, plan).empty());
    plan.columns[0].segment->row_count = 2999;
    EXPECT_THROW(rows_of(blobs, plan), FormatError);
    plan.columns[0].segment->row_count = plan.row_count = k_rows_max + 1;
    EXPECT_THROW(rows_of(blobs, plan), FormatError);
    plan.row_count = plan.columns[0].segment->row_count = 3000;
    plan.columns[0].segment->pointer = {};
    EXPECT_THROW(rows_of(blobs, plan), FormatError);
}

}  // namespace
}  // namespace gantry::storage::columnstore

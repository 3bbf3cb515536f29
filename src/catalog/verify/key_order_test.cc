// Keys out of order, with every checksum right: in leaf rows, from page to page and in the rows
// above; and which values can be compared at all.

#include "catalog/verify/key_order.h"

#include <gtest/gtest.h>

#include <bit>

#include "base/test_temp.h"
#include "catalog/verify/verify.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/writer_test_tables.h"
#include "storage/writer/page_builder.h"
#include "types/collation.h"

namespace gantry::catalog {
namespace {

using storage::FieldView;
using storage::PageId;
using storage::PageType;
using storage::PageView;
using types::TypeId;

constexpr size_t k_record_at = 4;  // the first key of dbo.tree in its leaf rows
constexpr size_t k_upper_key_at = 1;
constexpr uint16_t k_upper_pminlen = 1 + 4 + 6;

// A backup of the sample tables; dbo.tree as `change` makes it.
template <typename Change>
Bytes backup_of(Change&& change) {
    Database database = sample_database();
    RowSources rows;
    add_sample_rows(database, rows);
    for (Table& table : database.tables) {
        if (table.name == "tree") change(table);
    }
    DatabaseWriterOptions options;
    options.directory = test_directory();
    WrittenDatabase written(database, rows, options);
    BackupOptions backup;
    backup.paths = {test_directory() + "key_order_test.bak"};
    backup.checksum = false;
    write_backup(written, backup);
    auto file = open_file(backup.paths[0]);
    Bytes out(file->size());
    file->read_at(0, out);
    return out;
}

const Bytes& plain_backup() {
    static const Bytes bytes = backup_of([](Table&) {});
    return bytes;
}

// What a verification finds wrong, a line each.
std::string findings_of(const Bytes& bytes) {
    std::vector<backup::MediaFile> files;
    files.push_back(backup::open_media_file(memory_source("test.bak", bytes)));
    auto media = backup::group_media(std::move(files));
    VerifyReport report = verify_set(media, 0, 0, {}, {});
    EXPECT_EQ(report.pages.damaged, 0u);
    std::string out;
    for (const Finding& finding : report.findings) {
        if (finding.severity == Severity::error) out += finding.what + "\n";
    }
    return out;
}

int32_t number_at(PageView page, uint32_t slot, size_t at) {
    return load_le<int32_t>(page.record_area(slot).data() + at);
}

// The page in the middle of dbo.tree's leaves or of the level above them.
uint8_t* page_of_tree(Bytes& bytes, bool leaf) {
    for (size_t at = 0; at + storage::k_page_size <= bytes.size(); at += 512) {
        uint8_t* p = bytes.data() + at;
        PageView page(p);
        if (page.header_version() != 1 || page.index_id() < 256 || page.slot_count() < 10) continue;
        if (storage::check_page(p) != storage::PageCheck::good) continue;
        if (leaf ? page.type() != PageType::data : page.type() != PageType::index) continue;
        if (!leaf && page.pminlen() == k_upper_pminlen) return p;
        // Rows of dbo.tree are numbered.
        bool is_tree = leaf && !page.previous().is_null() && !page.next().is_null();
        for (uint32_t slot = 1; is_tree && slot < page.slot_count(); ++slot)
            is_tree =
                number_at(page, slot, k_record_at) == number_at(page, slot - 1, k_record_at) + 1;
        if (is_tree) return p;
    }
    throw std::runtime_error("no such page");
}

void set_checksum(uint8_t* page) {
    store_le<uint32_t>(page + storage::k_page_checksum_at, storage::page_checksum(page));
}

void swap_slots(uint8_t* page, uint32_t a, uint32_t b) {
    uint8_t* slots = page + storage::k_page_size;
    auto first = load_le<uint16_t>(slots - 2 * (a + 1));
    store_le<uint16_t>(slots - 2 * (a + 1), load_le<uint16_t>(slots - 2 * (b + 1)));
    store_le<uint16_t>(slots - 2 * (b + 1), first);
    set_checksum(page);
}

void add_to_key(uint8_t* page, uint32_t slot, size_t at, int32_t what) {
    uint8_t* key = page + PageView(page).slot_offset(slot) + at;
    store_le<int32_t>(key, load_le<int32_t>(key) + what);
    set_checksum(page);
}

TEST(KeyOrder, SwappedLeafRowsAreFound) {
    Bytes bytes = plain_backup();
    swap_slots(page_of_tree(bytes, true), 3, 4);
    std::string found = findings_of(bytes);
    EXPECT_NE(found.find("keys are out of order: slot 4 comes before slot 3"), std::string::npos)
        << found;
}

TEST(KeyOrder, AKeyOfAnotherPageIsFound) {
    Bytes bytes = plain_backup();
    add_to_key(page_of_tree(bytes, true), 0, k_record_at, -5000);
    std::string found = findings_of(bytes);
    EXPECT_NE(found.find("its first key comes before the last of page"), std::string::npos)
        << found;
    EXPECT_NE(found.find("comes behind the first key of page"), std::string::npos) << found;
}

TEST(KeyOrder, RowsAboveTheLeavesAreCompared) {
    Bytes bytes = plain_backup();
    add_to_key(page_of_tree(bytes, false), 5, k_upper_key_at, 1);
    std::string behind = findings_of(bytes);
    EXPECT_NE(behind.find("slot 5 comes behind the first key of page"), std::string::npos)
        << behind;
    bytes = plain_backup();
    add_to_key(page_of_tree(bytes, false), 5, k_upper_key_at, -2);
    std::string before = findings_of(bytes);
    EXPECT_NE(before.find("comes before the last key of the page before that"), std::string::npos)
        << before;
}

TEST(KeyOrder, DescendingColumnsGoDown) {
    Bytes bytes = backup_of([](Table& table) { table.indexes[0].columns[0].descending = true; });
    std::string found = findings_of(bytes);
    EXPECT_NE(found.find("slot 1 comes before slot 0"), std::string::npos) << found;
}

TEST(KeyOrder, CompressedRowsAreCompared) {
    auto compress = [](Table& table) {
        table.indexes[0].partitions.resize(1);
        table.indexes[0].partitions[0].compression = 2;
    };
    EXPECT_EQ(findings_of(backup_of(compress)), "");
    std::string found = findings_of(backup_of([&](Table& table) {
        compress(table);
        table.indexes[0].columns[0].descending = true;
    }));
    EXPECT_NE(found.find("slot 1 comes before slot 0"), std::string::npos) << found;
}

// Columns of a nonclustered index whose first two are its key.
std::vector<RowsetColumn> index_columns(TypeId first, int16_t first_at, int16_t length) {
    std::vector<RowsetColumn> out(2);
    for (int i = 0; i < 2; ++i) {
        out[size_t(i)].key_ordinal = int16_t(i + 1);
        out[size_t(i)].place.null_bit = out[size_t(i)].upper_null_bit = uint16_t(i + 1);
    }
    out[0].place.type = first;
    out[0].place.length = length;
    out[0].place.leaf_offset = out[0].upper_offset = first_at;
    out[1].place.type = TypeId::int_;
    out[1].place.leaf_offset = out[1].upper_offset = 1;
    return out;
}

// An index row {int, wide text, null bits}.
Bytes index_row(int32_t number, std::string_view text, uint8_t nulls, bool upper) {
    Bytes out{0x36};
    out.resize(upper ? 11 : 5);
    store_le<int32_t>(out.data() + 1, number);
    for (uint8_t byte : {uint8_t(2), uint8_t(0), nulls, uint8_t(1), uint8_t(0)})
        out.push_back(byte);
    size_t end = out.size() + 2 + 2 * text.size();
    out.push_back(uint8_t(end));
    out.push_back(0);
    for (char c : text) {
        out.push_back(uint8_t(c));
        out.push_back(0);
    }
    return out;
}

TEST(KeyOrder, RowsOfNonclusteredIndexes) {
    std::vector<RowsetColumn> columns = index_columns(TypeId::nvarchar, -1, 40);
    columns[0].collation = types::k_latin1_bin2;
    columns[1].descending = true;
    KeyOrder order(false, storage::Compression::none, columns);
    ASSERT_EQ(order.leaf_columns(), 2u);
    ASSERT_EQ(order.upper_columns(), 2u);
    for (bool upper : {false, true}) {
        storage::PageBuilder page;
        page.start(PageType::index, {1, 100}, 1, upper, upper ? 11 : 5);
        page.append(index_row(7, "", 1, upper));  // NULL comes first
        page.append(index_row(7, "B", 0, upper));
        page.append(index_row(7, "a", 0, upper));
        page.append(index_row(6, "a", 0, upper));  // descending
        page.append(index_row(0, "a", 2, upper));  // so NULL comes last
        PageView view(page.finish());
        Key before, key;
        auto read = [&](uint32_t slot, Key& out) {
            return upper ? order.read_upper(view, slot, out) : order.read_leaf(view, slot, out);
        };
        for (uint32_t slot = 1; slot < view.slot_count(); ++slot) {
            ASSERT_TRUE(read(slot - 1, before) && read(slot, key));
            EXPECT_TRUE(order.compare(before, key, 2) < 0) << slot;
            EXPECT_TRUE(order.compare(key, before, 2) > 0) << slot;
        }
    }
    columns[0].collation = types::k_default_collation;
    EXPECT_EQ(KeyOrder(false, storage::Compression::none, columns).leaf_columns(), 0u);
}

TEST(KeyOrder, StopsAtTheAddressOfAHeapsRow) {
    std::vector<RowsetColumn> columns = index_columns(TypeId::int_, 5, 4);
    columns[1].place.type = TypeId::binary;
    columns[1].place.length = 8;
    EXPECT_EQ(KeyOrder(false, storage::Compression::none, columns).leaf_columns(), 1u);
    EXPECT_EQ(KeyOrder(true, storage::Compression::none, columns).leaf_columns(), 2u);
    columns[1].uniqueifier = true;
    EXPECT_EQ(KeyOrder(true, storage::Compression::none, columns).leaf_columns(), 1u);
}

std::partial_ordering order_of(KeyCompare how, uint32_t fixed_size, Bytes a, Bytes b) {
    return compare_key_values(how, fixed_size, FieldView{a.data(), uint32_t(a.size()), false},
                              FieldView{b.data(), uint32_t(b.size()), false});
}

template <typename T>
Bytes bytes_of(T value) {
    auto raw = std::bit_cast<std::array<uint8_t, sizeof(T)>>(value);
    return Bytes(raw.begin(), raw.end());
}

TEST(KeyValue, Numbers) {
    using enum KeyCompare;
    EXPECT_TRUE(order_of(signed_integer, 4, bytes_of(-1), bytes_of(1)) < 0);
    EXPECT_TRUE(order_of(unsigned_integer, 1, {255}, {1}) > 0);
    EXPECT_TRUE(order_of(unsigned_integer, 3, {255, 0, 1}, {0, 1, 1}) < 0);
    EXPECT_TRUE(order_of(double_, 8, bytes_of(-2.5), bytes_of(-1.0)) < 0);
    EXPECT_TRUE(order_of(real, 4, bytes_of(1.5f), bytes_of(-1.0f)) > 0);
    EXPECT_TRUE(order_of(decimal, 5, {0, 9, 0, 0, 0}, {0, 8, 0, 0, 0}) < 0);
    EXPECT_TRUE(order_of(decimal, 5, {0, 9, 0, 0, 0}, {1, 0, 0, 0, 0}) < 0);
    EXPECT_TRUE(order_of(decimal, 5, {0, 0, 0, 0, 0}, {1, 0, 0, 0, 0}) == 0);
    EXPECT_TRUE(order_of(offset_time, 5, {1, 2, 3, 9, 9}, {1, 2, 3, 0, 0}) == 0);
}

TEST(KeyValue, BytesTextAndGuids) {
    using enum KeyCompare;
    EXPECT_TRUE(order_of(bytes, 0, {1}, {1, 5}) < 0);
    EXPECT_TRUE(order_of(plain_text, 0, {'a'}, {'a', ' '}) == 0);
    EXPECT_TRUE(order_of(plain_text, 0, {'Z'}, {'a'}) < 0);
    EXPECT_TRUE(order_of(wide_text, 0, {0x00, 0x01}, {0xFF, 0x00}) > 0);
    // SQL Server looks at the last six bytes first, at the first four last.
    Bytes low(16, 0), high(16, 0);
    low[0] = 9;
    high[10] = 1;
    EXPECT_TRUE(order_of(guid, 16, low, high) < 0);
    low = high = Bytes(16, 0);
    high[8] = 1;
    low[6] = low[4] = low[0] = 255;
    EXPECT_TRUE(order_of(guid, 16, low, high) < 0);
}

TEST(KeyValue, WhatIsNotCertainIsUnordered) {
    using enum KeyCompare;
    constexpr auto k_unordered = std::partial_ordering::unordered;
    EXPECT_EQ(order_of(bytes, 0, {1}, {1, 0}), k_unordered);
    EXPECT_EQ(order_of(plain_text, 0, {'a'}, {0xE9}), k_unordered);
    EXPECT_EQ(order_of(wide_text, 0, {0x00, 0xD8}, {0x00, 0xE0}), k_unordered);
    EXPECT_EQ(order_of(wide_text, 0, {'a'}, {'b'}), k_unordered);
    EXPECT_EQ(order_of(signed_integer, 4, {1}, {2}), k_unordered);
    storage::ColumnPlace place;
    place.type = TypeId::varchar;
    EXPECT_EQ(key_compare_of(place, types::k_default_collation), none);
    EXPECT_EQ(key_compare_of(place, types::k_latin1_bin2), plain_text);
    for (TypeId type : {TypeId::sql_variant, TypeId::clr, TypeId::rowversion, TypeId::xml}) {
        place.type = type;
        EXPECT_EQ(key_compare_of(place, 0), none);
    }
}

}  // namespace
}  // namespace gantry::catalog

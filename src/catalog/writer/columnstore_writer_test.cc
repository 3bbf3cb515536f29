// Written columnstores are read back through the whole catalog: system tables, blobs, rows.

#include "base/test_temp.h"
#include "catalog/writer/columnstore_writer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <random>

#include "base/error.h"
#include "base/utf.h"
#include "catalog/database_image.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/writer_test_tables.h"

namespace gantry::catalog {
namespace {

using types::SqlType;
using types::TypeId;
using Value = std::optional<Bytes>;

SqlType type_of(TypeId id, int length = 0, int precision = 0, int scale = 0) {
    SqlType type;
    type.id = id;
    type.length = int16_t(length);
    type.precision = uint8_t(precision);
    type.scale = uint8_t(scale);
    return type;
}

Bytes number(int64_t value, size_t size) {
    Bytes out(size);
    uint8_t all[8];
    store_le<int64_t>(all, value);
    std::memcpy(out.data(), all, size);
    return out;
}

Bytes decimal(int64_t value, size_t size) {
    Bytes out = number(value < 0 ? -value : value, 8);
    out.resize(size - 1);
    out.insert(out.begin(), value < 0 ? 0 : 1);
    return out;
}

Bytes text(const std::string& value) {
    return Bytes(value.begin(), value.end());
}

// A column, and how its value comes from a random number: all different or few.
struct Maker {
    SqlType type;
    std::function<Bytes(uint64_t)> make;
    uint64_t distinct = 0;  // 0: as many as there are
};

std::vector<Maker> makers() {
    auto bits = [](double v, size_t size) {
        return size == 8 ? number(std::bit_cast<int64_t>(v), 8)
                         : number(std::bit_cast<int32_t>(float(v)), 4);
    };
    std::vector<Maker> out = {
        {type_of(TypeId::int_), [](uint64_t r) { return number(int32_t(r), 4); }},
        {type_of(TypeId::int_), [](uint64_t r) { return number(int64_t(r) - 50, 4); }, 100},
        {type_of(TypeId::bigint), [](uint64_t r) { return number(int64_t(r), 8); }},
        {type_of(TypeId::smallint), [](uint64_t r) { return number(int16_t(r), 2); }},
        {type_of(TypeId::tinyint), [](uint64_t r) { return number(uint8_t(r), 1); }},
        {type_of(TypeId::bit), [](uint64_t r) { return number(r & 1, 1); }},
        {type_of(TypeId::decimal, 0, 9, 2), [](uint64_t r) { return decimal(r % 999999, 5); }},
        {type_of(TypeId::decimal, 0, 18, 4),
         [](uint64_t r) { return decimal(-int64_t(r % 1000000000000), 9); }},
        {type_of(TypeId::decimal, 0, 38, 4),
         [](uint64_t r) { return decimal(int64_t(r >> 1), 17); }},
        {type_of(TypeId::money), [](uint64_t r) { return number(int64_t(r) >> 8, 8); }},
        {type_of(TypeId::smallmoney), [](uint64_t r) { return number(int32_t(r), 4); }, 20},
        {type_of(TypeId::float_), [=](uint64_t r) { return bits(double(r) * -0.37, 8); }},
        {type_of(TypeId::real), [=](uint64_t r) { return bits(double(r % 1000) / 8, 4); }},
        {type_of(TypeId::real), [=](uint64_t r) { return bits(double(r) / 8, 4); }, 40},
        {type_of(TypeId::date), [](uint64_t r) { return number(700000 + r % 40000, 3); }},
        {type_of(TypeId::time, 0, 0, 3), [](uint64_t r) { return number(r % 86400000, 4); }},
        {type_of(TypeId::datetime2, 0, 0, 7),
         [](uint64_t r) { return number(int64_t(738000 + r % 9) << 40 | r % 864000000000, 8); }},
        {type_of(TypeId::datetime2, 0, 0, 2),
         [](uint64_t r) { return number(int64_t(738000 + r % 9) << 24 | r % 8640000, 6); }, 60},
        {type_of(TypeId::datetimeoffset, 0, 0, 7),
         [](uint64_t r) {
             Bytes out = number(int64_t(738000) << 40 | r % 864000000000, 8);
             out.push_back(60);
             out.push_back(0);
             return out;
         }},
        {type_of(TypeId::datetime),
         [](uint64_t r) { return number(int64_t(43000 + r % 99) << 32 | r % 25920000, 8); }},
        {type_of(TypeId::smalldatetime),
         [](uint64_t r) { return number(int64_t(r % 65536) << 16 | r % 1440, 4); }},
        {type_of(TypeId::uniqueidentifier),
         [](uint64_t r) {
             Bytes out = number(int64_t(r), 8);
             out.resize(16, 0x5A);
             return out;
         }},
        {type_of(TypeId::char_, 12),
         [](uint64_t r) { return text(fmt::format("{:<12}", r % 1000)); }},
        {type_of(TypeId::varchar, 60), [](uint64_t r) { return text(fmt::format("name {}", r)); },
         90},
        {type_of(TypeId::varchar, 60), [](uint64_t r) { return text(fmt::format("{:x}", r)); }},
        {type_of(TypeId::nvarchar, 80),
         [](uint64_t r) { return utf8_to_utf16le(fmt::format("ab {}", r)); }, 70},
        {type_of(TypeId::nvarchar, 80),
         [](uint64_t r) { return utf8_to_utf16le(fmt::format("Ωж {}", r)); }, 70},
        {type_of(TypeId::binary, 6), [](uint64_t r) { return number(int64_t(r), 6); }},
        {type_of(TypeId::varbinary, 30), [](uint64_t r) { return Bytes(r % 31, uint8_t(r)); }},
        {type_of(TypeId::varchar, -1), [](uint64_t r) { return Bytes(r * 900, uint8_t('a' + r)); },
         12},
    };
    return out;
}

struct Sample {
    Database database;
    RowSources rows;
    std::vector<std::vector<Value>> values;
};

Sample make_sample(size_t row_count, uint8_t level) {
    Sample out;
    out.database.name = "columnar";
    Table table;
    table.name = "facts";
    std::vector<Maker> columns = makers();
    for (size_t i = 0; i < columns.size(); ++i) {
        Column column;
        column.name = fmt::format("c{}", i);
        column.type = columns[i].type;
        table.columns.push_back(column);
    }
    Index index;
    index.name = "cci";
    index.kind = IndexKind::clustered_columnstore;
    Partition partition;
    partition.compression = level;
    index.partitions = {partition};
    table.indexes = {index};
    out.database.tables.push_back(table);
    assign_missing_ids(out.database);
    auto source = std::make_unique<MemoryRows>();
    std::mt19937_64 random(11);
    for (size_t row = 0; row < row_count; ++row) {
        MemoryRows::Row written;
        std::vector<Value> values;
        for (const Maker& column : columns) {
            uint64_t r = random();
            bool null = r % 13 == 0;
            if (column.distinct != 0) r = r / 13 % column.distinct;
            // A stretch of equal values becomes a run.
            if (row % 500 < 120) r = 3;
            Value value = null ? Value() : column.make(r);
            written.push_back({null ? Bytes() : *value, null});
            values.push_back(std::move(value));
        }
        source->add(written);
        out.values.push_back(std::move(values));
    }
    out.rows[out.database.tables[0].object_id] = std::move(source);
    return out;
}

std::unique_ptr<DatabaseImage> write_and_open(Sample& sample, const ColumnstoreOptions& options,
                                              const std::string& name) {
    DatabaseWriterOptions writer;
    writer.directory = test_directory();
    writer.columnstores[sample.database.tables[0].object_id] = options;
    WrittenDatabase written(sample.database, sample.rows, writer);
    BackupOptions backup;
    backup.paths = {test_directory() + name};
    write_backup(written, backup);
    return DatabaseImage::open(backup.paths);
}

std::vector<std::vector<Value>> read_rows(const DatabaseImage& image, size_t parts) {
    const Table& table = image.model().tables.at(0);
    std::vector<std::vector<Value>> out;
    for (const RowRange& range : image.split(table, parts)) {
        image.scan(table, range, [&](const RowView& row) {
            std::vector<Value> values;
            for (size_t i = 0; i < row.size(); ++i) {
                values.push_back(row[i].null ? Value()
                                             : Bytes(row[i].data, row[i].data + row[i].size));
            }
            out.push_back(std::move(values));
        });
    }
    return out;
}

TEST(ColumnstoreWriter, EveryTypeComesBackFromGroupsAndDeltaStore) {
    constexpr size_t k_rows = 900;
    for (uint8_t level : {3, 4}) {
        Sample sample = make_sample(k_rows, level);
        ColumnstoreOptions options;
        options.rows_per_group = 350;
        options.compressed_rows = 800;
        options.delete_every = 9;
        if (level == 4) options.delta_compression = storage::Compression::page;
        auto image = write_and_open(sample, options, fmt::format("columnstore{}.bak", level));
        EXPECT_TRUE(image->model().warnings.empty());
        const Table& table = image->model().tables.at(0);
        EXPECT_EQ(table.indexes.at(0).kind, IndexKind::clustered_columnstore);
        std::vector<std::vector<Value>> expected;
        for (size_t row = 0; row < k_rows; ++row) {
            bool deleted = row < 800 && row % 350 % 9 == 8;
            if (!deleted) expected.push_back(sample.values[row]);
        }
        for (size_t parts : {size_t(1), size_t(100)}) {
            std::vector<std::vector<Value>> rows = read_rows(*image, parts);
            ASSERT_EQ(rows.size(), expected.size());
            for (size_t row = 0; row < rows.size(); ++row) {
                for (size_t i = 0; i < rows[row].size(); ++i) {
                    ASSERT_EQ(rows[row][i], expected[row][i]) << "row " << row << " column " << i;
                }
            }
        }
        EXPECT_EQ(table.row_count, int64_t(expected.size()));
        EXPECT_EQ(image->count_rows(table), expected.size());
        EXPECT_EQ(image->split(table, 1).size(), 1u);
        EXPECT_EQ(image->split(table, 100).size(), 4u);  // three row groups and a delta store
    }
}

TEST(ColumnstoreWriter, EmptyOnesAndDeltaStoresAlone) {
    Sample sample = make_sample(0, 3);
    auto image = write_and_open(sample, {}, "columnstore_empty.bak");
    EXPECT_EQ(image->count_rows(image->model().tables.at(0)), 0u);

    sample = make_sample(40, 3);
    ColumnstoreOptions options;
    options.compressed_rows = 0;
    image = write_and_open(sample, options, "columnstore_delta.bak");
    EXPECT_EQ(read_rows(*image, 1), sample.values);
    EXPECT_EQ(image->model().tables.at(0).row_count, 40);
}

TEST(ColumnstoreWriter, WrittenOnesOfSeveralPartitions) {
    Sample sample = make_sample(200, 3);
    Partition second;
    second.number = 2;
    second.compression = 4;
    sample.database.tables[0].indexes[0].partitions[0].row_count = 120;
    sample.database.tables[0].indexes[0].partitions.push_back(second);
    ColumnstoreOptions options;
    options.delete_every = 50;
    options.compressed_rows = 100;
    auto image = write_and_open(sample, options, "columnstore_partitions.bak");
    std::vector<std::vector<Value>> expected;
    for (size_t row = 0; row < 200; ++row) {
        size_t in_partition = row < 120 ? row : row - 120;
        if (in_partition >= 100 || in_partition % 50 != 49) expected.push_back(sample.values[row]);
    }
    EXPECT_EQ(read_rows(*image, 1), expected);
    EXPECT_EQ(image->model().tables.at(0).row_count, int64_t(expected.size()));
}

}  // namespace
}  // namespace gantry::catalog

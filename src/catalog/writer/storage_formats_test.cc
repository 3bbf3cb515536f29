// Random rows of every type through every way a rowstore table can lie on disk, and back.

#include <gtest/gtest.h>

#include <random>

#include "base/test_temp.h"
#include "catalog/database_image.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/physical_type.h"
#include "catalog/writer/writer_test_tables.h"
#include "storage/record.h"

namespace gantry::catalog {
namespace {

using types::SqlType;
using types::TypeId;

SqlType type_of(TypeId id, int length = 0, int precision = 0, int scale = 0) {
    SqlType type;
    type.id = id;
    type.length = int16_t(length);
    type.precision = uint8_t(precision);
    type.scale = uint8_t(scale);
    return type;
}

std::vector<SqlType> every_type() {
    std::vector<SqlType> out;
    for (TypeId id : {TypeId::int_, TypeId::bigint, TypeId::smallint, TypeId::tinyint, TypeId::bit,
                      TypeId::money, TypeId::smallmoney, TypeId::float_, TypeId::real, TypeId::date,
                      TypeId::datetime, TypeId::smalldatetime, TypeId::uniqueidentifier,
                      TypeId::rowversion, TypeId::text, TypeId::ntext, TypeId::image, TypeId::bit})
        out.push_back(type_of(id));
    for (auto [precision, scale] : {std::pair(9, 2), {19, 4}, {28, 0}, {38, 38}, {38, 0}, {5, 5}})
        out.push_back(type_of(TypeId::decimal, 0, precision, scale));
    for (int scale : {0, 3, 7}) {
        out.push_back(type_of(TypeId::time, 0, 0, scale));
        out.push_back(type_of(TypeId::datetime2, 0, 0, scale));
        out.push_back(type_of(TypeId::datetimeoffset, 0, 0, scale));
    }
    out.push_back(type_of(TypeId::char_, 12));
    out.push_back(type_of(TypeId::nchar, 24));
    out.push_back(type_of(TypeId::binary, 9));
    out.push_back(type_of(TypeId::varchar, 60));
    out.push_back(type_of(TypeId::nvarchar, 80));
    out.push_back(type_of(TypeId::varbinary, 60));
    out.push_back(type_of(TypeId::varchar, -1));
    out.push_back(type_of(TypeId::nvarchar, -1));
    out.push_back(type_of(TypeId::varbinary, -1));
    out.push_back(type_of(TypeId::sql_variant));
    return out;
}

bool is_legacy_lob(TypeId id) {
    return id == TypeId::text || id == TypeId::ntext || id == TypeId::image;
}

// Values with much in common, as real columns have.
class RandomValues {
  public:
    explicit RandomValues(uint32_t seed) : random_(seed) {}

    uint32_t below(uint32_t limit) { return uint32_t(random_() % limit); }

    MemoryRows::Value value(const Column& column) {
        if (column.nullable && below(8) == 0) return null_value();
        return {bytes(column.type), false};
    }

  private:
    Bytes integer(uint64_t value, size_t size) {
        Bytes out(size);
        for (size_t i = 0; i < size; ++i)
            out[i] = uint8_t(i < 8 ? value >> (8 * i) : 0);
        return out;
    }

    Bytes decimal(const SqlType& type) {
        unsigned __int128 value = 0;
        for (uint32_t digits = below(type.precision + 1u); digits > 0; --digits)
            value = value * 10 + (below(3) == 0 ? 0 : below(10));
        Bytes out(fixed_size(type));
        out[0] = value == 0 || below(2) == 0 ? 1 : 0;
        for (size_t i = 1; i < out.size(); ++i, value >>= 8)
            out[i] = uint8_t(value);
        return out;
    }

    // As many bytes of a text with a common start.
    Bytes text(size_t size_max, bool wide) {
        const char16_t* starts[] = {u"common start ", u"Общее ", u"日本", u"Grüße ", u""};
        std::u16string start = starts[below(wide ? 5 : 1)];
        Bytes out;
        size_t size = below(4) == 0 ? 0 : below(uint32_t(size_max) + 1);
        if (wide) size = size / 2 * 2;
        for (size_t i = 0; out.size() < size; ++i) {
            char16_t unit = i < start.size() ? start[i] : char16_t('a' + below(4));
            out.push_back(uint8_t(unit));
            if (wide) out.push_back(uint8_t(unit >> 8));
        }
        return out;
    }

    Bytes padded(Bytes value, size_t size, bool wide) {
        while (value.size() < size) {
            value.push_back(' ');
            if (wide) value.push_back(0);
        }
        return value;
    }

    Bytes bytes(const SqlType& type) {
        size_t size = fixed_size(type);
        switch (type.id) {
            case TypeId::bit:
                return {uint8_t(below(2))};
            case TypeId::decimal:
            case TypeId::numeric:
                return decimal(type);
            case TypeId::smalldatetime: {
                Bytes out = integer(below(2) ? 0 : below(1440), 2);
                Bytes days = integer(40000 + below(20000), 2);
                out.insert(out.end(), days.begin(), days.end());
                return out;
            }
            case TypeId::datetime: {
                Bytes out = integer(below(2) ? 0 : below(25920000), 4);
                Bytes days = integer(uint64_t(int64_t(below(90000)) - 53690), 4);
                out.insert(out.end(), days.begin(), days.end());
                return out;
            }
            case TypeId::rowversion: {
                Bytes out = integer(2000 + below(100000), 8);
                std::reverse(out.begin(), out.end());
                return out;
            }
            case TypeId::float_:
            case TypeId::real: {
                Bytes out(size);
                float narrow = float(int32_t(below(2000)) - 1000) / 4;
                double wide = narrow;
                std::memcpy(out.data(), size == 4 ? static_cast<void*>(&narrow) : &wide, size);
                return out;
            }
            case TypeId::char_:
                return padded(text(size, false), size, false);
            case TypeId::nchar:
                return padded(text(size, true), size, true);
            case TypeId::nvarchar:
            case TypeId::ntext:
                return text(
                    type.length > 0 && type.id == TypeId::nvarchar ? size_t(type.length) : 300,
                    true);
            case TypeId::sql_variant:
                return {56, 1, uint8_t(below(200)), 0, 0, 0};
            default:
                break;
        }
        if (size == 0)
            return text(type.length > 0 && !is_legacy_lob(type.id) ? size_t(type.length) : 300,
                        false);
        // Numbers of all lengths, the same ones often; negative ones too.
        uint64_t number = below(3) == 0 ? 0 : uint64_t(random_()) << 32 | random_();
        number >>= below(64);
        if (below(2) == 0) number = ~number;
        if (below(4) == 0) number = 1234567;
        return integer(number, size);
    }

    std::mt19937 random_;
};

struct Shape {
    const char* name;
    std::vector<uint8_t> compression;  // one partition each
    bool clustered = false;
    bool vardecimal = false;
    bool sparse = false;
    storage::RowOddities oddities = {};
};

Database database_of(const Shape& shape, int copies) {
    Database database;
    database.name = "formats";
    database.schemas = {{1, "dbo", 1}, {4, "sys", 4}};
    Table table;
    table.name = "t";
    int number = 0;
    for (int copy = 0; copy < copies; ++copy) {
        for (const SqlType& type : every_type()) {
            Column column;
            column.name = "c" + std::to_string(++number);
            column.type = type;
            column.nullable = number > 1;
            bool may_be_sparse = !is_legacy_lob(type.id) && type.id != TypeId::rowversion;
            column.sparse = shape.sparse && column.nullable && may_be_sparse && number % 3 != 0;
            if (type.id == TypeId::rowversion && copy > 0) column.type = type_of(TypeId::bigint);
            table.columns.push_back(column);
        }
    }
    Index index;
    if (shape.clustered) {
        index.id = 1;
        index.name = "CX_t";
        index.kind = IndexKind::clustered;
        index.columns = {{1, false, false}};
    }
    for (uint8_t compression : shape.compression) {
        Partition partition;
        partition.number = int32_t(index.partitions.size() + 1);
        partition.compression = compression;
        partition.row_count = 40;
        index.partitions.push_back(partition);
    }
    table.indexes = {index};
    table.options.vardecimal = shape.vardecimal;
    database.tables = {table};
    assign_missing_ids(database);
    return database;
}

using Rows = std::vector<MemoryRows::Row>;

Rows random_rows(const Table& table, uint32_t seed, size_t count) {
    RandomValues random(seed);
    Rows out(count);
    for (size_t i = 0; i < count; ++i) {
        for (const Column& column : table.columns)
            out[i].push_back(random.value(column));
        out[i][0] = int_value(int64_t(i / 3), 4);  // the key: equal ones, in order
    }
    return out;
}

std::string printed(const MemoryRows::Row& row) {
    std::string out;
    for (const MemoryRows::Value& value : row) {
        out += value.null ? "~" : std::to_string(value.bytes.size()) + ":";
        out.append(value.bytes.begin(), value.bytes.end());
    }
    return out;
}

std::unique_ptr<DatabaseImage> written(const Database& database, const Rows& rows,
                                       const storage::RowOddities& oddities) {
    DatabaseWriterOptions options;
    options.directory = test_directory();
    options.oddities[database.tables[0].object_id] = oddities;
    RowSources sources;
    auto source = std::make_unique<MemoryRows>();
    for (const MemoryRows::Row& row : rows)
        source->add(row);
    sources[database.tables[0].object_id] = std::move(source);
    WrittenDatabase file(database, sources, options);
    std::string path = test_directory() + "storage-formats-" +
                       testing::UnitTest::GetInstance()->current_test_info()->name() + ".bak";
    for (char& c : path) {
        if (c == '/' && &c - path.data() > ptrdiff_t(test_directory().size())) c = '-';
    }
    BackupOptions backup;
    backup.paths = {path};
    write_backup(file, backup);
    auto image = DatabaseImage::open({path});
    std::remove(path.c_str());
    return image;
}

class RowFormats : public testing::TestWithParam<Shape> {};

TEST_P(RowFormats, RandomRowsComeBack) {
    const Shape& shape = GetParam();
    for (uint32_t seed : {1u, 2u}) {
        Database database = database_of(shape, seed == 1 ? 1 : 3);
        const Table& table = database.tables[0];
        Rows rows = random_rows(table, seed, seed == 1 ? 110 : 45);
        auto image = written(database, rows, shape.oddities);
        const Table& read = image->model().tables.at(0);
        EXPECT_EQ(read.row_count, int64_t(rows.size()));
        // A heap's forwarded rows come last: compared as a set, each row once.
        std::multiset<std::string> expected, got;
        for (const MemoryRows::Row& row : rows)
            expected.insert(printed(row));
        for (const RowRange& range : image->split(read, 3)) {
            image->scan(read, range, [&](const RowView& view) {
                MemoryRows::Row row;
                for (size_t i = 0; i < view.size(); ++i) {
                    row.push_back({Bytes(view[i].data, view[i].data + view[i].size), view[i].null});
                    if (view[i].null) row.back().bytes.clear();
                }
                std::string text = printed(row);
                if (expected.count(text) == 0) {
                    size_t at = got.size();
                    for (size_t i = 0; at < rows.size() && i < row.size(); ++i) {
                        if (row[i].null != rows[at][i].null || row[i].bytes != rows[at][i].bytes) {
                            ADD_FAILURE() << "row " << at << " column " << i << " type "
                                          << int(table.columns[i].type.id) << ": "
                                          << testing::PrintToString(row[i].bytes) << " for "
                                          << testing::PrintToString(rows[at][i].bytes);
                            break;
                        }
                    }
                }
                got.insert(text);
            });
        }
        EXPECT_TRUE(got == expected) << got.size() << " of " << expected.size() << " rows";
    }
}

// Values of declared lengths that do not fit together, and max types, in every format.
TEST(StorageFormats, LongValuesLeaveTheRow) {
    for (uint8_t compression : {0, 1, 2}) {
        Database database;
        database.name = "long";
        database.schemas = {{1, "dbo", 1}, {4, "sys", 4}};
        Table table;
        table.name = "t";
        std::vector<SqlType> types = {
            type_of(TypeId::int_),           type_of(TypeId::varchar, 8000),
            type_of(TypeId::nvarchar, 8000), type_of(TypeId::varbinary, 8000),
            type_of(TypeId::nvarchar, -1),   type_of(TypeId::image)};
        for (const SqlType& type : types) {
            Column column;
            column.name = "c" + std::to_string(table.columns.size());
            column.type = type;
            table.columns.push_back(column);
        }
        table.indexes.resize(1);
        table.indexes[0].partitions.resize(1);
        table.indexes[0].partitions[0].compression = compression;
        database.tables = {table};
        assign_missing_ids(database);
        Rows rows;
        int id = 0;
        for (size_t size : {0, 2, 100, 3000, 5000, 7998}) {
            for (size_t large : {0, 4000, 20000}) {
                rows.push_back({int_value(++id, 4), bytes_value(size, 1), bytes_value(size, 2),
                                bytes_value(size / 2, 3), bytes_value(large, 4),
                                bytes_value(large, 5)});
            }
        }
        rows.push_back({int_value(++id, 4), null_value(), bytes_value(7000, 1),
                        bytes_value(7000, 2), null_value(), null_value()});
        auto image = written(database, rows, {});
        size_t at = 0;
        const Table& read = image->model().tables.at(0);
        for (const RowRange& range : image->split(read, 1)) {
            image->scan(read, range, [&](const RowView& view) {
                for (size_t i = 0; i < view.size(); ++i) {
                    const MemoryRows::Value& want = rows.at(at)[i];
                    EXPECT_EQ(view[i].null, want.null);
                    Bytes got(view[i].data, view[i].data + view[i].size);
                    EXPECT_TRUE(want.null || got == want.bytes) << at << " " << i;
                }
                ++at;
            });
        }
        EXPECT_EQ(at, rows.size());
    }
}

// The page tables above do have what they are there for.
TEST(StorageFormats, PagesAreCompressedWhereTheyGain) {
    Shape shape{"page", {2}};
    Database database = database_of(shape, 1);
    auto image = written(database, random_rows(database.tables[0], 5, 100), {});
    const Table& table = image->model().tables.at(0);
    size_t with_record = 0, with_dictionary = 0;
    for (const RowRange& range : image->split(table, 1)) {
        for (const storage::ExtentPages& extent : *range.extents) {
            for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
                if (!(extent.mask >> i & 1)) continue;
                storage::PageView page =
                    image->pages().page({extent.first.file, extent.first.page + i});
                if (!page.is_page_compressed()) continue;
                ++with_record;
                with_dictionary += page.data()[storage::k_page_header_size] == 0x06 ? 1 : 0;
            }
        }
    }
    EXPECT_GE(with_record, 2u);
    EXPECT_GE(with_dictionary, 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Every, RowFormats,
    testing::Values(Shape{"heap", {0}}, Shape{"tree", {0}, true}, Shape{"row_heap", {1}},
                    Shape{"row_tree", {1}, true}, Shape{"page_heap", {2}},
                    Shape{"page_tree", {2}, true}, Shape{"mixed_partitions", {0, 2, 1}, true},
                    Shape{"vardecimal", {0}, true, true}, Shape{"sparse", {0}, false, false, true},
                    Shape{"sparse_tree", {0}, true, false, true},
                    Shape{"odd_heap", {0}, false, false, false, {3, 4, 5}},
                    Shape{"odd_tree", {0}, true, false, false, {3, 4, 0}},
                    Shape{"odd_row_heap", {1}, false, false, false, {3, 4, 5}},
                    Shape{"odd_page_tree", {2}, true, false, false, {3, 4, 0}},
                    Shape{"odd_page_heap", {2}, false, false, false, {7, 4, 11}},
                    Shape{"odd_sparse_heap", {0}, false, false, true, {3, 4, 5}}),
    [](const testing::TestParamInfo<Shape>& info) { return info.param.name; });

}  // namespace
}  // namespace gantry::catalog

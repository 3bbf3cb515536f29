// What the writer writes is read back by DatabaseImage: schema model and every value.

#include "base/test_temp.h"
#include "catalog/writer/database_writer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "catalog/database_image.h"
#include "catalog/writer/physical_type.h"
#include "catalog/writer/writer_test_tables.h"
#include "types/collation.h"

namespace gantry::catalog {
namespace {

std::string temp(const std::string& name) { return test_directory() + name; }

DatabaseWriterOptions writer_options() {
    DatabaseWriterOptions options;
    options.directory = test_directory();
    return options;
}

BackupOptions one_file(const std::string& path) {
    BackupOptions options;
    options.paths = {path};
    options.name = "sample backup";
    return options;
}

// A type as syscolpars shows it, so that models made by hand compare with models that were read.
std::string describe(const types::SqlType& type) {
    TypeShape shape = type_shape(type);
    uint32_t collation = type.collation;
    if (types::is_character(type.id) && collation == 0) collation = types::k_default_collation;
    return fmt::format("{}({},{},{}) {:x} {}", int(type.id), shape.length, shape.precision,
                       shape.scale, collation, user_type_id(type));
}

bool keeps_padding(const types::SqlType& type) {
    return type.id == types::TypeId::varchar || type.id == types::TypeId::nvarchar ||
           type.id == types::TypeId::varbinary;
}

std::string describe(const Column& c) {
    std::string out = fmt::format("  column {} {} {} null={} padded={} rowguid={} hidden={} "
                                  "computed={} persisted={}",
                                  c.id, c.name, describe(c.type), c.nullable,
                                  keeps_padding(c.type) && c.ansi_padded, c.rowguidcol, c.hidden,
                                  c.computed_text, c.persisted);
    if (c.identity) {
        out += fmt::format(" identity {} {} {}", c.identity->seed, c.identity->increment,
                           c.identity->last);
    }
    if (c.default_constraint) {
        out += fmt::format(" default {} {} {} {}", c.default_constraint->object_id,
                           c.default_constraint->name, c.default_constraint->text,
                           c.default_constraint->system_named);
    }
    return out + "\n";
}

std::string describe(const Table& t) {
    std::string out = fmt::format("table {} {}.{} type={}\n", t.object_id, t.schema_id, t.name,
                                  t.is_table_type);
    for (const Column& c : t.columns) out += describe(c);
    for (const Index& i : t.indexes) {
        out += fmt::format("  index {} '{}' kind={} unique={} pk={} uq={} fill={} filter={}", i.id,
                           i.name, int(i.kind), i.unique, i.primary_key, i.unique_constraint,
                           i.fill_factor, i.filter_text);
        for (const IndexColumn& c : i.columns) {
            out += fmt::format(" {}{}{}", c.column_id, c.descending ? "-" : "",
                               c.included ? "i" : "");
        }
        out += "\n";
    }
    for (const ForeignKey& k : t.foreign_keys) {
        out += fmt::format("  fk {} {} -> {} {} {} {} {}\n", k.object_id, k.name,
                           k.referenced_table_id, k.columns.at(0), k.referenced_columns.at(0),
                           int(k.on_delete), int(k.on_update));
    }
    for (const CheckConstraint& c : t.checks) {
        out += fmt::format("  check {} {} {} {}\n", c.object_id, c.name, c.text, c.column_id);
    }
    return out;
}

std::string describe(const Database& d) {
    std::string out = fmt::format("{} {} {:x} {}\n", d.name, d.internal_version, d.collation,
                                  d.compatibility_level);
    std::map<int32_t, std::string> objects;
    for (const Table& t : d.tables) objects[t.object_id] = describe(t);
    for (const Module& m : d.modules) {
        std::string text = fmt::format("module {} {}.{} {} parent={}\n{}\n", m.object_id,
                                       m.schema_id, m.name, m.type, m.parent_object_id, m.text);
        for (const Column& c : m.columns) text += describe(c);
        for (const Parameter& p : m.parameters) {
            text += fmt::format("  parameter {} {} {}\n", p.id, p.name, describe(p.type));
        }
        objects[m.object_id] = text;
    }
    for (const auto& [id, text] : objects) out += text;
    for (const Schema& s : d.schemas) out += fmt::format("schema {} {}\n", s.id, s.name);
    for (const UserType& t : d.user_types) {
        out += fmt::format("type {} {} {}\n", t.id, t.name, describe(t.base));
    }
    for (const Synonym& s : d.synonyms) out += fmt::format("synonym {} {}\n", s.name, s.target);
    for (const ExtendedProperty& p : d.extended_properties) {
        out += fmt::format("property {} {} {} {}={}\n", p.object_class, p.major_id, p.minor_id,
                           p.name, p.value);
    }
    return out;
}

// Compares all rows, as multisets for heaps and in order for trees (reading is in page order, which
// is key order in what we write).
void expect_rows(const DatabaseImage& image, const Table& table, const MemoryRows& expected) {
    const Table* read = nullptr;
    for (const Table& t : image.model().tables) {
        if (t.object_id == table.object_id) read = &t;
    }
    ASSERT_NE(read, nullptr) << table.name;
    EXPECT_EQ(read->row_count, int64_t(expected.rows().size())) << table.name;
    size_t next = 0;
    for (const RowRange& range : image.split(*read, 3)) {
        image.scan(*read, range, [&](const RowView& row) {
            ASSERT_LT(next, expected.rows().size()) << table.name;
            const MemoryRows::Row& want = expected.rows()[next++];
            ASSERT_EQ(row.size(), want.size());
            for (size_t i = 0; i < want.size(); ++i) {
                ASSERT_EQ(row[i].null, want[i].null) << table.name << " row " << next << " " << i;
                if (want[i].null) continue;
                bool same = row[i].size == want[i].bytes.size() &&
                            std::equal(want[i].bytes.begin(), want[i].bytes.end(), row[i].data);
                ASSERT_TRUE(same) << table.name << " row " << next << " column " << i << ": "
                                  << row[i].size << " bytes for " << want[i].bytes.size();
            }
        });
    }
    EXPECT_EQ(next, expected.rows().size()) << table.name;
}

void expect_all_rows(const DatabaseImage& image, const Database& database) {
    RowSources expected;
    add_sample_rows(database, expected);
    for (const Table& table : database.tables) {
        auto found = expected.find(table.object_id);
        if (found == expected.end()) {
            EXPECT_EQ(table.row_count, 0);
            continue;
        }
        expect_rows(image, table, static_cast<const MemoryRows&>(*found->second));
    }
}

TEST(DatabaseWriter, ModelComesBack) {
    Database database = sample_database();
    WrittenDatabase written(database, {}, writer_options());
    write_backup(written, one_file(temp("model.bak")));
    auto image = DatabaseImage::open({temp("model.bak")});
    EXPECT_EQ(describe(image->model()), describe(database));
    EXPECT_TRUE(image->model().warnings.empty()) << image->model().warnings.front();
}

TEST(DatabaseWriter, EveryValueComesBack) {
    Database database = sample_database();
    RowSources rows;
    add_sample_rows(database, rows);
    WrittenDatabase written(database, rows, writer_options());
    write_backup(written, one_file(temp("values.bak")));
    auto image = DatabaseImage::open({temp("values.bak")});
    expect_all_rows(*image, database);
}

TEST(DatabaseWriter, StripesGoTogether) {
    Database database = sample_database();
    RowSources rows;
    add_sample_rows(database, rows);
    WrittenDatabase written(database, rows, writer_options());
    BackupOptions options = one_file(temp("s1.bak"));
    options.paths = {temp("s1.bak"), temp("s2.bak"), temp("s3.bak")};
    options.checksum = true;
    write_backup(written, options);
    auto image = DatabaseImage::open({temp("s3.bak"), temp("s1.bak"), temp("s2.bak")});
    expect_all_rows(*image, database);
    EXPECT_THROW(DatabaseImage::open({temp("s3.bak"), temp("s1.bak")}), FormatError);
}

TEST(DatabaseWriter, EachOfSeveralSetsIsWhole) {
    Database database = sample_database();
    RowSources rows;
    add_sample_rows(database, rows);
    WrittenDatabase written(database, rows, writer_options());
    BackupOptions options = one_file(temp("sets.bak"));
    options.set_count = 3;
    write_backup(written, options);
    for (uint16_t position : {1, 3}) {
        OpenOptions open;
        open.set_position = position;
        auto image = DatabaseImage::open({temp("sets.bak")}, open);
        ASSERT_FALSE(image->headers().empty());
        EXPECT_EQ(image->headers()[0].position, position);
        expect_all_rows(*image, database);
    }
}

TEST(DatabaseWriter, HeaderSaysWhatWasBackedUp) {
    Database database = sample_database();
    WrittenDatabase written(database, {}, writer_options());
    BackupOptions options = one_file(temp("header.bak"));
    options.checksum = true;
    options.copy_only = true;
    options.description = "die ganze Datenbank \xE2\x9C\x93";
    options.media_name = "shelf 7";
    write_backup(written, options);
    auto image = DatabaseImage::open({temp("header.bak")});
    ASSERT_EQ(image->headers().size(), 1u);
    const backup::BackupSetHeader& h = image->headers()[0];
    const backup::BackupSetHeader& w = written.header();
    EXPECT_EQ(h.name, "sample backup");
    EXPECT_EQ(h.description, options.description);
    EXPECT_EQ(h.database_name, database.name);
    EXPECT_EQ(h.server_name, "GANTRY");
    EXPECT_EQ(h.machine_name, "GANTRY");
    EXPECT_EQ(h.set_guid, w.set_guid);
    EXPECT_EQ(h.binding_id, w.binding_id);
    EXPECT_EQ(h.family_guid, w.family_guid);
    EXPECT_EQ(h.first_lsn, w.first_lsn);
    EXPECT_EQ(h.last_lsn, w.last_lsn);
    EXPECT_EQ(h.checkpoint_lsn, w.checkpoint_lsn);
    EXPECT_EQ(h.start, w.start);
    EXPECT_EQ(h.finish, w.finish);
    EXPECT_EQ(h.database_version, 706);
    EXPECT_EQ(h.compatibility_level, 110);
    EXPECT_EQ(h.collation_lcid, 0x00D00409u);
    EXPECT_EQ(h.collation_sort_id, 0x34u);
    EXPECT_EQ(h.sort_order, 52);
    EXPECT_EQ(h.locale_id, 1033u);
    EXPECT_TRUE(h.copy_only);
    EXPECT_TRUE(h.complete);
    EXPECT_EQ(h.flags, 0x610u);
    EXPECT_STREQ(h.recovery_model(), "FULL");
    ASSERT_EQ(h.files.size(), 2u);
    EXPECT_EQ(h.files[0].size, written.extent_count() * 65536);
    EXPECT_EQ(h.files[0].backup_size, h.files[0].size);
    EXPECT_EQ(h.files[0].file_group_id, 1u);
    EXPECT_EQ(h.files[0].differential_base_guid, w.set_guid);
    EXPECT_EQ(h.files[1].type, 'L');
    EXPECT_EQ(h.files[1].logical_name, database.name + "_log");
    EXPECT_TRUE(h.files[1].growth_is_percent);
    EXPECT_GT(h.backup_size, h.files[0].size);
}

TEST(DatabaseWriter, RefusesWhatDoesNotFit) {
    Database database = sample_database();
    Table& table = database.tables[5];  // dbo.empty
    constexpr int k_columns = 400;
    for (int i = 0; i < k_columns; ++i) {
        Column column;
        column.name = "wide" + std::to_string(i);
        column.type.id = types::TypeId::varchar;
        column.type.length = 24;  // no shorter than the pointer that would stand for it
        table.columns.push_back(column);
    }
    assign_missing_ids(database);
    for (size_t length : {10, 24}) {
        RowSources rows;
        auto source = std::make_unique<MemoryRows>();
        MemoryRows::Row row{null_value()};
        for (int i = 0; i < k_columns; ++i)
            row.push_back(latin_value(std::string(length, 'a')));
        source->add(row);
        rows[table.object_id] = std::move(source);
        if (length == 10) {
            EXPECT_NO_THROW(WrittenDatabase(database, rows, writer_options()));
        } else {
            EXPECT_THROW(WrittenDatabase(database, rows, writer_options()), Error);
        }
    }

    database = sample_database();
    database.sequences.push_back({});
    EXPECT_THROW(WrittenDatabase(database, {}, writer_options()), Error);
}

}  // namespace
}  // namespace gantry::catalog

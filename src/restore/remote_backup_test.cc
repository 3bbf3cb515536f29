// Backups that are fetched by range while they are read: the same rows as from disk, whatever the
// network and the disk budget do.

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "backup/media_set.h"
#include "base/error.h"
#include "base/test_temp.h"
#include "blob/ranged_source.h"
#include "catalog/writer/database_writer.h"
#include "restore/backup_source.h"
#include "restore/restore_chain.h"

namespace gantry::restore {
namespace {

// A file as a blob.
class FileReader : public blob::RangeReader {
  public:
    FileReader(const std::string& path, int reads_until_failure)
        : file_(open_file(path)), reads_left_(reads_until_failure) {}
    const std::string& name() const override { return file_->name(); }
    uint64_t size() const override { return file_->size(); }
    void read(uint64_t offset, uint64_t size, const Take& take, std::stop_token) const override {
        if (--reads_left_ < 0) throw IoError("the network is gone");
        take(file_->mapped().subspan(offset, size));
    }

  private:
    std::unique_ptr<ByteSource> file_;
    mutable std::atomic<int> reads_left_;
};

struct Fetched {
    blob::RangedOptions options;
    int reads_until_failure = INT_MAX;
    std::vector<const blob::RangedSource*> sources;  // while the restore's source lives

    Fetched() {
        options.chunk_bytes = 16 << 10;
        options.range_bytes = 64 << 10;
        options.read_ahead_bytes = 256 << 10;
        options.announced_bytes = 512 << 10;
    }
    OpenDevice opener() {
        return [this](const Device& device) {
            auto out = std::make_unique<blob::RangedSource>(
                std::make_unique<FileReader>(device.name, reads_until_failure), options);
            sources.push_back(out.get());
            return out;
        };
    }
    uint64_t bytes_fetched() const {
        uint64_t out = 0;
        for (const blob::RangedSource* source : sources)
            out += source->bytes_fetched();
        return out;
    }
    uint64_t bytes_held() const {
        uint64_t out = 0;
        for (const blob::RangedSource* source : sources)
            out += source->bytes_held();
        return out;
    }
    uint64_t size() const {
        uint64_t out = 0;
        for (const blob::RangedSource* source : sources)
            out += source->size();
        return out;
    }
};

// `count` rows of a number, 400 bytes, and now and then a long value.
class MadeRows : public catalog::RowSource {
  public:
    explicit MadeRows(int count) : count_(count) {}
    bool next(std::vector<storage::Field>& fields) override {
        if (row_ == count_) return false;
        store_le(number_, int32_t(++row_));
        for (uint8_t& byte : payload_)
            byte = uint8_t((state_ = state_ * 1664525 + 1013904223) >> 24);
        bool has_long = row_ % 100 == 0;
        fields = {{number_, false, false},
                  {payload_, false, false},
                  {has_long ? ByteSpan(long_) : ByteSpan(), !has_long, false}};
        return true;
    }

  private:
    int count_;
    int row_ = 0;
    uint32_t state_ = 1;
    uint8_t number_[4];
    Bytes payload_ = Bytes(400);
    Bytes long_ = Bytes(20'000, 0x5A);
};

catalog::Table made_table(const std::string& name) {
    auto column = [](const std::string& column_name, types::TypeId id, int length) {
        catalog::Column out;
        out.name = column_name;
        out.type.id = id;
        out.type.length = int16_t(length);
        return out;
    };
    catalog::Table out;
    out.name = name;
    out.columns = {column("number", types::TypeId::int_, 0),
                   column("payload", types::TypeId::varbinary, 400),
                   column("long", types::TypeId::varbinary, -1)};
    return out;
}

catalog::Database made_database() {
    catalog::Database out;
    out.name = "made";
    out.internal_version = out.created_version = 706;
    out.compatibility_level = 110;
    out.schemas = {{1, "dbo", 1}, {4, "sys", 4}};
    out.tables = {made_table("one"), made_table("two"), made_table("three")};
    catalog::assign_missing_ids(out);
    return out;
}

struct Form {
    int stripes = 1;
    bool checksum = false;
    bool compressed = false;
};

std::vector<std::string> written(const std::string& name, Form form = {}) {
    static const catalog::Database model = made_database();
    static const std::unique_ptr<catalog::WrittenDatabase> database = [] {
        catalog::RowSources rows;
        for (const catalog::Table& table : model.tables)
            rows[table.object_id] = std::make_unique<MadeRows>(6000);
        catalog::DatabaseWriterOptions options;
        options.directory = test_directory();
        return std::make_unique<catalog::WrittenDatabase>(model, rows, options);
    }();
    std::vector<std::string> paths;
    for (int i = 0; i < form.stripes; ++i)
        paths.push_back(test_directory() + name + std::to_string(i) + ".bak");
    backup::BackupSetContents set;
    set.header = database->header();
    set.data = {database.get()};
    set.log = database->log();
    set.checksum = form.checksum;
    backup::MediaHeader label;
    label.media_set_id = set.header.binding_id;
    backup::WriterOptions options;
    options.format.compressed = form.compressed;
    backup::BackupWriter writer(paths, label, options);
    writer.add_set(set);
    writer.close();
    return paths;
}

std::unique_ptr<RowSource> open(const std::vector<std::string>& paths, const OpenDevice& opener) {
    RestoreRequest request;
    for (const std::string& path : paths)
        request.devices.push_back({Device::Kind::disk, path});
    request.open = opener;
    request.file_position = 1;
    return open_backup(request);
}

// Rows by table, and what all their bytes add up to, whatever their order.
using Sums = std::map<std::string, std::pair<uint64_t, uint64_t>>;

Sums scan(RowSource& source) {
    Sums out;
    std::vector<std::pair<const catalog::Table*, size_t>> parts;
    for (const catalog::Table& table : source.model().tables) {
        if (table.is_table_type) continue;
        size_t count = source.split(table, 4);
        for (size_t part = 0; part < count; ++part)
            parts.emplace_back(&table, part);
        out[table.name];
    }
    std::mutex mutex;
    std::atomic<size_t> next{0};
    std::exception_ptr failure;
    auto work = [&] {
        try {
            for (size_t i = next++; i < parts.size(); i = next++) {
                if (i + 2 < parts.size())
                    source.will_need(*parts[i + 2].first, parts[i + 2].second);
                uint64_t rows = 0, sum = 0;
                source.scan(*parts[i].first, parts[i].second, [&](catalog::RowView row) {
                    uint64_t hash = 1469598103934665603u;
                    for (size_t f = 0; f < row.size(); ++f) {
                        for (uint8_t byte : row[f].null ? ByteSpan() : row[f].bytes())
                            hash = (hash ^ byte) * 1099511628211u;
                        hash = (hash ^ 0xFFu) * 1099511628211u;
                    }
                    ++rows;
                    sum += hash;
                });
                std::lock_guard lock(mutex);
                out[parts[i].first->name].first += rows;
                out[parts[i].first->name].second += sum;
            }
        } catch (...) {
            std::lock_guard lock(mutex);
            failure = std::current_exception();
            next = parts.size();
        }
    };
    {
        std::jthread other(work);
        work();
    }
    if (failure) std::rethrow_exception(failure);
    return out;
}

Sums scan_from_disk(const std::vector<std::string>& paths) {
    return scan(*open(paths, open_disk));
}

TEST(RemoteBackup, PlainIsReadOnceAndWithoutACopy) {
    std::vector<std::string> paths = written("plain");
    Sums expected = scan_from_disk(paths);
    Fetched fetched;
    std::unique_ptr<RowSource> source = open(paths, fetched.opener());
    EXPECT_EQ(scan(*source), expected);
    // A chunk that was used up may hold a page that is asked for again.
    EXPECT_LE(fetched.bytes_fetched(), fetched.size() + fetched.size() / 20);
    EXPECT_LT(fetched.bytes_held(), fetched.size() / 2);
}

TEST(RemoteBackup, StripesAreReadOnce) {
    std::vector<std::string> paths = written("stripes", {3, true});
    Sums expected = scan_from_disk(paths);
    Fetched fetched;
    std::unique_ptr<RowSource> source = open(paths, fetched.opener());
    EXPECT_EQ(scan(*source), expected);
    EXPECT_LE(fetched.bytes_fetched(), fetched.size() + fetched.size() / 20);
}

TEST(RemoteBackup, CompressedIsReadOnceInOrderAndNotKept) {
    for (int stripes : {1, 2}) {
        std::vector<std::string> paths = written("compressed", {stripes, false, true});
        Sums expected = scan_from_disk(paths);
        Fetched fetched;
        std::unique_ptr<RowSource> source = open(paths, fetched.opener());
        EXPECT_LE(fetched.bytes_held(), fetched.size() / 4);
        EXPECT_EQ(scan(*source), expected);
        EXPECT_LE(fetched.bytes_fetched(), fetched.size() + fetched.size() / 4);
    }
}

TEST(RemoteBackup, HeadersOfACompressedOneAreReadWithoutKeepingIt) {
    std::vector<std::string> paths = written("headers", {1, false, true});
    Fetched fetched;
    backup::MediaFile file =
        backup::open_media_file(fetched.opener()({Device::Kind::disk, paths[0]}));
    ASSERT_EQ(file.contents.sets.size(), 1u);
    EXPECT_EQ(file.contents.sets[0].header.database_name, "made");
    EXPECT_LE(fetched.bytes_held(), fetched.size() / 8);
    EXPECT_LE(fetched.bytes_fetched(), fetched.size() + fetched.size() / 20);
}

TEST(RemoteBackup, TheTypeOfACompressedOneIsToldByItsBeginning) {
    std::vector<std::string> paths = written("type", {1, false, true});
    Fetched fetched;
    RestoreRequest request;
    request.file_position = 1;
    std::vector<std::unique_ptr<ByteSource>> sources;
    sources.push_back(fetched.opener()({Device::Kind::disk, paths[0]}));
    bool full = false;  // of a full backup the database is looked at too
    auto connect = [&]() -> std::unique_ptr<pg::Connection> {
        full = true;
        throw Error("no database here");
    };
    EXPECT_THROW(is_chain_step(request, sources, connect), Error);
    EXPECT_TRUE(full);
    EXPECT_LE(fetched.bytes_fetched(), fetched.size() / 3);
}

TEST(RemoteBackup, HeadersOfAPlainOneAreAFewRanges) {
    std::vector<std::string> paths = written("few");
    Fetched fetched;
    backup::MediaFile file =
        backup::open_media_file(fetched.opener()({Device::Kind::disk, paths[0]}));
    EXPECT_LE(fetched.bytes_fetched(), fetched.size() / 4);
}

TEST(RemoteBackup, LittleRoomOnDiskMeansFetchingTwice) {
    for (int stripes : {1, 2}) {
        std::vector<std::string> paths = written("tight", {stripes});
        Sums expected = scan_from_disk(paths);
        Fetched fetched;
        fetched.options.budget =
            std::make_shared<blob::DiskBudget>(test_directory(), uint64_t(4) << 20);
        std::unique_ptr<RowSource> source = open(paths, fetched.opener());
        EXPECT_EQ(scan(*source), expected) << stripes;
        EXPECT_LE(fetched.options.budget->used(), uint64_t(4) << 20);
        EXPECT_GT(fetched.size(), uint64_t(4) << 20);
    }
}

TEST(RemoteBackup, TooLittleRoomIsError3257) {
    std::vector<std::string> paths = written("none");
    Fetched fetched;
    fetched.options.budget = std::make_shared<blob::DiskBudget>(test_directory(), 64 << 10);
    try {
        scan(*open(paths, fetched.opener()));
        FAIL() << "64 KB were enough";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 3257);
    }
}

TEST(RemoteBackup, ACutConnectionIsAnErrorAtAnyMoment) {
    std::vector<std::string> paths = written("cut");
    Sums expected = scan_from_disk(paths);
    int failed = 0;
    for (int nth : {0, 1, 2, 3, 5, 8, 13, 21, 34, 55}) {
        Fetched fetched;
        fetched.reads_until_failure = nth;
        try {
            Sums sums = scan(*open(paths, fetched.opener()));
            EXPECT_EQ(sums, expected);
        } catch (const IoError& error) {
            EXPECT_STREQ(error.what(), "the network is gone");
            ++failed;
        }
    }
    EXPECT_GE(failed, 8);
}

}  // namespace
}  // namespace gantry::restore

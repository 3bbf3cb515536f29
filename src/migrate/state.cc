#include "migrate/state.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <mutex>

#include "base/error.h"

namespace gantry::migrate {
namespace {

constexpr int k_version = 1;

constexpr const char* k_schema =
    "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS databases(target_name TEXT PRIMARY KEY, source_name TEXT NOT NULL,"
    " fingerprint TEXT NOT NULL, stage INTEGER NOT NULL, compatibility_level INTEGER NOT NULL,"
    " restore_ms INTEGER NOT NULL, verify_ms INTEGER NOT NULL, equal INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS tables(target_name TEXT NOT NULL, place INTEGER NOT NULL,"
    " name TEXT NOT NULL, source_rows INTEGER NOT NULL, target_rows INTEGER NOT NULL,"
    " source_hash TEXT NOT NULL, target_hash TEXT NOT NULL, result INTEGER NOT NULL,"
    " detail TEXT NOT NULL, not_compared TEXT NOT NULL, PRIMARY KEY(target_name, place));";

[[noreturn]] void fail(sqlite3* db, const std::string& what) {
    throw IoError(fmt::format("the state of the migration: {}: {}", what, sqlite3_errmsg(db)));
}

// One statement; parameters are bound in order, columns read in order.
class Statement {
  public:
    Statement(sqlite3* db, const char* sql) : db_(db) {
        if (sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr) != SQLITE_OK) fail(db, "read");
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(const std::string& text) {
        sqlite3_bind_text(statement_, ++bound_, text.data(), int(text.size()), SQLITE_TRANSIENT);
        return *this;
    }
    Statement& bind(int64_t number) {
        sqlite3_bind_int64(statement_, ++bound_, number);
        return *this;
    }
    bool next() {
        column_ = 0;
        const int code = sqlite3_step(statement_);
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) fail(db_, "write");
        return false;
    }
    std::string text() {
        const auto* data = sqlite3_column_text(statement_, column_);
        const int size = sqlite3_column_bytes(statement_, column_++);
        return data == nullptr ? std::string()
                               : std::string(reinterpret_cast<const char*>(data), size_t(size));
    }
    int64_t number() { return sqlite3_column_int64(statement_, column_++); }

  private:
    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0, column_ = 0;
};

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines)
        out += line + "\n";
    return out;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> out;
    for (size_t from = 0; from < text.size();) {
        size_t end = text.find('\n', from);
        if (end == text.npos) end = text.size();
        out.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return out;
}

}  // namespace

struct MigrationState::Impl {
    sqlite3* db = nullptr;
    int lock = -1;
    mutable std::mutex mutex;

    ~Impl() {
        sqlite3_close(db);
        if (lock >= 0) close(lock);
    }

    void run(const char* sql) {
        if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(db, "write");
    }

    std::string meta(const std::string& key) {
        Statement query(db, "SELECT value FROM meta WHERE key = ?");
        query.bind(key);
        return query.next() ? query.text() : "";
    }

    void set_meta(const std::string& key, const std::string& value) {
        Statement(db, "INSERT OR REPLACE INTO meta VALUES(?, ?)").bind(key).bind(value).next();
    }

    void save(const DatabaseRecord& record) {
        Statement(db, "INSERT OR REPLACE INTO databases VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(record.target_name)
            .bind(record.source_name)
            .bind(record.fingerprint)
            .bind(int64_t(record.stage))
            .bind(record.compatibility_level)
            .bind(record.restore_ms)
            .bind(record.verify_ms)
            .bind(int64_t(record.equal))
            .next();
    }

    void remove_tables(const std::string& target_name) {
        Statement(db, "DELETE FROM tables WHERE target_name = ?").bind(target_name).next();
    }

    // All of `work` or nothing.
    template <typename F>
    void transaction(F&& work) {
        run("BEGIN IMMEDIATE");
        try {
            work();
        } catch (...) {
            sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
            throw;
        }
        run("COMMIT");
    }
};

MigrationState::MigrationState(const std::string& folder, const std::string& target)
    : impl_(std::make_unique<Impl>()) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw IoError(fmt::format("{}: {}", folder, error.message()));
    const std::string lock = folder + "/lock";
    impl_->lock = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (impl_->lock < 0) throw IoError(fmt::format("{}: {}", lock, std::strerror(errno)));
    if (flock(impl_->lock, LOCK_EX | LOCK_NB) != 0) {
        throw Error(fmt::format("another migration uses the state in {}", folder),
                    "wait for it, or give another folder: --state DIR");
    }
    const std::string path = folder + "/state.db";
    if (sqlite3_open(path.c_str(), &impl_->db) != SQLITE_OK) fail(impl_->db, path);
    impl_->run(k_schema);
    const std::string version = impl_->meta("version");
    if (!version.empty() && version != std::to_string(k_version)) {
        throw Error(fmt::format("{} was written by another release (version {})", path, version),
                    "give another folder: --state DIR");
    }
    const std::string known = impl_->meta("target");
    if (!known.empty() && known != target) {
        throw Error(fmt::format("the state in {} is of a migration to {}", folder, known),
                    "give another folder: --state DIR");
    }
    impl_->set_meta("version", std::to_string(k_version));
    impl_->set_meta("target", target);
}

MigrationState::~MigrationState() = default;

std::optional<DatabaseRecord> MigrationState::database(const std::string& target_name) const {
    const std::lock_guard guard(impl_->mutex);
    Statement query(impl_->db,
                    "SELECT source_name, fingerprint, stage, compatibility_level, restore_ms, "
                    "verify_ms, equal FROM databases WHERE target_name = ?");
    query.bind(target_name);
    if (!query.next()) return std::nullopt;
    DatabaseRecord out;
    out.target_name = target_name;
    out.source_name = query.text();
    out.fingerprint = query.text();
    out.stage = Stage(query.number());
    out.compatibility_level = int(query.number());
    out.restore_ms = query.number();
    out.verify_ms = query.number();
    out.equal = query.number() != 0;
    return out;
}

void MigrationState::save(const DatabaseRecord& record) {
    const std::lock_guard guard(impl_->mutex);
    impl_->save(record);
}

void MigrationState::forget(const std::string& target_name) {
    const std::lock_guard guard(impl_->mutex);
    impl_->transaction([&] {
        impl_->remove_tables(target_name);
        Statement(impl_->db, "DELETE FROM databases WHERE target_name = ?")
            .bind(target_name)
            .next();
    });
}

std::vector<TableRecord> MigrationState::tables(const std::string& target_name) const {
    const std::lock_guard guard(impl_->mutex);
    Statement query(impl_->db,
                    "SELECT name, source_rows, target_rows, source_hash, target_hash, result, "
                    "detail, not_compared FROM tables WHERE target_name = ? ORDER BY place");
    query.bind(target_name);
    std::vector<TableRecord> out;
    while (query.next()) {
        TableRecord& table = out.emplace_back();
        table.name = query.text();
        table.source_rows = uint64_t(query.number());
        table.target_rows = uint64_t(query.number());
        table.source_hash = query.text();
        table.target_hash = query.text();
        table.result = TableResult(query.number());
        table.detail = query.text();
        table.not_compared = split(query.text());
    }
    return out;
}

void MigrationState::save_verified(const DatabaseRecord& record,
                                   const std::vector<TableRecord>& tables) {
    const std::lock_guard guard(impl_->mutex);
    impl_->transaction([&] {
        impl_->remove_tables(record.target_name);
        int64_t place = 0;
        for (const TableRecord& table : tables) {
            Statement(impl_->db, "INSERT INTO tables VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .bind(record.target_name)
                .bind(place++)
                .bind(table.name)
                .bind(int64_t(table.source_rows))
                .bind(int64_t(table.target_rows))
                .bind(table.source_hash)
                .bind(table.target_hash)
                .bind(int64_t(table.result))
                .bind(table.detail)
                .bind(joined(table.not_compared))
                .next();
        }
        impl_->save(record);
    });
}

}  // namespace gantry::migrate

#include "engine/snapshot/snapshot.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::engine {
namespace {

DatabaseSummary summary_of(const catalog::Database& model) {
    DatabaseSummary summary;
    summary.name = model.name;
    summary.id = model.id;
    summary.collation = model.collation;
    summary.compatibility_level = model.compatibility_level;
    summary.recovery_model = model.recovery_model;
    return summary;
}

std::string database_key(std::string_view name) { return fold_name(name, 0); }

}  // namespace

CatalogSnapshot::CatalogSnapshot(uint64_t version, std::vector<DatabaseSummary> databases,
                                 Loader loader)
    : version_(version), summaries_(std::move(databases)), loader_(std::move(loader)) {
    for (const DatabaseSummary& summary : summaries_) {
        slots_.emplace(database_key(summary.name), std::make_shared<Slot>());
    }
}

CatalogSnapshot::CatalogSnapshot(uint64_t version,
                                 std::vector<std::shared_ptr<const DatabaseCatalog>> loaded)
    : version_(version) {
    for (auto& database : loaded) {
        summaries_.push_back(summary_of(database->model()));
        auto slot = std::make_shared<Slot>();
        slot->catalog = database;
        slots_.emplace(database_key(database->name()), std::move(slot));
    }
}

CatalogSnapshot::CatalogSnapshot(uint64_t version, std::vector<DatabaseSummary> summaries,
                                 Loader loader, std::map<std::string, std::shared_ptr<Slot>> slots)
    : version_(version),
      summaries_(std::move(summaries)),
      loader_(std::move(loader)),
      slots_(std::move(slots)) {}

const DatabaseSummary* CatalogSnapshot::find_summary(std::string_view name) const {
    for (const DatabaseSummary& summary : summaries_) {
        if (same_name(summary.name, name, 0)) return &summary;
    }
    return nullptr;
}

const DatabaseSummary* CatalogSnapshot::summary_by_id(int32_t id) const {
    for (const DatabaseSummary& summary : summaries_) {
        if (summary.id == id) return &summary;
    }
    return nullptr;
}

SqlError not_open(const DatabaseSummary& database) {
    if (database.state == "RESTORING") {
        return SqlError(927, 14, 2,
                        fmt::format("Database '{}' cannot be opened. It is in the middle of a "
                                    "restore.",
                                    database.name));
    }
    return SqlError(942, 14, 4,
                    fmt::format("Database '{}' cannot be opened because it is {}.", database.name,
                                ascii_lower(database.state)));
}

const DatabaseCatalog* CatalogSnapshot::find(std::string_view name) const {
    auto it = slots_.find(database_key(name));
    if (it == slots_.end()) return nullptr;
    Slot& slot = *it->second;
    std::lock_guard lock(slot.mutex);
    if (slot.catalog == nullptr) {
        const DatabaseSummary* summary = find_summary(name);
        if (summary == nullptr) return nullptr;
        if (summary->state != "ONLINE") throw not_open(*summary);
        slot.catalog = loader_(summary->name);
    }
    return slot.catalog.get();
}

std::shared_ptr<const CatalogSnapshot> CatalogSnapshot::with_database(
    std::shared_ptr<const DatabaseCatalog> database) const {
    auto slots = slots_;
    auto slot = std::make_shared<Slot>();
    slot->catalog = database;
    slots[database_key(database->name())] = slot;
    auto summaries = summaries_;
    auto same = [&](const DatabaseSummary& s) { return same_name(s.name, database->name(), 0); };
    if (std::none_of(summaries.begin(), summaries.end(), same)) {
        summaries.push_back(summary_of(database->model()));
    }
    return std::shared_ptr<const CatalogSnapshot>(
        new CatalogSnapshot(version_, std::move(summaries), loader_, std::move(slots)));
}

std::shared_ptr<const CatalogSnapshot> CatalogSnapshot::without_database(
    std::string_view name) const {
    auto slots = slots_;
    slots.erase(database_key(name));
    auto summaries = summaries_;
    std::erase_if(summaries, [&](const DatabaseSummary& s) { return same_name(s.name, name, 0); });
    return std::shared_ptr<const CatalogSnapshot>(
        new CatalogSnapshot(version_, std::move(summaries), loader_, std::move(slots)));
}

CatalogCache::CatalogCache(Source source)
    : source_(std::move(source)), followed_epoch_(epoch()) {
    stale_[""] = true;
}

std::shared_ptr<const CatalogSnapshot> CatalogCache::current() {
    std::lock_guard lock(mutex_);
    if (!followed_ || followed_epoch_ != epoch()) {
        stale_[""] = true;
        ++version_;
    }
    if (snapshot_ != nullptr && stale_.empty()) return snapshot_;
    std::vector<DatabaseSummary> summaries = source_.list();
    std::map<std::string, std::shared_ptr<CatalogSnapshot::Slot>> slots;
    for (const DatabaseSummary& summary : summaries) {
        std::string key = database_key(summary.name);
        std::shared_ptr<CatalogSnapshot::Slot> slot;
        if (snapshot_ != nullptr && !stale_.count("") && !stale_.count(key)) {
            auto it = snapshot_->slots_.find(key);
            if (it != snapshot_->slots_.end()) slot = it->second;
        }
        slots.emplace(key, slot ? slot : std::make_shared<CatalogSnapshot::Slot>());
    }
    snapshot_ = std::shared_ptr<const CatalogSnapshot>(new CatalogSnapshot(
        version_.load(), std::move(summaries), source_.load, std::move(slots)));
    stale_.clear();
    return snapshot_;
}

void CatalogCache::invalidate(std::string_view database) {
    std::lock_guard lock(mutex_);
    stale_[database.empty() ? std::string() : database_key(database)] = true;
    ++version_;
}

void CatalogCache::follow(uint64_t epoch) {
    std::lock_guard lock(mutex_);
    followed_ = true;
    followed_epoch_ = epoch;
    stale_[""] = true;
    ++version_;
}

bool CatalogCache::has_moved_on(const CatalogSnapshot& seen) {
    if (seen.version() != version()) return true;
    const std::vector<DatabaseSummary> now = source_.list();
    bool moved = now.size() != seen.databases().size();
    for (const DatabaseSummary& database : now) {
        const DatabaseSummary* before = seen.summary_by_id(database.id);
        if (before != nullptr && before->name == database.name &&
            before->state == database.state && before->created == database.created) {
            continue;
        }
        invalidate(database.name);
        moved = true;
    }
    // One is gone: nothing to forget but the list.
    if (moved && seen.version() == version()) invalidate(seen.databases().back().name);
    return moved;
}

}  // namespace gantry::engine

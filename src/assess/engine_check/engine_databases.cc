#include "assess/engine_check/engine_databases.h"

#include "base/utf.h"
#include "engine/store/store.h"

namespace gantry::assess {
namespace {

constexpr size_t k_kept_max = 4;
constexpr uint64_t k_version = 1;
constexpr std::string_view k_system[] = {"master", "tempdb", "model", "msdb"};

}  // namespace

void EngineDatabases::add(const std::string& name, Loader load) {
    names_.push_back(name);
    loaders_.push_back(std::move(load));
}

EngineDatabases::Catalog EngineDatabases::load(const std::string& name) const {
    for (std::string_view system : k_system) {
        if (ascii_iequals(system, name)) {
            return restored(store::empty_model({.name = std::string(system)}), {});
        }
    }
    std::lock_guard lock(mutex_);
    for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
        if (!ascii_iequals(kept->first, name)) continue;
        kept_.splice(kept_.begin(), kept_, kept);
        return kept_.front().second;
    }
    Catalog out;
    for (size_t i = 0; i < names_.size() && !out; ++i) {
        if (!ascii_iequals(names_[i], name)) continue;
        try {
            out = restored(loaders_[i](), {});
        } catch (const Error&) {
            // Told where that database itself is assessed; here it is as if it were not there.
        }
    }
    kept_.emplace_front(name, out);
    if (kept_.size() > k_kept_max) kept_.pop_back();
    return out;
}

std::shared_ptr<const engine::CatalogSnapshot> EngineDatabases::snapshot(Catalog own) const {
    std::vector<engine::DatabaseSummary> summaries;
    auto add = [&](std::string name) {
        engine::DatabaseSummary summary;
        summary.name = std::move(name);
        summary.id = int32_t(summaries.size() + 1);
        summaries.push_back(std::move(summary));
    };
    for (std::string_view system : k_system)
        add(std::string(system));
    for (const std::string& name : names_) {
        if (own && ascii_iequals(own->name(), name)) continue;
        add(name);
    }
    auto others = std::make_shared<const engine::CatalogSnapshot>(
        k_version, std::move(summaries), [this](const std::string& name) { return load(name); });
    return own ? others->with_database(std::move(own)) : others;
}

std::shared_ptr<const engine::DatabaseCatalog> restored(catalog::Database model,
                                                        std::vector<store::Gap> gaps) {
    return std::make_shared<const engine::DatabaseCatalog>(std::move(model), std::move(gaps));
}

}  // namespace gantry::assess

#include "restore/kept_chain.h"

#include <fmt/format.h>

#include <algorithm>

#include "backup/file_cover.h"
#include "backup/recovery.h"
#include "base/error.h"
#include "storage/log/transactions.h"

namespace gantry::restore {
namespace {

backup::ChainSet chain_set(const backup::MediaSet& media, size_t set) {
    backup::ChainSet out;
    out.header = media.sets()[set];
    out.device = media.files()[0].name();
    out.set = set;
    return out;
}

}  // namespace

backup::MediaSet open_copies(const std::vector<std::string>& paths,
                             const std::vector<std::string>& names) {
    std::vector<backup::MediaFile> files;
    for (size_t i = 0; i < paths.size(); ++i) {
        try {
            files.push_back(
                backup::open_media_file(open_file(paths[i], i < names.size() ? names[i] : "")));
        } catch (const Error& error) {
            throw IoError(
                fmt::format("a backup kept for this restore cannot be read: {}", error.what()),
                "drop the database and restore the chain again");
        }
    }
    return backup::MediaSet(std::move(files));
}

catalog::OpenOptions image_options(const StopPoint& stop, bool verify, const backup::Look& look) {
    catalog::OpenOptions out;
    out.look = look;
    out.verify_checksums = verify;
    if (!stop.at.empty()) out.stop_at = parse_stop_time(stop.at);
    (stop.before_mark ? out.stop_before_mark : out.stop_at_mark) = stop.mark;
    if (!stop.mark_after.empty()) out.mark_after = parse_stop_time(stop.mark_after);
    return out;
}

storage::log::LogTime parse_stop_time(const std::string& text) {
    if (auto time = storage::log::parse_log_time(text)) return *time;
    throw SqlError(241, 16, 1,
                   "Conversion failed when converting date and/or time from character string.",
                   fmt::format("'{}' is no point in time", text));
}

backup::MediaSet open_statement_media(std::vector<std::unique_ptr<ByteSource>> sources) {
    std::vector<backup::MediaFile> files;
    for (auto& source : sources)
        files.push_back(backup::open_media_file(std::move(source)));
    std::vector<backup::MediaSet> media = backup::group_media(std::move(files));
    if (media.size() == 1) return std::move(media[0]);
    throw SqlError(3258, 16, 1,
                   fmt::format("The volume on the device \"{}\" is not part of the media set that "
                               "is currently being processed. Ensure that the backup devices are "
                               "loaded with the correct media.",
                               media[1].files()[0].name()),
                   "one statement restores one backup set: give its stripes and no other files");
}

KeptChain::KeptChain(const KeptBackups& backups, int32_t database_id,
                     const std::vector<store::KeptStep>& steps) {
    for (const store::KeptStep& step : steps) {
        add(open_copies(backups.paths(database_id, step.id, step.file_count)),
            uint16_t(step.position));
        restored_.back().is_partial = step.is_partial;
    }
}

void KeptChain::add(backup::MediaSet media, uint16_t position) {
    backup::ChainSet set = chain_set(media, media.set_index(position));
    set.media = media_.size();
    restored_.push_back({set.header, false});
    sets_.push_back(std::move(set));
    media_.push_back(std::move(media));
}

void KeptChain::drop_last() {
    media_.pop_back();
    sets_.pop_back();
    restored_.pop_back();
}

void KeptChain::clear() {
    media_.clear();
    sets_.clear();
    restored_.clear();
}

backup::MediaSet KeptChain::take_last() {
    backup::MediaSet out = std::move(media_.back());
    drop_last();
    return out;
}

std::unique_ptr<catalog::DatabaseImage> KeptChain::open(const StopPoint& stop, bool verify,
                                                        const backup::Look& look) {
    catalog::OpenOptions options = image_options(stop, verify, look);
    backup::ChainOptions plan_options;
    if (!backup::is_file_type(sets_.front().header.type)) plan_options.base = 0;
    if (options.stop_at) plan_options.stop_at = backup::local_time(*options.stop_at);
    plan_options.stop_before = storage::log::parse_lsn_mark(stop.mark);
    backup::ChainPlan plan = backup::plan_chain(sets_, plan_options);
    GANTRY_ASSERT(!plan.chains.empty());
    const backup::Chain* chain = &plan.chains[0];
    for (const backup::Chain& other : plan.chains) {
        if (!other.steps.empty() && other.steps[0].set == 0) chain = &other;
    }
    backup::require_usable(*chain);
    return catalog::DatabaseImage::open(media_, sets_, *chain, options);
}

}  // namespace gantry::restore

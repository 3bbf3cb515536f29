#include "backup/media_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "backup/container.h"
#include "base/error.h"

namespace gantry::backup {

MediaSet::MediaSet(std::vector<MediaFile> files) : files_(std::move(files)) {
    GANTRY_ASSERT(!files_.empty());
    std::sort(files_.begin(), files_.end(), [](const MediaFile& a, const MediaFile& b) {
        return a.contents.media.family_number < b.contents.media.family_number;
    });
    for (const SetOnMedia& set : files_[0].contents.sets)
        sets_.push_back(set.header);
    // Byte counts are per family; a set is whole when all of its parts are.
    for (size_t i = 0; i < sets_.size(); ++i) {
        try {
            require_whole(i);
        } catch (const FormatError&) {
            sets_[i].complete = false;
        }
    }
}

std::vector<MediaLabel> MediaSet::labels() const {
    std::vector<MediaLabel> out;
    for (const MediaFile& file : files_)
        out.push_back({file.name(), file.contents.media});
    return out;
}

size_t MediaSet::set_index(uint16_t position) const {
    if (position == 0 && !sets_.empty()) return 0;
    for (size_t i = 0; i < sets_.size(); ++i) {
        if (sets_[i].position == position) return i;
    }
    throw FormatError(
        fmt::format("Cannot find file ID {} on device '{}'.", position, files_[0].name()), 4038,
        fmt::format("the media hold {} backup sets", sets_.size()));
}

void MediaSet::require_complete() const {
    std::set<uint16_t> members;
    for (const MediaFile& file : files_)
        members.insert(file.contents.media.family_number);
    uint16_t count = label().family_count;
    if (members.size() >= count) return;
    std::string missing;
    for (uint16_t i = 1; i <= count; ++i) {
        if (!members.contains(i)) missing += fmt::format("{}{}", missing.empty() ? "" : ", ", i);
    }
    throw FormatError(fmt::format("The media set has {} media families but only {} are provided. "
                                  "All members must be provided.",
                                  count, members.size()),
                      3132,
                      fmt::format("missing: family {} of media set {}", missing,
                                  to_string(label().media_set_id)));
}

const SetOnMedia& MediaSet::on_media(size_t file, size_t set) const {
    for (const SetOnMedia& candidate : files_[file].contents.sets) {
        if (candidate.header.set_guid == sets_[set].set_guid &&
            candidate.header.position == sets_[set].position) {
            return candidate;
        }
    }
    throw FormatError(fmt::format("The volume on the device \"{}\" is not part of the media set "
                                  "that is currently being processed. Ensure that the backup "
                                  "devices are loaded with the correct media.",
                                  files_[file].name()),
                      3258);
}

void MediaSet::require_whole(size_t set) const {
    for (size_t i = 0; i < files_.size(); ++i) {
        const SetOnMedia& part = on_media(i, set);
        std::string which =
            fmt::format("backup set {} ({} of {}) on {}", sets_[set].position,
                        sets_[set].type_description(), sets_[set].database_name, files_[i].name());
        if (!part.damage.empty()) {
            throw_invalid_set(files_[i].name(), fmt::format("{}: {}", which, part.damage));
        }
        bool last = &part == &files_[i].contents.sets.back();
        bool container_cut = files_[i].container && files_[i].container->truncated();
        if (part.truncated || (last && container_cut)) {
            throw FormatError(fmt::format("Read on \"{}\" failed: 38(Reached the end of the file.)",
                                          files_[i].name()),
                              3203,
                              which + " is longer than the file that holds it: is the copy whole?");
        }
        if (!part.header.complete) {
            throw FormatError(fmt::format("The backup set on file {} of device '{}' was terminated "
                                          "while it was being created and is incomplete. RESTORE "
                                          "sequence is terminated abnormally.",
                                          sets_[set].position, files_[i].name()),
                              3256, which + " has no end: back the database up again");
        }
    }
}

void MediaSet::forget() {
    for (MediaFile& file : files_) {
        if (file.container) file.container->forget();
        file.file->release(0, file.file->size());
        file.file->forget();
    }
}

bool MediaSet::verify_stream_checksums(size_t set, const Look& look) {
    bool any = false;
    uint64_t done = 0, total = 0;
    for (const MediaFile& file : files_)
        total += file.stream().size();
    auto check = [&](MediaFile& file, const StreamExtent& stream) {
        if (!stream.checksum || stream.length < 2) return;
        any = true;
        constexpr uint64_t k_step = uint64_t(4) << 20;  // whole sectors
        uint64_t end = stream.at + stream.length;
        uint32_t sum = 0;
        for (uint64_t at = stream.at + 2; at < end; at += k_step) {
            uint64_t count = std::min(k_step, end - at);
            const ReadingPart part({&file.stream()});
            file.stream().need(at, count);
            sum = storage::sql_sum(file.stream().mapped().subspan(at, count), sum);
            file.stream().release(at, count);
            done += count;
            if (look) look(done, total);
        }
        if (sum != *stream.checksum) {
            throw FormatError("Damage to the backup set was detected.", 3189,
                              fmt::format("{}: checksum of the stream at {:#x} is wrong",
                                          file.name(), stream.at));
        }
    };
    for (size_t i = 0; i < files_.size(); ++i) {
        if (files_[i].container) files_[i].container->materialise();
        const SetOnMedia& part = on_media(i, set);
        for (const auto& pass : part.data_passes) {
            for (const StreamExtent& stream : pass)
                check(files_[i], stream);
        }
        for (const LogExtent& log : part.logs)
            check(files_[i], log.data);
    }
    return any;
}

MediaFile open_media_file(std::unique_ptr<ByteSource> file, Decompress when) {
    MediaFile out;
    switch (detect_container(*file)) {
        case ContainerKind::mtf:
            out.file = std::move(file);
            break;
        case ContainerKind::mssqlbak:
            out.file = ensure_mapped(std::move(file));
            out.container = std::make_unique<MssqlbakSource>(*out.file, when);
            break;
        case ContainerKind::data_file:
            throw_malformed_media(file->name(), "this is a database file (.mdf or .ndf)");
        case ContainerKind::log_file:
            throw_malformed_media(file->name(), "this is a transaction log file (.ldf)");
        default:
            throw_malformed_media(file->name(), describe_foreign_file(*file));
    }
    out.contents = read_media(out.stream());
    if (out.container) {
        out.contents.media.compressed = true;
        for (SetOnMedia& set : out.contents.sets)
            set.header.compressed = true;
    }
    return out;
}

MediaFile open_media_file(const std::string& path) {
    std::unique_ptr<ByteSource> file;
    try {
        file = open_file(path);
    } catch (const IoError& error) {
        // "cannot open PATH: reason" carries the system's words behind the path.
        std::string what = error.what();
        size_t colon = what.rfind(": ");
        std::string reason = colon == std::string::npos ? what : what.substr(colon + 2);
        throw FormatError(
            fmt::format("Cannot open backup device '{}'. Operating system error {}.", path, reason),
            3201);
    }
    return open_media_file(std::move(file));
}

std::vector<MediaSet> open_media(const std::vector<std::string>& paths) {
    std::vector<MediaFile> files;
    for (const std::string& path : paths)
        files.push_back(open_media_file(path));
    return group_media(std::move(files));
}

namespace {

// Two stripe sets with one media-set GUID exist in the wild, so the first set's GUID counts too.
bool same_media_set(const MediaFile& a, const MediaFile& b) {
    if (a.contents.media.media_set_id != b.contents.media.media_set_id) return false;
    if (a.contents.media.family_count != b.contents.media.family_count) return false;
    if (a.contents.sets.empty() || b.contents.sets.empty()) return true;
    return a.contents.sets[0].header.set_guid == b.contents.sets[0].header.set_guid;
}

}  // namespace

namespace {

// How much of a mirror can be used; the better one of two is taken.
size_t whole_sets(const MediaFile& file) {
    size_t count = 0;
    for (const SetOnMedia& set : file.contents.sets) {
        if (set.header.complete && !set.truncated && set.damage.empty()) ++count;
    }
    return count;
}

[[noreturn]] void throw_family_twice(const MediaFile& one, const MediaFile& other) {
    throw FormatError(
        fmt::format("The backup media on \"{}\" is part of media family {} which has "
                    "already been processed on \"{}\". Ensure that backup devices are "
                    "correctly specified. For tape devices, ensure that the correct "
                    "volumes are loaded.",
                    other.name(), other.contents.media.family_number, one.name()),
        3227);
}

// Adds a file to the members of its media set. Of mirrored media any mirror of a family will do.
void add_member(std::vector<MediaFile>& group, MediaFile file) {
    const MediaHeader& media = file.contents.media;
    for (MediaFile& other : group) {
        const MediaHeader& its = other.contents.media;
        if (its.family_number != media.family_number) continue;
        bool mirrored = media.mirror_count > 1 || media.mirror_number != its.mirror_number;
        if (!mirrored) throw_family_twice(other, file);
        if (whole_sets(file) > whole_sets(other)) other = std::move(file);
        return;
    }
    group.push_back(std::move(file));
}

}  // namespace

std::vector<MediaSet> group_media(std::vector<MediaFile> files) {
    std::vector<std::vector<MediaFile>> groups;
    for (MediaFile& file : files) {
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const auto& g) { return same_media_set(g[0], file); });
        if (group == groups.end()) {
            groups.emplace_back().push_back(std::move(file));
        } else {
            add_member(*group, std::move(file));
        }
    }
    std::vector<MediaSet> out;
    for (auto& group : groups)
        out.emplace_back(std::move(group));
    return out;
}

}  // namespace gantry::backup

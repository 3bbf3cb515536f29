#include "cli/input_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "backup/container.h"
#include "backup/data_file_header.h"
#include "base/error.h"
#include "base/utf.h"
#include "blob/error.h"
#include "cli/fetch_progress.h"
#include "cli/ordered_work.h"

namespace gantry::cli {

namespace {

using backup::ContainerKind;

// Names that say "this is SQL Server's": a file of such a name that is not, is worth a failure.
bool has_backup_name(const std::string& path) {
    constexpr const char* k_endings[] = {".bak", ".trn", ".dif", ".diff", ".mdf", ".ndf", ".ldf"};
    std::string ending = std::filesystem::path(path).extension().string();
    return std::any_of(std::begin(k_endings), std::end(k_endings),
                       [&](const char* known) { return ascii_iequals(ending, known); });
}

// Whether the two files can be told to be written together: two stripe sets with one media set GUID
// exist in the wild, so the first backup set's GUID counts too.
bool same_media(const backup::MediaFile& a, const backup::MediaFile& b) {
    const backup::MediaContents &x = a.contents, &y = b.contents;
    if (x.media.media_set_id != y.media.media_set_id) return false;
    if (x.media.family_count != y.media.family_count) return false;
    if (x.sets.empty() || y.sets.empty()) return x.sets.empty() && y.sets.empty();
    return x.sets[0].header.set_guid == y.sets[0].header.set_guid;
}

// One file after a look inside.
struct LookedAt {
    std::string path;
    std::optional<RejectedFile> rejected;
    ContainerKind kind = ContainerKind::unknown;
    backup::MediaFile media;
    backup::DataFileHeader data_file;  // of log files too
};

class FileLook {
  public:
    FileLook(const InputPlaces& places, InputDepth depth)
        : places_(places),
          decompress_(depth == InputDepth::contents ? places.decompress()
                                                    : backup::Decompress::when_needed) {}

    LookedAt look(const FoundPath& found) const {
        LookedAt out;
        out.path = found.path;
        try {
            look_inside(found, out);
        } catch (const FormatError& error) {
            out.rejected = {found.path, error.what(), error.hint(), error.number(), false};
        } catch (const Error& error) {
            out.rejected = {found.path, error.what(), error.hint(), 0, false};
        }
        return out;
    }

  private:
    void look_inside(const FoundPath& found, LookedAt& out) const {
        std::unique_ptr<ByteSource> source = open(found, out);
        if (!source) return;
        const ByteSource& held = *source;  // by `out` in the end; what throws closes it
        // Of what is fetched nothing has to stay where the room gets short.
        const uint64_t part = held.begin_part();
        look_at(std::move(source), found, out);
        if (out.media.file.get() == &held) held.end_part(part);
    }

    void look_at(std::unique_ptr<ByteSource> source, const FoundPath& found, LookedAt& out) const {
        out.kind = backup::detect_container(*source);
        switch (out.kind) {
            case ContainerKind::mtf:
            case ContainerKind::mssqlbak:
                out.media = opened(std::move(source));
                return;
            case ContainerKind::data_file:
            case ContainerKind::log_file:
                out.data_file = backup::read_data_file_header(*source);
                return;  // opened again when it is read
            default:
                out.rejected = {
                    found.path,
                    "not a backup or data file: " + backup::describe_foreign_file(*source), "",
                    3241, found.searched && !has_backup_name(found.path)};
        }
    }

    // Of a thousand files, their headers would else stay in memory with what lies around them.
    backup::MediaFile opened(std::unique_ptr<ByteSource> source) const {
        const auto when = source->fetches() ? decompress_ : backup::Decompress::when_needed;
        const std::string path = source->name();
        try {
            return released(backup::open_media_file(std::move(source), when));
        } catch (const blob::BlobError&) {
            throw;
        } catch (const Error&) {
            if (when == backup::Decompress::when_needed) throw;
        }
        // A damaged record, or no room: headers can be read all the same.
        return released(backup::open_media_file(places_.open(path)));
    }

    static backup::MediaFile released(backup::MediaFile media) {
        media.file->release(0, media.file->size());
        return media;
    }

    std::unique_ptr<ByteSource> open(const FoundPath& found, LookedAt& out) const {
        try {
            return places_.open(found.path);
        } catch (const blob::BlobError&) {
            throw;  // says what and why itself
        } catch (const IoError& error) {
            // "cannot open PATH: reason" carries the system's words behind the path.
            std::string what = error.what();
            size_t colon = what.rfind(": ");
            std::string reason = colon == std::string::npos ? what : what.substr(colon + 2);
            out.rejected = {
                found.path,
                fmt::format("Cannot open backup device '{}'. Operating system error {}.",
                            found.path, reason),
                "", 3201, false};
            return nullptr;
        }
    }

    const InputPlaces& places_;
    backup::Decompress decompress_;
};

class InputReader {
  public:
    void add(LookedAt file) {
        if (file.rejected) return reject(std::move(*file.rejected));
        switch (file.kind) {
            case ContainerKind::data_file:
                return add_data_file(file.data_file, file.path);
            case ContainerKind::log_file:
                log_files_.emplace_back(file.data_file.binding_id, std::move(file.path));
                return;
            default:
                return add_media(std::move(file.media));
        }
    }

    void reject(RejectedFile file) { out_.rejected.push_back(std::move(file)); }

    Inputs take() {
        for (std::vector<backup::MediaFile>& group : media_) {
            std::string first = group.front().name();
            try {
                out_.media.emplace_back(std::move(group));
            } catch (const FormatError& error) {
                reject({first, error.what(), error.hint(), error.number(), false});
            }
        }
        for (DataFiles& group : data_files_) {
            DataFileGroup files;
            for (auto& [id, path] : group.files)
                files.paths.push_back(path);
            out_.data_files.push_back(std::move(files));
        }
        for (auto& [binding, path] : log_files_)
            place_log_file(binding, std::move(path));
        return std::move(out_);
    }

  private:
    struct DataFiles {
        backup::Guid binding;
        std::map<uint16_t, std::string> files;  // by file id
    };

    void add_media(backup::MediaFile file) {
        auto takes = [&](const std::vector<backup::MediaFile>& group) {
            const backup::MediaHeader& media = file.contents.media;
            return same_media(group[0], file) &&
                   group[0].contents.media.mirror_number == media.mirror_number &&
                   std::none_of(group.begin(), group.end(), [&](const backup::MediaFile& other) {
                       return other.contents.media.family_number == media.family_number;
                   });
        };
        auto group = std::find_if(media_.begin(), media_.end(), takes);
        if (group == media_.end()) group = media_.emplace(media_.end());
        group->push_back(std::move(file));
    }

    void add_data_file(const backup::DataFileHeader& header, const std::string& path) {
        auto takes = [&](const DataFiles& group) {
            return !header.binding_id.is_null() && group.binding == header.binding_id &&
                   !group.files.contains(header.file_id);
        };
        auto group = std::find_if(data_files_.begin(), data_files_.end(), takes);
        if (group == data_files_.end()) {
            group = data_files_.insert(group, DataFiles{header.binding_id, {}});
        }
        group->files.emplace(header.file_id, path);
    }

    // Beside the data files of its database; of several copies of them, the first.
    void place_log_file(const backup::Guid& binding, std::string path) {
        for (size_t i = 0; i < data_files_.size(); ++i) {
            if (binding.is_null() || data_files_[i].binding != binding) continue;
            out_.data_files[i].log_paths.push_back(std::move(path));
            return;
        }
        out_.log_files.push_back(std::move(path));
    }

    Inputs out_;
    std::vector<std::vector<backup::MediaFile>> media_;
    std::vector<DataFiles> data_files_;
    std::vector<std::pair<backup::Guid, std::string>> log_files_;
};

}  // namespace

bool Inputs::has_problems() const {
    return std::any_of(rejected.begin(), rejected.end(),
                       [](const RejectedFile& file) { return !file.foreign; });
}

Inputs read_inputs(const std::vector<std::string>& words, const BlobOptions& blobs,
                   InputDepth depth) {
    auto places = std::make_shared<InputPlaces>(blobs);
    const FoundPaths found = places->find(words);
    return read_inputs(std::move(places), found, depth);
}

Inputs read_inputs(std::shared_ptr<InputPlaces> places, const FoundPaths& found, InputDepth depth) {
    constexpr size_t k_blobs_at_once = 4;  // most of the time is spent waiting for a reply
    const FetchProgressLine line(*places);
    const FileLook look(*places, depth);
    InputReader reader;
    ordered_work(
        found.files.size(), places->blob_count() == 0 ? 1 : k_blobs_at_once,
        [&](size_t i) { return look.look(found.files[i]); },
        [&](LookedAt file) { reader.add(std::move(file)); });
    for (const PathProblem& problem : found.problems) {
        const bool named = problem.reason.find(problem.path) != std::string::npos;
        reader.reject({problem.path,
                       named ? problem.reason : fmt::format("{}: {}", problem.path, problem.reason),
                       problem.hint, 0, false});
    }
    Inputs out = reader.take();
    out.places = std::move(places);
    return out;
}

void require_inputs(const Inputs& inputs) {
    if (!inputs.empty()) return;
    if (inputs.rejected.empty()) throw Error("the directories named hold no file");
    auto first = std::find_if(inputs.rejected.begin(), inputs.rejected.end(),
                              [](const RejectedFile& file) { return !file.foreign; });
    if (first == inputs.rejected.end()) {
        throw Error("no backup or data file is among the files named",
                    fmt::format("{}: {}", inputs.rejected[0].path, inputs.rejected[0].reason));
    }
    bool named = first->reason.find(first->path) != std::string::npos;
    throw FormatError((named ? "" : first->path + ": ") + first->reason, first->number,
                      first->hint);
}

void print_rejected(const Inputs& inputs) {
    for (const RejectedFile& file : inputs.rejected) {
        if (file.foreign) continue;
        std::string number = file.number == 0 ? "" : fmt::format("Msg {}: ", file.number);
        bool named = file.reason.find(file.path) != std::string::npos;
        fmt::print(stderr, "{}{}{}\n", named ? "" : file.path + ": ", number, file.reason);
        if (!file.hint.empty()) fmt::print(stderr, "HINT: {}\n", file.hint);
    }
}

}  // namespace gantry::cli

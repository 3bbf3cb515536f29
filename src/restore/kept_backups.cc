#include "restore/kept_backups.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>

#include "base/error.h"
#include "restore/restore.h"
#include "restore/space_guard.h"

namespace gantry::restore {
namespace {

namespace fs = std::filesystem;

constexpr size_t k_piece_bytes = size_t(4) << 20;
constexpr int k_folder_mode = 0700;

// So many bytes more were copied, up to there.
using CopyLook = std::function<void(uint64_t count, uint64_t at)>;

[[noreturn]] void throw_io(const std::string& what, const std::string& path) {
    throw IoError(fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)));
}

[[noreturn]] void throw_write(const std::string& path, int reason) {
    if (reason == ENOSPC || reason == EDQUOT) {
        throw SqlError(3257, 16, 1,
                       fmt::format("There is insufficient free space on the disk volume of '{}' to "
                                   "keep the backup.",
                                   path),
                       "free space on the volume of the instance's data directory, then run the "
                       "restore again");
    }
    throw SqlError(
        3202, 16, 1,
        fmt::format("Write on \"{}\" failed: {}({})", path, reason, std::strerror(reason)));
}

[[noreturn]] void throw_short(const ByteSource& source) {
    throw FormatError(
        fmt::format("Read on \"{}\" failed: 38(Reached the end of the file.)", source.name()),
        3203);
}

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

  private:
    int number_;
};

class NewFile {
  public:
    explicit NewFile(const std::string& path)
        : path_(path), fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
        if (fd_.number() < 0) throw_io("create", path_);
    }

    void append(ByteSpan bytes) {
        while (!bytes.empty()) {
            ssize_t count = write(fd_.number(), bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) throw_write(path_, errno);
            bytes = bytes.subspan(size_t(count));
        }
    }
    // The same blocks as the other file, until one of them is written; false where the file system
    // cannot.
    bool clone(int from) { return ioctl(fd_.number(), FICLONE, from) == 0; }
    // Copied by the system, which may share blocks, too. Nothing: it cannot; 0: the end.
    std::optional<size_t> copy(int from, size_t size) {
        for (;;) {
            ssize_t count = copy_file_range(from, nullptr, fd_.number(), nullptr, size, 0);
            if (count >= 0) return size_t(count);
            if (errno == EINTR) continue;
            if (errno == ENOSPC || errno == EDQUOT) throw_write(path_, errno);
            return std::nullopt;
        }
    }
    void sync() {
        if (fsync(fd_.number()) != 0) throw_write(path_, errno);
    }

  private:
    std::string path_;
    Descriptor fd_;
};

void sync_folder(const std::string& path) {
    int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) throw_io("open", path);
    int failed = fsync(fd);
    int reason = errno;
    close(fd);
    errno = reason;
    if (failed != 0) throw_io("write", path);
}

void make_folder(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (!error) fs::permissions(path, fs::perms(k_folder_mode), error);
    if (error) throw IoError(fmt::format("cannot create {}: {}", path, error.message()));
}

// The id a name begins with; nothing when it is none of ours.
std::optional<int32_t> id_of(const std::string& name, char end) {
    size_t digits = name.find_first_not_of("0123456789");
    if (digits == std::string::npos ? end != 0 : name[digits] != end) return std::nullopt;
    std::string number = name.substr(0, digits);
    if (number.empty() || number.size() > 9) return std::nullopt;
    return std::stoi(number);
}

}  // namespace

std::string KeptBackups::folder(int32_t database_id) const {
    return fmt::format("{}/{}", directory_, database_id);
}

std::string KeptBackups::path(int32_t database_id, int32_t step_id, int number) const {
    return fmt::format("{}/{}-{}.bak", folder(database_id), step_id, number);
}

std::vector<std::string> KeptBackups::paths(int32_t database_id, int32_t step_id, int count) const {
    std::vector<std::string> out;
    for (int i = 1; i <= count; ++i)
        out.push_back(path(database_id, step_id, i));
    return out;
}

void KeptBackups::require_space(uint64_t bytes) const {
    make_folder(directory_);
    SpaceGuard(directory_, room_).require(bytes);
}

namespace {

// How much the system copied by itself: all of it, nothing, or up to where it could not go on.
uint64_t copy_by_system(const ByteSource& source, NewFile& file, const CopyLook& look) {
    Descriptor from(source.open_again());
    if (from.number() < 0 || source.size() == 0) return 0;
    if (file.clone(from.number())) {
        look(source.size(), source.size());
        return source.size();
    }
    uint64_t at = 0;
    while (at < source.size()) {
        look(0, at);
        std::optional<size_t> count =
            file.copy(from.number(), size_t(std::min<uint64_t>(k_piece_bytes, source.size() - at)));
        if (!count) break;
        if (*count == 0 && at == 0) break;  // some file systems say so of files they make up
        if (*count == 0) throw_short(source);
        at += *count;
        look(*count, at);
    }
    return at;
}

}  // namespace

void KeptBackups::copy(const ByteSource& source, const std::string& path,
                       const std::function<void(uint64_t)>& copied, std::stop_token stop) const {
    make_folder(fs::path(path).parent_path().string());
    SpaceGuard space(directory_, room_);
    NewFile file(path);
    auto look = [&](uint64_t count, uint64_t at) {
        if (stop.stop_requested()) throw Stopped();
        if (count != 0) copied(count);
        if (at < source.size()) space.check(source.size() - at);
    };
    uint64_t at = copy_by_system(source, file, look);
    Bytes piece(at < source.size() ? k_piece_bytes : 0);
    ReleaseBehind behind(source, at);
    while (at < source.size()) {
        look(0, at);
        size_t count = source.read_at(at, piece);
        if (count == 0) throw_short(source);
        file.append(ByteSpan(piece).first(count));
        at += count;
        behind.passed(at);
        look(count, at);
    }
    file.sync();
}

void KeptBackups::sync(int32_t database_id) const {
    sync_folder(folder(database_id));
    sync_folder(directory_);
}

void KeptBackups::remove_step(int32_t database_id, int32_t step_id) const {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder(database_id), ignored)) {
        if (id_of(entry.path().filename(), '-') == step_id) fs::remove(entry.path(), ignored);
    }
    fs::remove(folder(database_id), ignored);  // when it is empty
}

void KeptBackups::remove_database(int32_t database_id) const {
    std::error_code ignored;
    fs::remove_all(folder(database_id), ignored);
}

void KeptBackups::remove_orphans(const std::vector<std::pair<int32_t, int32_t>>& kept) const {
    std::set<std::pair<int32_t, int32_t>> wanted(kept.begin(), kept.end());
    std::error_code ignored;
    for (const auto& database : fs::directory_iterator(directory_, ignored)) {
        std::optional<int32_t> id = id_of(database.path().filename(), 0);
        if (!id) continue;
        for (const auto& file : fs::directory_iterator(database.path(), ignored)) {
            std::optional<int32_t> step = id_of(file.path().filename(), '-');
            if (!step || wanted.contains({*id, *step})) continue;
            fs::remove(file.path(), ignored);
        }
        fs::remove(database.path(), ignored);
    }
}

}  // namespace gantry::restore

#include "base/byte_source.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "base/mapping_guard.h"

namespace gantry {
namespace {

class MappedFile final : public ByteSource {
  public:
    MappedFile(std::string path, std::string name, const uint8_t* data, const struct stat& info)
        : path_(std::move(path)),
          name_(std::move(name)),
          data_(data),
          size_(uint64_t(info.st_size)),
          device_(info.st_dev),
          inode_(info.st_ino),
          guard_(std::in_place, data_, size_) {}
    ~MappedFile() override {
        guard_.reset();  // before the addresses are somebody else's
        if (size_ > 0) munmap(const_cast<uint8_t*>(data_), size_);
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    const std::string& name() const override { return name_; }
    uint64_t size() const override { return size_; }
    size_t read_at(uint64_t offset, std::span<uint8_t> out) const override {
        if (offset >= size_) return 0;
        size_t count = size_t(std::min<uint64_t>(out.size(), size_ - offset));
        std::memcpy(out.data(), data_ + offset, count);
        require_read();
        return count;
    }
    void require_read() const override {
        if (!guard_->failed()) return;
        throw FormatError(
            fmt::format("Read on \"{}\" failed: 38(Reached the end of the file.)", name_), 3203,
            "the file became shorter while it was read, or its disk fails");
    }
    int open_again() const override {
        int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        struct stat info {};
        if (fd < 0 || (fstat(fd, &info) == 0 && info.st_dev == device_ && info.st_ino == inode_)) {
            return fd;
        }
        close(fd);
        return -1;
    }
    ByteSpan mapped() const override { return {data_, size_}; }
    void release(uint64_t offset, uint64_t size) const override {
        release_mapped(data_, size_, offset, size);
    }
    void read_here_and_there(bool on) const override {
        // Only a hint, too.
        if (size_ > 0) madvise(const_cast<uint8_t*>(data_), size_, on ? MADV_RANDOM : MADV_NORMAL);
    }

  private:
    std::string path_, name_;
    const uint8_t* data_;
    uint64_t size_;
    dev_t device_;
    ino_t inode_;
    std::optional<MappingGuard> guard_;
};

class MemorySource final : public ByteSource {
  public:
    MemorySource(std::string name, Bytes bytes)
        : name_(std::move(name)), bytes_(std::move(bytes)) {}

    const std::string& name() const override { return name_; }
    uint64_t size() const override { return bytes_.size(); }
    size_t read_at(uint64_t offset, std::span<uint8_t> out) const override {
        if (offset >= bytes_.size()) return 0;
        size_t count = size_t(std::min<uint64_t>(out.size(), bytes_.size() - offset));
        std::memcpy(out.data(), bytes_.data() + offset, count);
        return count;
    }
    ByteSpan mapped() const override { return bytes_; }

  private:
    std::string name_;
    Bytes bytes_;
};

class FirstBytes final : public ByteSource {
  public:
    FirstBytes(const ByteSource& source, uint64_t size)
        : source_(source), size_(std::min(size, source.size())) {}

    const std::string& name() const override { return source_.name(); }
    uint64_t size() const override { return size_; }
    size_t read_at(uint64_t offset, std::span<uint8_t> out) const override {
        if (offset >= size_) return 0;
        return source_.read_at(offset, out.first(std::min<uint64_t>(out.size(), size_ - offset)));
    }
    ByteSpan mapped() const override {
        ByteSpan all = source_.mapped();
        return all.first(std::min<uint64_t>(all.size(), size_));
    }
    bool fetches() const override { return source_.fetches(); }
    void need(uint64_t offset, uint64_t size) const override {
        if (offset < size_) source_.need(offset, std::min(size, size_ - offset));
    }
    uint64_t begin_part() const override { return source_.begin_part(); }
    void end_part(uint64_t part) const override { source_.end_part(part); }

  private:
    const ByteSource& source_;
    uint64_t size_;
};

}  // namespace

void release_mapped(const uint8_t* data, uint64_t mapping_size, uint64_t offset, uint64_t size) {
    if (offset >= mapping_size || size == 0) return;
    uint64_t page = uint64_t(sysconf(_SC_PAGESIZE));
    uint64_t begin = offset / page * page;
    uint64_t end = offset + std::min(size, mapping_size - offset);
    // Only a hint: when it fails, nothing but memory is lost.
    madvise(const_cast<uint8_t*>(data) + begin, end - begin, MADV_DONTNEED);
}

std::unique_ptr<ByteSource> open_file(const std::string& path, const std::string& name) {
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
    struct stat info {};
    int failed = fstat(fd, &info);
    if (failed == 0 && !S_ISREG(info.st_mode)) {
        close(fd);
        throw IoError(fmt::format("cannot open {}: not a regular file", path));
    }
    void* data = nullptr;
    if (failed == 0 && info.st_size > 0) {
        data = mmap(nullptr, size_t(info.st_size), PROT_READ, MAP_SHARED, fd, 0);
        if (data == MAP_FAILED) failed = -1;
    }
    int reason = errno;
    close(fd);
    if (failed != 0) throw IoError(fmt::format("cannot read {}: {}", path, std::strerror(reason)));
    return std::make_unique<MappedFile>(path, name.empty() ? path : name,
                                        static_cast<const uint8_t*>(data), info);
}

std::unique_ptr<ByteSource> memory_source(std::string name, Bytes bytes) {
    return std::make_unique<MemorySource>(std::move(name), std::move(bytes));
}

std::unique_ptr<ByteSource> first_bytes(const ByteSource& source, uint64_t size) {
    return std::make_unique<FirstBytes>(source, size);
}

}  // namespace gantry

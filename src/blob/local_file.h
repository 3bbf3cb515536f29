#pragma once
// A file on this machine that is read once, in order, to be sent elsewhere. Read with pread(), not
// mapped: a file that shrinks meanwhile is an error and no signal. One thread. Errors: IoError.

#include <cstdint>
#include <span>
#include <string>

namespace gantry::blob {

class LocalFile {
  public:
    explicit LocalFile(std::string path);
    ~LocalFile();
    LocalFile(const LocalFile&) = delete;
    LocalFile& operator=(const LocalFile&) = delete;

    const std::string& path() const { return path_; }
    uint64_t size() const { return size_; }
    // Fills all of `out`.
    void read(uint64_t offset, std::span<uint8_t> out) const;
    // Throws when the file is not as it was when it was opened.
    void check_unchanged() const;

  private:
    struct Stamp {
        uint64_t size = 0;
        int64_t seconds = 0;
        int64_t nanoseconds = 0;
        bool operator==(const Stamp&) const = default;
    };
    Stamp stamp() const;

    std::string path_;
    int fd_ = -1;
    uint64_t size_ = 0;
    Stamp opened_;
};

}  // namespace gantry::blob

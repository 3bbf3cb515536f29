#include "cli/export_target.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace gantry::cli {

namespace {

[[noreturn]] void throw_system(const std::string& what, const std::string& path) {
    throw IoError(fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)));
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        ssize_t count = ::write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw_system("write", path);
        bytes.remove_prefix(size_t(count));
    }
}

class StdoutTarget final : public ExportTarget {
  public:
    void write(std::string_view bytes) override { write_all(STDOUT_FILENO, bytes, "the output"); }
    void finish() override {}
};

class FileTarget final : public ExportTarget {
  public:
    explicit FileTarget(const std::string& path) : path_(path), partial_(path + ".partial") {
        fd_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (fd_ < 0) throw_system("create", partial_);
    }
    ~FileTarget() override {
        if (fd_ < 0) return;
        ::close(fd_);
        ::unlink(partial_.c_str());
    }
    void write(std::string_view bytes) override { write_all(fd_, bytes, partial_); }
    void finish() override {
        // The bytes are on disk before the name says that they are.
        if (::fsync(fd_) != 0 && errno != EINVAL && errno != EROFS) throw_system("write", partial_);
        if (::rename(partial_.c_str(), path_.c_str()) != 0) throw_system("name", path_);
        ::close(fd_);
        fd_ = -1;
    }

  private:
    std::string path_, partial_;
    int fd_ = -1;
};

}  // namespace

std::unique_ptr<ExportTarget> stdout_target() {
    return std::make_unique<StdoutTarget>();
}

std::unique_ptr<ExportTarget> file_target(const std::string& path) {
    return std::make_unique<FileTarget>(path);
}

}  // namespace gantry::cli

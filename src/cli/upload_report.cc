#include "cli/upload_report.h"

#include <fmt/core.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/text_table.h"

namespace gantry::cli {
namespace {

using nlohmann::ordered_json;

const char* status_word(UploadStatus status) {
    switch (status) {
        case UploadStatus::uploaded:
            return "uploaded";
        case UploadStatus::already_there:
            return "already there";
        case UploadStatus::would_upload:
            return "would upload";
        case UploadStatus::would_resume:
            return "would resume";
        case UploadStatus::would_replace:
            return "would replace";
        case UploadStatus::differs:
            return "differs";
        case UploadStatus::failed:
            return "failed";
        case UploadStatus::stopped:
            return "stopped";
    }
    return "failed";
}

std::string status_key(UploadStatus status) {
    std::string out = status_word(status);
    for (char& c : out)
        if (c == ' ') c = '_';
    return out;
}

std::string rate_of(const UploadedFile& file) {
    if (file.bytes_sent == 0 || file.seconds <= 0) return "";
    return human_size(uint64_t(double(file.bytes_sent) / file.seconds)) + "/s";
}

std::string hex(const Bytes& bytes) {
    std::string out;
    for (uint8_t byte : bytes)
        out += fmt::format("{:02x}", byte);
    return out;
}

}  // namespace

std::string upload_text(const std::vector<UploadedFile>& files) {
    TextTable table({"file", ">size", ">blocks", ">sent", ">rate", "status", "blob"});
    for (const UploadedFile& file : files) {
        table.add({file.path, human_size(file.plan.bytes),
                   fmt::format("{} x {}", file.plan.blocks, human_size(file.plan.block_bytes)),
                   human_size(file.bytes_sent), rate_of(file), status_word(file.status), file.url});
    }
    return table.text();
}

std::string upload_json(const std::vector<UploadedFile>& files) {
    ordered_json list = ordered_json::array();
    uint64_t bytes = 0, sent = 0;
    for (const UploadedFile& file : files) {
        ordered_json one = {{"path", file.path},
                            {"url", file.url},
                            {"status", status_key(file.status)},
                            {"bytes", file.plan.bytes},
                            {"block_bytes", file.plan.block_bytes},
                            {"blocks", file.plan.blocks},
                            {"blocks_resumed", file.plan.blocks_there},
                            {"blocks_sent", file.blocks_sent},
                            {"bytes_sent", file.bytes_sent},
                            {"seconds", file.seconds}};
        one["md5"] = file.md5.empty() ? ordered_json() : ordered_json(hex(file.md5));
        one["error"] = file.error.empty() ? ordered_json() : ordered_json(file.error);
        one["hint"] = file.hint.empty() ? ordered_json() : ordered_json(file.hint);
        list.push_back(std::move(one));
        bytes += file.plan.bytes;
        sent += file.bytes_sent;
    }
    ordered_json report = {{"files", std::move(list)}, {"bytes", bytes}, {"bytes_sent", sent}};
    return report.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

UploadProgressLine::UploadProgressLine(const blob::UploadProgress& progress, uint64_t bytes_total)
    : progress_(progress), bytes_total_(bytes_total) {
    if (!is_terminal(STDERR_FILENO)) return;
    thread_ = std::jthread([this](std::stop_token ended) { run(ended); });
}

UploadProgressLine::~UploadProgressLine() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
    fmt::print(stderr, "\r\x1B[K");
}

void UploadProgressLine::set_file(const std::string& path, size_t number, size_t count) {
    std::lock_guard lock(mutex_);
    file_ = count == 1 ? path : fmt::format("{}/{} {}", number, count, path);
}

void UploadProgressLine::clear() {
    std::lock_guard lock(mutex_);
    if (thread_.joinable()) fmt::print(stderr, "\r\x1B[K");
}

void UploadProgressLine::run(std::stop_token ended) {
    std::unique_lock lock(mutex_);
    while (!ended.stop_requested()) {
        ended_.wait_for(lock, ended, std::chrono::milliseconds(250), [] { return false; });
        if (!ended.stop_requested()) draw();
    }
}

void UploadProgressLine::draw() {
    uint64_t done = std::min<uint64_t>(progress_.bytes, bytes_total_);
    uint64_t percent = bytes_total_ == 0 ? 100 : uint64_t(__int128(done) * 100 / bytes_total_);
    fmt::print(stderr, "\r\x1B[K{}  {} of {}  {} %", printable(file_), human_size(done),
               human_size(bytes_total_), percent);
    std::fflush(stderr);
}

}  // namespace gantry::cli

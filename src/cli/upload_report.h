#pragma once
// What an upload did or would do, as a table or JSON, and its line of progress.

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "blob/upload.h"

namespace gantry::cli {

enum class UploadStatus {
    uploaded,
    already_there,
    would_upload,   // --dry-run
    would_resume,   // --dry-run, and some of it is there
    would_replace,  // --dry-run --overwrite
    differs,        // another blob is there
    failed,
    stopped,  // by a signal
};

struct UploadedFile {
    std::string path;
    std::string url;  // without a query
    UploadStatus status = UploadStatus::failed;
    blob::UploadPlan plan;
    uint64_t blocks_sent = 0;
    uint64_t bytes_sent = 0;
    Bytes md5;
    double seconds = 0;
    std::string error;
    std::string hint;
};

std::string upload_text(const std::vector<UploadedFile>& files);
std::string upload_json(const std::vector<UploadedFile>& files);

// One line on standard error, drawn over itself, and only on a terminal; gone afterwards.
class UploadProgressLine {
  public:
    UploadProgressLine(const blob::UploadProgress& progress, uint64_t bytes_total);
    ~UploadProgressLine();
    UploadProgressLine(const UploadProgressLine&) = delete;
    UploadProgressLine& operator=(const UploadProgressLine&) = delete;

    void set_file(const std::string& path, size_t number, size_t count);
    void clear();  // before something else is printed

  private:
    void run(std::stop_token ended);
    void draw();

    const blob::UploadProgress& progress_;
    uint64_t bytes_total_;
    std::mutex mutex_;
    std::condition_variable_any ended_;
    std::string file_;
    std::jthread thread_;  // none when stderr is no terminal
};

}  // namespace gantry::cli

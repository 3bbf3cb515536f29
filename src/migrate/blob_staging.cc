#include "migrate/blob_staging.h"

#include <fmt/format.h>

#include <condition_variable>
#include <filesystem>
#include <thread>

#include "blob/credential.h"
#include "blob/local_file.h"
#include "blob/upload.h"

namespace gantry::migrate {
namespace {

// Calls `tell` now and then while it lives, and at its end.
class Watch {
  public:
    explicit Watch(std::function<void()> tell)
        : tell_(std::move(tell)), thread_([this](std::stop_token ended) {
              std::mutex mutex;
              std::condition_variable_any wake;
              std::unique_lock lock(mutex);
              constexpr auto k_pause = std::chrono::milliseconds(500);
              while (!ended.stop_requested()) {
                  wake.wait_for(lock, ended, k_pause, [] { return false; });
                  tell_();
              }
          }) {}

  private:
    std::function<void()> tell_;
    std::jthread thread_;
};

}  // namespace

std::string staged_name(const PlannedDatabase& database, size_t step, size_t file) {
    std::string name = std::filesystem::path(database.steps[step].files[file].name).filename();
    return fmt::format("{}/{}-{}-{}", database.target_name, step + 1, file + 1, name);
}

BlobStaging::BlobStaging(Target& target, StagingOptions options)
    : target_(target), options_(std::move(options)) {}

std::vector<std::vector<std::string>> BlobStaging::bring(
    const PlannedDatabase& database, std::stop_token stop,
    const std::function<void(double)>& progress) {
    std::vector<std::vector<std::string>> out;
    std::map<std::string, std::string> uploaded;  // a file may hold several steps
    uint64_t bytes_done = 0;
    const double total = double(std::max<uint64_t>(database.backup_bytes, 1));
    for (size_t i = 0; i < database.steps.size(); ++i) {
        std::vector<std::string>& devices = out.emplace_back();
        for (size_t j = 0; j < database.steps[i].files.size(); ++j) {
            const PlannedFile& file = database.steps[i].files[j];
            if (file.is_url) {
                need_credential(blob::parse_blob_url(file.name, options_.http),
                                options_.source_sas);
                devices.push_back(file.name);
                continue;
            }
            if (!options_.container) {
                devices.push_back(std::filesystem::absolute(file.name).lexically_normal());
                continue;
            }
            std::string& device = uploaded[file.name];
            if (device.empty()) {
                need_credential(*options_.container, options_.container_sas);
                device = upload(file, staged_name(database, i, j), stop, [&](uint64_t bytes) {
                    progress(double(bytes_done + bytes) / total);
                });
                bytes_done += file.bytes;
            }
            devices.push_back(device);
        }
    }
    return out;
}

void BlobStaging::need_credential(const blob::BlobUrl& url, const std::string& sas) {
    const std::string name = blob::container_text(url);
    const std::lock_guard lock(mutex_);
    if (credentials_[name]) return;
    if (!target_.has_credential(name)) {
        if (sas.empty()) {
            throw Error(fmt::format("the target has no credential for {}", name),
                        "give the signature of the container with --sas-file, or make the "
                        "credential there");
        }
        target_.create_credential(name, sas);
    }
    credentials_[name] = true;
}

std::string BlobStaging::upload(const PlannedFile& file, const std::string& name,
                                std::stop_token stop,
                                const std::function<void(uint64_t)>& progress) {
    blob::BlobUrl url = *options_.container;
    if (!url.blob.empty() && !url.blob.ends_with('/')) url.blob += '/';
    url.blob += name;
    const blob::BlobClient client(url, blob::sas_credential(options_.container_sas),
                                  options_.client);
    const blob::LocalFile source(file.name);
    blob::UploadProgress sent;
    blob::UploadOptions options;
    options.overwrite = true;  // of an earlier run, with another backup
    const Watch watch([&] { progress(sent.bytes); });
    try {
        blob::upload(client, source, url.blob, options, sent, stop);
    } catch (const Error&) {
        if (stop.stop_requested()) throw Stopped();
        throw;
    }
    return blob::url_text(url);
}

}  // namespace gantry::migrate

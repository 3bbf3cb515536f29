#pragma once
// Where the inputs of a command lie: files of this machine, and blobs. Finds what the PATH words
// name, and opens it. All commands that read backups find and open their inputs here, so that a URL
// works wherever a path does.
//
//   sales.bak  '/backups/*.bak'  /backups/            as input_paths.h says
//   https://account.blob.core.windows.net/container/dir/sales.bak      a blob
//   https://account.blob.core.windows.net/container[/dir]              every blob below it
//
// A blob is read by range, as far as it is needed; what was fetched lies in the spool directory
// (base/spool_space.h), within one budget for all blobs of the command. Its name is its URL without
// a signature. The signature comes from BlobOptions, or from the URL itself ("...?sv=...&sig=...").
//
// find() is for one thread, the rest for any number. Errors: UsageError for a URL that is none and
// for credentials; what cannot be found is one of FoundPaths' problems; open() throws IoError.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "backup/mssqlbak.h"
#include "base/byte_source.h"
#include "blob/client.h"
#include "blob/disk_budget.h"
#include "cli/blob_options.h"
#include "cli/input_paths.h"

namespace gantry::cli {

class InputPlaces {
  public:
    explicit InputPlaces(BlobOptions options = {});

    // Paths come first, then what URLs name.
    FoundPaths find(const std::vector<std::string>& words);
    // What find() found, or anything else of such a name, with the credential of the options.
    // `stop` ends all waiting for a blob's bytes.
    std::unique_ptr<ByteSource> open(const std::string& name, std::stop_token stop = {}) const;
    // Nothing when it cannot be told.
    std::optional<uint64_t> size(const std::string& name) const;

    // Of all blobs found, and of all that was read of blobs.
    size_t blob_count() const { return blobs_.size(); }
    uint64_t blob_bytes() const { return blob_bytes_; }
    uint64_t fetched_bytes() const { return *fetched_; }
    // One line of progress shows at a time (cli/fetch_progress.h): false when there is one.
    bool take_line() const { return !has_line_.exchange(true); }
    void give_line_back() const { has_line_ = false; }
    // How a compressed blob is best opened: decompressed while its headers are read, so that it is
    // fetched once, where the spool has room for all of them; else fetched again when it is needed.
    backup::MssqlbakSource::Decompress decompress() const;

  private:
    using Client = std::shared_ptr<const blob::BlobClient>;
    struct Blob {
        blob::BlobUrl url;
        Client client;
        blob::BlobProperties properties;
    };

    void find_blobs(const std::string& word, FoundPaths& out);
    std::vector<Blob> blobs_of(const BlobPlace& place) const;
    void add_blob(Blob blob, bool searched, FoundPaths& out);
    Client client_of(const BlobPlace& place) const;

    BlobOptions options_;
    std::map<std::string, Blob> blobs_;  // by name
    uint64_t blob_bytes_ = 0;
    std::shared_ptr<blob::DiskBudget> budget_;
    std::shared_ptr<std::atomic<uint64_t>> fetched_ = std::make_shared<std::atomic<uint64_t>>(0);
    mutable std::atomic<bool> has_line_{false};
    mutable std::mutex mutex_;
    mutable std::map<std::string, Client> clients_;  // by container and secret
};

}  // namespace gantry::cli

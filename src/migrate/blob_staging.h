#pragma once
// Backups for a target that reads blobs: files of this machine are uploaded into a container, blobs
// are left where they are, and the target gets a credential for each container it does not have one
// for. Uploads are resumable by themselves (blob/upload.h). Thread-safe.
//
// Errors: BlobError, IoError, SqlError of CREATE CREDENTIAL. A secret goes to the blob service and,
// over the encrypted connection, to the target; it is in no message.

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "blob/client.h"
#include "blob/url.h"
#include "migrate/runner.h"

namespace gantry::migrate {

struct StagingOptions {
    std::optional<blob::BlobUrl> container;  // with a prefix or none; nothing: files stay in place
    std::string container_sas;
    std::string source_sas;  // of containers that backups already are in; empty: none is known
    blob::BlobClientOptions client = {};
    blob::AllowHttp http = blob::AllowHttp::loopback_only;
};

class BlobStaging : public Staging {
  public:
    BlobStaging(Target& target, StagingOptions options);

    std::vector<std::vector<std::string>> bring(
        const PlannedDatabase& database, std::stop_token stop,
        const std::function<void(double)>& progress) override;

  private:
    void need_credential(const blob::BlobUrl& url, const std::string& sas);
    std::string upload(const PlannedFile& file, const std::string& name, std::stop_token stop,
                       const std::function<void(uint64_t)>& progress);

    Target& target_;
    StagingOptions options_;
    std::mutex mutex_;
    std::map<std::string, bool> credentials_;  // containers that were looked at
};

// "shop/2-1-monday.bak": the second step's first stripe.
std::string staged_name(const PlannedDatabase& database, size_t step, size_t file);

}  // namespace gantry::migrate

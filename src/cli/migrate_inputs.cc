#include "cli/migrate_inputs.h"

#include <fmt/format.h>

#include "blob/blob_source.h"
#include "blob/error.h"
#include "cli/command_line.h"
#include "cli/input_files.h"

namespace gantry::cli {
namespace {

constexpr size_t k_blobs_max = 100'000;  // of one container

std::unique_ptr<ByteSource> open_url(const blob::BlobUrl& url, const BlobOptions& options) {
    blob::BlobReadOptions reading;
    reading.client = blob_client_options_of(options);
    return blob::open_blob(url, blob_credential_of(options, url), reading);
}

// The blobs that a URL means: itself, or all below it.
std::vector<blob::BlobUrl> blobs_of(const std::string& word, const BlobOptions& options) {
    blob::BlobUrl url = blob_url_of(word, options);
    const blob::BlobClient client(url, blob_credential_of(options, url),
                                  blob_client_options_of(options));
    if (!url.blob.empty() && !url.blob.ends_with('/')) {
        try {
            client.properties(url.blob, {});
            return {url};
        } catch (const blob::BlobError& error) {
            if (error.fault() != blob::BlobFault::not_found) throw;
            url.blob += '/';
        }
    }
    std::vector<blob::BlobUrl> out;
    for (const blob::BlobItem& item : client.list_all(url.blob, k_blobs_max, {})) {
        out.push_back(url);
        out.back().blob = item.name;
    }
    if (out.empty()) throw Error(fmt::format("there is no blob at {}", blob::url_text(url)));
    return out;
}

}  // namespace

MigrationInputs read_migration_inputs(const std::vector<std::string>& words,
                                      const BlobOptions& options) {
    MigrationInputs out;
    std::vector<std::string> paths;
    std::vector<backup::MediaFile> blobs;
    for (const std::string& word : words) {
        if (!blob::is_blob_url(word)) {
            paths.push_back(word);
            continue;
        }
        for (const blob::BlobUrl& url : blobs_of(word, options)) {
            try {
                blobs.push_back(backup::open_media_file(open_url(url, options)));
            } catch (const FormatError& error) {
                out.rejected.push_back({blob::url_text(url), error.what(), error.hint()});
            }
        }
    }
    if (!paths.empty()) {
        Inputs inputs = read_inputs(paths);
        if (blobs.empty()) require_inputs(inputs);
        for (const RejectedFile& file : inputs.rejected) {
            if (!file.foreign) out.rejected.push_back({file.path, file.reason, file.hint});
        }
        for (const DataFileGroup& group : inputs.data_files) {
            out.rejected.push_back({group.paths[0], "data files cannot be restored",
                                    "attach them to a SQL Server and back the database up there"});
        }
        out.media = std::move(inputs.media);
    }
    for (backup::MediaSet& set : backup::group_media(std::move(blobs)))
        out.media.push_back(std::move(set));
    return out;
}

migrate::OpenFile migration_opener(const BlobOptions& options) {
    return [options](const std::string& name) {
        if (!blob::is_blob_url(name)) return open_file(name);
        return open_url(blob_url_of(name, options), options);
    };
}

}  // namespace gantry::cli

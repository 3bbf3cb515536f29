#include "cli/input_places.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>

#include "base/spool_space.h"
#include "blob/blob_source.h"
#include "blob/error.h"
#include "cli/command_line.h"

namespace gantry::cli {
namespace {

constexpr size_t k_blobs_max = 100'000;  // of one container

// Whatever is read, the volume does not get full of it, unless its limit was set.
uint64_t spool_bytes_max() {
    if (std::getenv("GANTRY_SPOOL_MAX_MB") != nullptr) return UINT64_MAX;
    return spool_bytes_left(spool_directory(), 0) / 2;
}

// An open blob keeps a file of its own, and connections.
void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);  // where it fails, opening says so
}

}  // namespace

InputPlaces::InputPlaces(BlobOptions options)
    : options_(std::move(options)),
      budget_(std::make_shared<blob::DiskBudget>(spool_directory(), spool_bytes_max())) {}

FoundPaths InputPlaces::find(const std::vector<std::string>& words) {
    std::vector<std::string> paths, urls;
    for (const std::string& word : words)
        (blob::is_blob_url(word) ? urls : paths).push_back(word);
    FoundPaths out = find_paths(paths);
    for (const std::string& url : urls)
        find_blobs(url, out);
    if (!urls.empty()) raise_file_limit();
    return out;
}

void InputPlaces::find_blobs(const std::string& word, FoundPaths& out) {
    const BlobPlace place = blob_place_of(word, options_);
    try {
        std::vector<Blob> found = blobs_of(place);
        const bool searched = found.size() != 1 || found[0].url != place.url;
        if (found.empty()) {
            out.problems.push_back({blob::url_text(place.url), "no blob is there",
                                    "names of containers, folders and blobs are case-sensitive"});
        }
        for (Blob& blob : found)
            add_blob(std::move(blob), searched, out);
    } catch (const blob::BlobError& error) {
        out.problems.push_back({blob::url_text(place.url), error.what(), error.hint()});
    }
}

void InputPlaces::add_blob(Blob blob, bool searched, FoundPaths& out) {
    std::string name = blob::url_text(blob.url);
    const uint64_t size = blob.properties.size;
    if (!blobs_.emplace(name, std::move(blob)).second) return;
    blob_bytes_ += size;
    out.files.push_back({std::move(name), searched});
}

// The blob itself, or all below it.
std::vector<InputPlaces::Blob> InputPlaces::blobs_of(const BlobPlace& place) const {
    const Client client = client_of(place);
    std::string prefix = place.url.blob;
    std::optional<blob::BlobError> not_there;
    if (!prefix.empty() && !prefix.ends_with('/')) {
        try {
            return {{place.url, client, client->properties(prefix, {})}};
        } catch (const blob::BlobError& error) {
            if (error.fault() != blob::BlobFault::not_found) throw;
            not_there = error;
        }
        prefix += '/';
    }
    std::vector<Blob> out;
    try {
        for (const blob::BlobItem& item : client->list_all(prefix, k_blobs_max, {})) {
            blob::BlobUrl url = place.url;
            url.blob = item.name;
            out.push_back({std::move(url), client, item.properties});
        }
    } catch (const blob::BlobError&) {
        // A signature for one blob may not list: what was asked for was that blob.
        if (not_there) throw *not_there;
        throw;
    }
    if (out.empty() && not_there) throw *not_there;
    return out;
}

InputPlaces::Client InputPlaces::client_of(const BlobPlace& place) const {
    const std::string key = fmt::format("{}\n{}\n{}", blob::container_text(place.url),
                                        int(place.credential.kind), place.credential.secret);
    std::lock_guard lock(mutex_);
    Client& client = clients_[key];
    if (!client) {
        client = std::make_shared<blob::BlobClient>(place.url, place.credential,
                                                    blob_client_options_of(options_));
    }
    return client;
}

std::unique_ptr<ByteSource> InputPlaces::open(const std::string& name, std::stop_token stop) const {
    if (!blob::is_blob_url(name)) return open_file(name);
    blob::BlobReadOptions reading;
    reading.stop = std::move(stop);
    reading.budget = budget_;
    reading.fetched = fetched_;
    const auto found = blobs_.find(name);
    if (found != blobs_.end()) {
        const Blob& blob = found->second;
        return blob::open_blob(blob.client, blob.url, blob.properties, reading);
    }
    const BlobPlace place = blob_place_of(name, options_);
    return blob::open_blob(client_of(place), place.url, std::nullopt, reading);
}

std::optional<uint64_t> InputPlaces::size(const std::string& name) const {
    const auto found = blobs_.find(name);
    if (found != blobs_.end()) return found->second.properties.size;
    std::error_code error;
    const uintmax_t bytes = std::filesystem::file_size(name, error);
    if (error) return std::nullopt;
    return uint64_t(bytes);
}

backup::MssqlbakSource::Decompress InputPlaces::decompress() const {
    // Backups of databases become five times as large as a rule.
    constexpr uint64_t k_growth = 10;
    const bool room = blob_bytes_ <= budget_->left() / k_growth;
    return room ? backup::MssqlbakSource::Decompress::at_once
                : backup::MssqlbakSource::Decompress::when_needed;
}

}  // namespace gantry::cli

#pragma once
// A client of one container of a blob service (Azure Blob Storage or an emulator), on libcurl.
//
// Thread-safe: any number of threads call at once; each call takes a kept-alive connection from a
// pool or opens one. Every call blocks until it is done, tried again often enough, or `stop` is
// requested, which ends it at once (BlobFault::cancelled). 429, 500, 502, 503, 504, time-outs and
// broken connections are tried again with growing pauses and Retry-After, for at most
// `retry_total` without progress (20 seconds for a host that has never answered, a minute for 500
// of a service that has accepted nothing yet); a read goes on at the byte it has. TLS 1.2 or later,
// verified with the system's authorities. Proxies come from the environment, never for loopback.
// Redirects are not followed: a blob service makes none, and the secret would go along.
//
// Blob names are decoded UTF-8, as BlobUrl::blob holds them. Memory: nothing grows with a reply but
// the caller's buffer, lists (5,000 entries a page) and block lists (50,000 and as many
// uncommitted). Errors: BlobError.
// Source: Azure Storage REST API reference, version 2021-12-02.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "blob/credential.h"
#include "blob/error.h"
#include "blob/url.h"

namespace gantry::blob {

struct BlobClientOptions {
    std::string ca_file;  // PEM, besides the system's: for private services and emulators
    std::chrono::milliseconds connect_timeout{15'000};
    // Fewer than a kilobyte a second for so long is a broken connection.
    std::chrono::seconds stall_timeout{60};
    // Tries go on for so long after the last progress.
    std::chrono::milliseconds retry_total{300'000};
    // The same after status 500, until the service has accepted a request of this client: it is
    // more likely the request it cannot take than a failure that passes.
    std::chrono::milliseconds retry_total_unaccepted{60'000};
    std::chrono::milliseconds retry_first_pause{500};
    std::chrono::milliseconds retry_longest_pause{30'000};
};

enum class BlobKind { block, page, append, other };

struct BlobProperties {
    uint64_t size = 0;
    std::string etag;           // as sent, with its quotes
    std::string last_modified;  // as sent
    BlobKind kind = BlobKind::other;
    Bytes content_md5;               // 16 bytes, empty when the blob has none
    bool upload_unfinished = false;  // a page blob whose writer has not come to its end
};

struct BlobItem {
    std::string name;  // decoded
    BlobProperties properties;
};

struct BlobList {
    std::vector<BlobItem> items;
    std::vector<std::string> prefixes;  // with a delimiter only
    std::string next_marker;            // empty: that was the last page
};

struct BlobListQuery {
    std::string prefix;
    std::string delimiter;  // "/": one level only
    std::string marker;     // of the page before
    uint32_t results_max = 5000;
};

struct BlobBlock {
    std::string id;  // in base64, as sent
    uint64_t size = 0;
};

struct BlobBlockList {
    std::vector<BlobBlock> committed;
    std::vector<BlobBlock> uncommitted;
};

// What must hold on the service when something is written: nothing, the ETag (`match`), or that
// nothing is there.
struct BlobCondition {
    std::string match;
    bool absent = false;
};

// Tells how many bytes of a call have come or gone so far, counted from its start; called from the
// thread of the call.
using BlobProgress = std::function<void(uint64_t)>;

class BlobClient {
  public:
    // The container of `url` is the client's; its blob is not looked at. A shared key without an
    // account name takes the URL's.
    BlobClient(const BlobUrl& url, BlobCredential credential, BlobClientOptions options = {});
    ~BlobClient();
    BlobClient(const BlobClient&) = delete;
    BlobClient& operator=(const BlobClient&) = delete;

    // The URL of a blob of this container, for messages.
    std::string name_of(std::string_view blob) const;

    BlobProperties properties(std::string_view blob, std::stop_token stop) const;
    // Fills `out` with the blob's bytes from `offset`; returns how many there were (less than asked
    // only at the blob's end; BlobFault::range when `offset` is at or behind it). Not empty, `etag`
    // must be the blob's: BlobFault::changed otherwise.
    size_t read(std::string_view blob, uint64_t offset, std::span<uint8_t> out,
                std::string_view etag, std::stop_token stop,
                const BlobProgress& progress = {}) const;
    // The same without a buffer: `sink` is given each byte once, in order, in
    // pieces as they come. What it throws ends the call.
    using BlobSink = std::function<void(ByteSpan piece)>;
    uint64_t read(std::string_view blob, uint64_t offset, uint64_t size, const BlobSink& sink,
                  std::string_view etag, std::stop_token stop) const;
    BlobList list(const BlobListQuery& query, std::stop_token stop) const;
    // All pages. Throws BlobFault::refused when there are more than `items_max`.
    std::vector<BlobItem> list_all(std::string_view prefix, size_t items_max,
                                   std::stop_token stop) const;

    // `block_id` in base64, of equal length in one blob. The service checks the bytes with their
    // MD5.
    void put_block(std::string_view blob, std::string_view block_id, ByteSpan bytes,
                   ByteSpan bytes_md5, std::stop_token stop,
                   const BlobProgress& progress = {}) const;
    // Makes the blob of uncommitted or committed blocks, in this order; `content_md5` (16 bytes or
    // empty) is kept with it.
    void put_block_list(std::string_view blob, const std::vector<std::string>& block_ids,
                        ByteSpan content_md5, const BlobCondition& condition,
                        std::stop_token stop) const;
    // Both lists are empty for a blob that is not there.
    BlobBlockList block_list(std::string_view blob, std::stop_token stop) const;

    // A page blob full of zeros, marked as unfinished; `size` is a multiple of 512. Returns its
    // ETag.
    std::string create_page_blob(std::string_view blob, uint64_t size,
                                 const BlobCondition& condition, std::stop_token stop) const;
    // `offset` and length are multiples of 512, the length at most 4 MiB. Returns the new ETag.
    std::string put_pages(std::string_view blob, uint64_t offset, ByteSpan bytes,
                          std::stop_token stop, const BlobProgress& progress = {}) const;
    // Keeps the MD5 of the whole and takes the mark away.
    void finish_page_blob(std::string_view blob, ByteSpan content_md5, std::stop_token stop) const;

    void remove(std::string_view blob, std::stop_token stop) const;
    // False when it was there already.
    bool create_container(std::stop_token stop) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gantry::blob

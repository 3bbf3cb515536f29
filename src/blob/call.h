#pragma once
// One call of the blob service: signed, sent, tried again as long as that makes sense.
// The inner side of BlobClient. Thread-safe.

#include <atomic>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "blob/client.h"
#include "blob/fault.h"
#include "blob/http.h"
#include "blob/retry.h"

namespace gantry::blob {

struct Call {
    std::string what;         // "read", for messages
    std::string permissions;  // of a SAS
    std::string method;
    std::string blob;                                             // decoded; empty: the container
    std::vector<std::pair<std::string, std::string>> query = {};  // decoded
    HttpHeaders headers = {};
    ByteSpan body = {};
    size_t body_max = 64 << 10;
    int status = 200;                    // what success is
    std::optional<int> status_too = {};  // and what else is
    bool expects_absent = false;
    // Called before each try: headers that change from one to the next.
    std::function<void(HttpRequest&)> prepare = {};
    std::function<bool(const HttpReply&, ByteSpan)> sink = {};
    // Called after a try whose status is one of the above: what is wrong with it, or nothing.
    std::function<std::optional<std::string>(const HttpReply&)> check = {};
    std::function<void(uint64_t)> sent = {};
    // Bytes of the reply that have been taken so far, over all tries: what counts as progress.
    std::function<uint64_t()> taken = {};
};

struct CallReply {
    HttpReply http;
    unsigned failed_tries = 0;  // before this one
};

class Caller {
  public:
    Caller(const BlobUrl& url, BlobCredential credential, const BlobClientOptions& options);

    // Throws BlobError.
    CallReply run(const Call& call, const std::stop_token& stop);
    std::string name_of(std::string_view blob) const;

  private:
    HttpRequest request_of(const Call& call, const BlobUrl& target) const;
    void sign(const Call& call, const BlobUrl& target, HttpRequest& request) const;
    // How long the failure that `reply` is may be tried again, where that is less than others.
    std::optional<std::chrono::milliseconds> total_max(const HttpReply& reply) const;
    // Pauses, or throws `error` when it is over.
    void pause(Retry& retry, const BlobError& error,
               std::optional<std::chrono::milliseconds> total_max,
               std::optional<std::chrono::seconds> retry_after, const Attempted& attempted,
               const std::stop_token& stop) const;

    BlobUrl container_;
    BlobCredential credential_;
    std::string sas_;  // as it stands in a URL
    Bytes key_;
    RetryPolicy retry_policy_;
    std::chrono::milliseconds retry_total_unaccepted_;
    HttpPool pool_;
    std::atomic<bool> reached_ = false;   // the service has answered once
    std::atomic<bool> accepted_ = false;  // and taken a request
};

}  // namespace gantry::blob

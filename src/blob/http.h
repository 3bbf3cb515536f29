#pragma once
// One HTTP/1.1 exchange after another over kept-alive connections, on libcurl. Knows nothing of
// blobs, retries nothing.
//
// Thread-safe: each call takes an idle connection or makes one, and gives it back. A call ends at
// once when its stop token says so. What a server sends is bounded: 64 KiB of headers, and a body
// of `body_max` unless a sink takes it. No exceptions for what goes wrong on the wire: see
// HttpResult; Error when libcurl itself cannot be set up.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace gantry::blob {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;  // names in lower case

struct HttpReply {
    int status = 0;
    HttpHeaders headers;
    std::string body;

    // Empty when there is none; the first of several.
    std::string_view header(std::string_view name) const;
};

struct HttpRequest {
    std::string method;  // GET, HEAD, PUT or DELETE
    std::string url;     // may hold a secret: never shown
    HttpHeaders headers;
    ByteSpan body;  // of a PUT; outlives the call
    size_t body_max = 64 << 10;
    // Takes the body of a 2xx reply piece by piece; false ends the call as `refused`.
    std::function<bool(const HttpReply&, ByteSpan)> sink;
    std::function<void(uint64_t)> sent;  // so many bytes of `body` are on their way
};

enum class HttpResult {
    done,       // there is a reply, whole
    broken,     // cut, too slow: worth another try
    unreached,  // no such host, or nothing listens there: another try may help
    refused,    // the sink ended it, or the reply is larger than allowed
    failed,     // another try would end the same: certificate, unusable settings
    cancelled,  // the stop token
};

struct HttpOutcome {
    HttpResult result = HttpResult::done;
    std::string reason;  // when it is not done; holds no URL
    HttpReply reply;     // what there is of it
};

struct HttpSettings {
    std::string ca_file;
    std::chrono::milliseconds connect_timeout{15'000};
    std::chrono::seconds stall_timeout{60};
    bool proxy = true;  // take it from the environment
};

class HttpConnection;

class HttpPool {
  public:
    explicit HttpPool(HttpSettings settings);
    ~HttpPool();
    HttpPool(const HttpPool&) = delete;
    HttpPool& operator=(const HttpPool&) = delete;

    HttpOutcome perform(const HttpRequest& request, const std::stop_token& stop);

  private:
    std::unique_ptr<HttpConnection> take();
    void give(std::unique_ptr<HttpConnection> connection);

    HttpSettings settings_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<HttpConnection>> idle_;
};

}  // namespace gantry::blob

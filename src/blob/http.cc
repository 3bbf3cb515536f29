#include "blob/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::blob {
namespace {

constexpr size_t k_header_bytes_max = 64 << 10;
constexpr size_t k_idle_max = 64;
constexpr long k_buffer_bytes = 512 << 10;
constexpr long k_stall_bytes_a_second = 1024;
constexpr int k_poll_ms = 1000;

void set_up_curl() {
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) throw Error("libcurl cannot be set up");
}

// What the callbacks of one exchange share.
struct Exchange {
    const HttpRequest& request;
    HttpOutcome& outcome;
    size_t header_bytes = 0;
    size_t body_at = 0;
    std::string refusal;
};

bool is_success(int status) {
    return status >= 200 && status < 300;
}

size_t take_header(char* data, size_t size, size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    std::string_view line(data, size * count);
    HttpReply& reply = exchange.outcome.reply;
    if (line.starts_with("HTTP/")) {  // the final reply follows a 100 Continue
        reply = HttpReply{};
        size_t blank = line.find(' ');
        if (blank != std::string_view::npos && line.size() >= blank + 4)
            std::from_chars(&line[blank + 1], &line[blank + 4], reply.status);
        return size * count;
    }
    exchange.header_bytes += line.size();
    if (exchange.header_bytes > k_header_bytes_max) {
        exchange.refusal = "its headers are too long";
        return 0;
    }
    size_t colon = line.find(':');
    if (colon == std::string_view::npos) return size * count;
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
        value.remove_prefix(1);
    while (!value.empty() && uint8_t(value.back()) <= ' ')
        value.remove_suffix(1);
    reply.headers.emplace_back(ascii_lower(line.substr(0, colon)), std::string(value));
    return size * count;
}

size_t take_body(char* data, size_t size, size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    HttpReply& reply = exchange.outcome.reply;
    std::string_view piece(data, size * count);
    if (exchange.request.sink && is_success(reply.status)) {
        if (exchange.request.sink(reply, as_bytes(piece))) return piece.size();
        exchange.refusal = "its reply is not what was asked for";
        return 0;
    }
    if (reply.body.size() + piece.size() > exchange.request.body_max) {
        exchange.refusal = "its reply is too long";
        return 0;
    }
    reply.body.append(piece);
    return piece.size();
}

size_t give_body(char* data, size_t size, size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    ByteSpan rest = exchange.request.body.subspan(exchange.body_at);
    size_t given = std::min(rest.size(), size * count);
    if (given != 0) std::memcpy(data, rest.data(), given);
    exchange.body_at += given;
    if (exchange.request.sent && given != 0) exchange.request.sent(exchange.body_at);
    return given;
}

// libcurl begins the body again when a kept-alive connection turned out to be closed.
int seek_body(void* user, curl_off_t offset, int origin) {
    auto& exchange = *static_cast<Exchange*>(user);
    if (origin != SEEK_SET || offset < 0 || uint64_t(offset) > exchange.request.body.size())
        return CURL_SEEKFUNC_FAIL;
    exchange.body_at = size_t(offset);
    return CURL_SEEKFUNC_OK;
}

HttpResult result_of(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
            return HttpResult::unreached;
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
        case CURLE_NOT_BUILT_IN:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ENGINE_NOTFOUND:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_OUT_OF_MEMORY:
        case CURLE_UNKNOWN_OPTION:
        case CURLE_BAD_FUNCTION_ARGUMENT:
            return HttpResult::failed;
        default:
            return HttpResult::broken;
    }
}

}  // namespace

class HttpConnection {
  public:
    HttpConnection() : multi_(curl_multi_init()), easy_(curl_easy_init()) {
        if (multi_ == nullptr || easy_ == nullptr) {
            close();
            throw Error("libcurl cannot be set up");
        }
    }
    ~HttpConnection() { close(); }
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    HttpOutcome perform(const HttpRequest& request, const HttpSettings& settings,
                        const std::stop_token& stop);

  private:
    struct FreeList {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    using HeaderList = std::unique_ptr<curl_slist, FreeList>;

    void close() {
        if (easy_ != nullptr) curl_easy_cleanup(easy_);
        if (multi_ != nullptr) curl_multi_cleanup(multi_);
    }
    template <typename Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(easy_, option, value);
    }
    void configure(const HttpSettings& settings);
    HeaderList describe(const HttpRequest& request, Exchange& exchange);
    CURLcode run(const std::stop_token& stop);

    CURLM* multi_;  // its own, so that a stop token can wake it; keeps the connection
    CURL* easy_;
    char error_[CURL_ERROR_SIZE] = {};
};

void HttpConnection::configure(const HttpSettings& settings) {
    curl_easy_reset(easy_);  // connections stay
    error_[0] = '\0';
    set(CURLOPT_ERRORBUFFER, error_);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // a name that is being resolved holds nobody up
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings.ca_file.empty()) set(CURLOPT_CAINFO, settings.ca_file.c_str());
    if (!settings.proxy) set(CURLOPT_PROXY, "");
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_BUFFERSIZE, k_buffer_bytes);
    set(CURLOPT_UPLOAD_BUFFERSIZE, k_buffer_bytes);
    set(CURLOPT_CONNECTTIMEOUT_MS, long(settings.connect_timeout.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, k_stall_bytes_a_second);
    set(CURLOPT_LOW_SPEED_TIME, long(settings.stall_timeout.count()));
}

HttpConnection::HeaderList HttpConnection::describe(const HttpRequest& request,
                                                    Exchange& exchange) {
    set(CURLOPT_URL, request.url.c_str());
    if (request.method == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    } else if (request.method == "PUT") {
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_INFILESIZE_LARGE, curl_off_t(request.body.size()));
    } else if (request.method != "GET") {
        set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    set(CURLOPT_HEADERFUNCTION, take_header);
    set(CURLOPT_HEADERDATA, &exchange);
    set(CURLOPT_WRITEFUNCTION, take_body);
    set(CURLOPT_WRITEDATA, &exchange);
    set(CURLOPT_READFUNCTION, give_body);
    set(CURLOPT_READDATA, &exchange);
    set(CURLOPT_SEEKFUNCTION, seek_body);
    set(CURLOPT_SEEKDATA, &exchange);
    HeaderList list;
    auto append = [&](const std::string& line) {
        curl_slist* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        (void)list.release();
        list.reset(longer);
    };
    for (const auto& [name, value] : request.headers)
        append(name + (value.empty() ? ";" : ": " + value));
    append("Expect:");  // no waiting for a 100 Continue
    set(CURLOPT_HTTPHEADER, list.get());
    return list;
}

// CURLE_ABORTED_BY_CALLBACK when stopped.
CURLcode HttpConnection::run(const std::stop_token& stop) {
    if (curl_multi_add_handle(multi_, easy_) != CURLM_OK) return CURLE_FAILED_INIT;
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    {
        std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi_); });
        int running = 1;
        while (running != 0 && !stop.stop_requested()) {
            if (curl_multi_perform(multi_, &running) != CURLM_OK) break;
            if (running != 0) curl_multi_poll(multi_, nullptr, 0, k_poll_ms, nullptr);
        }
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(multi_, &left))
            if (message->msg == CURLMSG_DONE) code = message->data.result;
    }
    curl_multi_remove_handle(multi_, easy_);
    return code;
}

HttpOutcome HttpConnection::perform(const HttpRequest& request, const HttpSettings& settings,
                                    const std::stop_token& stop) {
    HttpOutcome outcome;
    Exchange exchange{request, outcome, 0, 0, {}};
    configure(settings);
    HeaderList headers = describe(request, exchange);
    CURLcode code = run(stop);
    set(CURLOPT_HTTPHEADER, nullptr);
    if (code == CURLE_OK) return outcome;
    if (!exchange.refusal.empty()) {
        outcome.result = HttpResult::refused;
        outcome.reason = exchange.refusal;
    } else if (stop.stop_requested()) {
        outcome.result = HttpResult::cancelled;
        outcome.reason = "cancelled";
    } else {
        outcome.result = result_of(code);
        outcome.reason = error_[0] != '\0' ? error_ : curl_easy_strerror(code);
    }
    return outcome;
}

std::string_view HttpReply::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

HttpPool::HttpPool(HttpSettings settings) : settings_(std::move(settings)) {
    set_up_curl();
}

HttpPool::~HttpPool() = default;

std::unique_ptr<HttpConnection> HttpPool::take() {
    {
        std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<HttpConnection> connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
    }
    return std::make_unique<HttpConnection>();
}

void HttpPool::give(std::unique_ptr<HttpConnection> connection) {
    std::lock_guard lock(mutex_);
    if (idle_.size() < k_idle_max) idle_.push_back(std::move(connection));
}

HttpOutcome HttpPool::perform(const HttpRequest& request, const std::stop_token& stop) {
    std::unique_ptr<HttpConnection> connection = take();
    HttpOutcome outcome = connection->perform(request, settings_, stop);
    give(std::move(connection));
    return outcome;
}

}  // namespace gantry::blob

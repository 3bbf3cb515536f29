#include "blob/call.h"

#include <fmt/core.h>

#include <condition_variable>
#include <mutex>
#include <random>

#include "blob/base64.h"
#include "blob/signing.h"

namespace gantry::blob {
namespace {

constexpr const char* k_version = "2021-12-02";
// A reply that breaks the rules may be the fault of something in between, once or twice.
constexpr unsigned k_protocol_tries_max = 3;
// A host that has never answered is more likely misspelt than out of order.
constexpr std::chrono::seconds k_first_reach{20};

int64_t unix_now() {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

uint64_t random_number() {
    static thread_local std::random_device device;
    return uint64_t(device()) << 32 | device();
}

// Names the request in the service's logs.
std::string request_id() {
    uint64_t high = random_number();
    uint64_t low = random_number();
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                       high & 0xfff, 0x8000 | ((low >> 48) & 0x3fff), low & 0xffff'ffff'ffff);
}

// Signatures are handed about decoded as well as encoded; '+' and '/' must not stay as they are.
std::string encoded_sas(std::string_view secret) {
    return percent_encode(secret, "%&=");
}

[[noreturn]] void throw_cancelled(const Attempted& attempted) {
    throw BlobError(BlobFault::cancelled,
                    fmt::format("cannot {} '{}': cancelled", attempted.what, attempted.target));
}

std::string seconds_text(std::chrono::milliseconds time) {
    return fmt::format("{}.{} seconds", time.count() / 1000, time.count() % 1000 / 100);
}

BlobError network_error(const Attempted& attempted, const HttpOutcome& outcome) {
    std::string hint;
    if (outcome.result == HttpResult::unreached)
        hint = "is the host right, and is there a way to it (a firewall, https_proxy)?";
    if (outcome.result == HttpResult::broken)
        hint = "is this a blob service, or is there something on the way that cuts connections?";
    if (outcome.result == HttpResult::failed &&
        outcome.reason.find("certificate") != std::string::npos)
        hint =
            "is the service's certificate of an authority this system knows? A file with others "
            "can be given";
    return {BlobFault::network,
            fmt::format("cannot {} '{}': {}", attempted.what, attempted.target, outcome.reason),
            hint};
}

}  // namespace

Caller::Caller(const BlobUrl& url, BlobCredential credential, const BlobClientOptions& options)
    : container_(url),
      credential_(std::move(credential)),
      retry_policy_{options.retry_total, options.retry_first_pause, options.retry_longest_pause},
      retry_total_unaccepted_(options.retry_total_unaccepted),
      pool_({options.ca_file, options.connect_timeout, options.stall_timeout, !is_loopback(url)}) {
    container_.blob.clear();
    if (credential_.kind == BlobCredential::Kind::sas) sas_ = encoded_sas(credential_.secret);
    if (credential_.kind != BlobCredential::Kind::shared_key) return;
    if (credential_.account.empty()) credential_.account = container_.account;
    key_ = from_base64(credential_.secret).value_or(Bytes());
    if (key_.empty() || credential_.account.empty())
        throw BlobError(
            BlobFault::denied,
            fmt::format("the key for '{}' is not usable: {}", url_text(container_),
                        key_.empty() ? "it is not base64" : "the account's name is not known"));
}

std::string Caller::name_of(std::string_view blob) const {
    BlobUrl url = container_;
    url.blob = blob;
    return url_text(url);
}

void Caller::sign(const Call& call, const BlobUrl& target, HttpRequest& request) const {
    std::string path = url_path(target);
    SignedParts parts{call.method, credential_.account, path,
                      call.query,  request.headers,     call.body.size()};
    std::string header = shared_key_header(parts, key_);
    request.headers.emplace_back("authorization", std::move(header));
}

HttpRequest Caller::request_of(const Call& call, const BlobUrl& target) const {
    HttpRequest request;
    request.method = call.method;
    request.url = url_text(target);
    char separator = '?';
    for (const auto& [name, value] : call.query) {
        request.url += separator + percent_encode(name) + "=" + percent_encode(value);
        separator = '&';
    }
    if (!sas_.empty()) request.url += separator + sas_;
    request.headers = call.headers;
    request.headers.emplace_back("x-ms-version", k_version);
    request.headers.emplace_back("x-ms-date", http_date(unix_now()));
    request.headers.emplace_back("x-ms-client-request-id", request_id());
    request.headers.emplace_back("user-agent", "gantry");
    request.body = call.body;
    request.body_max = call.body_max;
    request.sink = call.sink;
    request.sent = call.sent;
    if (call.prepare) call.prepare(request);
    if (credential_.kind == BlobCredential::Kind::shared_key) sign(call, target, request);
    return request;
}

std::optional<std::chrono::milliseconds> Caller::total_max(const HttpReply& reply) const {
    if (reply.status == 0) {
        if (!reached_) return k_first_reach;
    } else if (reply.status == 500 && !accepted_) {
        return retry_total_unaccepted_;
    }
    return std::nullopt;
}

void Caller::pause(Retry& retry, const BlobError& error,
                   std::optional<std::chrono::milliseconds> total_max,
                   std::optional<std::chrono::seconds> retry_after, const Attempted& attempted,
                   const std::stop_token& stop) const {
    Retry::Clock::time_point now = Retry::Clock::now();
    std::optional<std::chrono::milliseconds> length = retry.next(now, retry_after, total_max);
    if (!length) {
        throw BlobError(error.fault(),
                        fmt::format("{}; given up after {} tries, {} without progress",
                                    error.what(), retry.tries(), seconds_text(retry.waited(now))),
                        error.hint(),
                        {error.http_status(), error.error_code(), error.request_id()});
    }
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, *length, [] { return false; });
    if (stop.stop_requested()) throw_cancelled(attempted);
}

CallReply Caller::run(const Call& call, const std::stop_token& stop) {
    BlobUrl target = container_;
    target.blob = call.blob;
    Attempted attempted{call.what, url_text(target), call.permissions, call.expects_absent};
    Retry retry(retry_policy_, Retry::Clock::now(), random_number());
    unsigned protocol_tries = 0;
    uint64_t taken = 0;
    for (;;) {
        if (stop.stop_requested()) throw_cancelled(attempted);
        HttpOutcome outcome = pool_.perform(request_of(call, target), stop);
        if (call.taken) {
            if (call.taken() != taken) protocol_tries = 0;
            retry.progress(call.taken() - taken, Retry::Clock::now());
            taken = call.taken();
        }
        const HttpReply& reply = outcome.reply;
        if (reply.status != 0) reached_ = true;
        std::optional<std::chrono::seconds> retry_after;
        std::optional<BlobError> error;
        bool accepted = reply.status == call.status || reply.status == call.status_too;
        if (accepted) accepted_ = true;
        std::optional<std::string> fault;
        bool judged = outcome.result == HttpResult::done || outcome.result == HttpResult::refused;
        if (accepted && judged && call.check) fault = call.check(reply);
        if (outcome.result == HttpResult::cancelled) {
            throw_cancelled(attempted);
        } else if (outcome.result == HttpResult::failed) {
            throw network_error(attempted, outcome);
        } else if (fault || outcome.result == HttpResult::refused) {
            error =
                protocol_error(attempted, fault.value_or("the server's fault: " + outcome.reason));
            if (++protocol_tries == k_protocol_tries_max) throw *error;
        } else if (outcome.result == HttpResult::broken ||
                   outcome.result == HttpResult::unreached) {
            error = network_error(attempted, outcome);
        } else if (accepted) {
            return {std::move(outcome.reply), retry.tries()};
        } else {
            error = refusal(attempted, credential_, reply, unix_now());
            if (!is_worth_a_retry(reply.status)) throw *error;
            retry_after = parse_retry_after(reply.header("retry-after"), unix_now());
        }
        pause(retry, *error, total_max(reply), retry_after, attempted, stop);
    }
}

}  // namespace gantry::blob

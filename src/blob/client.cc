// BlobClient, reading.

#include "blob/client.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <exception>

#include "blob/client_state.h"
#include "blob/read_range.h"
#include "blob/xml.h"

namespace gantry::blob {
namespace {

constexpr size_t k_list_bytes_max = 32 << 20;
constexpr size_t k_block_list_bytes_max = 32 << 20;

BlobProperties properties_of(const HttpReply& reply) {
    BlobProperties out;
    std::string_view size = reply.header("content-length");
    std::from_chars(size.data(), size.data() + size.size(), out.size);
    out.etag = reply.header("etag");
    out.last_modified = reply.header("last-modified");
    out.kind = blob_kind(reply.header("x-ms-blob-type"));
    out.content_md5 = md5_of_base64(reply.header("content-md5"));
    out.upload_unfinished = !reply.header(k_unfinished_header).empty();
    return out;
}

std::optional<std::string> fault_of_head(const HttpReply& reply) {
    std::string_view text = reply.header("content-length");
    uint64_t size = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() ||
        size > (uint64_t(1) << 53))
        return "the reply tells no size";
    if (reply.header("etag").empty()) return "the reply tells no ETag";
    return std::nullopt;
}

}  // namespace

BlobClient::BlobClient(const BlobUrl& url, BlobCredential credential, BlobClientOptions options)
    : state_(std::make_unique<State>(url, std::move(credential), options)) {}

BlobClient::~BlobClient() = default;

std::string BlobClient::name_of(std::string_view blob) const {
    return state_->caller.name_of(blob);
}

BlobProperties BlobClient::properties(std::string_view blob, std::stop_token stop) const {
    Call call{.what = "look at", .permissions = "r", .method = "HEAD", .blob = std::string(blob)};
    call.check = fault_of_head;
    return properties_of(state_->caller.run(call, stop).http);
}

size_t BlobClient::read(std::string_view blob, uint64_t offset, std::span<uint8_t> out,
                        std::string_view etag, std::stop_token stop,
                        const BlobProgress& progress) const {
    uint64_t done = 0;
    auto sink = [&](ByteSpan piece) {
        std::copy(piece.begin(), piece.end(), out.begin() + std::ptrdiff_t(done));
        done += piece.size();
        if (progress) progress(done);
    };
    return size_t(read(blob, offset, out.size(), sink, etag, std::move(stop)));
}

uint64_t BlobClient::read(std::string_view blob, uint64_t offset, uint64_t size,
                          const BlobSink& sink, std::string_view etag, std::stop_token stop) const {
    if (size == 0) return 0;
    RangeRead range(offset, size, etag);
    // The sink is called from within libcurl, which no exception may pass
    // through.
    std::exception_ptr failure;
    std::stop_source ended;
    std::stop_callback end(stop, [&] { ended.request_stop(); });
    Call call{.what = "read", .permissions = "r", .method = "GET", .blob = std::string(blob)};
    call.status = 206;
    call.status_too = 200;
    call.prepare = [&](HttpRequest& request) { range.begin_try(request.headers); };
    call.sink = [&](const HttpReply& reply, ByteSpan piece) {
        if (failure || !range.take(reply, piece)) return false;
        try {
            sink(piece);
            return true;
        } catch (...) {
            failure = std::current_exception();
            ended.request_stop();
            return false;
        }
    };
    call.check = [&](const HttpReply& reply) { return range.fault(reply); };
    call.taken = [&] { return range.taken(); };
    try {
        state_->caller.run(call, ended.get_token());
    } catch (const IoError&) {
        if (!failure) throw;
    }
    if (failure) std::rethrow_exception(failure);
    return range.taken();
}

BlobList BlobClient::list(const BlobListQuery& query, std::stop_token stop) const {
    Call call{.what = "list", .permissions = "l", .method = "GET", .blob = {}};
    call.query = {{"restype", "container"}, {"comp", "list"}};
    if (!query.prefix.empty()) call.query.emplace_back("prefix", query.prefix);
    if (!query.delimiter.empty()) call.query.emplace_back("delimiter", query.delimiter);
    if (!query.marker.empty()) call.query.emplace_back("marker", query.marker);
    call.query.emplace_back("maxresults", std::to_string(query.results_max));
    call.body_max = k_list_bytes_max;
    BlobList list;
    call.check = [&](const HttpReply& reply) -> std::optional<std::string> {
        try {
            list = parse_list_xml(reply.body);
        } catch (const FormatError& error) {
            return error.what();
        }
        return std::nullopt;
    };
    state_->caller.run(call, stop);
    return list;
}

std::vector<BlobItem> BlobClient::list_all(std::string_view prefix, size_t items_max,
                                           std::stop_token stop) const {
    BlobListQuery query;
    query.prefix = prefix;
    std::vector<BlobItem> out;
    for (;;) {
        BlobList page = list(query, stop);
        if (out.size() + page.items.size() > items_max)
            throw BlobError(
                BlobFault::refused,
                fmt::format("there are more than {} blobs under '{}'", items_max, name_of(prefix)),
                "name a folder in the container");
        std::move(page.items.begin(), page.items.end(), std::back_inserter(out));
        if (page.next_marker.empty()) return out;
        if (page.next_marker == query.marker)
            throw BlobError(
                BlobFault::protocol,
                fmt::format("cannot list '{}': the list begins again and again", name_of(prefix)));
        query.marker = std::move(page.next_marker);
    }
}

BlobBlockList BlobClient::block_list(std::string_view blob, std::stop_token stop) const {
    Call call{.what = "list the blocks of",
              .permissions = "r",
              .method = "GET",
              .blob = std::string(blob)};
    call.query = {{"comp", "blocklist"}, {"blocklisttype", "all"}};
    call.body_max = k_block_list_bytes_max;
    BlobBlockList list;
    call.check = [&](const HttpReply& reply) -> std::optional<std::string> {
        try {
            list = parse_block_list_xml(reply.body);
        } catch (const FormatError& error) {
            return error.what();
        }
        return std::nullopt;
    };
    try {
        state_->caller.run(call, stop);
    } catch (const BlobError& error) {
        if (error.fault() != BlobFault::not_found) throw;
    }
    return list;
}

}  // namespace gantry::blob

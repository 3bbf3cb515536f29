// BlobClient, writing.

#include <fmt/core.h>

#include "blob/base64.h"
#include "blob/client_state.h"
#include "blob/digest.h"
#include "blob/xml.h"

namespace gantry::blob {
namespace {

constexpr size_t k_page_bytes = 512;
constexpr size_t k_pages_bytes_max = 4 << 20;
constexpr const char* k_content_type = "application/octet-stream";

void add_condition(const BlobCondition& condition, Call& call) {
    if (condition.absent) call.headers.emplace_back("if-none-match", "*");
    if (!condition.match.empty()) call.headers.emplace_back("if-match", condition.match);
    call.expects_absent = condition.absent;
}

}  // namespace

void BlobClient::put_block(std::string_view blob, std::string_view block_id, ByteSpan bytes,
                           ByteSpan bytes_md5, std::stop_token stop,
                           const BlobProgress& progress) const {
    Call call{
        .what = "write a block of", .permissions = "w", .method = "PUT", .blob = std::string(blob)};
    call.query = {{"comp", "block"}, {"blockid", std::string(block_id)}};
    call.headers = {{"content-md5", to_base64(bytes_md5)}, {"content-type", k_content_type}};
    call.body = bytes;
    call.status = 201;
    call.sent = progress;
    state_->caller.run(call, stop);
}

void BlobClient::put_block_list(std::string_view blob, const std::vector<std::string>& block_ids,
                                ByteSpan content_md5, const BlobCondition& condition,
                                std::stop_token stop) const {
    std::string body = block_list_xml(block_ids);
    Call call{.what = "write", .permissions = "w", .method = "PUT", .blob = std::string(blob)};
    call.query = {{"comp", "blocklist"}};
    call.headers = {{"content-type", "application/xml"},
                    {"content-md5", to_base64(md5(as_bytes(body)))},
                    {"x-ms-blob-content-type", k_content_type}};
    if (!content_md5.empty())
        call.headers.emplace_back("x-ms-blob-content-md5", to_base64(content_md5));
    call.body = as_bytes(body);
    call.status = 201;
    add_condition(condition, call);
    state_->caller.run(call, stop);
}

std::string BlobClient::create_page_blob(std::string_view blob, uint64_t size,
                                         const BlobCondition& condition,
                                         std::stop_token stop) const {
    GANTRY_ASSERT(size % k_page_bytes == 0);
    Call call{.what = "create", .permissions = "w", .method = "PUT", .blob = std::string(blob)};
    call.headers = {{"x-ms-blob-type", "PageBlob"},
                    {"x-ms-blob-content-length", std::to_string(size)},
                    {"x-ms-blob-content-type", k_content_type},
                    {k_unfinished_header, "1"}};
    call.status = 201;
    add_condition(condition, call);
    return std::string(state_->caller.run(call, stop).http.header("etag"));
}

std::string BlobClient::put_pages(std::string_view blob, uint64_t offset, ByteSpan bytes,
                                  std::stop_token stop, const BlobProgress& progress) const {
    GANTRY_ASSERT(!bytes.empty() && offset % k_page_bytes == 0 &&
                  bytes.size() % k_page_bytes == 0 && bytes.size() <= k_pages_bytes_max);
    Call call{
        .what = "write pages of", .permissions = "w", .method = "PUT", .blob = std::string(blob)};
    call.query = {{"comp", "page"}};
    call.headers = {{"range", fmt::format("bytes={}-{}", offset, offset + bytes.size() - 1)},
                    {"x-ms-page-write", "update"},
                    {"content-md5", to_base64(md5(bytes))},
                    {"content-type", k_content_type}};
    call.body = bytes;
    call.status = 201;
    call.sent = progress;
    return std::string(state_->caller.run(call, stop).http.header("etag"));
}

void BlobClient::finish_page_blob(std::string_view blob, ByteSpan content_md5,
                                  std::stop_token stop) const {
    Call keep{.what = "finish", .permissions = "w", .method = "PUT", .blob = std::string(blob)};
    keep.query = {{"comp", "properties"}};
    keep.headers = {{"x-ms-blob-content-type", k_content_type},
                    {"x-ms-blob-content-md5", to_base64(content_md5)}};
    state_->caller.run(keep, stop);
    Call unmark{.what = "finish", .permissions = "w", .method = "PUT", .blob = std::string(blob)};
    unmark.query = {{"comp", "metadata"}};
    state_->caller.run(unmark, stop);
}

void BlobClient::remove(std::string_view blob, std::stop_token stop) const {
    Call call{.what = "delete", .permissions = "d", .method = "DELETE", .blob = std::string(blob)};
    call.status = 202;
    state_->caller.run(call, stop);
}

bool BlobClient::create_container(std::stop_token stop) const {
    Call call{.what = "create", .permissions = "c", .method = "PUT", .blob = {}};
    call.query = {{"restype", "container"}};
    call.status = 201;
    call.status_too = 409;
    CallReply reply = state_->caller.run(call, stop);
    if (reply.http.status == 201) return true;
    if (error_code_of(reply.http) == "ContainerAlreadyExists") return false;
    throw BlobError(
        BlobFault::refused,
        fmt::format("cannot create '{}': the service refused it (HTTP 409)", name_of({})),
        "a container that was just deleted can be made again after some seconds");
}

}  // namespace gantry::blob

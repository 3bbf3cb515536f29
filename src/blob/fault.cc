#include "blob/fault.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "blob/retry.h"
#include "blob/xml.h"

namespace gantry::blob {
namespace {

constexpr size_t k_word_bytes_max = 64;

// Codes and ids go into texts: nothing but what they are made of.
std::string plain_word(std::string_view text) {
    bool plain =
        text.size() <= k_word_bytes_max && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-';
        });
    return plain ? std::string(text) : std::string();
}

struct Explained {
    BlobFault fault = BlobFault::refused;
    std::string cause;
    std::string hint;
};

std::string ago(int64_t seconds) {
    if (seconds < 120) return fmt::format("{} seconds", seconds);
    if (seconds < 7200) return fmt::format("{} minutes", seconds / 60);
    if (seconds < 172'800) return fmt::format("{} hours", seconds / 3600);
    return fmt::format("{} days", seconds / 86'400);
}

struct KnownCode {
    std::string_view code;
    BlobFault fault;
    std::string_view cause;
    std::string_view hint;
};

// What the service's code alone tells.
constexpr std::array<KnownCode, 16> k_codes{{
    {"ContainerNotFound", BlobFault::container_not_found, "the container does not exist",
     "compare the URL with the names in the storage account"},
    {"BlobNotFound", BlobFault::not_found, "the blob does not exist",
     "compare the URL with the names in the container; they are case-sensitive"},
    {"BlobArchived", BlobFault::refused, "the blob is in the archive tier",
     "move it to the hot or cool tier first; that takes hours"},
    {"BlobBeingRehydrated", BlobFault::refused, "the blob is on its way out of the archive tier",
     "wait until it is in the hot or cool tier"},
    {"PublicAccessNotPermitted", BlobFault::denied, "the storage account allows no public access",
     "give a credential with a shared access signature"},
    {"AccountIsDisabled", BlobFault::denied, "the storage account is disabled",
     "look at its state and its bill"},
    {"KeyBasedAuthenticationNotPermitted", BlobFault::denied,
     "the storage account allows no account keys, nor signatures made with them",
     "allow shared key access in the account's configuration"},
    {"AuthorizationSourceIPMismatch", BlobFault::denied,
     "the shared access signature is for other IP addresses", "look at its sip="},
    {"AuthorizationProtocolMismatch", BlobFault::denied,
     "the shared access signature is for https only", "write https:// in the URL"},
    {"AuthorizationResourceTypeMismatch", BlobFault::denied,
     "the shared access signature is not for objects and containers", "it needs srt=co"},
    {"AuthorizationServiceMismatch", BlobFault::denied,
     "the shared access signature is not for blobs", "it needs ss=b"},
    {"LeaseIdMissing", BlobFault::refused, "somebody holds a lease on the blob",
     "end what writes it (a backup that died?), or break the lease"},
    {"LeaseNotPresentWithBlobOperation", BlobFault::refused, "the blob has no lease", ""},
    {"InvalidBlobType", BlobFault::refused, "there is a blob of another kind under this name",
     "delete it, or choose another name"},
    {"BlobImmutableDueToPolicy", BlobFault::refused, "an immutability policy protects the blob",
     "choose another name"},
    {"Md5Mismatch", BlobFault::refused, "the bytes were damaged on the way", ""},
}};

Explained explain_denied(const Attempted& attempted, const BlobCredential& credential,
                         int64_t now) {
    using Kind = BlobCredential::Kind;
    if (credential.kind == Kind::none)
        return {BlobFault::denied, "the container is not public and no credential was given",
                "give a credential with a shared access signature for this container"};
    if (credential.kind == Kind::shared_key)
        return {BlobFault::denied, "the service did not accept the account's name and key",
                "compare both with the storage account's access keys; is this machine's clock "
                "right?"};
    SasFields fields;
    try {
        fields = parse_sas(credential.secret);
    } catch (const FormatError& error) {
        return {BlobFault::denied, error.what(), error.hint()};
    }
    if (fields.expires_at && *fields.expires_at <= now)
        return {BlobFault::expired,
                fmt::format("the shared access signature expired at {}, {} ago",
                            utc_text(*fields.expires_at), ago(now - *fields.expires_at)),
                "make a new signature, and give it to the command or the credential"};
    if (fields.starts_at && *fields.starts_at > now)
        return {BlobFault::not_yet_valid,
                fmt::format("the shared access signature is valid from {} on, in {}",
                            utc_text(*fields.starts_at), ago(*fields.starts_at - now)),
                "make a new signature without a start, and give it to the command or the "
                "credential"};
    for (char letter : attempted.permissions)
        if (!fields.permissions.empty() && fields.permissions.find(letter) == std::string::npos)
            return {BlobFault::denied,
                    fmt::format("the shared access signature permits '{}', and '{}' is needed",
                                fields.permissions, attempted.permissions),
                    "make a new signature with more permissions"};
    return {BlobFault::denied, "the service did not accept the shared access signature",
            "was it made for this container, copied whole, and the account's key not renewed "
            "since? A firewall of the storage account answers so, too"};
}

Explained explain(const Attempted& attempted, const BlobCredential& credential,
                  const HttpReply& reply, const std::string& code, int64_t now) {
    bool conflict = reply.status == 409 || reply.status == 412;
    if (conflict && attempted.expects_absent &&
        (code == "BlobAlreadyExists" || code == "ConditionNotMet" || code.empty()))
        return {BlobFault::exists, "there is a blob of this name already", ""};
    if (reply.status == 412 && (code == "ConditionNotMet" || code.empty()))
        return {BlobFault::changed, "the blob was replaced or changed meanwhile",
                "let what writes it come to its end, then begin again"};
    const auto* known = std::find_if(k_codes.begin(), k_codes.end(),
                                     [&](const KnownCode& row) { return row.code == code; });
    bool denied = reply.status == 401 || reply.status == 403;
    if (denied && known == k_codes.end()) return explain_denied(attempted, credential, now);
    if (known != k_codes.end())
        return {known->fault, std::string(known->cause), std::string(known->hint)};
    // What an anonymous request gets of a container that is not public.
    if (reply.status == 404 && credential.kind == BlobCredential::Kind::none)
        return {BlobFault::not_found, "there is no such blob, or its container is not public",
                "compare the URL with the names in the storage account, or give a credential"};
    if (reply.status == 404)
        return {BlobFault::not_found, "there is no such blob or container",
                "compare the URL with the names in the container; they are case-sensitive"};
    if (reply.status == 416) return {BlobFault::range, "the range lies behind the blob's end", ""};
    if (reply.status >= 300 && reply.status < 400)
        return {BlobFault::protocol, "the server sends to another address, which is not followed",
                "is this the address of a blob service?"};
    if (is_worth_a_retry(reply.status))
        return {BlobFault::server, "the service is busy or out of order", "try again later"};
    return {BlobFault::refused, "the service refused it", ""};
}

}  // namespace

std::string error_code_of(const HttpReply& reply) {
    std::string code = plain_word(reply.header("x-ms-error-code"));
    return code.empty() ? parse_error_xml(reply.body) : code;
}

BlobError refusal(const Attempted& attempted, const BlobCredential& credential,
                  const HttpReply& reply, int64_t now) {
    // The service's clock decides over expiry, so its time is what counts.
    if (std::optional<int64_t> date = parse_http_date(reply.header("date"))) now = *date;
    std::string code = error_code_of(reply);
    Explained why = explain(attempted, credential, reply, code, now);
    BlobErrorDetails details{reply.status, code, plain_word(reply.header("x-ms-request-id"))};
    std::string text = fmt::format("cannot {} '{}': {} (HTTP {}", attempted.what, attempted.target,
                                   why.cause, reply.status);
    if (!code.empty()) text += " " + code;
    if (!details.request_id.empty()) text += ", request " + details.request_id;
    return {why.fault, text + ")", why.hint, details};
}

BlobError protocol_error(const Attempted& attempted, std::string_view what) {
    return {BlobFault::protocol,
            fmt::format("cannot {} '{}': {}", attempted.what, attempted.target, what),
            "is this the address of a blob service, or is there a proxy that changes replies?"};
}

}  // namespace gantry::blob

#include "engine/store/credential_url.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "base/utf.h"

namespace gantry::store {
namespace {

constexpr size_t k_account_key_bytes = 64;

// "https://Account.blob.core.windows.net:443/container/folder" in comparable parts.
struct Url {
    std::string scheme;                  // lower-cased; empty: not a URL
    std::string host;                    // lower-cased, with a port that is not the scheme's own
    std::vector<std::string_view> path;  // its segments
    bool trailing_slash = false;

    bool is_azure() const { return host.find(".blob.") != std::string::npos; }
    // Emulators have the account in the path: http://127.0.0.1:10000/account/container.
    size_t segments_to_container() const { return is_azure() ? 1 : is_plain_host() ? 2 : 1; }

  private:
    // An address, or a name without dots: no storage account's own host.
    bool is_plain_host() const {
        std::string name = host.substr(0, host.rfind(':'));
        return name.find('.') == std::string::npos ||
               name.find_first_not_of("0123456789.") == std::string::npos;
    }
};

Url split(std::string_view text) {
    Url out;
    size_t colon = text.find("://");
    if (colon == std::string_view::npos) return out;
    out.scheme = ascii_lower(text.substr(0, colon));
    std::string_view rest = text.substr(colon + 3);
    rest = rest.substr(0, rest.find_first_of("?#"));
    size_t slash = std::min(rest.find('/'), rest.size());
    out.host = ascii_lower(rest.substr(0, slash));
    std::string_view own_port = out.scheme == "https" ? ":443" : ":80";
    if (out.host.ends_with(own_port)) out.host.resize(out.host.size() - own_port.size());
    rest.remove_prefix(slash);
    out.trailing_slash = rest.size() > 1 && rest.back() == '/';
    while (!rest.empty()) {
        rest.remove_prefix(1);
        size_t end = std::min(rest.find('/'), rest.size());
        if (end > 0) out.path.push_back(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    return out;
}

bool begins_with(const std::vector<std::string_view>& path,
                 const std::vector<std::string_view>& prefix) {
    return prefix.size() <= path.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

// A name that could fit URLs at all.
bool names_container(const Url& name) {
    return !name.scheme.empty() && !name.trailing_slash &&
           name.path.size() >= name.segments_to_container();
}

std::string container_url(const Url& url) {
    std::string out = url.scheme + "://" + url.host;
    size_t count = std::min(url.path.size(), url.segments_to_container());
    for (size_t i = 0; i < count; ++i)
        out += fmt::format("/{}", url.path[i]);
    return out;
}

bool equal_without_case(const std::vector<std::string_view>& path,
                        const std::vector<std::string_view>& prefix) {
    return prefix.size() <= path.size() &&
           std::equal(prefix.begin(), prefix.end(), path.begin(),
                      [](std::string_view a, std::string_view b) { return ascii_iequals(a, b); });
}

// Why a credential of this name does not fit though it looks like it; empty: it is about
// something else.
std::string near_miss(std::string_view text, const Url& name, const Url& url) {
    if (name.host != url.host) return {};
    if (name.path.size() < name.segments_to_container()) {
        return fmt::format("Credential '{}' names no container: its name must be {}.", text,
                           container_url(url));
    }
    if (name.trailing_slash && begins_with(url.path, name.path)) {
        return fmt::format("The name of credential '{}' ends with '/': make it again without.",
                           text);
    }
    if (name.scheme != url.scheme && begins_with(url.path, name.path)) {
        return fmt::format("Credential '{}' is for {}, the backup's URL is {}.", text, name.scheme,
                           url.scheme);
    }
    if (equal_without_case(url.path, name.path)) {
        return fmt::format("The path of credential '{}' differs in case.", text);
    }
    return {};
}

// The value of one field of a SAS, percent-decoded where a ':' may be; nullopt: there is none.
std::optional<std::string> sas_field(std::string_view sas, std::string_view field) {
    while (!sas.empty()) {
        std::string_view item = sas.substr(0, sas.find('&'));
        sas.remove_prefix(std::min(item.size() + 1, sas.size()));
        size_t equals = item.find('=');
        if (equals == std::string_view::npos || !ascii_iequals(item.substr(0, equals), field)) {
            continue;
        }
        std::string value(item.substr(equals + 1));
        for (std::string_view colon : {"%3A", "%3a"}) {
            for (size_t at = value.find(colon); at != std::string::npos; at = value.find(colon)) {
                value.replace(at, colon.size(), ":");
            }
        }
        return value;
    }
    return std::nullopt;
}

// "2026-11-27", "2026-11-27T09:30Z", "2026-11-27T09:30:00Z": what a SAS may have.
std::optional<SystemTime> sas_time(const std::string& text) {
    for (const char* form : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
        std::tm time{};
        const char* end = strptime(text.c_str(), form, &time);
        if (end == nullptr || (*end != '\0' && *end != 'Z' && *end != '.')) continue;
        return std::chrono::system_clock::from_time_t(timegm(&time));
    }
    return std::nullopt;
}

std::string sas_fault(std::string_view secret, SystemTime now) {
    if (secret.empty()) return {};  // a public container
    if (secret.front() == '?') {
        return "The secret begins with '?', which belongs to a URL and not to the shared access "
               "signature: leave it out.";
    }
    if (secret.find_first_of(" \t\r\n") != std::string_view::npos) {
        return "The secret has blanks or line ends in it: a shared access signature has none.";
    }
    if (secret.starts_with("http://") || secret.starts_with("https://")) {
        return "The secret is a whole URL: give only what stands behind its '?'.";
    }
    if (!sas_field(secret, "sig")) {
        return "The secret has no field sig=: it is not a shared access signature.";
    }
    if (auto end = sas_field(secret, "se")) {
        auto time = sas_time(*end);
        if (time && *time < now) {
            return fmt::format(
                "The shared access signature expired at {}: set a new one with "
                "ALTER CREDENTIAL.",
                *end);
        }
    }
    if (auto start = sas_field(secret, "st")) {
        auto time = sas_time(*start);
        if (time && *time > now) {
            return fmt::format("The shared access signature is valid from {} on only.", *start);
        }
    }
    if (auto rights = sas_field(secret, "sp"); rights && rights->find('r') == std::string::npos) {
        return "The shared access signature does not grant Read (sp= without r).";
    }
    return {};
}

std::string key_fault(std::string_view secret) {
    constexpr size_t k_text_bytes = (k_account_key_bytes + 2) / 3 * 4;
    constexpr std::string_view k_digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    if (secret.size() == k_text_bytes &&
        secret.find_first_not_of(k_digits) == std::string_view::npos) {
        return {};
    }
    return "The secret is not an access key of a storage account: a key has 88 characters of "
           "base64. For a shared access signature, IDENTITY must be 'SHARED ACCESS SIGNATURE'.";
}

void warn_of_name(const Url& name, std::string_view text, std::vector<std::string>& out) {
    if (name.trailing_slash) {
        out.push_back(
            fmt::format("The name ends with '/', so no URL will find this credential: "
                        "name it {}.",
                        text.substr(0, text.find_last_not_of('/') + 1)));
    }
    if (text.find('?') != std::string_view::npos) {
        out.push_back("The name has a '?' in it: the name is the URL of the container alone.");
    }
    if (name.path.size() < name.segments_to_container()) {
        out.push_back(
            "The name has no container: it must be https://account.blob.core.windows.net/"
            "container, or no URL will find this credential.");
    }
    bool local = name.host.starts_with("127.") || name.host.starts_with("localhost") ||
                 name.host.starts_with("[::1]");
    if (name.scheme == "http" && !local) {
        out.push_back(
            "The name begins with http: the secret would travel unencrypted, and only "
            "URLs with http will find it. Azure Storage wants https.");
    }
}

}  // namespace

IdentityKind identity_kind(std::string_view identity) {
    if (ascii_iequals(identity, "SHARED ACCESS SIGNATURE")) {
        return IdentityKind::shared_access_signature;
    }
    if (ascii_iequals(identity, "MANAGED IDENTITY")) return IdentityKind::managed_identity;
    return IdentityKind::account;
}

const Credential* credential_for_url(std::span<const Credential> credentials,
                                     std::string_view url_text) {
    const Url url = split(url_text);
    const Credential* best = nullptr;
    size_t best_size = 0;
    for (const Credential& credential : credentials) {
        const Url name = split(credential.name);
        if (!names_container(name) || name.scheme != url.scheme || name.host != url.host) continue;
        if (!begins_with(url.path, name.path) || name.path.size() <= best_size) continue;
        best = &credential;
        best_size = name.path.size();
    }
    return best;
}

std::string why_no_credential(std::span<const Credential> credentials, std::string_view url_text) {
    const Url url = split(url_text);
    std::string out;
    for (const Credential& credential : credentials) {
        std::string miss = near_miss(credential.name, split(credential.name), url);
        if (!miss.empty()) out += (out.empty() ? "" : " ") + miss;
    }
    if (!out.empty()) return out;
    return fmt::format(
        "There is no credential for this URL: CREATE CREDENTIAL [{}] WITH IDENTITY "
        "= 'SHARED ACCESS SIGNATURE', SECRET = '...'.",
        container_url(url));
}

std::string secret_fault(std::string_view identity, std::string_view secret, SystemTime now) {
    switch (identity_kind(identity)) {
        case IdentityKind::shared_access_signature:
            return sas_fault(secret, now);
        case IdentityKind::managed_identity:
            return "A managed identity exists in Azure only: use a shared access signature.";
        case IdentityKind::account:
            return key_fault(secret);
    }
    return {};
}

std::vector<std::string> credential_warnings(std::string_view name, std::string_view identity,
                                             std::string_view secret, SystemTime now) {
    std::vector<std::string> out;
    const Url url = split(name);
    const bool is_url = url.scheme == "http" || url.scheme == "https";
    IdentityKind kind = identity_kind(identity);
    if (is_url) warn_of_name(url, name, out);
    if (!is_url && kind == IdentityKind::shared_access_signature) {
        out.push_back(
            "The name is no URL, so no backup will find this credential: it must be that of the "
            "container, https://account.blob.core.windows.net/container.");
    }
    // Any other identity is an account somewhere, which need not be a storage account.
    if (kind != IdentityKind::account || is_url) {
        std::string fault = secret_fault(identity, secret, now);
        if (!fault.empty()) out.push_back(std::move(fault));
    }
    if (kind == IdentityKind::account && is_url) {
        out.push_back(
            "The key of a storage account gives all rights on all of it: a shared access "
            "signature with Read and List on the container is enough to restore, and an Azure SQL "
            "Managed Instance takes nothing else.");
    }
    return out;
}

}  // namespace gantry::store

#include "session/credential_url.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/utf.h"
#include "blob/url.h"

namespace gantry::session {
namespace {

// "https://Account.blob.core.windows.net:443/container/folder" in comparable parts.
struct Url {
    std::string scheme;                  // lower-cased; empty: not a URL
    std::string host;                    // lower-cased, with a port that is not the scheme's own
    std::vector<std::string_view> path;  // its segments
    bool trailing_slash = false;

    // Emulators have the account in the path: http://127.0.0.1:10000/account/container.
    size_t segments_to_container = 1;
};

// As blob/url.h tells the two styles apart, of names too that it would not take.
bool is_path_style(const Url& url) {
    try {
        return blob::parse_container_url(url.scheme + "://" + url.host + "/account/container",
                                         blob::AllowHttp::yes)
            .path_style;
    } catch (const FormatError&) {
        return false;
    }
}

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
    out.segments_to_container = is_path_style(out) ? 2 : 1;
    return out;
}

bool begins_with(const std::vector<std::string_view>& path,
                 const std::vector<std::string_view>& prefix) {
    return prefix.size() <= path.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

// A name that could fit URLs at all.
bool names_container(const Url& name) {
    return !name.scheme.empty() && !name.trailing_slash &&
           name.path.size() >= name.segments_to_container;
}

std::string container_url(const Url& url) {
    std::string out = url.scheme + "://" + url.host;
    size_t count = std::min(url.path.size(), url.segments_to_container);
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
    if (name.path.size() < name.segments_to_container) {
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

void warn_of_secret(std::string_view identity, std::string_view secret, int64_t now,
                    std::vector<std::string>& out) {
    try {
        blob::BlobCredential credential = blob_credential(identity, secret);
        if (credential.kind != blob::BlobCredential::Kind::sas) return;
    } catch (const FormatError& error) {
        out.push_back(as_sentence(error));
        return;
    }
    blob::SasFields sas = blob::parse_sas(secret);
    if (sas.expires_at && *sas.expires_at <= now) {
        out.push_back(
            fmt::format("The shared access signature expired at {}: set a new one with "
                        "ALTER CREDENTIAL.",
                        blob::utc_text(*sas.expires_at)));
    }
    if (sas.starts_at && *sas.starts_at > now) {
        out.push_back(fmt::format("The shared access signature is not valid before {}.",
                                  blob::utc_text(*sas.starts_at)));
    }
    if (sas.policy.empty() && sas.permissions.find('r') == std::string::npos) {
        out.push_back("The shared access signature does not grant Read: it has no r in sp=.");
    }
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
    if (name.path.size() < name.segments_to_container) {
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

std::string as_sentence(const Error& error) {
    std::string out = error.what();
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = char(out[0] - 'a' + 'A');
    if (!error.hint().empty()) out += ": " + error.hint();
    return out.ends_with('.') || out.ends_with('?') ? out : out + ".";
}

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

blob::BlobCredential blob_credential(std::string_view identity, std::string_view secret) {
    switch (identity_kind(identity)) {
        case IdentityKind::shared_access_signature:
            return secret.empty() ? blob::BlobCredential{} : blob::sas_credential(secret);
        case IdentityKind::managed_identity:
            throw FormatError("a managed identity exists in Azure only", 0,
                              "use a shared access signature");
        case IdentityKind::account:
            break;
    }
    return blob::shared_key_credential(identity, secret);
}

std::vector<std::string> credential_warnings(std::string_view name, std::string_view identity,
                                             std::string_view secret, int64_t now) {
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
    if (kind != IdentityKind::account || is_url) warn_of_secret(identity, secret, now, out);
    if (kind == IdentityKind::account && is_url) {
        out.push_back(
            "The key of a storage account gives all rights on all of it: a shared access "
            "signature with Read and List on the container is enough to restore, and an Azure SQL "
            "Managed Instance takes nothing else.");
    }
    return out;
}

}  // namespace gantry::session

#include "blob/url.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::blob {
namespace {

constexpr int k_bad_url = 3297;
// A blob's name of 1,024 characters, each of four bytes written as %XX, and room for the rest.
constexpr size_t k_url_bytes_max = 14'000;
constexpr size_t k_blob_characters_max = 1024;
constexpr size_t k_segments_max = 254;
constexpr size_t k_host_bytes_max = 253;

[[noreturn]] void fail(std::string_view text, std::string_view what, std::string hint = {}) {
    std::string shown = without_secrets(text.substr(0, 300));
    throw FormatError(fmt::format("the URL '{}' {}", shown, what), k_bad_url, std::move(hint));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c);
}
bool is_unreserved(char c) {
    return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        int high = hex_digit(text[i + 1]);
        int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += char(high * 16 + low);
        i += 2;
    }
    return out;
}

bool is_ipv4(std::string_view host) {
    return std::all_of(host.begin(), host.end(), [](char c) { return is_digit(c) || c == '.'; }) &&
           std::count(host.begin(), host.end(), '.') == 3;
}

// Ports that the storage emulators listen on; they take the account from the path.
bool is_emulator_port(uint16_t port) {
    return (port >= 10000 && port <= 10004) || (port >= 11000 && port <= 11004);
}

bool wants_path_style(const BlobUrl& url) {
    if (url.host.ends_with(".blob.localhost")) return false;
    return url.host.starts_with('[') || is_ipv4(url.host) ||
           url.host.find('.') == std::string::npos || is_emulator_port(url.port);
}

// The account of "account.blob.core.windows.net" (any cloud's suffix), "account-secondary.blob...",
// "account.z01.blob.storage.azure.net" and "account.blob.localhost".
std::string account_of_host(std::string_view host) {
    size_t dot = host.find('.');
    if (dot == std::string_view::npos || host.find(".blob.") == std::string_view::npos) return {};
    std::string_view account = host.substr(0, dot);
    constexpr std::string_view k_secondary = "-secondary";
    if (account.ends_with(k_secondary)) account.remove_suffix(k_secondary.size());
    return std::string(account);
}

bool is_account_name(std::string_view name) {
    return name.size() >= 3 && name.size() <= 24 &&
           std::all_of(name.begin(), name.end(), is_lower_or_digit);
}

bool is_container_name(std::string_view name) {
    if (name == "$root" || name == "$web" || name == "$logs") return true;
    if (name.size() < 3 || name.size() > 63 || name.front() == '-' || name.back() == '-' ||
        name.find("--") != std::string_view::npos)
        return false;
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

void parse_host(std::string_view text, std::string_view authority, BlobUrl& url) {
    if (authority.find('@') != std::string_view::npos)
        fail(text, "holds a user or a password", "what proves who asks belongs into a credential");
    std::string_view host = authority;
    std::string_view port;
    if (size_t end = authority.rfind(']'); authority.starts_with('[')) {
        if (end == std::string_view::npos) fail(text, "has an address without its ']'");
        host = authority.substr(0, end + 1);
        port = authority.substr(end + 1);
    } else if (size_t colon = authority.find(':'); colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon);
    }
    url.host = ascii_lower(host);
    bool plausible = std::all_of(url.host.begin(), url.host.end(), [](char c) {
        return is_unreserved(c) || c == '[' || c == ']' || c == ':';
    });
    if (host.empty() || host.size() > k_host_bytes_max || !plausible)
        fail(text, "names no host", "it looks like https://account.blob.core.windows.net/...");
    if (port.empty()) return;
    port.remove_prefix(1);
    auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size() || url.port == 0)
        fail(text, "has a port that is no number from 1 to 65535");
    if (url.port == (url.https ? 443 : 80)) url.port = 0;
}

void check_blob_name(std::string_view text, const std::string& name) {
    if (!is_valid_utf8(name)) fail(text, "is not UTF-8 once its %XX are read");
    if (utf16_length(name) > k_blob_characters_max)
        fail(text, fmt::format("names a blob with more than {} characters", k_blob_characters_max));
    size_t segments = 0;
    for (size_t start = 0; start <= name.size();) {
        size_t end = std::min(name.find('/', start), name.size());
        std::string_view segment = std::string_view(name).substr(start, end - start);
        if (segment == "." || segment == "..") fail(text, "has '.' or '..' in its path");
        ++segments;
        start = end + 1;
    }
    if (segments > k_segments_max) fail(text, "has more than 254 parts in its path");
    for (unsigned char c : name)
        if (c < 0x20 || c == 0x7f) fail(text, "holds a control character");
    if (name.find('\\') != std::string::npos)
        fail(text, "holds a backslash", "parts of a blob's name are separated by '/'");
}

// The next part of a path and what is behind its slash.
std::string_view take_segment(std::string_view& path) {
    size_t slash = std::min(path.find('/'), path.size());
    std::string_view segment = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    return segment;
}

void refuse_query(std::string_view text) {
    size_t mark = text.find_first_of("?#");
    if (mark == std::string_view::npos) return;
    if (text[mark] == '#')
        fail(text, "holds a '#'", "write %23 where it is part of the blob's name");
    std::string query = ascii_lower(text.substr(mark));
    if (query.find("sig=") != std::string::npos)
        fail(text, "holds a shared access signature",
             "leave out everything from the '?' on and give the signature as a credential; as it "
             "was written here, consider it known and make a new one");
    if (query.find("snapshot=") != std::string::npos ||
        query.find("versionid=") != std::string::npos)
        fail(text, "names a snapshot or a version of a blob",
             "copy the snapshot to a blob of its own and name that");
    fail(text, "holds a query", "leave out everything from the '?' on");
}

BlobUrl parse(std::string_view text, AllowHttp http) {
    if (text.size() > k_url_bytes_max) fail(text, "is too long");
    refuse_query(text);
    BlobUrl url;
    std::string scheme = ascii_lower(text.substr(0, 8));
    url.https = scheme.starts_with("https://");
    if (!url.https && !scheme.starts_with("http://"))
        fail(text, "does not begin with https://",
             "it looks like https://account.blob.core.windows.net/container/file.bak");
    std::string_view rest = text.substr(url.https ? 8 : 7);
    size_t slash = std::min(rest.find('/'), rest.size());
    parse_host(text, rest.substr(0, slash), url);
    if (!url.https && http == AllowHttp::loopback_only && !is_loopback(url))
        fail(text, "would send its credential without encryption",
             "use https://; plain http is for an emulator on this machine");
    std::string_view path = rest.substr(std::min(slash + 1, rest.size()));
    url.path_style = wants_path_style(url);
    if (url.path_style) {
        url.account = std::string(take_segment(path));
        if (!is_account_name(url.account))
            fail(text, "names no storage account",
                 fmt::format("behind '{}' comes /account/container/blob", url.host));
    } else {
        url.account = account_of_host(url.host);
        if (!url.account.empty() && !is_account_name(url.account))
            fail(text, "has a host that begins with no storage account",
                 "an account's name is 3 to 24 lower-case letters and digits");
        if (url.host.find(".dfs.") != std::string::npos)
            fail(text, "names the Data Lake endpoint", "write .blob. in place of .dfs.");
    }
    std::optional<std::string> container = percent_decode(take_segment(path));
    if (!container || !is_container_name(*container))
        fail(text, "names no container",
             "behind the host comes /container/blob; a container's name is 3 to 63 lower-case "
             "letters, digits and single hyphens");
    url.container = *container;
    std::optional<std::string> name = percent_decode(path);
    if (!name) fail(text, "has a '%' without two hexadecimal digits", "write %25 for a '%'");
    check_blob_name(text, *name);
    url.blob = *name;
    return url;
}

}  // namespace

std::string percent_encode(std::string_view text, std::string_view also) {
    constexpr char k_digits[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        if (is_unreserved(c) || also.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += k_digits[uint8_t(c) >> 4];
            out += k_digits[uint8_t(c) & 15];
        }
    }
    return out;
}

std::string without_secrets(std::string_view text) {
    size_t mark = text.find_first_of("?#");
    std::string out(text.substr(0, mark));
    if (mark != std::string_view::npos) out += text[mark] == '?' ? "?..." : "#...";
    size_t scheme = out.find("://");
    if (scheme == std::string::npos) return out;
    size_t authority = scheme + 3;
    size_t end = std::min(out.find('/', authority), out.size());
    size_t at = out.rfind('@', end);
    if (at != std::string::npos && at >= authority) out.replace(authority, at - authority, "***");
    return out;
}

bool is_blob_url(std::string_view text) {
    std::string start = ascii_lower(text.substr(0, 8));
    return start.starts_with("https://") || start.starts_with("http://");
}

bool is_loopback(const BlobUrl& url) {
    return url.host == "localhost" || url.host.ends_with(".localhost") || url.host == "[::1]" ||
           (is_ipv4(url.host) && url.host.starts_with("127."));
}

std::string url_origin(const BlobUrl& url) {
    std::string out = (url.https ? "https://" : "http://") + url.host;
    if (url.port != 0) out += ":" + std::to_string(url.port);
    return out;
}

std::string url_path(const BlobUrl& url) {
    std::string out;
    if (url.path_style) out += "/" + url.account;
    out += "/" + url.container;
    if (!url.blob.empty()) out += "/" + percent_encode(url.blob, "/");
    return out;
}

std::string container_text(const BlobUrl& url) {
    BlobUrl container = url;
    container.blob.clear();
    return url_text(container);
}

std::string url_text(const BlobUrl& url) {
    return url_origin(url) + url_path(url);
}

BlobUrl parse_blob_url(std::string_view text, AllowHttp http) {
    BlobUrl url = parse(text, http);
    if (url.blob.empty() || url.blob.ends_with('/'))
        fail(text, "names a container or a folder, no blob", "add the blob's name");
    return url;
}

BlobUrl parse_container_url(std::string_view text, AllowHttp http) {
    return parse(text, http);
}

}  // namespace gantry::blob

#pragma once
// The URL of a blob or a container, taken apart, as RESTORE ... FROM URL, credentials and the
// command line name it.
//
//   https://account.blob.core.windows.net/container/dir/blob    host style; also the sovereign
//       clouds' suffixes, DNS zones and private hosts: the account is the host's first label when
//       the host looks like one of a blob service, empty for a custom domain.
//   http://127.0.0.1:10000/devstoreaccount1/container/blob      path style, as emulators want it:
//       when the host is an IP address or a single label, or the port one of an emulator.
//
// Plain http is for this machine only (loopback addresses, localhost and names below it); other
// hosts need AllowHttp::yes, which a caller gives only when an operator asked for it.
// A query is refused: a SAS belongs into the credential, where it is not seen.
//
// Values; any thread. Errors: FormatError 3297, whose text never shows a query or a password.
// Sources: Azure Storage REST "Naming and Referencing Containers, Blobs, and Metadata"; Azurite's
// README for the path style.

#include <cstdint>
#include <string>
#include <string_view>

namespace gantry::blob {

struct BlobUrl {
    bool https = true;
    std::string host;   // lower case; an IPv6 address with its brackets
    uint16_t port = 0;  // 0: the scheme's own
    bool path_style = false;
    std::string account;    // empty when the host does not tell
    std::string container;  // never empty
    // Decoded UTF-8 without a leading slash. Of a container URL: empty, or the prefix behind it.
    std::string blob;

    bool operator==(const BlobUrl&) const = default;
};

enum class AllowHttp { loopback_only, yes };

// "https://host[:port][/account]/container": the form in which credentials are named.
std::string container_text(const BlobUrl& url);
// The whole URL, percent-encoded, without a query: for messages and as a key.
std::string url_text(const BlobUrl& url);
// The path as it goes over the wire: "[/account]/container[/blob]", percent-encoded.
std::string url_path(const BlobUrl& url);
// "https://host[:port]".
std::string url_origin(const BlobUrl& url);
// 127.0.0.0/8, ::1, localhost and names that end in .localhost.
bool is_loopback(const BlobUrl& url);

// Names one blob.
BlobUrl parse_blob_url(std::string_view text, AllowHttp http = AllowHttp::loopback_only);
// Names a container or a prefix in it: "https://host/container", ".../container/dir/".
BlobUrl parse_container_url(std::string_view text, AllowHttp http = AllowHttp::loopback_only);

// "http://..." or "https://...", in any case: something to give to the functions above.
bool is_blob_url(std::string_view text);
// Any text as a message may show it: without user, password, query and fragment.
std::string without_secrets(std::string_view text);

// Every byte but letters, digits, -._~ and `also` becomes %XX.
std::string percent_encode(std::string_view text, std::string_view also = {});

}  // namespace gantry::blob

#pragma once
// What proves to a blob service that a request may be made: a shared access signature, an account's
// key, or nothing (public containers). And what a SAS says of itself: expiry, permissions, version.
//
// Values; any thread. Errors: FormatError, whose text never shows any part of a secret.
// Sources: Azure Storage REST "Create a service SAS", "Create an account SAS", "Authorize with
// Shared Key"; CREATE CREDENTIAL in MicrosoftDocs/sql-docs.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gantry::blob {

struct BlobCredential {
    enum class Kind { none, sas, shared_key };

    Kind kind = Kind::none;
    std::string secret;   // SAS: the query without '?'; shared key: the key in base64
    std::string account;  // shared key only
};

// What the query of a SAS says. Fields that are not there are empty.
struct SasFields {
    std::string version;               // sv
    std::string resource;              // sr: b, c, d, bs; empty for an account's SAS
    std::string services;              // ss, account SAS only
    std::string resource_types;        // srt, account SAS only
    std::string permissions;           // sp
    std::string start;                 // st, as written
    std::string expiry;                // se, as written
    std::string policy;                // si: the rest may come from a stored access policy
    std::string addresses;             // sip
    std::string protocol;              // spr
    std::optional<int64_t> starts_at;  // seconds since 1970, UTC
    std::optional<int64_t> expires_at;

    bool is_account_sas() const { return !services.empty(); }
};

// Takes a SAS apart. A leading '?', a whole URL, blanks and missing fields (sig, sv, sp and se
// unless a policy gives them) are FormatErrors that say what is wrong and how it should look.
SasFields parse_sas(std::string_view secret);

// Checked as parse_sas() does. Expiry is not looked at: the clock of the service decides.
BlobCredential sas_credential(std::string_view secret);
// The key must be base64 of at least 16 bytes; the account 3 to 24 lower-case letters and digits.
BlobCredential shared_key_credential(std::string_view account, std::string_view key);

// "2026-11-27", "2026-11-27T08:30Z", "2026-11-27T08:30:00Z", "...00.1234567Z" as a SAS may hold
// them; nothing when it is none of these.
std::optional<int64_t> parse_sas_time(std::string_view text);
// "2026-11-27 08:30:00 UTC".
std::string utc_text(int64_t unix_seconds);

}  // namespace gantry::blob

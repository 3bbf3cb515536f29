#include "blob/credential.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/error.h"
#include "base/utf.h"
#include "blob/base64.h"
#include "blob/url.h"

namespace gantry::blob {
namespace {

constexpr size_t k_sas_bytes_max = 4096;
constexpr size_t k_key_bytes_min = 16;
constexpr size_t k_key_bytes_max = 256;

[[noreturn]] void fail(std::string what, std::string hint) {
    throw FormatError("the shared access signature " + std::move(what), 0, std::move(hint));
}

std::string decode(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(&text[i + 1], &text[i + 3], value, 16).ptr == &text[i + 3]) {
            out += char(value);
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

// What a cut %XX makes of a signature, some services answer with 500 rather than 403.
bool is_ascii_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 32 && c < 127; });
}

void check_shape(std::string_view secret) {
    constexpr const char* k_shape = "it looks like sv=...&sr=c&sp=rl&se=...&sig=...";
    if (secret.empty()) fail("is empty", k_shape);
    if (secret.size() > k_sas_bytes_max) fail("is too long", k_shape);
    if (secret.front() == '?')
        fail("begins with '?'", "leave the '?' out: SECRET is what comes behind it");
    if (is_blob_url(secret))
        fail("is a whole URL", "SECRET is only what comes behind the '?' of that URL");
    bool plain =
        std::all_of(secret.begin(), secret.end(), [](char c) { return c > 32 && c < 127; });
    if (!plain) fail("holds blanks or characters that no signature has", "copy it again");
    auto is_hex = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    for (size_t at = secret.find('%'); at != std::string_view::npos; at = secret.find('%', at + 1))
        if (at + 2 >= secret.size() || !is_hex(secret[at + 1]) || !is_hex(secret[at + 2]))
            fail("has a '%' without two hexadecimal digits", "is it copied to its end?");
    if (secret.find("&amp;") != std::string_view::npos)
        fail("was copied from XML or HTML: it holds '&amp;'", "write '&' in its place");
}

std::string* field(SasFields& fields, std::string_view name) {
    struct Row {
        std::string_view name;
        std::string SasFields::*member;
    };
    static constexpr std::array<Row, 10> k_rows{{{"sv", &SasFields::version},
                                                 {"sr", &SasFields::resource},
                                                 {"ss", &SasFields::services},
                                                 {"srt", &SasFields::resource_types},
                                                 {"sp", &SasFields::permissions},
                                                 {"st", &SasFields::start},
                                                 {"se", &SasFields::expiry},
                                                 {"si", &SasFields::policy},
                                                 {"sip", &SasFields::addresses},
                                                 {"spr", &SasFields::protocol}}};
    for (const Row& row : k_rows)
        if (row.name == name) return &(fields.*row.member);
    return nullptr;
}

// The number of `count` digits at `position`, which moves behind them; nothing otherwise.
std::optional<int> take_number(std::string_view text, size_t& position, size_t count) {
    int value = 0;
    if (position + count > text.size()) return std::nullopt;
    for (size_t i = 0; i < count; ++i) {
        char c = text[position + i];
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    position += count;
    return value;
}

bool take(std::string_view text, size_t& position, char c) {
    if (position >= text.size() || text[position] != c) return false;
    ++position;
    return true;
}

// Seconds of the day in "T08:30Z", "T08:30:00Z", "T08:30:00.1234567Z".
std::optional<int64_t> time_of_day(std::string_view text, size_t& at) {
    if (!take(text, at, 'T')) return std::nullopt;
    std::optional<int> hour = take_number(text, at, 2);
    if (!hour || *hour > 23 || !take(text, at, ':')) return std::nullopt;
    std::optional<int> minute = take_number(text, at, 2);
    if (!minute || *minute > 59) return std::nullopt;
    int second = 0;
    if (take(text, at, ':')) {
        std::optional<int> read = take_number(text, at, 2);
        if (!read || *read > 59) return std::nullopt;
        second = *read;
        if (take(text, at, '.'))
            while (at < text.size() && text[at] >= '0' && text[at] <= '9')
                ++at;
    }
    if (!take(text, at, 'Z')) return std::nullopt;
    return *hour * 3600 + *minute * 60 + second;
}

}  // namespace

std::optional<int64_t> parse_sas_time(std::string_view text) {
    using namespace std::chrono;
    size_t at = 0;
    std::optional<int> year_read = take_number(text, at, 4);
    if (!year_read || !take(text, at, '-')) return std::nullopt;
    std::optional<int> month_read = take_number(text, at, 2);
    if (!month_read || !take(text, at, '-')) return std::nullopt;
    std::optional<int> day_read = take_number(text, at, 2);
    if (!day_read) return std::nullopt;
    year_month_day date{year(*year_read), month(unsigned(*month_read)), day(unsigned(*day_read))};
    if (!date.ok()) return std::nullopt;
    int64_t seconds = sys_days(date).time_since_epoch().count() * int64_t(86400);
    if (at == text.size()) return seconds;
    std::optional<int64_t> rest = time_of_day(text, at);
    if (!rest || at != text.size()) return std::nullopt;
    return seconds + *rest;
}

std::string utc_text(int64_t unix_seconds) {
    using namespace std::chrono;
    int64_t day_count = unix_seconds / 86400 - (unix_seconds % 86400 < 0 ? 1 : 0);
    year_month_day date{sys_days(days(day_count))};
    int64_t rest = unix_seconds - day_count * 86400;
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", int(date.year()),
                       unsigned(date.month()), unsigned(date.day()), rest / 3600, rest / 60 % 60,
                       rest % 60);
}

SasFields parse_sas(std::string_view secret) {
    check_shape(secret);
    SasFields fields;
    bool has_signature = false;
    std::string signature;
    for (size_t start = 0; start < secret.size();) {
        size_t end = std::min(secret.find('&', start), secret.size());
        std::string_view part = secret.substr(start, end - start);
        start = end + 1;
        size_t equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        std::string name = ascii_lower(part.substr(0, equals));
        if (name == "sig") {
            signature = decode(part.substr(equals + 1));
            has_signature = !signature.empty();
        }
        if (std::string* member = field(fields, name)) *member = decode(part.substr(equals + 1));
    }
    if (!has_signature) fail("has no sig=", "is it copied to its end?");
    if (!is_ascii_text(signature))
        fail("has a signature that is none", "is it copied whole, every %XX of it?");
    if (fields.version.empty()) fail("has no sv=", "is it copied from its beginning?");
    if (fields.policy.empty() && fields.permissions.empty())
        fail("has no sp=", "it needs permissions, rl to restore");
    if (fields.policy.empty() && fields.expiry.empty())
        fail("has no se=", "it needs a time at which it expires");
    if (fields.is_account_sas() && fields.services.find('b') == std::string::npos)
        fail("is not for blobs", "make one with the blob service (ss=b)");
    fields.starts_at = parse_sas_time(fields.start);
    fields.expires_at = parse_sas_time(fields.expiry);
    if (!fields.expiry.empty() && !fields.expires_at)
        fail("has a time in se= that is none", "it looks like se=2026-12-31T23:00:00Z");
    return fields;
}

BlobCredential sas_credential(std::string_view secret) {
    parse_sas(secret);
    return {BlobCredential::Kind::sas, std::string(secret), {}};
}

BlobCredential shared_key_credential(std::string_view account, std::string_view key) {
    bool account_fits = account.size() >= 3 && account.size() <= 24 &&
                        std::all_of(account.begin(), account.end(), [](char c) {
                            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                        });
    if (!account_fits)
        throw FormatError("the name of the storage account is none", 0,
                          "it is 3 to 24 lower-case letters and digits, without '.blob...'");
    std::optional<Bytes> bytes = from_base64(key);
    if (!bytes || bytes->size() < k_key_bytes_min || bytes->size() > k_key_bytes_max)
        throw FormatError("the account's key is none", 0,
                          "it is base64, 88 characters that end in '=='");
    return {BlobCredential::Kind::shared_key, std::string(key), std::string(account)};
}

}  // namespace gantry::blob

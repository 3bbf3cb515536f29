// PWDENCRYPT and PWDCOMPARE.
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/utf.h"
#include "engine/store/logins.h"

namespace gantry::store {
namespace {

constexpr uint16_t k_sha1_version = 0x0100;
constexpr uint16_t k_sha512_version = 0x0200;
constexpr size_t k_header_bytes = 6;  // version, salt
constexpr size_t k_sha1_bytes = 20;
constexpr size_t k_sha512_bytes = 64;

Bytes digest(const EVP_MD* algorithm, std::string_view password, ByteSpan salt) {
    Bytes text = utf8_to_utf16le(password);
    text.insert(text.end(), salt.begin(), salt.end());
    Bytes out(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    int done = EVP_Digest(text.data(), text.size(), out.data(), &size, algorithm, nullptr);
    OPENSSL_cleanse(text.data(), text.size());
    if (done != 1) throw Error("OpenSSL cannot compute the password hash");
    out.resize(size);
    return out;
}

bool equal_in_constant_time(ByteSpan a, ByteSpan b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Bytes hash_password(std::string_view password, uint32_t salt) {
    Bytes out = {uint8_t(k_sha512_version >> 8), uint8_t(k_sha512_version & 0xFF), 0, 0, 0, 0};
    store_le(out.data() + 2, salt);
    Bytes hash = digest(EVP_sha512(), password, ByteSpan(out).subspan(2, 4));
    out.insert(out.end(), hash.begin(), hash.end());
    return out;
}

Bytes hash_password(std::string_view password) {
    uint8_t salt[4];
    if (RAND_bytes(salt, sizeof salt) != 1) throw Error("OpenSSL has no random numbers");
    return hash_password(password, load_le<uint32_t>(salt));
}

bool password_matches(std::string_view password, ByteSpan hash) {
    if (hash.size() < k_header_bytes) return false;
    uint16_t version = load_be<uint16_t>(hash.data());
    ByteSpan salt = hash.subspan(2, 4);
    ByteSpan stored = hash.subspan(k_header_bytes);
    if (version == k_sha512_version && stored.size() == k_sha512_bytes) {
        return equal_in_constant_time(digest(EVP_sha512(), password, salt), stored);
    }
    // SQL Server 2000 appended the hash of the upper-case password; the first one is exact.
    if (version == k_sha1_version &&
        (stored.size() == k_sha1_bytes || stored.size() == 2 * k_sha1_bytes)) {
        return equal_in_constant_time(digest(EVP_sha1(), password, salt),
                                      stored.first(k_sha1_bytes));
    }
    return false;
}

}  // namespace gantry::store

#include "instance/secret_box.h"

#include <errno.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "pg/process.h"

namespace gantry::instance {
namespace {

using store::SecretError;

constexpr std::string_view k_header = "gantry-secret-key 1 ";
constexpr uint8_t k_version = 1;
constexpr size_t k_key_bytes = 32;
constexpr size_t k_id_bytes = 8;
constexpr size_t k_nonce_bytes = 12;
constexpr size_t k_tag_bytes = 16;
constexpr size_t k_overhead = 1 + k_id_bytes + k_nonce_bytes + k_tag_bytes;

// Wiped when it goes.
struct Key {
    std::array<uint8_t, k_key_bytes> bytes{};

    Key() = default;
    ~Key() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;

    // Tells keys apart and nothing about them.
    std::array<uint8_t, k_id_bytes> id() const {
        std::array<uint8_t, SHA256_DIGEST_LENGTH> digest{};
        std::array<uint8_t, k_key_bytes + 2> text{'i', 'd'};
        std::copy(bytes.begin(), bytes.end(), text.begin() + 2);
        SHA256(text.data(), text.size(), digest.data());
        OPENSSL_cleanse(text.data(), text.size());
        std::array<uint8_t, k_id_bytes> out{};
        std::copy_n(digest.begin(), out.size(), out.begin());
        return out;
    }
};

constexpr const char* k_lost_hint =
    "put the file back from a copy of the instance's data directory; when it is lost, drop the "
    "credentials that have a secret and make them again";

void require_private(const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) {
        int error = errno;
        throw SecretError(
            fmt::format("the key file {} cannot be read: {}", path, std::strerror(error)),
            k_lost_hint);
    }
    if ((status.st_mode & 077) != 0) {
        throw SecretError(fmt::format("the key file {} can be read by others than its owner", path),
                          fmt::format("chmod 600 {}", path));
    }
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

void load_key(const std::string& path, Key& key) {
    require_private(path);
    std::string text;
    try {
        text = pg::read_text_file(path);
    } catch (const IoError& error) {
        throw SecretError(error.what(), k_lost_hint);
    }
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    bool ok = text.size() == k_header.size() + 2 * k_key_bytes && text.starts_with(k_header);
    for (size_t i = 0; ok && i < k_key_bytes; ++i) {
        int high = hex_digit(text[k_header.size() + 2 * i]);
        int low = hex_digit(text[k_header.size() + 2 * i + 1]);
        ok = high >= 0 && low >= 0;
        if (ok) key.bytes[i] = uint8_t(high << 4 | low);
    }
    OPENSSL_cleanse(text.data(), text.size());
    if (!ok) throw SecretError(fmt::format("the key file {} is damaged", path), k_lost_hint);
}

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

void require(bool ok) {
    if (!ok) throw SecretError("OpenSSL refused to encrypt");
}

const uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const uint8_t*>(text.data());
}

}  // namespace

bool SecretBox::has_key_file() const {
    struct stat status {};
    return stat(key_file_.c_str(), &status) == 0;
}

void SecretBox::create_missing_key() const {
    if (has_key_file()) return;
    Key key;
    if (RAND_bytes(key.bytes.data(), int(key.bytes.size())) != 1) {
        throw Error("OpenSSL has no random numbers");
    }
    std::string text(k_header);
    for (uint8_t byte : key.bytes)
        text += fmt::format("{:02x}", byte);
    text += '\n';
    pg::write_text_file(key_file_, text, 0600);
    OPENSSL_cleanse(text.data(), text.size());
}

Bytes SecretBox::seal(std::string_view secret, std::string_view label) const {
    Key key;
    load_key(key_file_, key);
    Bytes out(k_overhead + secret.size());
    uint8_t* nonce = out.data() + 1 + k_id_bytes;
    uint8_t* tag = nonce + k_nonce_bytes;
    out[0] = k_version;
    auto id = key.id();
    std::copy(id.begin(), id.end(), out.begin() + 1);
    if (RAND_bytes(nonce, k_nonce_bytes) != 1) throw Error("OpenSSL has no random numbers");
    Context context(EVP_CIPHER_CTX_new());
    int size = 0;
    require(context && EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr,
                                          key.bytes.data(), nonce) == 1);
    require(EVP_EncryptUpdate(context.get(), nullptr, &size, bytes_of(label), int(label.size())) ==
            1);
    require(EVP_EncryptUpdate(context.get(), out.data() + k_overhead, &size, bytes_of(secret),
                              int(secret.size())) == 1);
    require(EVP_EncryptFinal_ex(context.get(), out.data() + k_overhead + size, &size) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, k_tag_bytes, tag) == 1);
    return out;
}

std::string SecretBox::open(ByteSpan sealed, std::string_view label) const {
    if (sealed.size() < k_overhead || sealed[0] != k_version) {
        throw SecretError("a sealed secret is damaged", "set it again with ALTER CREDENTIAL");
    }
    Key key;
    load_key(key_file_, key);
    auto id = key.id();
    if (!std::equal(id.begin(), id.end(), sealed.begin() + 1)) {
        throw SecretError(
            fmt::format("the key file {} is not the one the secret was sealed with", key_file_),
            "put the old file back, or set the secret again with ALTER CREDENTIAL");
    }
    ByteSpan nonce = sealed.subspan(1 + k_id_bytes, k_nonce_bytes);
    ByteSpan body = sealed.subspan(k_overhead);
    std::array<uint8_t, k_tag_bytes> tag{};
    std::copy_n(sealed.begin() + 1 + k_id_bytes + k_nonce_bytes, tag.size(), tag.begin());
    std::string out(body.size(), '\0');
    auto* text = reinterpret_cast<uint8_t*>(out.data());
    Context context(EVP_CIPHER_CTX_new());
    int size = 0;
    require(context && EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr,
                                          key.bytes.data(), nonce.data()) == 1);
    require(EVP_DecryptUpdate(context.get(), nullptr, &size, bytes_of(label), int(label.size())) ==
            1);
    require(EVP_DecryptUpdate(context.get(), text, &size, body.data(), int(body.size())) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, k_tag_bytes, tag.data()) == 1);
    if (EVP_DecryptFinal_ex(context.get(), text + size, &size) != 1) {
        OPENSSL_cleanse(out.data(), out.size());
        throw SecretError("a sealed secret is damaged", "set it again with ALTER CREDENTIAL");
    }
    return out;
}

}  // namespace gantry::instance

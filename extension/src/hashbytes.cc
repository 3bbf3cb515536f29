// HASHBYTES: OpenSSL's digests. MD2 and MD4 are not among them.

#include <openssl/evp.h>

#include <array>

#include "base/utf.h"
#include "boundary.h"

using namespace gantry;
using namespace gantry::extension;

namespace {

struct Algorithm {
    std::string_view name;     // of HASHBYTES
    const char* openssl_name;  // null: there is none
    EVP_MD* digest = nullptr;  // fetched once a backend
};

Algorithm* find_algorithm(std::string_view name) {
    static std::array<Algorithm, 7> all = {{{"sha2_256", "SHA256"},
                                            {"sha2_512", "SHA512"},
                                            {"sha", "SHA1"},
                                            {"sha1", "SHA1"},
                                            {"md5", "MD5"},
                                            {"md2", nullptr},
                                            {"md4", nullptr}}};
    for (Algorithm& one : all) {
        if (ascii_iequals(one.name, name)) return &one;
    }
    return nullptr;
}

}  // namespace

GANTRY_FUNCTION(fn_hashbytes) {
    Algorithm* algorithm = find_algorithm(text_arg(fcinfo, 0));
    if (algorithm == nullptr) return null_result(fcinfo);
    if (algorithm->openssl_name == nullptr) {
        throw SqlError(40510, 16, 1,
                       "HASHBYTES with MD2 or MD4 is not supported in this version of Gantry.");
    }
    if (algorithm->digest == nullptr) {
        algorithm->digest = EVP_MD_fetch(nullptr, algorithm->openssl_name, nullptr);
    }
    static EVP_MD_CTX* const context = EVP_MD_CTX_new();
    const ByteSpan bytes = bytes_of(PG_GETARG_DATUM(1));
    std::array<uint8_t, EVP_MAX_MD_SIZE> out;
    unsigned size = 0;
    if (algorithm->digest == nullptr || context == nullptr ||
        EVP_DigestInit_ex2(context, algorithm->digest, nullptr) != 1 ||
        EVP_DigestUpdate(context, bytes.data(), bytes.size()) != 1 ||
        EVP_DigestFinal_ex(context, out.data(), &size) != 1) {
        throw Error("the digest of HASHBYTES is not available here");
    }
    return make_bytes(ByteSpan(out.data(), size));
}

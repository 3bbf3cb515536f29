#include "blob/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/error.h"

namespace gantry::blob {

void Md5::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Md5::Md5() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_md5(), nullptr) != 1)
        throw Error("OpenSSL does not give MD5, which the blob service wants",
                    "is this system in FIPS mode?");
}

Md5::~Md5() = default;

void Md5::add(ByteSpan bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
}

Bytes Md5::finish() {
    Bytes out(16);
    EVP_DigestFinal_ex(context_.get(), out.data(), nullptr);
    return out;
}

Bytes md5(ByteSpan bytes) {
    Md5 digest;
    digest.add(bytes);
    return digest.finish();
}

Bytes hmac_sha256(ByteSpan key, ByteSpan text) {
    Bytes out(32);
    unsigned size = 0;
    if (HMAC(EVP_sha256(), key.data(), int(key.size()), text.data(), text.size(), out.data(),
             &size) == nullptr)
        throw Error("OpenSSL does not give HMAC-SHA256");
    return out;
}

}  // namespace gantry::blob

#include "instance/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "base/error.h"

namespace gantry::instance {
namespace {

template <auto Free>
struct Freeing {
    template <typename T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using BioPtr = std::unique_ptr<BIO, Freeing<BIO_free_all>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Freeing<X509_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freeing<X509_EXTENSION_free>>;

[[noreturn]] void fail(const std::string& what) {
    char reason[256] = "unknown reason";
    if (unsigned long code = ERR_get_error()) ERR_error_string_n(code, reason, sizeof reason);
    ERR_clear_error();
    throw Error(what + ": " + reason);
}

void add_extension(X509* certificate, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) {
        fail("cannot add an extension to the certificate");
    }
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    long size = BIO_get_mem_data(bio, &data);
    return std::string(data, size_t(size));
}

BioPtr reader_of(const std::string& text) {
    return BioPtr(BIO_new_mem_buf(text.data(), int(text.size())));
}

}  // namespace

Certificate make_self_signed(const std::string& host) {
    KeyPtr key(EVP_RSA_gen(2048));
    CertificatePtr certificate(X509_new());
    if (!key || !certificate) fail("cannot make a key");

    uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    X509_set_version(certificate.get(), 2);  // version 3
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
    // An hour back, for clients whose clock is behind.
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 10L * 365 * 24 * 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* name = X509_get_subject_name(certificate.get());
    // A common name has 64 characters at most (RFC 5280, ub-common-name).
    std::string common_name = host.substr(0, 64);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), name);
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    add_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
    add_extension(certificate.get(), NID_subject_alt_name,
                  "DNS:" + host + ",DNS:localhost,IP:127.0.0.1");
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) {
        fail("cannot sign the certificate");
    }

    BioPtr certificate_text(BIO_new(BIO_s_mem()));
    BioPtr key_text(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1 ||
        PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                 nullptr) != 1) {
        fail("cannot write the certificate");
    }
    return {text_of(certificate_text.get()), text_of(key_text.get())};
}

void check_certificate(const Certificate& files) {
    CertificatePtr certificate(
        PEM_read_bio_X509(reader_of(files.certificate_pem).get(), nullptr, nullptr, nullptr));
    if (!certificate) fail("the certificate file holds no PEM certificate");
    // An encrypted key would make OpenSSL ask on the terminal: an empty answer refuses it.
    char no_password[] = "";
    KeyPtr key(PEM_read_bio_PrivateKey(reader_of(files.private_key_pem).get(), nullptr, nullptr,
                                       no_password));
    if (!key) fail("the key file holds no unencrypted PEM private key");
    if (X509_check_private_key(certificate.get(), key.get()) != 1) {
        fail("the private key does not belong to the certificate");
    }
}

}  // namespace gantry::instance

#include "tds/tls.h"

#include <algorithm>

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/error.h"
#include "tds/protocol.h"

namespace gantry::tds {

namespace {

std::string openssl_reason() {
    unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0) return "unknown reason";
    char text[256];
    ERR_error_string_n(code, text, sizeof text);
    return text;
}

// MS-TDS 3.2.5.1: a TDS 8.0 client offers "tds/8.0". Other clients offer nothing.
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* in, unsigned in_length, void*) {
    static const unsigned char ours[] = "\x07tds/8.0";
    if (SSL_select_next_proto(const_cast<unsigned char**>(out), out_length, ours,
                              sizeof ours - 1, in, in_length) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    return SSL_TLSEXT_ERR_OK;
}

template <typename T, void (*Free)(T*)>
struct Freed {
    void operator()(T* p) const { Free(p); }
};
using BioPtr = std::unique_ptr<BIO, Freed<BIO, BIO_free_all>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Freed<X509, X509_free>>;

BioPtr memory_bio(const std::string& text) {
    return BioPtr(BIO_new_mem_buf(text.data(), int(text.size())));
}

std::string bio_text(BIO* bio) {
    char* data = nullptr;
    long size = BIO_get_mem_data(bio, &data);
    return std::string(data, size_t(size));
}

}  // namespace

TlsContext::TlsContext() {
    context_ = SSL_CTX_new(TLS_server_method());
    if (context_ == nullptr) throw IoError("can't set up TLS: " + openssl_reason());
    SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
    // The handshake travels inside TDS packets and what follows it does not: tickets sent after a
    // TLS 1.3 handshake would come at the wrong place.
    SSL_CTX_set_num_tickets(context_, 0);
    SSL_CTX_set_options(context_, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                      SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(context_, select_protocol, nullptr);
}

TlsContext::TlsContext(const std::string& certificate_file, const std::string& private_key_file)
    : TlsContext() {
    if (SSL_CTX_use_certificate_chain_file(context_, certificate_file.c_str()) != 1) {
        throw IoError(fmt::format("can't use the certificate {}: {}", certificate_file,
                                  openssl_reason()));
    }
    if (SSL_CTX_use_PrivateKey_file(context_, private_key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
        throw IoError(fmt::format("can't use the private key {}: {}", private_key_file,
                                  openssl_reason()));
    }
}

std::unique_ptr<TlsContext> TlsContext::from_pem(const std::string& certificate,
                                                 const std::string& private_key) {
    std::unique_ptr<TlsContext> out(new TlsContext);
    BioPtr certificate_bio = memory_bio(certificate);
    BioPtr key_bio = memory_bio(private_key);
    CertificatePtr x509(PEM_read_bio_X509(certificate_bio.get(), nullptr, nullptr, nullptr));
    KeyPtr key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr));
    if (!x509 || !key || SSL_CTX_use_certificate(out->context_, x509.get()) != 1 ||
        SSL_CTX_use_PrivateKey(out->context_, key.get()) != 1) {
        throw IoError("can't use the certificate: " + openssl_reason());
    }
    return out;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

TlsStream::TlsStream(const TlsContext& context, bool in_packets) {
    ssl_ = SSL_new(context.native());
    if (ssl_ == nullptr) throw IoError("can't start TLS: " + openssl_reason());
    input_ = BIO_new(BIO_s_mem());
    output_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_, input_, output_);
    if (in_packets) SSL_set_max_proto_version(ssl_, TLS1_2_VERSION);
    SSL_set_accept_state(ssl_);
}

TlsStream::~TlsStream() { SSL_free(ssl_); }

void TlsStream::receive(ByteSpan records, Bytes& plain) {
    ERR_clear_error();
    if (!records.empty()) BIO_write(input_, records.data(), int(records.size()));
    if (!established_) {
        int result = SSL_do_handshake(ssl_);
        if (result != 1) {
            int reason = SSL_get_error(ssl_, result);
            if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return;
            throw ProtocolError("TLS handshake failed: " + openssl_reason());
        }
        established_ = true;
    }
    read_plain(plain);
}

void TlsStream::read_plain(Bytes& plain) {
    // Ends when the input runs dry: each turn consumes at least a record.
    while (true) {
        uint8_t chunk[16384];
        int count = SSL_read(ssl_, chunk, sizeof chunk);
        if (count > 0) {
            plain.insert(plain.end(), chunk, chunk + count);
            continue;
        }
        switch (SSL_get_error(ssl_, count)) {
            case SSL_ERROR_WANT_READ:
            case SSL_ERROR_WANT_WRITE:
                return;
            case SSL_ERROR_ZERO_RETURN:
                closed_ = true;
                return;
            default:
                throw ProtocolError("TLS failed: " + openssl_reason());
        }
    }
}

void TlsStream::send(ByteSpan plain) {
    GANTRY_ASSERT(established_);
    ERR_clear_error();
    while (!plain.empty()) {
        // A memory BIO takes everything, so there is no short write but by record size.
        size_t part = std::min<size_t>(plain.size(), 1 << 20);
        int count = SSL_write(ssl_, plain.data(), int(part));
        if (count <= 0) throw ProtocolError("TLS failed: " + openssl_reason());
        plain = plain.subspan(size_t(count));
    }
}

void TlsStream::take_output(Bytes& out) {
    char* data = nullptr;
    long size = BIO_get_mem_data(output_, &data);
    if (size <= 0) return;
    out.insert(out.end(), data, data + size);
    BIO_reset(output_);
}

namespace {

void add_extension(X509* certificate, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    if (extension == nullptr) throw IoError("can't make a certificate: " + openssl_reason());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

// Letters, digits, dots and hyphens: what a host name has, and nothing that OpenSSL's extension
// syntax would take for its own.
std::string safe_host(const std::string& host_name) {
    std::string out;
    for (char c : host_name) {
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '.' || c == '-';
        if (fine) out += c;
    }
    return out.empty() || out.size() > 63 ? "localhost" : out;
}

}  // namespace

SelfSigned make_self_signed(const std::string& host_name) {
    std::string host = safe_host(host_name);
    KeyPtr key(EVP_RSA_gen(2048));
    CertificatePtr x509(X509_new());
    if (!key || !x509) throw IoError("can't make a certificate: " + openssl_reason());
    X509_set_version(x509.get(), 2);
    std::unique_ptr<BIGNUM, Freed<BIGNUM, BN_free>> serial(BN_new());
    BN_rand(serial.get(), 120, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
    BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(x509.get()));
    X509_gmtime_adj(X509_getm_notBefore(x509.get()), -3600);
    X509_time_adj_ex(X509_getm_notAfter(x509.get()), 3650, 0, nullptr);
    X509_set_pubkey(x509.get(), key.get());
    X509_NAME* name = X509_get_subject_name(x509.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
    X509_set_issuer_name(x509.get(), name);
    add_extension(x509.get(), NID_basic_constraints, "CA:FALSE");
    add_extension(x509.get(), NID_key_usage, "digitalSignature,keyEncipherment");
    add_extension(x509.get(), NID_ext_key_usage, "serverAuth");
    std::string names = "DNS:" + host + ",IP:127.0.0.1,IP:::1";
    if (host != "localhost") names += ",DNS:localhost";
    add_extension(x509.get(), NID_subject_alt_name, names);
    if (X509_sign(x509.get(), key.get(), EVP_sha256()) == 0) {
        throw IoError("can't sign a certificate: " + openssl_reason());
    }
    BioPtr certificate_bio(BIO_new(BIO_s_mem()));
    BioPtr key_bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(certificate_bio.get(), x509.get());
    PEM_write_bio_PrivateKey(key_bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {bio_text(certificate_bio.get()), bio_text(key_bio.get())};
}

}  // namespace gantry::tds

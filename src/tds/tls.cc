#include "tds/tls.h"

#include <algorithm>

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

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

}  // namespace gantry::tds

#pragma once
// TLS through OpenSSL memory BIOs: bytes in, bytes out, no socket. TlsContext is shared by all
// connections (thread-safe); a TlsStream belongs to one connection.

#include <memory>
#include <string>

#include "base/bytes.h"

struct ssl_ctx_st;
struct ssl_st;
struct bio_st;

namespace gantry::tds {

class TlsContext {
  public:
    // Reads PEM files. Throws IoError naming the file and OpenSSL's reason.
    TlsContext(const std::string& certificate_file, const std::string& private_key_file);
    // From PEM texts, for tests.
    static std::unique_ptr<TlsContext> from_pem(const std::string& certificate,
                                                const std::string& private_key);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    ssl_ctx_st* native() const { return context_; }

  private:
    TlsContext();
    ssl_ctx_st* context_ = nullptr;
};

class TlsStream {
  public:
    // `in_packets`: the handshake travels inside TDS packets, as before TDS 8.0. It is TLS 1.2
    // then, as with SQL Server: clients (FreeTDS 1.3 with GnuTLS) keep the last flight of a TLS 1.3
    // handshake in a buffer that they never send.
    TlsStream(const TlsContext& context, bool in_packets);
    ~TlsStream();
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    bool is_established() const { return established_; }
    // Takes records from the peer; decrypted bytes are appended to `plain`. Goes on with the
    // handshake as far as it can. Throws ProtocolError when the peer breaks TLS.
    void receive(ByteSpan records, Bytes& plain);
    // Encrypts; only when established.
    void send(ByteSpan plain);
    // Appends the records to be sent to the peer.
    void take_output(Bytes& out);
    // The peer said good-bye.
    bool is_closed() const { return closed_; }

  private:
    void read_plain(Bytes& plain);

    ssl_st* ssl_ = nullptr;
    bio_st* input_ = nullptr;   // owned by ssl_
    bio_st* output_ = nullptr;  // owned by ssl_
    bool established_ = false;
    bool closed_ = false;
};

}  // namespace gantry::tds

#include "tds/channel.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace gantry::tds {
namespace {

// A certificate for this run: RSA 2048, self-signed.
struct SelfSigned {
    std::string certificate;
    std::string private_key;
};

std::string text_of(BIO* bio) {
    char* data = nullptr;
    long size = BIO_get_mem_data(bio, &data);
    std::string out(data, size_t(size));
    BIO_free(bio);
    return out;
}

SelfSigned make_self_signed() {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    X509* x509 = X509_new();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key);
    X509_NAME* name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(x509, name);
    X509_sign(x509, key, EVP_sha256());
    BIO* certificate = BIO_new(BIO_s_mem());
    BIO* private_key = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(certificate, x509);
    PEM_write_bio_PrivateKey(private_key, key, nullptr, nullptr, 0, nullptr, nullptr);
    X509_free(x509);
    EVP_PKEY_free(key);
    return {text_of(certificate), text_of(private_key)};
}

const TlsContext& context() {
    static std::unique_ptr<TlsContext> shared = [] {
        SelfSigned made = make_self_signed();
        return TlsContext::from_pem(made.certificate, made.private_key);
    }();
    return *shared;
}

// A client's TLS over memory BIOs.
class Client {
  public:
    explicit Client(int version_max) {
        context_ = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_max_proto_version(context_, version_max);
        ssl_ = SSL_new(context_);
        input_ = BIO_new(BIO_s_mem());
        output_ = BIO_new(BIO_s_mem());
        SSL_set_bio(ssl_, input_, output_);
        SSL_set_connect_state(ssl_);
    }
    ~Client() {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
    }
    bool step() { return SSL_do_handshake(ssl_) == 1; }
    void give(ByteSpan records) { BIO_write(input_, records.data(), int(records.size())); }
    Bytes take() {
        char* data = nullptr;
        long size = BIO_get_mem_data(output_, &data);
        Bytes out(data, data + size);
        BIO_reset(output_);
        return out;
    }
    void write(ByteSpan plain) { SSL_write(ssl_, plain.data(), int(plain.size())); }
    Bytes read() {
        Bytes out(65536);
        int count = SSL_read(ssl_, out.data(), int(out.size()));
        out.resize(count > 0 ? size_t(count) : 0);
        return out;
    }

  private:
    SSL_CTX* context_;
    SSL* ssl_;
    BIO* input_;
    BIO* output_;
};

Bytes in_packet(PacketType type, ByteSpan body) {
    PacketWriter writer(type);
    writer.payload().append(body);
    Bytes out;
    writer.finish(out);
    return out;
}

Bytes bodies(ByteSpan packets, PacketType expected) {
    Bytes out;
    while (!packets.empty()) {
        EXPECT_EQ(packets[0], uint8_t(expected));
        size_t size = load_be<uint16_t>(&packets[2]);
        out.insert(out.end(), packets.begin() + 8, packets.begin() + ptrdiff_t(size));
        packets = packets.subspan(size);
    }
    return out;
}

Bytes take_outgoing(Channel& channel) {
    Bytes out(channel.outgoing().begin(), channel.outgoing().end());
    channel.consume_outgoing(out.size());
    return out;
}

void feed(Channel& channel, ByteSpan bytes, size_t step) {
    while (!bytes.empty()) {
        size_t part = std::min(step, bytes.size());
        channel.receive(bytes.first(part));
        bytes = bytes.subspan(part);
    }
}

void handshake(Channel& channel, Client& client, size_t step) {
    for (int turn = 0; turn < 10; ++turn) {
        bool done = client.step();
        Bytes records = client.take();
        if (!records.empty()) feed(channel, in_packet(PacketType::prelogin, records), step);
        Bytes answer = take_outgoing(channel);
        if (!answer.empty()) client.give(bodies(answer, PacketType::prelogin));
        if (done) return;
    }
    FAIL() << "no end of the handshake";
}

void run(int tls_version, TlsUse use, size_t step) {
    Channel channel(&context());
    Prelogin request;
    feed(channel, in_packet(PacketType::prelogin,
                            build_prelogin_reply(request, Encryption::on)), step);
    auto prelogin = channel.next();
    ASSERT_TRUE(prelogin);
    channel.payload().append(build_prelogin_reply(request, Encryption::on));
    channel.finish_reply();
    EXPECT_EQ(bodies(take_outgoing(channel), PacketType::reply),
              build_prelogin_reply(request, Encryption::on));

    channel.start_tls(use);
    Client client(tls_version);
    handshake(channel, client, step);
    client.write(in_packet(PacketType::login7, as_bytes("login")));
    feed(channel, client.take(), step);
    auto login = channel.next();
    ASSERT_TRUE(login);
    EXPECT_EQ(as_text(login->payload), "login");
    channel.login_done(4096, 51);

    channel.payload().append("answer");
    channel.finish_reply();
    Bytes raw = take_outgoing(channel);
    if (use == TlsUse::everything) {
        client.give(raw);
        raw = client.read();
    }
    EXPECT_EQ(as_text(bodies(raw, PacketType::reply)), "answer");

    Bytes batch = in_packet(PacketType::sql_batch, as_bytes("batch"));
    if (use == TlsUse::everything) {
        client.write(batch);
        batch = client.take();
    }
    feed(channel, batch, step);
    auto message = channel.next();
    ASSERT_TRUE(message);
    EXPECT_EQ(as_text(message->payload), "batch");
}

TEST(Channel, TlsInEveryWay) {
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        for (TlsUse use : {TlsUse::login_only, TlsUse::everything}) {
            for (size_t step : {size_t(1), size_t(7), size_t(100000)}) run(version, use, step);
        }
    }
}

TEST(Channel, StrictClientBeginsWithTls) {
    Channel channel(&context());
    Client client(TLS1_3_VERSION);
    for (int turn = 0; turn < 10; ++turn) {
        bool done = client.step();
        Bytes records = client.take();
        if (!records.empty()) channel.receive(records);
        client.give(take_outgoing(channel));
        if (done) break;
    }
    EXPECT_TRUE(channel.is_strict());
    client.write(in_packet(PacketType::prelogin, as_bytes("x")));
    channel.receive(client.take());
    auto message = channel.next();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, PacketType::prelogin);
}

TEST(Channel, BrokenHandshakeIsAProtocolError) {
    Channel channel(&context());
    channel.start_tls(TlsUse::everything);
    EXPECT_THROW(channel.receive(in_packet(PacketType::prelogin, Bytes(300, 0x41))),
                 ProtocolError);
}

TEST(Tls, FilesThatAreNotThereAreNamed) {
    try {
        TlsContext missing("/nonexistent/cert.pem", "/nonexistent/key.pem");
        FAIL();
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("/nonexistent/cert.pem"), std::string::npos);
    }
}

}  // namespace
}  // namespace gantry::tds

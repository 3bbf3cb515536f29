#pragma once
// A TDS server for tests, in this process and on 127.0.0.1: answers each batch by a function of the
// test. One client at a time, TDS 7.4, no TLS. For what Gantry's own instance cannot be made to
// do: other versions, system views it lacks, broken answers.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/utf.h"
#include "tds/channel.h"
#include "tds/login7.h"
#include "tds/request.h"
#include "tds/tokens.h"
#include "tdsclient/connection.h"

namespace gantry::tdsclient {

// A result whose columns are all nvarchar(max), or an error.
struct FakeAnswer {
    using Value = std::optional<std::string>;

    std::vector<std::string> columns = {};
    std::vector<std::vector<Value>> rows = {};
    int error = 0;
    std::string message = {};
    bool hang = false;   // no answer but to an attention
    bool close = false;  // the connection is closed instead
};

class FakeServer {
  public:
    using Handler = std::function<FakeAnswer(const std::string& batch)>;

    explicit FakeServer(Handler handler) : handler_(std::move(handler)) {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        GANTRY_ASSERT(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        GANTRY_ASSERT(listen(listener_, 4) == 0);
        socklen_t size = sizeof address;
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~FakeServer() {
        shutdown(listener_, SHUT_RDWR);
        thread_.join();
        close(listener_);
    }
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    ConnectOptions options() const {
        ConnectOptions out;
        out.host = "127.0.0.1";
        out.port = port_;
        out.user = "sa";
        out.password = "secret";
        out.encryption = Encryption::off;
        out.connect_timeout_s = 5;
        return out;
    }

  private:
    void run() {
        for (;;) {
            const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0) return;
            try {
                serve(client);
            } catch (const Error&) {  // the client's bytes made no sense: it goes
            }
            close(client);
        }
    }

    void serve(int client) {
        tds::Channel channel(nullptr);
        tds::Login login;
        uint8_t bytes[8192];
        for (;;) {
            const ssize_t count = recv(client, bytes, sizeof bytes, 0);
            if (count <= 0) return;
            channel.receive({bytes, size_t(count)});
            while (const std::optional<tds::Message> message = channel.next()) {
                if (!answer(channel, *message, login)) return;
                while (channel.outgoing_bytes() > 0) {
                    const ByteSpan out = channel.outgoing();
                    const ssize_t sent = send(client, out.data(), out.size(), MSG_NOSIGNAL);
                    if (sent <= 0) return;
                    channel.consume_outgoing(size_t(sent));
                }
            }
        }
    }

    bool answer(tds::Channel& channel, const tds::Message& message, tds::Login& login) {
        tds::TokenWriter tokens(channel.payload(), tds::TdsVersion::v7_4);
        switch (message.type) {
            case tds::PacketType::prelogin:
                channel.payload().append(tds::build_prelogin_reply(
                    tds::parse_prelogin(message.payload), tds::Encryption::not_supported));
                channel.finish_reply();
                return true;
            case tds::PacketType::login7:
                login = tds::parse_login7(message.payload);
                tokens.env_packet_size(4096, 4096);
                tokens.login_ack(login);
                tokens.done(tds::DoneKind::done, 0, 0, 0);
                channel.finish_reply();
                channel.login_done(4096, 51);
                return true;
            case tds::PacketType::sql_batch: {
                const std::string text =
                    tds::parse_batch(message.payload, tds::TdsVersion::v7_4).text;
                // What a connection begins with.
                const bool own = text.starts_with("SET TEXTSIZE") || text.starts_with("USE ");
                const FakeAnswer given = own ? FakeAnswer() : handler_(text);
                if (given.close) return false;
                if (!given.hang) reply(channel, tokens, given);
                return true;
            }
            case tds::PacketType::attention:
                tokens.done(tds::DoneKind::done, 0x20, 0, 0);
                channel.finish_reply();
                return true;
            default:
                return false;
        }
    }

    static void reply(tds::Channel& channel, tds::TokenWriter& tokens, const FakeAnswer& given) {
        if (given.error != 0) {
            tds::Notice notice;
            notice.number = given.error;
            notice.severity = 16;
            notice.message = given.message;
            tokens.notice(notice);
            tokens.done(tds::DoneKind::done, 2, tds::k_command_select, 0);
            channel.finish_reply();
            return;
        }
        if (!given.columns.empty()) {
            std::vector<tds::ColumnMetadata> columns;
            for (const std::string& name : given.columns) {
                tds::ColumnMetadata column;
                column.name = name;
                column.type = tds::wire_type(types::nvarchar_type(-1, 0), true,
                                             tds::TdsVersion::v7_4, {9, 4, 0xD0, 0, 52});
                column.flags = tds::k_column_nullable;
                columns.push_back(column);
            }
            tokens.columns(columns);
            for (const auto& row : given.rows) {
                channel.payload().u8(0xD1);  // ROW
                for (const FakeAnswer::Value& value : row)
                    write_value(channel.payload(), value);
            }
        }
        tokens.done(tds::DoneKind::done, 0x10, tds::k_command_select, given.rows.size());
        channel.finish_reply();
    }

    // MS-TDS 2.2.5.2.3: a length of 8 bytes, chunks, a chunk of length 0.
    static void write_value(ByteWriter& out, const FakeAnswer::Value& value) {
        if (!value) return out.u64(~uint64_t{0});
        const Bytes text = utf8_to_utf16le(*value);
        out.u64(text.size());
        constexpr size_t k_chunk = 8000;
        for (size_t at = 0; at < text.size(); at += k_chunk) {
            const ByteSpan chunk = ByteSpan(text).subspan(at, std::min(k_chunk, text.size() - at));
            out.u32(uint32_t(chunk.size()));
            out.append(chunk);
        }
        out.u32(0);
    }

    Handler handler_;
    int listener_ = -1;
    uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace gantry::tdsclient

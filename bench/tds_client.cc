#include "tds_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include "base/bytes.h"
#include "base/utf.h"

namespace gantry::bench {
namespace {

constexpr uint8_t k_batch = 1, k_rpc = 3, k_login7 = 16, k_prelogin = 18;
constexpr size_t k_packet = 4096;

// ALL_HEADERS with the transaction descriptor (MS-TDS 2.2.5.3).
void put_all_headers(ByteWriter& out) {
    out.u32(22);
    out.u32(18);
    out.u16(2);
    out.u64(0);
    out.u32(1);
}

void put_nvarchar_parameter(ByteWriter& out, std::string_view text) {
    Bytes units = utf8_to_utf16le(text);
    out.u8(0);  // no name
    out.u8(0);  // status
    out.u8(0xE7);
    out.u16(8000);
    out.append(Bytes{0x09, 0x04, 0xD0, 0x00, 0x34});
    out.u16(uint16_t(units.size()));
    out.append(units);
}

void put_int_parameter(ByteWriter& out, int32_t value, bool output = false, bool null = false,
                       std::string_view name = {}) {
    Bytes units = utf8_to_utf16le(name);
    out.u8(uint8_t(units.size() / 2));
    out.append(units);
    out.u8(output ? 1 : 0);
    out.u8(0x26);
    out.u8(4);
    if (null) {
        out.u8(0);
    } else {
        out.u8(4);
        out.le<int32_t>(value);
    }
}

// Skips TYPE_INFO and returns how values of it are framed. Enough for the benchmark's columns.
struct Column {
    enum Frame { fixed, byte_length, short_length, plp } frame = fixed;
    uint32_t size = 0;
};

Column read_type(ByteReader& in) {
    uint8_t type = in.u8();
    switch (type) {
        case 0x30: case 0x32: return {Column::fixed, 1};
        case 0x34: return {Column::fixed, 2};
        case 0x38: case 0x3A: case 0x3B: case 0x7A: return {Column::fixed, 4};
        case 0x3C: case 0x3D: case 0x3E: case 0x7F: return {Column::fixed, 8};
        case 0x26: case 0x68: case 0x6D: case 0x6E: case 0x6F: case 0x24:
            in.u8();
            return {Column::byte_length, 0};
        case 0x28: return {Column::byte_length, 0};
        case 0x29: case 0x2A: case 0x2B:
            in.u8();
            return {Column::byte_length, 0};
        case 0x6A: case 0x6C:
            in.skip(3);
            return {Column::byte_length, 0};
        case 0xA7: case 0xAF: case 0xE7: case 0xEF: {
            uint16_t size = in.u16();
            in.skip(5);
            return {size == 0xFFFF ? Column::plp : Column::short_length, 0};
        }
        case 0xA5: case 0xAD: {
            uint16_t size = in.u16();
            return {size == 0xFFFF ? Column::plp : Column::short_length, 0};
        }
        default: throw std::runtime_error("column type the benchmark does not know");
    }
}

void skip_value(ByteReader& in, const Column& column) {
    switch (column.frame) {
        case Column::fixed: in.skip(column.size); break;
        case Column::byte_length: in.skip(in.u8()); break;
        case Column::short_length: {
            uint16_t size = in.u16();
            if (size != 0xFFFF) in.skip(size);
            break;
        }
        case Column::plp: {
            if (in.u64() == ~uint64_t(0)) break;
            for (uint32_t chunk = in.u32(); chunk != 0 && !in.failed(); chunk = in.u32()) {
                in.skip(chunk);
            }
            break;
        }
    }
}

}  // namespace

TdsClient::TdsClient(const Target& target) : buffer_(64 * 1024) {
    fd_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(uint16_t(target.port));
    inet_pton(AF_INET, target.host.c_str(), &address.sin_addr);
    if (connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
    }
    int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

    ByteWriter out;  // PRELOGIN: version and encryption
    out.u8(0);
    out.be<uint16_t>(11);
    out.be<uint16_t>(6);
    out.u8(1);
    out.be<uint16_t>(17);
    out.be<uint16_t>(1);
    out.u8(0xFF);
    out.append(Bytes{0x10, 0, 0, 0, 0, 0});
    out.u8(target.tls ? 1 : 2);  // ENCRYPT_ON or ENCRYPT_NOT_SUP
    send_packet(k_prelogin, out.bytes());
    read_message();
    if (target.tls) start_tls();
    log_in(target);
}

TdsClient::~TdsClient() {
    if (ssl_ != nullptr) SSL_free(ssl_);
    if (context_ != nullptr) SSL_CTX_free(context_);
    if (fd_ >= 0) close(fd_);
}

void TdsClient::raw_send(const uint8_t* data, size_t size) {
    while (size > 0) {
        ssize_t sent = send(fd_, data, size, MSG_NOSIGNAL);
        if (sent <= 0) throw std::runtime_error("connection lost while sending");
        data += sent;
        size -= size_t(sent);
    }
}

size_t TdsClient::raw_receive(uint8_t* data, size_t size) {
    ssize_t received = recv(fd_, data, size, 0);
    if (received <= 0) throw std::runtime_error("connection lost while receiving");
    return size_t(received);
}

void TdsClient::write_all(const uint8_t* data, size_t size) {
    if (ssl_ == nullptr || handshaking_) {
        raw_send(data, size);
    } else if (SSL_write(ssl_, data, int(size)) != int(size)) {
        throw std::runtime_error("TLS write failed");
    }
}

void TdsClient::read_exactly(uint8_t* data, size_t size) {
    while (size > 0) {
        if (buffer_begin_ == buffer_end_) {
            buffer_begin_ = 0;
            if (ssl_ != nullptr && !handshaking_) {
                int got = SSL_read(ssl_, buffer_.data(), int(buffer_.size()));
                if (got <= 0) throw std::runtime_error("TLS read failed");
                buffer_end_ = size_t(got);
            } else {
                buffer_end_ = raw_receive(buffer_.data(), buffer_.size());
            }
        }
        size_t count = std::min(size, buffer_end_ - buffer_begin_);
        std::memcpy(data, buffer_.data() + buffer_begin_, count);
        buffer_begin_ += count;
        data += count;
        size -= count;
    }
}

void TdsClient::send_packet(uint8_t type, const std::vector<uint8_t>& payload) {
    size_t offset = 0;
    uint8_t id = 1;
    do {
        size_t count = std::min(payload.size() - offset, k_packet - 8);
        bool last = offset + count == payload.size();
        std::vector<uint8_t> packet(8 + count);
        packet[0] = type;
        packet[1] = last ? 1 : 0;
        store_be<uint16_t>(packet.data() + 2, uint16_t(packet.size()));
        packet[6] = id++;
        std::memcpy(packet.data() + 8, payload.data() + offset, count);
        write_all(packet.data(), packet.size());
        offset += count;
    } while (offset < payload.size());
}

void TdsClient::read_message() {
    message_.clear();
    uint8_t header[8];
    do {
        read_exactly(header, sizeof header);
        size_t size = load_be<uint16_t>(header + 2);
        if (size < 8) throw std::runtime_error("packet shorter than its header");
        size_t old_size = message_.size();
        message_.resize(old_size + size - 8);
        read_exactly(message_.data() + old_size, size - 8);
    } while ((header[1] & 1) == 0);
}

// TLS records travel inside PRELOGIN packets until the handshake ends (MS-TDS 2.2.6.5).
void TdsClient::start_tls() {
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context_, TLS1_2_VERSION);
    ssl_ = SSL_new(context_);
    BIO* in = BIO_new(BIO_s_mem());
    BIO* out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_, in, out);
    SSL_set_connect_state(ssl_);
    handshaking_ = true;
    std::vector<uint8_t> pending(16 * 1024);
    while (true) {
        int done = SSL_do_handshake(ssl_);
        int ready = BIO_read(out, pending.data(), int(pending.size()));
        if (ready > 0) {
            send_packet(k_prelogin, {pending.begin(), pending.begin() + ready});
        }
        if (done == 1) break;
        if (SSL_get_error(ssl_, done) != SSL_ERROR_WANT_READ) {
            throw std::runtime_error("TLS handshake failed");
        }
        read_message();
        BIO_write(in, message_.data(), int(message_.size()));
    }
    handshaking_ = false;
    SSL_set_fd(ssl_, fd_);  // plain TLS from here on
    SSL_set_mode(ssl_, SSL_MODE_AUTO_RETRY);
}

void TdsClient::log_in(const Target& target) {
    const std::string_view texts[] = {"bench",  target.user, target.password, "gantry-bench",
                                      "server", "",          "bench",         "",
                                      target.database};
    ByteWriter out;
    out.u32(0);           // length, patched
    out.u32(0x74000004);  // TDS 7.4
    out.u32(k_packet);
    out.u32(7);
    out.u32(1);
    out.u32(0);
    out.append(Bytes{0xE0, 0x03, 0, 0});
    out.u32(0);
    out.u32(0x409);
    size_t offsets_at = out.size();
    out.zeros(58);
    size_t entry = offsets_at;
    for (size_t i = 0; i < 9; ++i) {
        Bytes units = utf8_to_utf16le(texts[i]);
        if (i == 2) {
            for (uint8_t& b : units) b = uint8_t(((b << 4) | (b >> 4)) ^ 0xA5);
        }
        out.patch_le<uint16_t>(entry, uint16_t(out.size()));
        out.patch_le<uint16_t>(entry + 2, uint16_t(units.size() / 2));
        out.append(units);
        entry += 4;
    }
    // Client id (6 bytes), then SSPI, attach file, change password: all empty at the end.
    entry += 6;
    for (int i = 0; i < 3; ++i, entry += 4) out.patch_le<uint16_t>(entry, uint16_t(out.size()));
    out.patch_le<uint32_t>(0, uint32_t(out.size()));
    send_packet(k_login7, out.bytes());
    Response response = read_response();
    if (response.error != 0) throw std::runtime_error("login failed: " + response.message);
}

Response TdsClient::read_response() {
    read_message();
    Response response;
    ByteReader in(message_);
    std::vector<Column> columns;
    while (!in.at_end() && !in.failed()) {
        uint8_t token = in.u8();
        switch (token) {
            case 0x81: {  // COLMETADATA
                uint16_t count = in.u16();
                columns.clear();
                if (count == 0xFFFF) break;
                for (uint16_t i = 0; i < count; ++i) {
                    in.skip(6);
                    columns.push_back(read_type(in));
                    in.skip(size_t(in.u8()) * 2);
                }
                break;
            }
            case 0xD1:  // ROW
                for (const Column& column : columns) skip_value(in, column);
                ++response.rows;
                break;
            case 0xD2: {  // NBCROW
                ByteSpan nulls = in.take((columns.size() + 7) / 8);
                for (size_t i = 0; i < columns.size() && !in.failed(); ++i) {
                    if ((nulls[i / 8] >> (i % 8) & 1) == 0) skip_value(in, columns[i]);
                }
                ++response.rows;
                break;
            }
            case 0xFD: case 0xFE: case 0xFF: in.skip(12); break;  // DONE, DONEPROC, DONEINPROC
            case 0x79: in.skip(4); break;                          // RETURNSTATUS
            case 0xAC: {                                           // RETURNVALUE
                in.skip(2);
                in.skip(size_t(in.u8()) * 2);
                in.skip(7);
                Column column = read_type(in);
                ByteReader value = in;
                skip_value(in, column);
                if (column.frame == Column::byte_length && value.u8() == 4) {
                    response.handle = value.le<int32_t>();
                }
                break;
            }
            case 0xAA: {  // ERROR
                ByteReader body(in.take(in.u16()));
                response.error = body.le<int32_t>();
                body.skip(2);
                response.message = utf16le_to_utf8(body.take(size_t(body.u16()) * 2));
                break;
            }
            case 0xAE: {  // FEATUREEXTACK
                while (in.u8() != 0xFF && !in.failed()) in.skip(in.u32());
                break;
            }
            default: in.skip(in.u16()); break;  // ENVCHANGE, INFO, LOGINACK, ORDER
        }
    }
    if (in.failed()) throw std::runtime_error("response cut short");
    return response;
}

Response TdsClient::batch(std::string_view sql) {
    ByteWriter out;
    put_all_headers(out);
    out.append(utf8_to_utf16le(sql));
    send_packet(k_batch, out.bytes());
    return read_response();
}

int32_t TdsClient::prepare_int(std::string_view sql) {
    ByteWriter out;
    put_all_headers(out);
    out.u16(0xFFFF);
    out.u16(11);  // sp_prepare
    out.u16(0);
    put_int_parameter(out, 0, true, true);
    put_nvarchar_parameter(out, "@id int");
    put_nvarchar_parameter(out, sql);
    put_int_parameter(out, 1);
    send_packet(k_rpc, out.bytes());
    Response response = read_response();
    if (response.error != 0) throw std::runtime_error(response.message);
    return response.handle;
}

Response TdsClient::execute_int(int32_t handle, int32_t id) {
    ByteWriter out;
    put_all_headers(out);
    out.u16(0xFFFF);
    out.u16(12);  // sp_execute
    out.u16(2);   // no metadata for parameters; columns are still described
    put_int_parameter(out, handle);
    put_int_parameter(out, id, false, false, "@id");
    send_packet(k_rpc, out.bytes());
    return read_response();
}

Response TdsClient::execute_sql_int(std::string_view sql, int32_t id) {
    ByteWriter out;
    put_all_headers(out);
    out.u16(0xFFFF);
    out.u16(10);  // sp_executesql
    out.u16(0);
    put_nvarchar_parameter(out, sql);
    put_nvarchar_parameter(out, "@id int");
    put_int_parameter(out, id, false, false, "@id");
    send_packet(k_rpc, out.bytes());
    return read_response();
}

}  // namespace gantry::bench

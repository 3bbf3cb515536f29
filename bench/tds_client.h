#pragma once
// The leanest TDS 7.4 client that can load a server: no type conversion, no buffering of rows.
// It is deliberately not built on src/tds, so that a mistake there does not cancel itself out.

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gantry::bench {

struct Target {
    std::string host;
    int port = 0;
    std::string user;
    std::string password;
    std::string database;
    bool tls = false;  // the whole connection; otherwise the client says it cannot encrypt
};

// What one response held.
struct Response {
    uint64_t rows = 0;
    int error = 0;  // number of the last ERROR token
    std::string message;
    int32_t handle = 0;  // RETURNVALUE of sp_prepare
};

class TdsClient {
  public:
    explicit TdsClient(const Target& target);  // connects and logs in; throws std::runtime_error
    ~TdsClient();
    TdsClient(const TdsClient&) = delete;
    TdsClient& operator=(const TdsClient&) = delete;

    Response batch(std::string_view sql);
    // sp_prepare with one int parameter @id; returns the handle.
    int32_t prepare_int(std::string_view sql);
    Response execute_int(int32_t handle, int32_t id);
    // sp_executesql with one int parameter @id.
    Response execute_sql_int(std::string_view sql, int32_t id);

  private:
    void send_packet(uint8_t type, const std::vector<uint8_t>& payload);
    void raw_send(const uint8_t* data, size_t size);
    size_t raw_receive(uint8_t* data, size_t size);
    void write_all(const uint8_t* data, size_t size);
    void read_exactly(uint8_t* data, size_t size);
    // Reads one whole message into message_.
    void read_message();
    Response read_response();
    void start_tls();
    void log_in(const Target& target);

    int fd_ = -1;
    SSL_CTX* context_ = nullptr;
    SSL* ssl_ = nullptr;
    bool handshaking_ = false;
    std::vector<uint8_t> message_;
    std::vector<uint8_t> buffer_;
    size_t buffer_begin_ = 0;
    size_t buffer_end_ = 0;
};

}  // namespace gantry::bench

#pragma once
// How commands talk to a running server: a Unix socket, control.sock beside PostgreSQL's, in a
// directory that only the instance's user enters, mode 0600; root and that user may connect. One
// request on a connection, a JSON object in one line; the answer is lines of JSON objects, the last
// with "event": "done" or "error", those before with "event": "waiting" and a text.
//
// The server's side has a thread that accepts and one for each connection (8 at most). What is read
// is bounded in size and time. The client's side is a blocking call.

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace gantry::instance {

inline constexpr size_t k_control_line_bytes_max = size_t(64) << 10;

class ControlChannel {
  public:
    // Answers a request; the answer's members without "event". `waiting` sends a line. Throws Error
    // for the client.
    using Answer = std::function<std::string(const std::string& request,
                                             const std::function<void(const std::string&)>& waiting,
                                             std::stop_token stop)>;

    ControlChannel(const std::string& path, Answer answer);
    ~ControlChannel();  // stops what is under way
    ControlChannel(const ControlChannel&) = delete;
    ControlChannel& operator=(const ControlChannel&) = delete;

  private:
    class Body;
    std::unique_ptr<Body> body_;
};

std::string control_socket_path(const std::string& data_dir);

// The last line of the server's answer: an object with "event": "done". Error as the server said
// it; IoError when there is no server or it goes away.
std::string ask_server(const std::string& data_dir, const std::string& request,
                       const std::function<void(const std::string&)>& waiting);

}  // namespace gantry::instance

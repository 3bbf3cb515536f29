#pragma once
// For tests: an HTTP server on 127.0.0.1 that gives scripted replies, one for each request, in
// order, and remembers the requests. Its thread ends with it.

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gantry::blob {

class ScriptedServer {
  public:
    struct Reply {
        std::string bytes;  // as they go over the wire
        bool close = true;  // the connection, afterwards
        int stall_ms = 0;   // before it
    };

    explicit ScriptedServer(std::vector<Reply> replies);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    // "http://127.0.0.1:port/acct/abc/x"
    std::string url(const std::string& path = "/acct/abc/x") const;
    std::vector<std::string> requests() const;  // heads and bodies

    // "HTTP/1.1 <status>\r\n<headers>Content-Length: n\r\n\r\n<body>"
    static Reply reply(const std::string& status, const std::string& headers,
                       const std::string& body);

  private:
    void serve(std::stop_token stop);
    void serve_connection(int socket, std::stop_token stop);
    bool read_request(int socket, std::stop_token stop);

    std::vector<Reply> replies_;
    size_t next_ = 0;
    int listener_ = -1;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::jthread thread_;
};

}  // namespace gantry::blob

#include "blob/scripted_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

#include "base/utf.h"

namespace gantry::blob {

ScriptedServer::ScriptedServer(std::vector<Reply> replies) : replies_(std::move(replies)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 16) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        std::abort();
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](std::stop_token stop) { serve(stop); });
}

ScriptedServer::~ScriptedServer() {
    thread_.request_stop();
    thread_.join();
    close(listener_);
}

std::string ScriptedServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<std::string> ScriptedServer::requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
}

ScriptedServer::Reply ScriptedServer::reply(const std::string& status, const std::string& headers,
                                            const std::string& body) {
    return {"HTTP/1.1 " + status + "\r\n" + headers +
            "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

void ScriptedServer::serve(std::stop_token stop) {
    while (!stop.stop_requested()) {
        pollfd wait{listener_, POLLIN, 0};
        if (poll(&wait, 1, 5) <= 0) continue;
        int socket = accept(listener_, nullptr, nullptr);
        if (socket < 0) continue;
        serve_connection(socket, stop);
        close(socket);
    }
}

bool ScriptedServer::read_request(int socket, std::stop_token stop) {
    std::string request;
    size_t wanted = std::string::npos;
    while (!stop.stop_requested() && request.size() < wanted) {
        pollfd wait{socket, POLLIN, 0};
        if (poll(&wait, 1, 5) <= 0) continue;
        char buffer[4096];
        ssize_t count = recv(socket, buffer, sizeof buffer, 0);
        if (count <= 0) return false;
        request.append(buffer, size_t(count));
        size_t end = request.find("\r\n\r\n");
        if (end == std::string::npos) continue;
        std::string head = ascii_lower(request.substr(0, end));
        size_t length = head.find("content-length: ");
        size_t body =
            length == std::string::npos ? 0 : std::strtoul(head.c_str() + length + 16, nullptr, 10);
        wanted = end + 4 + body;
    }
    std::lock_guard lock(mutex_);
    requests_.push_back(request);
    return !stop.stop_requested();
}

void ScriptedServer::serve_connection(int socket, std::stop_token stop) {
    while (next_ < replies_.size() && read_request(socket, stop)) {
        const Reply& reply = replies_[next_++];
        for (int waited = 0; waited < reply.stall_ms && !stop.stop_requested(); waited += 5)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        size_t sent = 0;
        while (sent < reply.bytes.size()) {
            ssize_t count =
                send(socket, reply.bytes.data() + sent, reply.bytes.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) return;
            sent += size_t(count);
        }
        if (reply.close) return;
    }
}

}  // namespace gantry::blob

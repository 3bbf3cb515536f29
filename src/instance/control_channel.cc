#include "instance/control_channel.h"

#include <errno.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <list>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/error.h"
#include "base/log.h"
#include "instance/layout.h"
#include "instance/listener_sockets.h"
#include "instance/scaler.h"
#include "pg/cluster.h"

namespace gantry::instance {
namespace {

using Json = nlohmann::ordered_json;
constexpr size_t k_connections_max = 8;
constexpr int k_request_timeout_ms = 5000;
// A scale may take its time; it says so once a second.
constexpr int k_answer_timeout_ms = 180'000;
constexpr size_t k_answer_bytes_max = size_t(64) << 20;

sockaddr_un address_of(const std::string& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    if (path.size() >= sizeof out.sun_path) {
        throw IoError(fmt::format("{} is too long for a socket", path));
    }
    std::memcpy(out.sun_path, path.c_str(), path.size() + 1);
    return out;
}

bool send_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        text.remove_prefix(size_t(count));
    }
    return true;
}

// Lines of a socket. nullopt: the end, too long, or nothing for too long.
class Lines {
  public:
    Lines(int fd, size_t bytes_max, int timeout_ms)
        : fd_(fd), bytes_max_(bytes_max), timeout_ms_(timeout_ms) {}

    std::optional<std::string> next() {
        for (;;) {
            const size_t end = buffer_.find('\n');
            if (end != std::string::npos) {
                std::string line = buffer_.substr(0, end);
                buffer_.erase(0, end + 1);
                return line;
            }
            if (buffer_.size() > bytes_max_) return std::nullopt;
            pollfd fd{fd_, POLLIN, 0};
            const int ready = poll(&fd, 1, timeout_ms_);
            if (ready < 0 && errno == EINTR) continue;
            if (ready <= 0) return std::nullopt;
            char bytes[16384];
            const ssize_t count = recv(fd_, bytes, sizeof bytes, 0);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return std::nullopt;
            buffer_.append(bytes, size_t(count));
        }
    }

  private:
    int fd_;
    size_t bytes_max_;
    int timeout_ms_;
    std::string buffer_;
};

std::string line_of(const Json& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string error_line(const Error& error) {
    return line_of({{"event", "error"},
                    {"message", error.what()},
                    {"hint", error.hint()},
                    {"not_quiet", dynamic_cast<const NotQuiet*>(&error) != nullptr}});
}

// The instance's user and root; the directory keeps others out already.
bool is_peer_ours(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == geteuid());
}

}  // namespace

class ControlChannel::Body {
  public:
    Body(const std::string& path, Answer answer)
        : path_(path),
          answer_(std::move(answer)),
          wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
          socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const sockaddr_un address = address_of(path_);
        unlink(path_.c_str());  // of a server that was killed; ours holds the lock
        if (socket_.fd() < 0 ||
            bind(socket_.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            chmod(path_.c_str(), 0600) != 0 || listen(socket_.fd(), 16) != 0) {
            throw IoError(fmt::format("cannot listen on {}: {}", path_, std::strerror(errno)));
        }
        thread_ = std::thread([this] { accept_loop(); });
    }

    ~Body() {
        stop_.request_stop();
        const uint64_t one = 1;
        [[maybe_unused]] ssize_t written = write(wake_.fd(), &one, sizeof one);
        thread_.join();
        for (Connection& connection : connections_)
            connection.thread.join();
        unlink(path_.c_str());
    }

  private:
    struct Connection {
        std::atomic<bool> done{false};
        std::thread thread;
    };

    void accept_loop() {
        for (;;) {
            pollfd fds[2] = {{socket_.fd(), POLLIN, 0}, {wake_.fd(), POLLIN, 0}};
            poll(fds, 2, -1);
            if (stop_.stop_requested()) return;
            if ((fds[0].revents & POLLIN) == 0) continue;
            Socket client(accept4(socket_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
            reap();
            if (client.fd() < 0 || !is_peer_ours(client.fd())) continue;
            if (connections_.size() >= k_connections_max) continue;
            Connection& connection = connections_.emplace_back();
            connection.thread = std::thread([this, &connection, fd = client.release()] {
                serve(Socket(fd));
                connection.done = true;
            });
        }
    }

    void reap() {
        connections_.remove_if([](Connection& connection) {
            if (!connection.done) return false;
            connection.thread.join();
            return true;
        });
    }

    void serve(const Socket& client) {
        Lines lines(client.fd(), k_control_line_bytes_max, k_request_timeout_ms);
        const std::optional<std::string> request = lines.next();
        if (!request) return;
        const auto waiting = [&](const std::string& text) {
            send_all(client.fd(), line_of({{"event", "waiting"}, {"text", text}}));
        };
        try {
            Json out = {{"event", "done"}};
            out.update(Json::parse(answer_(*request, waiting, stop_.get_token())));
            send_all(client.fd(), line_of(out));
        } catch (const Error& error) {
            send_all(client.fd(), error_line(error));
        } catch (const std::exception& error) {
            log::warning("control_request_failed", {{"why", error.what()}});
            send_all(client.fd(), error_line(Error("the request could not be understood")));
        }
    }

    std::string path_;
    Answer answer_;
    Socket wake_;
    Socket socket_;
    std::stop_source stop_;
    std::list<Connection> connections_;  // of the accepting thread
    std::thread thread_;
};

ControlChannel::ControlChannel(const std::string& path, Answer answer)
    : body_(std::make_unique<Body>(path, std::move(answer))) {}
ControlChannel::~ControlChannel() = default;

std::string control_socket_path(const std::string& data_dir) {
    return pg::socket_dir_for(data_dir + "/run", service_user(false)) + "/control.sock";
}

std::string ask_server(const std::string& data_dir, const std::string& request,
                       const std::function<void(const std::string&)>& waiting) {
    const std::string path = control_socket_path(data_dir);
    const sockaddr_un address = address_of(path);
    Socket server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(server.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw IoError(fmt::format("cannot reach the server at {}: {}", path, std::strerror(errno)),
                      "run the command as the user of the instance, or as root");
    }
    if (!send_all(server.fd(), request + "\n")) throw IoError("the server closed the connection");
    Lines lines(server.fd(), k_answer_bytes_max, k_answer_timeout_ms);
    while (std::optional<std::string> line = lines.next()) {
        const Json answer = Json::parse(*line, nullptr, false);
        if (!answer.is_object()) break;
        const std::string event = answer.value("event", "");
        if (event == "done") return *line;
        if (event == "error") {
            const std::string message = answer.value("message", "");
            if (answer.value("not_quiet", false)) throw NotQuiet(message, answer.value("hint", ""));
            throw Error(message, answer.value("hint", ""));
        }
        waiting(answer.value("text", ""));
    }
    throw IoError("the server did not answer", "see log/gantry.log in its data directory");
}

}  // namespace gantry::instance

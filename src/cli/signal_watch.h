#pragma once
// Ctrl-C and SIGTERM as a stop token: a command ends cleanly, or with what it has. The signals are
// blocked in all threads made afterwards and waited for in one, so that nothing runs inside a
// handler. One at a time; what was blocked before is so again at its end.

#include <csignal>
#include <ctime>
#include <stop_token>
#include <thread>

namespace gantry::cli {

class SignalWatch {
  public:
    SignalWatch() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals_, &before_);
        thread_ = std::jthread([this](std::stop_token ended) {
            while (!ended.stop_requested()) {
                timespec wait{0, 200'000'000};
                if (sigtimedwait(&signals_, nullptr, &wait) > 0) stop_.request_stop();
            }
        });
    }
    ~SignalWatch() {
        thread_.request_stop();
        thread_.join();
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;
    std::stop_token token() const { return stop_.get_token(); }

  private:
    sigset_t signals_, before_;
    std::stop_source stop_;
    std::jthread thread_;
};

}  // namespace gantry::cli

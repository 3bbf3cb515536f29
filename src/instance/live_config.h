#pragma once
// The configuration a server runs with, whose size changes while it runs. Thread-safe.

#include <mutex>
#include <utility>

#include "instance/config.h"

namespace gantry::instance {

class LiveConfig {
  public:
    explicit LiveConfig(InstanceConfig config) : config_(std::move(config)) {}

    InstanceConfig get() const {
        std::lock_guard lock(mutex_);
        return config_;
    }
    void set(InstanceConfig config) {
        std::lock_guard lock(mutex_);
        config_ = std::move(config);
    }

  private:
    mutable std::mutex mutex_;
    InstanceConfig config_;
};

}  // namespace gantry::instance

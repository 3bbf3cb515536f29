#pragma once
// The configuration a server runs with, whose size and some settings change while it runs, and the
// file it was read from. Thread-safe: one change of either at a time.

#include <mutex>
#include <string>
#include <utility>

#include "instance/config.h"

namespace gantry::instance {

class LiveConfig {
  public:
    LiveConfig(InstanceConfig config, std::string data_dir)
        : config_(std::move(config)), data_dir_(std::move(data_dir)) {}

    InstanceConfig get() const {
        std::lock_guard lock(mutex_);
        return config_;
    }
    // `change` gets the configuration to change it; what it throws leaves all as it was.
    template <typename Change>
    void update(Change&& change) {
        std::lock_guard lock(mutex_);
        InstanceConfig next = config_;
        change(next);
        config_ = std::move(next);
    }
    // The same with gantry.toml. What the server was started with beside the file (--port) stays
    // out of it.
    template <typename Change>
    void update_file(Change&& change) {
        std::lock_guard lock(mutex_);
        InstanceConfig file = load_config(data_dir_);
        change(file);
        save_config(file, data_dir_);
    }

  private:
    mutable std::mutex mutex_;
    InstanceConfig config_;
    const std::string data_dir_;
};

}  // namespace gantry::instance

#pragma once
// An instance's settings: gantry.toml in its data directory. Every option is declared once, in
// config.cc: name, type, unit, default, range and help. The file that `instance create` writes,
// the reader's checks and the command line's help take them from there. Unknown keys are errors.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gantry::instance {

struct InstanceConfig {
    std::string name;
    std::string listen;
    int64_t port = 0;
    std::string certificate;
    std::string private_key;
    std::string backup_dir;
    // The size; 0: what the machine has, and no limit of storage. See sizing.h.
    int64_t vcores = 0;
    int64_t memory_mb = 0;
    int64_t storage_mb = 0;
    std::string restore_dirs;
    bool managed_rules = false;
    int64_t max_sessions = 0;
    int64_t spare_sessions = 0;
    int64_t shared_buffers_mb = 0;
    int64_t max_wal_mb = 0;
    std::string log_level;

    InstanceConfig();  // the defaults
};

struct OptionSpec {
    std::string_view name;
    std::string_view unit = {};  // "MB"
    std::string_view help = {};  // one sentence
    // Exactly one of these is set.
    std::string InstanceConfig::*text = nullptr;
    int64_t InstanceConfig::*number = nullptr;
    bool InstanceConfig::*flag = nullptr;  // off by default
    std::string_view default_text = {};
    int64_t default_number = 0;
    int64_t minimum = 0;
    int64_t maximum = 0;
};

std::span<const OptionSpec> option_specs();
const OptionSpec& option_spec(std::string_view name);

// Error naming file, line and the nearest known key when the text is not a valid configuration.
InstanceConfig parse_config(std::string_view text, const std::string& file_name);
InstanceConfig load_config(const std::string& data_dir);
// All options with their help as comments; those at their default are commented out.
std::string render_config(const InstanceConfig& config);
void save_config(const InstanceConfig& config, const std::string& data_dir);

}  // namespace gantry::instance

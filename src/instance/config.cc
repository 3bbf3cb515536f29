#include "instance/config.h"

#include <fmt/format.h>

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "pg/process.h"

namespace gantry::instance {
namespace {

constexpr const char* k_file_name = "gantry.toml";

using C = InstanceConfig;

// clang-format off
const OptionSpec k_specs[] = {
    {.name = "name", .help = "The instance's name, as @@SERVICENAME shows it.", .text = &C::name},
    {.name = "listen", .help = "Address to accept TDS clients on; * for all networks.",
     .text = &C::listen, .default_text = "127.0.0.1"},
    {.name = "port", .help = "TCP port for TDS clients; 0 picks a free one at each start.",
     .number = &C::port, .default_number = 1433, .maximum = 65535},
    {.name = "certificate", .help = "TLS certificate chain, PEM; relative to the data directory.",
     .text = &C::certificate, .default_text = "server.crt"},
    {.name = "private_key", .help = "Its private key, PEM; relative to the data directory.",
     .text = &C::private_key, .default_text = "server.key"},
    {.name = "backup_dir", .help = "Where relative paths in RESTORE and BACKUP point to.",
     .text = &C::backup_dir, .default_text = "backup"},
    {.name = "restore_dirs",
     .help = "Directories, separated by ':', that RESTORE FROM DISK may read besides backup_dir; * for all.",
     .text = &C::restore_dirs, .default_text = "*"},
    {.name = "managed_rules",
     .help = "RESTORE takes what an Azure SQL Managed Instance takes and refuses the rest.",
     .flag = &C::managed_rules},
    {.name = "vcores", .help = "Processors the instance may use; 0: all of the machine.",
     .number = &C::vcores, .maximum = 1024},
    {.name = "memory_mb", .unit = "MB",
     .help = "Memory that PostgreSQL's settings are made for; 0: a fixed choice by the machine.",
     .number = &C::memory_mb, .maximum = int64_t(1) << 26},
    {.name = "storage_mb", .unit = "MB",
     .help = "Storage for databases and log; statements that need more fail; 0: no limit.",
     .number = &C::storage_mb, .maximum = int64_t(1) << 40},
    {.name = "max_sessions",
     .help = "Clients served at the same time, each with a PostgreSQL backend; 0: by memory_mb, or 500.",
     .number = &C::max_sessions, .maximum = 10000},
    {.name = "spare_sessions", .help = "PostgreSQL backends kept ready for the next logins.",
     .number = &C::spare_sessions, .default_number = 4, .maximum = 1000},
    {.name = "shared_buffers_mb", .unit = "MB",
     .help = "PostgreSQL's buffer cache; 0: a quarter of memory, without memory_mb at most 8192.",
     .number = &C::shared_buffers_mb, .default_number = 0, .maximum = 1 << 22},
    {.name = "max_wal_mb", .unit = "MB",
     .help = "Write-ahead log kept between checkpoints; 0: 4096, an eighth of storage_mb at most.",
     .number = &C::max_wal_mb, .maximum = 1 << 22},
    {.name = "log_level", .help = "Lowest level written to the log: debug, info, warning or error.",
     .text = &C::log_level, .default_text = "info"},
};
// clang-format on

// Levenshtein distance; both names are short.
size_t distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::string_view nearest(std::string_view name) {
    auto closer = [&](const OptionSpec& a, const OptionSpec& b) {
        return distance(name, a.name) < distance(name, b.name);
    };
    return std::min_element(std::begin(k_specs), std::end(k_specs), closer)->name;
}

[[noreturn]] void refuse(const std::string& file, const toml::node& node, std::string message,
                         std::string hint = {}) {
    throw Error(fmt::format("{}, line {}: {}", file, node.source().begin.line, message),
                std::move(hint));
}

void take(const std::string& file, std::string_view key, const toml::node& node, C& config) {
    auto spec = std::find_if(std::begin(k_specs), std::end(k_specs),
                             [&](const OptionSpec& s) { return s.name == key; });
    if (spec == std::end(k_specs)) {
        refuse(file, node, fmt::format("unknown option {}", key),
               fmt::format("did you mean {}?", nearest(key)));
    }
    if (spec->text != nullptr) {
        auto value = node.value_exact<std::string>();
        if (!value) refuse(file, node, fmt::format("{} must be a string", key));
        config.*spec->text = *value;
        return;
    }
    if (spec->flag != nullptr) {
        auto value = node.value_exact<bool>();
        if (!value) refuse(file, node, fmt::format("{} must be true or false", key));
        config.*spec->flag = *value;
        return;
    }
    auto value = node.value_exact<int64_t>();
    if (!value) refuse(file, node, fmt::format("{} must be a whole number", key));
    if (*value < spec->minimum || *value > spec->maximum) {
        refuse(file, node,
               fmt::format("{} is {}; it must be between {} and {}", key, *value, spec->minimum,
                           spec->maximum));
    }
    config.*spec->number = *value;
}

std::string toml_string(std::string_view value) {
    std::string out = "\"";
    for (char c : value) {
        if (c == '"' || c == '\\') out += '\\';
        if (uint8_t(c) < 0x20) {
            out += fmt::format("\\u{:04x}", unsigned(c));
        } else {
            out += c;
        }
    }
    return out + "\"";
}

}  // namespace

InstanceConfig::InstanceConfig() {
    for (const OptionSpec& spec : k_specs) {
        if (spec.text != nullptr) this->*spec.text = spec.default_text;
        if (spec.number != nullptr) this->*spec.number = spec.default_number;
        if (spec.flag != nullptr) this->*spec.flag = false;
    }
}

std::span<const OptionSpec> option_specs() {
    return k_specs;
}

const OptionSpec& option_spec(std::string_view name) {
    for (const OptionSpec& spec : k_specs) {
        if (spec.name == name) return spec;
    }
    GANTRY_ASSERT(!"an option that is not declared");
    return k_specs[0];
}

InstanceConfig parse_config(std::string_view text, const std::string& file_name) {
    InstanceConfig config;
    toml::table table;
    try {
        table = toml::parse(text, file_name);
    } catch (const toml::parse_error& error) {
        throw Error(fmt::format("{}, line {}: {}", file_name, error.source().begin.line,
                                error.description()));
    }
    for (const auto& [key, node] : table)
        take(file_name, key.str(), node, config);
    static constexpr std::string_view k_levels[] = {"debug", "info", "warning", "error"};
    if (std::find(std::begin(k_levels), std::end(k_levels), config.log_level) ==
        std::end(k_levels)) {
        throw Error(fmt::format("{}: log_level is {}", file_name, config.log_level),
                    "use debug, info, warning or error");
    }
    return config;
}

InstanceConfig load_config(const std::string& data_dir) {
    std::string path = data_dir + "/" + k_file_name;
    return parse_config(pg::read_text_file(path), path);
}

std::string render_config(const InstanceConfig& config) {
    std::string out = "# Settings of this instance, read at its start.\n";
    for (const OptionSpec& spec : k_specs) {
        out += fmt::format("\n# {}\n", spec.help);
        std::string value, usual;
        if (spec.text != nullptr) {
            value = toml_string(config.*spec.text);
            usual = toml_string(spec.default_text);
        } else if (spec.flag != nullptr) {
            value = fmt::format("{}", config.*spec.flag);
            usual = "false";
        } else {
            value = fmt::format("{}", config.*spec.number);
            usual = fmt::format("{}", spec.default_number);
        }
        out += fmt::format("{}{} = {}\n", value == usual ? "#" : "", spec.name, value);
    }
    return out;
}

void save_config(const InstanceConfig& config, const std::string& data_dir) {
    pg::write_text_file(data_dir + "/" + k_file_name, render_config(config), 0600);
}

}  // namespace gantry::instance

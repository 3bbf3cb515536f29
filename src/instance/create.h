#pragma once
// `gantry instance create` and `drop`. As root the instance is made for the system user `gantry`,
// which is created when missing; else for the caller. What an interrupted create leaves is
// recognised and removed by the next one: gantry.toml is written last.

#include <cstdint>
#include <optional>
#include <string>

#include "instance/certificate.h"
#include "instance/config.h"
#include "pg/cluster.h"

namespace gantry::instance {

struct CreateRequest {
    std::string data_dir;   // absolute
    InstanceConfig config;  // port 0: a free one is chosen and kept
    std::string sa_password;
    std::optional<Certificate> certificate;  // else a self-signed one is made
    uint32_t collation = 0;                  // 0: SQL_Latin1_General_CP1_CI_AS
};

// Returns the configuration as saved. Errors leave nothing behind.
InstanceConfig create_instance(const CreateRequest& request);

// Removes the data directory. Error when the instance runs.
void drop_instance(const std::string& data_dir);

// How the cluster of `data_dir` is run; the same for create and serve.
pg::ClusterOptions cluster_options(const std::string& data_dir, const InstanceConfig& config,
                                   const pg::RunAs& owner);

// A TCP port nobody listens on now.
uint16_t free_port(const std::string& address);

}  // namespace gantry::instance

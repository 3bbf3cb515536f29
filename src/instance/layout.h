#pragma once
// Where instances are kept: DATA_ROOT/NAME, or any directory given by --data. The root is
// $GANTRY_DATA_ROOT, else /var/lib/gantry for root, else ~/.local/share/gantry.
//
//     gantry.toml  settings        pgdata/  PostgreSQL's data     log/    gantry.log,
//     postgresql.log gantry.lock  pid and port    run/     PostgreSQL's socket   spool/  temporary
//     files server.crt, server.key       backup/  relative backup paths    lib/    the extension
//     secret.key   seals credentials

#include <string>
#include <vector>

#include "instance/config.h"
#include "instance/services.h"
#include "pg/process.h"

namespace gantry::instance {

std::string data_root();

// Letters, digits, _, - and $, starting with a letter or _, at most 16, as SQL Server has it;
// Error otherwise.
void check_instance_name(const std::string& name);

// The data directory for a command's NAME and --data: absolute. Error when both are empty.
std::string resolve_data_dir(const std::string& name, const std::string& data);

// IoError with a hint when there is no instance in `data_dir`.
void require_instance(const std::string& data_dir);

InstancePaths paths_of(const std::string& data_dir, const InstanceConfig& config);

// Data directories of the instances below the root, by name.
std::vector<std::string> list_data_dirs();

// Where the program is, and with it gantry_pg.so and gantry_pg.sql.
std::string program_dir();
std::string program_path();

std::string host_name();

// The user that the instances of root run as: `gantry`. For an ordinary user: nobody special
// (uid 0 in the result). `create`: make the user when it is missing; else IoError.
pg::RunAs service_user(bool create);
// Becomes that user for good, when root. Sets HOME and a working directory it can enter.
void become_service_user(const std::string& data_dir);

}  // namespace gantry::instance

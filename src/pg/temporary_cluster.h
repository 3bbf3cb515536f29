#pragma once
// A PostgreSQL cluster for tests and benchmarks: made in a fresh directory under /tmp, without
// fsync, removed at the end. Works as an ordinary user and as root (then PostgreSQL itself runs as
// `postgres` or `nobody`, and root is let in).
//
//     if (auto why = TemporaryCluster::missing()) GTEST_SKIP() << *why;
//     pg::Connection connection(TemporaryCluster::shared().conninfo());

#include <memory>
#include <optional>
#include <string>

#include "pg/cluster.h"

namespace gantry::pg {

class TemporaryCluster {
  public:
    // `library_dir`: where gantry_pg.so is, for tests that need the extension.
    explicit TemporaryCluster(const std::string& library_dir = {});
    ~TemporaryCluster();
    TemporaryCluster(const TemporaryCluster&) = delete;
    TemporaryCluster& operator=(const TemporaryCluster&) = delete;

    // Why there can be no cluster here (PostgreSQL is not installed); nothing when there can.
    static std::optional<std::string> missing();
    // One for the whole program, made at the first call; library_dir is the program's directory,
    // where the build puts gantry_pg.so, unless $GANTRY_LIBRARY_DIR names another.
    static TemporaryCluster& shared();

    // Database `gantry`, empty at first.
    std::string conninfo() const { return cluster_->conninfo("gantry"); }
    std::string conninfo(const std::string& database) const { return cluster_->conninfo(database); }
    Cluster& cluster() { return *cluster_; }
    const std::string& dir() const { return dir_; }

  private:
    std::string dir_;
    std::unique_ptr<Cluster> cluster_;
};

}  // namespace gantry::pg

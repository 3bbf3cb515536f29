#pragma once
// Tests of the store: a connection to a temporary cluster, everything in a transaction that is
// rolled back, so that tests do not see each other.

#include <gtest/gtest.h>

#include <memory>

#include "engine/store/store.h"
#include "pg/connection.h"
#include "pg/temporary_cluster.h"

namespace gantry::store {

class StoreTest : public testing::Test {
  protected:
    void SetUp() override {
        if (auto why = pg::TemporaryCluster::missing()) GTEST_SKIP() << *why;
        connection_ = std::make_unique<pg::Connection>(pg::TemporaryCluster::shared().conninfo());
        bootstrap(*connection_);
        connection_->execute("BEGIN");
    }
    void TearDown() override {
        if (connection_) connection_->execute("ROLLBACK");
    }
    pg::Executor& executor() { return *connection_; }

  private:
    std::unique_ptr<pg::Connection> connection_;
};

}  // namespace gantry::store

#pragma once
// Tests of the store: a connection to a temporary cluster, everything in a transaction that is
// rolled back, so that tests do not see each other.

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "base/error.h"
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
    // Of the SqlError that `work` throws; 0 for none.
    static int error_number(const std::function<void()>& work) {
        try {
            work();
        } catch (const SqlError& error) {
            return error.number();
        }
        return 0;
    }

  private:
    std::unique_ptr<pg::Connection> connection_;
};

}  // namespace gantry::store

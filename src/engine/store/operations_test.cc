#include "engine/store/operations.h"

#include "engine/store/store_fixture.h"

namespace gantry::store {
namespace {

class OperationsTest : public StoreTest {
  protected:
    std::string row(const std::string& id) {
        pg::Result found = executor().query(
            "SELECT concat_ws('|', database_name, operation, state, percent_complete, error_code, "
            "error_desc) FROM gantry.operations WHERE activity_id = $1::uuid",
            {id});
        return found.value().value_or("none");
    }
};

TEST_F(OperationsTest, GoesOnAndCompletes) {
    std::string id = begin_operation(executor(), "sales", "RESTORE DATABASE");
    EXPECT_EQ(row(id), "sales|RESTORE DATABASE|0|0|0|");
    update_operation(executor(), id, 49);
    EXPECT_EQ(row(id), "sales|RESTORE DATABASE|1|0|0|");
    update_operation(executor(), id, 51);
    EXPECT_EQ(row(id), "sales|RESTORE DATABASE|1|50|0|");
    end_operation(executor(), id);
    EXPECT_EQ(row(id), "sales|RESTORE DATABASE|2|100|0|");
}

TEST_F(OperationsTest, FailsOrIsCancelled) {
    std::string failed = begin_operation(executor(), "a", "RESTORE LOG");
    end_operation(executor(), failed, SqlError(4305, "the log is too late"), false);
    EXPECT_EQ(row(failed), "a|RESTORE LOG|3|0|4305|the log is too late");
    std::string cancelled = begin_operation(executor(), "b", "RESTORE LOG");
    end_operation(executor(), cancelled, SqlError(3204, "aborted"), true);
    EXPECT_EQ(row(cancelled), "b|RESTORE LOG|4|0|3204|aborted");
}

TEST_F(OperationsTest, OldOnesAreForgottenAndLostOnesHaveFailed) {
    std::string old = begin_operation(executor(), "a", "RESTORE DATABASE");
    end_operation(executor(), old);
    executor().execute(
        "UPDATE gantry.operations SET last_modify_time = last_modify_time - interval '2 hours'");
    std::string lost = begin_operation(executor(), "b", "RESTORE DATABASE");
    EXPECT_EQ(row(old), "none");
    end_lost_operations(executor());
    EXPECT_TRUE(row(lost).starts_with("b|RESTORE DATABASE|3|0|3013|")) << row(lost);
}

}  // namespace
}  // namespace gantry::store

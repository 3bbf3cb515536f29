#include "session/activity.h"

#include <gtest/gtest.h>

#include "session/activity_rows.h"

namespace gantry::session {
namespace {

ActivityIdentity identity(int32_t id, std::string login) {
    ActivityIdentity out;
    out.session_id = id;
    out.login = std::move(login);
    out.login_time = std::chrono::system_clock::now();
    return out;
}

TEST(Activity, ARequestBeginsAndEnds) {
    Activity activity(identity(51, "sa"));
    EXPECT_EQ(activity.view().command, "AWAITING COMMAND");
    EXPECT_FALSE(activity.view().request_end);
    activity.begin_request();
    activity.statement("INSERT", 3, 9);
    EXPECT_TRUE(activity.view().running);
    EXPECT_EQ(activity.view().command, "INSERT");
    EXPECT_EQ(activity.view().statement_begin, 3u);
    activity.end_request();
    EXPECT_FALSE(activity.view().running);
    EXPECT_TRUE(activity.view().request_end);
    EXPECT_EQ(activity.view().request_count, 1u);
}

TEST(Activity, ProgressTellsShareAndTimeLeft) {
    Activity activity(identity(51, "sa"));
    activity.begin_request();
    EXPECT_FALSE(activity.view().remaining);
    activity.set_progress(0, 0);
    EXPECT_EQ(activity.view().percent_complete, 0);
    activity.set_progress(1, 4);
    EXPECT_FLOAT_EQ(float(activity.view().percent_complete), 25);
    EXPECT_TRUE(activity.view().remaining);
    activity.set_progress(9, 4);  // more than was thought
    EXPECT_FLOAT_EQ(float(activity.view().percent_complete), 100);
    EXPECT_EQ(activity.view().remaining->count(), 0);
    activity.begin_request();
    EXPECT_EQ(activity.view().percent_complete, 0);
}

TEST(ActivityRegistry, KillEndsASessionOnce) {
    ActivityRegistry registry;
    int ended = 0;
    ActivityPtr activity = registry.add_session(identity(51, "sa"), [&] { ++ended; });
    EXPECT_EQ(registry.kill(52), KillOutcome::not_found);
    EXPECT_EQ(registry.kill(51), KillOutcome::killed);
    EXPECT_EQ(registry.kill(51), KillOutcome::already_ending);
    EXPECT_EQ(ended, 1);
    EXPECT_TRUE(activity->is_killed());
    EXPECT_EQ(activity->view().command, "KILLED/ROLLBACK");
    registry.remove(51);
    EXPECT_EQ(registry.find(51), nullptr);
    EXPECT_EQ(registry.kill(51), KillOutcome::not_found);
}

TEST(ActivityRegistry, TasksHaveNumbersAboveSessions) {
    auto registry_owner = std::make_shared<ActivityRegistry>();
    ActivityRegistry& registry = *registry_owner;
    TaskRequest request;
    request.command = "RESTORE DATABASE";
    auto first = registry.start_task(request);
    auto second = registry.start_task(request);
    EXPECT_EQ(first->session_id(), ActivityRegistry::k_first_task_id);
    EXPECT_EQ(second->session_id(), ActivityRegistry::k_first_task_id + 1);
    EXPECT_EQ(registry.kill(second->session_id()), KillOutcome::killed);
    EXPECT_TRUE(second->stop_token().stop_requested());
    EXPECT_FALSE(first->stop_token().stop_requested());
    second.reset();
    EXPECT_EQ(registry.all().size(), 1u);
    // A stopped task may come back to the registry.
    std::stop_callback ends(first->stop_token(), [&] { registry.all(); });
    registry.kill(first->session_id());
}

TEST(ActivityRows, AViewerWithoutRightsSeesItself) {
    ActivityRegistry registry;
    registry.add_session(identity(51, "sa"), {});
    registry.add_session(identity(52, "ann"), {});
    std::string all = session_rows(registry, {52, true});
    EXPECT_NE(all.find("\"sid\":51"), std::string::npos);
    std::string own = session_rows(registry, {52, false});
    EXPECT_EQ(own.find("\"sid\":51"), std::string::npos);
    EXPECT_NE(own.find("\"login\":\"ann\""), std::string::npos);
}

TEST(ActivityRows, OffsetsCountUtf16) {
    ActivityRegistry registry;
    ActivityPtr activity = registry.add_session(identity(51, "sa"), {});
    std::string text = "SELECT N'\xC3\xA5\xF0\x9F\x98\x80'; SELECT 2 ; SELECT 3";
    activity->set_unit(std::make_shared<Unit>(text, tsql::ParseOptions{}, Unit::Kind::batch));
    activity->begin_request();
    size_t second = text.find("SELECT 2");
    activity->statement("SELECT", uint32_t(second), uint32_t(second + 8));
    std::string rows = session_rows(registry, {51, true});
    // One unit for the first letter, two for the second: fifteen before the statement.
    EXPECT_NE(rows.find("\"sbeg\":30,\"send\":44"), std::string::npos) << rows;
    size_t third = text.find("SELECT 3");
    activity->statement("SELECT", uint32_t(third), uint32_t(text.size()));
    rows = session_rows(registry, {51, true});
    EXPECT_NE(rows.find("\"send\":-1"), std::string::npos) << rows;
}

TEST(ActivityRows, TextsWithSecretsAreNotShown) {
    EXPECT_EQ(shown_text("SELECT 1"), "SELECT 1");
    EXPECT_EQ(shown_text("SELECT PasswordHash FROM dbo.Users"),
              "SELECT PasswordHash FROM dbo.Users");
    for (const char* text :
         {"CREATE LOGIN ann WITH PASSWORD = 'k1tten!'",
          "create credential [https://a/b] with identity='SHARED ACCESS SIGNATURE', "
          "secret='k1tten!'",
          "EXEC('ALTER LOGIN sa WITH PASSWORD=''k1tten!''')",
          "RESTORE DATABASE x FROM URL = 'https://a/b/c?sv=1&sig=k1tten!'",
          "SELECT * FROM OPENROWSET('SQLNCLI', 'Server=s;UID=u;PWD=k1tten!', 'SELECT 1')"}) {
        std::string shown = shown_text(text);
        EXPECT_EQ(shown.find("k1tten"), std::string::npos) << text;
        EXPECT_TRUE(shown.starts_with("-- '")) << shown;
    }
}

TEST(ActivityRows, AHandleIsThatOfItsText) {
    EXPECT_EQ(text_handle("SELECT 1").size(), 88u);
    EXPECT_TRUE(text_handle("SELECT 1").starts_with("02000000"));
    EXPECT_EQ(text_handle("SELECT 1"), text_handle("SELECT 1"));
    EXPECT_NE(text_handle("SELECT 1"), text_handle("SELECT 2"));
}

}  // namespace
}  // namespace gantry::session

#include "instance/live_settings.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "instance/control_requests.h"

namespace gantry::instance {
namespace {

TEST(LiveSettings, OnlyWhatDiffersIsAChange) {
    InstanceConfig config;
    config.name = "sales";
    SettingsRequest request;
    EXPECT_TRUE(request.is_empty());
    EXPECT_TRUE(apply_settings(request, config).empty());
    request.managed_rules = true;
    request.log_level = "info";
    EXPECT_EQ(apply_settings(request, config),
              std::vector<std::string>{"managed_rules false -> true"});
    EXPECT_TRUE(config.managed_rules);
    EXPECT_EQ(config.name, "sales");
    EXPECT_TRUE(apply_settings(request, config).empty());
}

TEST(LiveSettings, ValuesAreCheckedAsTheFilesAre) {
    InstanceConfig config;
    SettingsRequest request;
    request.log_level = "loud\"\n";
    request.managed_rules = true;
    EXPECT_THROW(apply_settings(request, config), Error);
    EXPECT_EQ(config.log_level, "info");
    EXPECT_FALSE(config.managed_rules);
}

TEST(LiveSettings, ARequestGoesOverTheChannel) {
    ControlHandlers handlers;
    handlers.set = [](const SettingsRequest& request) {
        EXPECT_EQ(request.managed_rules, false);
        EXPECT_EQ(request.log_level, "debug");
        return std::vector<std::string>{"log_level info -> debug"};
    };
    SettingsRequest request;
    request.managed_rules = false;
    request.log_level = "debug";
    const std::string answer = answer_control(set_request(request), handlers, {}, {});
    EXPECT_EQ(parse_set_answer(answer), std::vector<std::string>{"log_level info -> debug"});
    for (const char* text : {R"({"command": "set", "managed_rules": 1})",
                             R"({"command": "set", "log_level": true})", R"({"command": "set"})"}) {
        EXPECT_THROW(answer_control(text, handlers, {}, {}), Error) << text;
    }
}

}  // namespace
}  // namespace gantry::instance

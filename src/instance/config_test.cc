#include "instance/config.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gantry::instance {
namespace {

std::string error_of(std::string_view text) {
    try {
        parse_config(text, "gantry.toml");
        return "none";
    } catch (const Error& error) {
        return std::string(error.what()) + " / " + error.hint();
    }
}

TEST(Config, RoundTrips) {
    InstanceConfig config;
    config.name = "sales";
    config.port = 14330;
    config.listen = "0.0.0.0";
    config.managed_rules = true;
    std::string text = render_config(config);
    InstanceConfig again = parse_config(text, "gantry.toml");
    EXPECT_EQ(again.name, "sales");
    EXPECT_EQ(again.port, 14330);
    EXPECT_EQ(again.listen, "0.0.0.0");
    EXPECT_EQ(again.max_sessions, 0);
    EXPECT_TRUE(again.managed_rules);
    EXPECT_NE(text.find("#restore_dirs = \"*\"\n"), std::string::npos);
    EXPECT_EQ(render_config(again), text);
    EXPECT_NE(text.find("#max_sessions = 0\n"), std::string::npos);
}

TEST(Config, EveryOptionHasHelpAndOneTarget) {
    for (const OptionSpec& spec : option_specs()) {
        EXPECT_TRUE(spec.help.ends_with('.')) << spec.name;
        EXPECT_EQ((spec.text != nullptr) + (spec.number != nullptr) + (spec.flag != nullptr), 1)
            << spec.name;
        EXPECT_EQ(&option_spec(spec.name), &spec);
    }
}

TEST(Config, SaysWhatIsWrongAndWhere) {
    EXPECT_EQ(error_of("\nprot = 1"),
              "gantry.toml, line 2: unknown option prot / did you mean port?");
    EXPECT_EQ(error_of("port = 70000"),
              "gantry.toml, line 1: port is 70000; it must be between 0 and 65535 / ");
    EXPECT_EQ(error_of("port = \"1433\""),
              "gantry.toml, line 1: port must be a whole number / ");
    EXPECT_EQ(error_of("managed_rules = 1"),
              "gantry.toml, line 1: managed_rules must be true or false / ");
    EXPECT_EQ(error_of("listen = 1"), "gantry.toml, line 1: listen must be a string / ");
    EXPECT_NE(error_of("port = "), "none");
    EXPECT_NE(error_of("log_level = \"loud\""), "none");
}

}  // namespace
}  // namespace gantry::instance

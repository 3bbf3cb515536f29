#pragma once
// For tests of commands: runs one as the program would, and makes small backups to run it on.

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "base/test_temp.h"
#include "cli/commands.h"
#include "cli/fixture_command.h"

namespace gantry::cli {

struct CommandResult {
    int exit_code = 0;
    std::string out;
    std::string err;
};

inline CommandResult run_command(std::vector<std::string> words) {
    words.insert(words.begin(), "gantry");
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    CommandResult result;
    result.exit_code = run(int(argv.size()), argv.data());
    std::fflush(stdout);
    std::fflush(stderr);
    result.out = ::testing::internal::GetCapturedStdout();
    result.err = ::testing::internal::GetCapturedStderr();
    return result;
}

// A path of the running test's own.
inline std::string test_path(const std::string& name) {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    return test_directory() + info->test_suite_name() + "_" + info->name() + "_" + name;
}

// A backup of what the script makes.
inline std::string make_backup(const std::string& name, const std::string& script,
                               std::vector<std::string> more = {}) {
    std::string sql = test_path(name + ".sql"), out = test_path(name + ".bak");
    std::ofstream(sql) << script;
    std::vector<std::string> words = {sql, out, "--database", name};
    words.insert(words.end(), more.begin(), more.end());
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(run_fixture(words), 0);
    ::testing::internal::GetCapturedStdout();
    return out;
}

}  // namespace gantry::cli

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "base/test_temp.h"
#include "cli/commands.h"
#include "cli/fixture_command.h"

namespace gantry::cli {
namespace {

std::string temp(const std::string& name) {
    return test_directory() + "inspect_" + name;
}

// A backup of one table with one row of each binary type.
std::string binary_backup() {
    std::string script = temp("binary.sql"), out = temp("binary.bak");
    std::ofstream(script) << "CREATE TABLE b (id int PRIMARY KEY, fixed binary(3) NULL,\n"
                             "  bytes varbinary(20) NULL, big varbinary(max) NULL,\n"
                             "  picture image NULL, words varchar(10) NULL)\n"
                             "INSERT b VALUES (1, 0x414243, 0x4869, 0x48692100, 0x42, 'Hi')\n";
    std::vector<std::string> words = {script, out};
    EXPECT_EQ(run_fixture(words), 0);
    return out;
}

struct Result {
    int exit_code;
    std::string out;
};

Result inspect(std::vector<std::string> words) {
    words.insert(words.begin(), {"gantry", "inspect"});
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    ::testing::internal::CaptureStdout();
    int exit_code = run(int(argv.size()), argv.data());
    std::fflush(stdout);
    return {exit_code, ::testing::internal::GetCapturedStdout()};
}

TEST(Inspect, BinaryValuesAreHexadecimal) {
    std::string path = binary_backup();
    Result rows = inspect({path, "--rows", "dbo.b"});
    EXPECT_EQ(rows.exit_code, 0);
    EXPECT_NE(rows.out.find("1\t0x414243\t0x4869\t0x48692100\t0x42\tHi\n"), std::string::npos)
        << rows.out;
    rows = inspect({path, "--rows", "b", "--output", "json"});
    EXPECT_NE(rows.out.find(R"("bytes":"0x4869")"), std::string::npos) << rows.out;
}

TEST(Inspect, ATruncatedBackupIsShownWithAWarningAndFails) {
    std::string path = binary_backup();
    EXPECT_EQ(inspect({path, "--check"}).exit_code, 0);
    std::string cut = temp("cut.bak");
    std::filesystem::copy_file(path, cut, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(cut, std::filesystem::file_size(cut) - 600);
    Result result = inspect({cut});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_NE(result.out.find("warning: backup set 1 is not whole"), std::string::npos)
        << result.out;
}

}  // namespace
}  // namespace gantry::cli

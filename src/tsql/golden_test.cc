// The trees of tests/tsql/golden/*.sql are those of the .ast files beside them. After a change that
// is meant: GANTRY_UPDATE_GOLDEN=1 build/dev/tsql_test --gtest_filter='Golden*', and look at the
// difference.

#include <gtest/gtest.h>

#include <cstdlib>

#include "tsql/batch.h"
#include "tsql/corpus_cases.h"
#include "tsql/dump.h"

namespace gantry::tsql {
namespace {

namespace fs = std::filesystem;

std::string trees_of(const std::string& script) {
    std::string out;
    for (const Batch& batch : split_batches(script).batches) {
        const ParseResult result = parse(batch.text);
        for (const Diagnostic& error : result.diagnostics) {
            ADD_FAILURE() << error.line + batch.first_line - 1 << ": " << error.message;
        }
        if (!out.empty()) out += "GO\n";
        out += dump_statements(result.statements);
    }
    return out;
}

TEST(Golden, TreesAreAsTheyWere) {
    if (!fs::exists("tests/tsql/golden")) GTEST_SKIP() << "not run from the source folder";
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator("tests/tsql/golden")) {
        if (entry.path().extension() != ".sql") continue;
        ++count;
        const std::string trees = trees_of(read_file(entry.path()));
        const fs::path golden = fs::path(entry.path()).replace_extension(".ast");
        if (std::getenv("GANTRY_UPDATE_GOLDEN") != nullptr) {
            std::ofstream(golden, std::ios::binary) << trees;
        }
        EXPECT_EQ(read_file(golden), trees) << golden;
    }
    EXPECT_GT(count, 5u);
}

}  // namespace
}  // namespace gantry::tsql

// Every tests/sql/**/*.slt as a test of its own.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/utf.h"
#include "engine/test/slt_test.h"
#include "pg/temporary_cluster.h"
#include "types/collation.h"

namespace gantry::engine::test {

namespace fs = std::filesystem;

namespace {

struct Record {
    int line = 0;
    std::string kind;      // statement, query
    std::string expected;  // ok, count 3, error 208; types of a query
    std::string sql;
    std::vector<std::string> rows;
};

std::vector<Record> read_records(const fs::path& path) {
    std::ifstream in(path);
    std::vector<Record> out;
    std::string line;
    int number = 0;
    while (std::getline(in, line)) {
        ++number;
        if (line.empty() || line[0] == '#') continue;
        Record record;
        record.line = number;
        size_t space = line.find(' ');
        record.kind = line.substr(0, space);
        record.expected = space == std::string::npos ? "" : line.substr(space + 1);
        bool rows = false;
        while (std::getline(in, line)) {
            ++number;
            if (line.empty()) break;
            if (line == "----") {
                rows = true;
            } else if (rows) {
                record.rows.push_back(line);
            } else {
                record.sql += line + "\n";
            }
        }
        out.push_back(std::move(record));
    }
    return out;
}

std::string joined(const std::vector<std::string>& lines, std::string_view separator) {
    std::string out;
    for (const std::string& line : lines) {
        if (&line != &lines.front()) out += separator;
        out += line;
    }
    return out;
}

void check(const Record& record, const Answer& answer, const std::string& where) {
    if (record.expected.starts_with("error ")) {
        // "error 2628|8152": either will do.
        std::string wanted = "|" + record.expected.substr(6) + "|";
        EXPECT_NE(wanted.find("|" + std::to_string(answer.error) + "|"), std::string::npos)
            << answer.error << " at " << where << "\n" << record.sql << answer.message;
        return;
    }
    EXPECT_EQ(answer.error, 0) << where << "\n" << record.sql << answer.message;
    if (answer.error != 0) return;
    if (record.kind == "statement") {
        if (record.expected.starts_with("count ")) {
            EXPECT_EQ(std::to_string(answer.count), record.expected.substr(6))
                << where << "\n" << record.sql;
        }
        return;
    }
    if (!record.expected.empty()) {
        EXPECT_EQ(joined(answer.types, ", "), record.expected) << where << "\n" << record.sql;
    }
    EXPECT_EQ(joined(answer.rows, "\n"), joined(record.rows, "\n"))
        << where << "\n" << record.sql << answer.sql;
}

std::vector<std::string> slt_files() {
    std::vector<std::string> out;
    for (const char* root : {"tests/sql", "../../tests/sql"}) {
        if (!fs::is_directory(root)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            // What needs the interpreter runs over TDS alone.
            if (entry.path().parent_path().filename() == "session") continue;
            if (entry.path().extension() == ".slt") out.push_back(entry.path().string());
        }
        break;
    }
    std::sort(out.begin(), out.end());
    return out;
}

class SltFile : public testing::TestWithParam<std::string> {};

TEST_P(SltFile, Runs) {
    if (auto why = pg::TemporaryCluster::missing()) GTEST_SKIP() << *why;
    SltSession session;
    std::string database = "slt_" + fs::path(GetParam()).stem().string();
    session.run("CREATE DATABASE " + database);
    session.use(database);
    for (const Record& record : read_records(GetParam())) {
        std::string where = GetParam() + ":" + std::to_string(record.line);
        if (record.kind == "variable") {  // variable @name type value
            size_t first = record.expected.find(' ');
            size_t second = record.expected.find(' ', first + 1);
            auto type = types::type_by_name(record.expected.substr(first + 1, second - first - 1));
            ASSERT_TRUE(type) << where;
            if (types::is_character(type->id)) {
                type->length = types::k_max_length;
                type->collation = types::k_default_collation;
            }
            session.set_variable(record.expected.substr(0, first), *type,
                                 record.expected.substr(second + 1));
            continue;
        }
        check(record, session.run(record.sql), where);
    }
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
    std::string name = fs::path(info.param).parent_path().filename().string() + "_" +
                       fs::path(info.param).stem().string();
    for (char& c : name) {
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Sql, SltFile, testing::ValuesIn(slt_files()), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SltFile);

}  // namespace
}  // namespace gantry::engine::test

// Every case of rules about schemas, files and instances: the rule fires on its change of a plain
// database or instance, and not on the near miss.

#include <gtest/gtest.h>

#include <string>

#include "assess/rule_cases_test_tools.h"

namespace gantry::assess {

using namespace catalog;

SchemaInput plain_input() {
    SchemaInput out;
    Database& database = out.database;
    database.name = "Sales";
    database.compatibility_level = 150;
    database.schemas.push_back({1, "dbo", 1});
    database.options.page_verify = "CHECKSUM";
    DatabaseFile data, log;
    data.name = "Sales", data.growth = 8;
    log.name = "Sales_log", log.type = "LOG", log.growth = 8;
    database.files = {data, log};
    Table table;
    table.object_id = 100, table.name = "t";
    Column column;
    column.id = 1, column.name = "a", column.type.id = types::TypeId::int_;
    table.columns.push_back(column);
    database.tables.push_back(table);
    out.instance = plain_instance();
    return out;
}

Instance plain_instance() {
    Instance out;
    out.has_master = out.has_msdb = true;
    return out;
}

namespace {

Subject assess(const SchemaInput& input) {
    AssessOptions options;
    options.target_level = 160;
    options.instance = &input.instance;
    return assess_database(input.database, input.size_bytes, options);
}

std::string found(const Subject& subject) {
    std::string out;
    for (const Finding& finding : subject.findings)
        out += std::string(finding.rule->id) + " ";
    return out;
}

TEST(SchemaCases, FireAndMiss) {
    EXPECT_EQ(found(assess(plain_input())), "");
    for (std::span<const SchemaCase> cases : {file_cases(), table_cases(), object_cases()}) {
        for (const SchemaCase& test : cases) {
            ASSERT_NE(find_rule(test.rule), nullptr) << test.rule;
            SchemaInput input = plain_input();
            test.fires(input);
            EXPECT_TRUE(fires(assess(input), test.rule)) << test.rule;
            input = plain_input();
            test.misses(input);
            const Subject subject = assess(input);
            EXPECT_FALSE(fires(subject, test.rule)) << test.rule << ": " << found(subject);
        }
    }
}

TEST(InstanceCases, FireAndMiss) {
    EXPECT_EQ(found(assess_instance(plain_instance(), {})), "");
    for (std::span<const InstanceCase> cases : {msdb_cases(), master_cases()}) {
        for (const InstanceCase& test : cases) {
            ASSERT_NE(find_rule(test.rule), nullptr) << test.rule;
            Instance instance = plain_instance();
            test.fires(instance);
            EXPECT_TRUE(fires(assess_instance(instance, {}), test.rule)) << test.rule;
            instance = plain_instance();
            test.misses(instance);
            const Subject subject = assess_instance(instance, {});
            EXPECT_FALSE(fires(subject, test.rule)) << test.rule << ": " << found(subject);
        }
    }
}

}  // namespace
}  // namespace gantry::assess

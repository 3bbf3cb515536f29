// The 34 published rules of Azure SQL Managed Instance, as their page lists them: id, what each is
// about, class, and whether the restore itself fails. Our rules must say the same.

#include <gtest/gtest.h>

#include "assess/report_json.h"
#include "assess/rule_set.h"
#include "assess/rule.h"

namespace gantry::assess {
namespace {

struct Published {
    std::string_view id;
    bool of_instance;
    std::string_view category;
    bool restore_fails;
};

constexpr Published k_published[] = {
    {"FileStream", false, "Issue", true},
    {"MultipleLogFiles", false, "Issue", true},
    {"MIDatabaseSize", false, "Issue", true},
    {"MIInstanceSize", true, "Warning", false},
    {"NumDbExceeds100", true, "Warning", false},
    {"DbCompatLevelLowerThan100", false, "Warning", false},
    {"AssemblyFromFile", false, "Issue", false},
    {"ClrStrictSecurity", false, "Warning", false},
    {"BulkInsert", false, "Issue", false},
    {"OpenRowsetWithNonBlobDataSourceBulk", false, "Issue", false},
    {"OpenRowsetWithNonSQLProvider", false, "Issue", false},
    {"LinkedServerWithNonSQLProvider", false, "Issue", false},
    {"MIHeterogeneousMSDTCTransactSQL", false, "Issue", false},
    {"MIHomogeneousMSDTCTransactSQL", false, "Issue", false},
    {"CryptographicProvider", false, "Issue", false},
    {"DatabasePrincipalAlias", false, "Issue", false},
    {"DisableDefCNSTCHK", false, "Issue", false},
    {"NextColumn", false, "Issue", false},
    {"XpCmdshell", false, "Issue", false},
    {"ComputeClause", false, "Warning", false},
    {"FastFirstRowHint", false, "Warning", false},
    {"NonANSILeftOuterJoinSyntax", false, "Warning", false},
    {"NonANSIRightOuterJoinSyntax", false, "Warning", false},
    {"RAISERROR", false, "Warning", false},
    {"SqlMail", false, "Warning", false},
    {"SystemProcedures110", false, "Warning", false},
    {"AnalysisCommandJob", true, "Warning", false},
    {"AnalysisQueryJob", true, "Warning", false},
    {"MergeJob", true, "Warning", false},
    {"QueueReaderJob", true, "Warning", false},
    {"PowerShellJob", true, "Warning", false},
    {"TransactSqlJob", true, "Warning", false},
    {"TraceFlags", true, "Warning", false},
    {"WindowsAuthentication", true, "Warning", false},
};

TEST(PublishedRules, AreAsTheirPageSays) {
    EXPECT_EQ(std::size(k_published), 34u);
    for (const Published& published : k_published) {
        const Rule* rule = find_rule(published.id);
        ASSERT_NE(rule, nullptr) << published.id;
        EXPECT_EQ(rule->category, published.category) << published.id;
        EXPECT_EQ(rule->scope == Scope::instance, published.of_instance) << published.id;
        EXPECT_EQ(rule->severity == Severity::blocks_restore, published.restore_fails)
            << published.id;
    }
}

TEST(PublishedRules, AreListedUnderTheirIds) {
    const std::string json = rules_json(published_rules());
    for (const Published& published : k_published) {
        const std::string id = "\"id\": \"" + std::string(published.id) + "\"";
        EXPECT_NE(json.find(id), json.npos) << published.id;
    }
}

}  // namespace
}  // namespace gantry::assess

// Where nodes stand: inside their parents, and names where they are written.

#include <gtest/gtest.h>

#include "tsql/corpus_cases.h"
#include "tsql/parser.h"
#include "tsql/reflect.h"
#include "tsql/visit.h"

namespace gantry::tsql {
namespace {

class RangeChecker : public Visitor {
  public:
    explicit RangeChecker(const ParseResult& result) : result_(result) {}

    bool enter(const Node& node) override {
        const SourceRange range = node.range;
        EXPECT_LE(range.end(), result_.text().size()) << kind_name(node.kind);
        if (!parents_.empty()) {
            const Node& parent = *parents_.back();
            EXPECT_TRUE(range.offset >= parent.range.offset && range.end() <= parent.range.end())
                << kind_name(node.kind) << " '" << result_.text(range) << "' in "
                << kind_name(parent.kind) << " '" << result_.text(parent.range) << "'";
        }
        // VALUES () of a partition without boundaries is an option without text.
        EXPECT_TRUE(range.length > 0 || node.is<Option>()) << kind_name(node.kind);
        EXPECT_EQ(range.line, line_of(range.offset)) << kind_name(node.kind);
        parents_.push_back(&node);
        return true;
    }
    void leave(const Node&) override { parents_.pop_back(); }

  private:
    uint32_t line_of(uint32_t offset) const {
        const std::string_view before = result_.text().substr(0, offset);
        return uint32_t(std::count(before.begin(), before.end(), '\n')) + 1;
    }

    const ParseResult& result_;
    std::vector<const Node*> parents_;
};

class Ranges : public testing::TestWithParam<Case> {};

TEST_P(Ranges, LieInsideParents) {
    const Case& test = GetParam();
    if (!test.errors.empty()) return;
    ParseOptions options;
    options.compatibility_level = test.level;
    const ParseResult result = parse(test.text, options);
    RangeChecker checker(result);
    for (const Statement* statement : result.statements)
        walk(*statement, checker);
}

std::string test_name(const testing::TestParamInfo<Case>& info) {
    return case_name(info.param, info.index);
}

INSTANTIATE_TEST_SUITE_P(Tsql, Ranges, testing::ValuesIn(cases()), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Ranges);

}  // namespace
}  // namespace gantry::tsql

#include "catalog/script/tokens.h"

#include <gtest/gtest.h>

#include "catalog/script/order.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

std::vector<std::string> names(std::string_view text, bool quoted_identifier = true) {
    std::vector<std::string> out;
    std::vector<Token> tokens = scan_tokens(text, quoted_identifier);
    for (const NamePath& path : names_in(tokens))
        out.push_back(join(path.parts, "|"));
    return out;
}

using Strings = std::vector<std::string>;

TEST(Tokens, NamesOfSeveralParts) {
    EXPECT_EQ(names("a.[b c] . \"d\""), (Strings{"a|b c|d"}));
    EXPECT_EQ(names("db..t x"), (Strings{"db||t", "x"}));
    EXPECT_EQ(names("[a]]b]"), (Strings{"a]b"}));
    EXPECT_EQ(names("t.* , 1.5e3"), (Strings{"t"}));
}

TEST(Tokens, TextsAndCommentsHoldNoNames) {
    EXPECT_EQ(names("a 'b' N'c''d' -- e\n/* f /* g */ h */ i @j"), (Strings{"a", "i"}));
    EXPECT_EQ(names("x \"y\"", false), (Strings{"x"}));
}

TEST(Tokens, OpenEndsAreEnds) {
    EXPECT_EQ(names("[a"), (Strings{"a"}));
    EXPECT_EQ(names("a /* b"), (Strings{"a"}));
    EXPECT_EQ(names("a 'b"), (Strings{"a"}));
    EXPECT_EQ(names("a."), (Strings{"a"}));
    EXPECT_TRUE(names("[").size() == 1);
    EXPECT_TRUE(names("").empty());
}

TEST(Order, NeedsComeFirstAndKeysDecide) {
    std::vector<OrderNode> nodes = {{1, "c"}, {2, "b"}, {3, "a"}};
    EXPECT_EQ(order_nodes(nodes, {}).ids, (std::vector<int32_t>{3, 2, 1}));
    EXPECT_EQ(order_nodes(nodes, {{3, 2}, {2, 1}, {3, 3}, {3, 9}}).ids,
              (std::vector<int32_t>{1, 2, 3}));
}

TEST(Order, WeakNeedsYieldInCircles) {
    std::vector<OrderNode> nodes = {{1, "a"}, {2, "b"}};
    Order order = order_nodes(nodes, {{1, 2, true}, {2, 1, false}});
    EXPECT_EQ(order.ids, (std::vector<int32_t>{1, 2}));
    EXPECT_TRUE(order.circular.empty());
    order = order_nodes(nodes, {{1, 2}, {2, 1}});
    EXPECT_EQ(order.ids, (std::vector<int32_t>{1, 2}));
    EXPECT_EQ(order.circular, (std::vector<int32_t>{1}));
}

}  // namespace
}  // namespace gantry::catalog::script

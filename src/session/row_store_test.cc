#include "session/row_store.h"

#include <gtest/gtest.h>

namespace gantry::session {
namespace {

Bytes numbered(int from, int count) {
    Bytes out;
    for (int i = 0; i < count; ++i)
        out.push_back(uint8_t((from + i) % 251));
    return out;
}

TEST(RowStore, GivesBackWhatWentInOnBothSidesOfItsBound) {
    RowStore store(1000);
    Bytes all;
    for (int i = 0; i < 90; ++i) {
        Bytes row = numbered(i, 37);
        store.append(row);
        all.insert(all.end(), row.begin(), row.end());
    }
    ASSERT_EQ(store.size(), all.size());
    Bytes read;
    store.read_all([&](ByteSpan piece) { read.insert(read.end(), piece.begin(), piece.end()); });
    EXPECT_EQ(read, all);
    for (size_t at = 0; at + 37 <= all.size(); at += 37) {
        EXPECT_EQ(store.read(at, 37), Bytes(all.begin() + long(at), all.begin() + long(at) + 37));
    }
    EXPECT_TRUE(store.read(all.size(), 0).empty());
}

TEST(RowStore, EmptyHasNothing) {
    RowStore store;
    store.read_all([](ByteSpan) { FAIL(); });
    EXPECT_EQ(store.size(), 0u);
}

}  // namespace
}  // namespace gantry::session

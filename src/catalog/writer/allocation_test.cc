// Checks written pages with code of its own, not the reader's: checksums, who owns which page, and
// the trees. Rules: docs/formats/pages.md.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/test_temp.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/writer_test_tables.h"

namespace gantry::catalog {
namespace {

constexpr size_t k_page = 8192;

uint16_t u16(const uint8_t* p) { return uint16_t(p[0] | p[1] << 8); }
uint32_t u32(const uint8_t* p) { return uint32_t(u16(p)) | uint32_t(u16(p + 2)) << 16; }
uint64_t u64(const uint8_t* p) { return u32(p) | uint64_t(u32(p + 4)) << 32; }

struct Unit {
    uint64_t id = 0;
    uint8_t type = 0;
    uint32_t first = 0, root = 0, iam = 0;
    uint64_t used = 0, data = 0, reserved = 0;
};

class WrittenPages {
  public:
    explicit WrittenPages(const WrittenDatabase& database) : bytes_(database.extent_count() << 16) {
        database.read(0, bytes_);
        read_units();
    }

    uint32_t page_count() const { return uint32_t(bytes_.size() / k_page); }
    const uint8_t* page(uint32_t n) const { return bytes_.data() + n * k_page; }
    uint8_t pfs(uint32_t n) const {
        uint32_t at = n < 8088 ? 1 : n / 8088 * 8088;
        return page(at)[0x64 + n % 8088];
    }
    static bool bit(const uint8_t* map, uint32_t n) { return map[0xC2 + n / 8] >> (n % 8) & 1; }
    const std::vector<Unit>& units() const { return units_; }

  private:
    // Along the leaf chain from the boot page; all columns are fixed.
    void read_units() {
        for (uint32_t n = u32(page(9) + 0x60 + 0x204); n != 0; n = u32(page(n) + 0x10)) {
            const uint8_t* p = page(n);
            for (uint32_t slot = 0; slot < u16(p + 0x16); ++slot) {
                const uint8_t* r = p + u16(p + k_page - 2 * (slot + 1));
                Unit unit;
                unit.id = u64(r + 4);
                unit.type = r[12];
                unit.first = u32(r + 27);
                unit.root = u32(r + 33);
                unit.iam = u32(r + 39);
                unit.used = u64(r + 45);
                unit.data = u64(r + 53);
                unit.reserved = u64(r + 61);
                units_.push_back(unit);
            }
        }
    }

    Bytes bytes_;
    std::vector<Unit> units_;
};

class Allocation : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        Database database = sample_database();
        RowSources rows;
        add_sample_rows(database, rows);
        DatabaseWriterOptions options;
        options.directory = test_directory();
        pages_ = std::make_unique<WrittenPages>(WrittenDatabase(database, rows, options));
    }
    static void TearDownTestSuite() { pages_.reset(); }
    static std::unique_ptr<WrittenPages> pages_;
};
std::unique_ptr<WrittenPages> Allocation::pages_;

TEST_F(Allocation, EveryPageHasItsPlaceAndChecksum) {
    uint32_t blank = 0;
    for (uint32_t n = 0; n < pages_->page_count(); ++n) {
        const uint8_t* p = pages_->page(n);
        if (p[0] == 0) {
            EXPECT_EQ(pages_->pfs(n) & 0x40, 0) << n;
            ++blank;
            continue;
        }
        ASSERT_EQ(u32(p + 0x20), n);
        ASSERT_EQ(u16(p + 0x24), 1);
        ASSERT_EQ(u16(p + 4) & 0x200, 0x200) << n;
        uint32_t sum = 0;
        for (size_t sector = 0; sector < 16; ++sector) {
            uint32_t x = 0;
            for (size_t i = 0; i < 128; ++i) {
                size_t at = sector * 512 + 4 * i;
                if (at != 0x3C) x ^= u32(p + at);
            }
            sum = (sum << 1 | sum >> 31) ^ x;
        }
        ASSERT_EQ(sum, u32(p + 0x3C)) << n;
        // Free count and free data agree with the slots.
        uint32_t end = 0x60, used = 0;
        for (uint32_t slot = 0; slot < u16(p + 0x16); ++slot) {
            end = std::max<uint32_t>(end, u16(p + k_page - 2 * (slot + 1)));
            used += 2;
        }
        ASSERT_LT(end, k_page - used) << n;
        ASSERT_LE(u16(p + 0x1E), k_page - used) << n;
        ASSERT_EQ(u16(p + 0x1C), k_page - used - u16(p + 0x1E)) << n;
    }
    EXPECT_LT(blank, 200u);
}

TEST_F(Allocation, EveryPageBelongsToOne) {
    std::map<uint32_t, uint64_t> owner;
    std::set<uint32_t> iams;
    auto own = [&](uint32_t n, uint64_t unit) {
        ASSERT_TRUE(owner.emplace(n, unit).second) << "page " << n << " is owned twice";
    };
    for (const Unit& unit : pages_->units()) {
        uint64_t used = 0, reserved = 0;
        for (uint32_t n = unit.iam; n != 0; n = u32(pages_->page(n) + 0x10)) {
            const uint8_t* p = pages_->page(n);
            ASSERT_EQ(p[1], 10);
            ASSERT_EQ(uint64_t(u16(p + 6)) << 48 | uint64_t(u32(p + 0x18)) << 16, unit.id);
            ASSERT_EQ(pages_->pfs(n) & 0x70, 0x70);
            iams.insert(n);
            ++used, ++reserved;
            for (int k = 0; k < 8; ++k) {
                uint32_t single = u32(p + 0x60 + 0x2E + 6 * k);
                if (single == 0) continue;
                ASSERT_EQ(pages_->pfs(single) & 0x60, 0x60) << single;
                own(single, unit.id);
                ++used, ++reserved;
            }
            for (uint32_t extent = 0; extent < 63904; ++extent) {
                if (!WrittenPages::bit(p, extent)) continue;
                reserved += 8;
                for (uint32_t i = 0; i < 8; ++i) {
                    if (!(pages_->pfs(extent * 8 + i) & 0x40)) continue;
                    ASSERT_EQ(pages_->pfs(extent * 8 + i) & 0x20, 0);
                    own(extent * 8 + i, unit.id);
                    ++used;
                }
            }
        }
        EXPECT_EQ(used, unit.used) << std::hex << unit.id;
        EXPECT_EQ(reserved, unit.reserved) << std::hex << unit.id;
        EXPECT_EQ(unit.first == 0, unit.iam == 0);
    }
    for (uint32_t n = 0; n < pages_->page_count(); ++n) {
        if (!(pages_->pfs(n) & 0x40)) {
            EXPECT_EQ(owner.count(n), 0u);
            continue;
        }
        const uint8_t* p = pages_->page(n);
        bool map_page = p[1] >= 8 && p[1] != 10;
        if (map_page) {
            EXPECT_EQ(u32(p + 0x18), 99u);
            EXPECT_EQ(owner.count(n), 0u);
        } else if (iams.count(n) == 0) {
            ASSERT_EQ(owner.count(n), 1u) << n;
            EXPECT_EQ(uint64_t(u16(p + 6)) << 48 | uint64_t(u32(p + 0x18)) << 16, owner[n]);
        }
    }
}

TEST_F(Allocation, MapsAgree) {
    uint32_t extents = pages_->page_count() / 8;
    const uint8_t* gam = pages_->page(2);
    const uint8_t* sgam = pages_->page(3);
    for (uint32_t e = 0; e < 63904; ++e) {
        ASSERT_EQ(WrittenPages::bit(gam, e), e >= extents) << e;
        bool mixed = false, free = false;
        for (uint32_t i = 0; e < extents && i < 8; ++i) {
            uint8_t pfs = pages_->pfs(e * 8 + i);
            mixed = mixed || (pfs & 0x20);
            free = free || (!(pfs & 0x40) && e * 8 + i != 4 && e * 8 + i != 5);
        }
        if (WrittenPages::bit(sgam, e)) {
            EXPECT_TRUE(free) << e;
        } else {
            EXPECT_FALSE(mixed && free) << e;
        }
    }
}

// Walks a tree; returns the leaf pages in order.
void walk(const WrittenPages& pages, uint32_t n, std::vector<uint32_t>& leaves, int depth,
          uint64_t& index_pages) {
    ASSERT_LT(depth, 6);
    const uint8_t* p = pages.page(n);
    if (p[1] == 1) {
        leaves.push_back(n);
        return;
    }
    ASSERT_EQ(p[1], 2);
    ASSERT_GE(p[3], 1);
    ++index_pages;
    ASSERT_GT(u16(p + 0x16), 0);
    for (uint32_t slot = 0; slot < u16(p + 0x16); ++slot) {
        const uint8_t* r = p + u16(p + k_page - 2 * (slot + 1));
        ASSERT_EQ(r[0] >> 1 & 7, 3);
        const uint8_t* child = r + u16(p + 0x0E) - 6;
        ASSERT_EQ(u16(child + 4), 1);
        const uint8_t* c = pages.page(u32(child));
        ASSERT_EQ(c[3], p[3] - 1);
        walk(pages, u32(child), leaves, depth + 1, index_pages);
    }
}

TEST_F(Allocation, TreesReachEveryLeafInOrder) {
    int deep = 0;
    for (const Unit& unit : pages_->units()) {
        if (unit.root == 0 || unit.type != 1) continue;
        std::vector<uint32_t> leaves;
        uint64_t index_pages = 0;
        walk(*pages_, unit.root, leaves, 0, index_pages);
        deep += index_pages > 1;
        EXPECT_EQ(leaves.size(), unit.data);
        ASSERT_FALSE(leaves.empty());
        EXPECT_EQ(leaves[0], unit.first);
        for (size_t i = 0; i < leaves.size(); ++i) {
            const uint8_t* p = pages_->page(leaves[i]);
            EXPECT_EQ(u32(p + 0x08), i == 0 ? 0 : leaves[i - 1]);
            EXPECT_EQ(u32(p + 0x10), i + 1 == leaves.size() ? 0 : leaves[i + 1]);
        }
    }
    EXPECT_GE(deep, 1) << "no tree of more than two levels was tested";
}

}  // namespace
}  // namespace gantry::catalog

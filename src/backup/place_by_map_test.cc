#include <gtest/gtest.h>

#include <set>

#include "backup/media_bytes.h"
#include "backup/media_set.h"
#include "base/error.h"
#include "storage/allocation.h"

namespace gantry::backup {
namespace {

using storage::k_page_size;
using storage::k_pages_per_extent;
using storage::PageId;

constexpr uint32_t k_extents = 64;

// A file's stream: the extents in `there`, and a GAM page that calls those in `mapped` allocated.
struct Stream {
    std::set<uint32_t> there, mapped;
    std::set<uint32_t> unformatted = {};  // pages

    Bytes bytes() const {
        Bytes out;
        for (uint32_t extent : there) {
            for (uint32_t i = 0; i < k_pages_per_extent; ++i)
                add_page(out, extent * k_pages_per_extent + i);
        }
        return out;
    }

  private:
    void add_page(Bytes& out, uint32_t number) const {
        const size_t at = out.size();
        out.resize(at + k_page_size);
        if (unformatted.contains(number)) return;
        uint8_t* page = out.data() + at;
        page[storage::k_page_version_at] = 1;
        page[storage::k_page_type_at] = uint8_t(storage::PageType::data);
        storage::store_page_id(page + storage::k_page_id_at, {1, number});
        page[200] = uint8_t(number);
        if (number != storage::gam_page_of(0)) return;
        page[storage::k_page_type_at] = uint8_t(storage::PageType::gam);
        uint8_t* bits = page + storage::k_bitmap_at;
        std::fill(bits, page + k_page_size - 10, uint8_t(0xFF));
        for (uint32_t extent : mapped)
            bits[extent / 8] &= uint8_t(~(1 << extent % 8));
    }
};

std::set<uint32_t> extents_but(std::set<uint32_t> missing) {
    std::set<uint32_t> out;
    for (uint32_t i = 0; i < k_extents; ++i) {
        if (!missing.contains(i)) out.insert(i);
    }
    return out;
}

// Every page is where its header says, and no other is there.
void expect_all(const Stream& stream) {
    MediaBytes media;
    media.tape();
    media.set(true, stream.bytes());
    std::vector<MediaFile> files;
    files.push_back(open_media_file(memory_source("test.bak", media.take())));
    std::vector<MediaSet> sets = group_media(std::move(files));
    IndexedPages scanned("test.bak", "shop", false), mapped("test.bak", "shop", false);
    sets[0].place_pages(0, scanned);
    sets[0].place_by_map(0, mapped);
    // The highest first: what is in front of it was not looked at.
    for (uint32_t number = k_extents * k_pages_per_extent; number-- > 0;) {
        const PageId id{1, number};
        storage::PageView page = mapped.page(id);
        ASSERT_EQ(bool(page), stream.there.contains(number / k_pages_per_extent)) << number;
        ASSERT_EQ(page.data(), scanned.page(id).data()) << number;
    }
    EXPECT_EQ(mapped.page_limit(1), scanned.page_limit(1));
}

TEST(PlaceByMap, MapIsRight) {
    expect_all({extents_but({}), extents_but({})});
    expect_all({extents_but({7, 20, 21}), extents_but({7, 20, 21})});
}

TEST(PlaceByMap, MapIsOfAnotherMoment) {
    // As many too many as too few: the ends of the stretch agree.
    expect_all({extents_but({5}), extents_but({9})});
    expect_all({extents_but({9}), extents_but({5})});
    expect_all({extents_but({1, 40, 41}), extents_but({2, 3, 60})});
    // The end does not agree.
    expect_all({extents_but({5, 6}), extents_but({9})});
    expect_all({extents_but({}), extents_but({30})});
    expect_all({extents_but({30}), extents_but({})});
    expect_all({{0, 1, 2}, {}});
}

TEST(PlaceByMap, PagesNeverFormattedSayNothing) {
    std::set<uint32_t> pages = {41, 42, 72, 73, 74, 75, 76, 77, 78, 79, 511};
    expect_all({extents_but({}), extents_but({}), {41, 42, 511}});
    expect_all({extents_but({4}), extents_but({11}), {41, 42, 88, 511}});
    for (uint32_t number = 63 * 8; number < 64 * 8; ++number)
        pages.insert(number);
    Stream stream{extents_but({}), extents_but({}), pages};
    EXPECT_EQ(stream.bytes().size(), k_extents * storage::k_extent_size);
}

TEST(PlaceByMap, DamageIsToldAsEver) {
    Stream stream{extents_but({}), extents_but({})};
    Bytes bytes = stream.bytes();
    storage::store_page_id(bytes.data() + 100 * k_page_size + storage::k_page_id_at, {1, 333});
    MediaBytes media;
    media.tape();
    media.set(true, bytes);
    std::vector<MediaFile> files;
    files.push_back(open_media_file(memory_source("test.bak", media.take())));
    std::vector<MediaSet> sets = group_media(std::move(files));
    IndexedPages pages("test.bak", "shop", false);
    sets[0].place_by_map(0, pages);
    EXPECT_THROW(pages.page({1, 100}), FormatError);
    EXPECT_TRUE(pages.page({1, 101}));
    EXPECT_TRUE(pages.page({1, 333}));
    EXPECT_THROW(pages.page({1, 100}), FormatError);
}

}  // namespace
}  // namespace gantry::backup

// Backups made by SQL Server: placed by the allocation map, every page is where its header says.

#include <gtest/gtest.h>

#include <filesystem>

#include "backup/media_set.h"
#include "base/error.h"
#include "catalog/sample_files.h"

namespace gantry::catalog {
namespace {

void expect_same_places(backup::MediaSet& media, size_t set, const std::string& file) {
    backup::IndexedPages scanned(file, "", false), mapped(file, "", false);
    media.place_pages(set, scanned);
    media.place_by_map(set, mapped);
    for (const storage::PageId first : scanned.extents()) {
        // The last page of an extent first: what is asked for in order hides least.
        for (uint32_t i = storage::k_pages_per_extent; i-- > 0;) {
            const storage::PageId id{first.file, first.page + i};
            const uint8_t* expected = scanned.unverified_page(id);
            if (expected == nullptr) continue;
            try {
                mapped.page(id);
            } catch (const FormatError&) {
                // Of a page that was never formatted nobody knows.
            }
            ASSERT_EQ(mapped.unverified_page(id), expected)
                << file << " " << id.file << ":" << id.page;
        }
    }
    for (const uint16_t id : scanned.files())
        EXPECT_EQ(mapped.page_limit(id), scanned.page_limit(id)) << file;
}

TEST(PlaceByMapSamples, AsPlacedOneByOne) {
    GANTRY_NEED_SAMPLES();
    size_t compared = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(samples_directory())) {
        if (!entry.is_regular_file() || entry.file_size() > (uint64_t(64) << 20)) continue;
        const std::string file = entry.path().string();
        try {
            std::vector<backup::MediaSet> media = backup::open_media({file});
            for (size_t set = 0; set < media[0].sets().size(); ++set) {
                if (media[0].sets()[set].type != 'D' || media[0].files()[0].container) continue;
                expect_same_places(media[0], set, file);
                ++compared;
            }
        } catch (const Error&) {
            continue;  // damaged, striped, encrypted, no backup
        }
    }
    EXPECT_GT(compared, 10u);
}

}  // namespace
}  // namespace gantry::catalog

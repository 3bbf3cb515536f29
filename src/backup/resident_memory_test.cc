// Reading a mapped file of any size keeps a bounded part of it in this process's memory.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "backup/indexed_pages.h"
#include "base/byte_source.h"

namespace gantry::backup {
namespace {

using storage::k_page_size;

constexpr uint32_t k_page_count = 32768;  // 256 MB
constexpr uint64_t k_resident_max = uint64_t(96) << 20;

// Memory of mapped files that is resident.
uint64_t shared_resident_bytes() {
    std::FILE* file = std::fopen("/proc/self/statm", "re");
    if (file == nullptr) return 0;
    uint64_t size = 0, resident = 0, shared = 0;
    int found = std::fscanf(file, "%" SCNu64 " %" SCNu64 " %" SCNu64, &size, &resident, &shared);
    std::fclose(file);
    return found == 3 ? shared * uint64_t(sysconf(_SC_PAGESIZE)) : 0;
}

// A file of pages that hold no more than their headers; it vanishes with the object.
class PageFile {
  public:
    PageFile() {
        int fd = mkstemp(path_);
        EXPECT_GE(fd, 0);
        EXPECT_EQ(ftruncate(fd, off_t(k_page_count) * k_page_size), 0);
        std::vector<uint8_t> header(storage::k_page_header_size);
        header[storage::k_page_version_at] = 1;
        header[storage::k_page_type_at] = uint8_t(storage::PageType::data);
        for (uint32_t page = 0; page < k_page_count; ++page) {
            storage::store_page_id(header.data() + storage::k_page_id_at, {1, page});
            EXPECT_EQ(pwrite(fd, header.data(), header.size(), off_t(page) * k_page_size),
                      ssize_t(header.size()));
        }
        close(fd);
        source_ = open_file(path_);
        unlink(path_);
    }
    const ByteSource& source() const { return *source_; }

  private:
    char path_[64] = "/var/tmp/gantry-pages-XXXXXX";
    std::unique_ptr<ByteSource> source_;
};

TEST(ResidentMemory, PagesInOrderStayWithinTheBound) {
    PageFile file;
    IndexedPages pages("test", "shop", false);
    pages.add_source(file.source());
    for (uint32_t page = 0; page < k_page_count; page += 8) {
        pages.place_extent({1, page}, file.source().mapped().data() + uint64_t(page) * k_page_size,
                           8);
    }
    uint64_t most = 0;
    for (uint32_t page = 0; page < k_page_count; ++page) {
        ASSERT_EQ(pages.page({1, page}).id().page, page);
        if (page % 512 == 511) most = std::max(most, shared_resident_bytes());
    }
    EXPECT_LT(most, k_resident_max);
}

TEST(ResidentMemory, ReleasedBytesComeBack) {
    PageFile file;
    ByteSpan bytes = file.source().mapped();
    uint64_t most = 0;
    {
        ReleaseBehind behind(file.source(), 0);
        for (uint32_t page = 0; page < k_page_count; ++page) {
            const uint8_t* p = bytes.data() + uint64_t(page) * k_page_size;
            ASSERT_EQ(storage::PageView(p).id().page, page);
            behind.passed(uint64_t(page + 1) * k_page_size);
            if (page % 512 == 511) most = std::max(most, shared_resident_bytes());
        }
    }
    EXPECT_LT(most, k_resident_max);
    EXPECT_EQ(storage::PageView(bytes.data() + 5 * k_page_size).id().page, 5u);
}

}  // namespace
}  // namespace gantry::backup

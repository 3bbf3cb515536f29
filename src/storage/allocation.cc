#include "storage/allocation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gantry::storage {

PageId pfs_page_of(PageId id) {
    uint32_t base = id.page / k_pages_per_pfs * k_pages_per_pfs;
    return {id.file, base == 0 ? k_first_pfs_page : base};
}

uint32_t gam_page_of(uint32_t page) {
    uint32_t base = page / k_pages_per_gam * k_pages_per_gam;
    if (base == 0) return k_first_gam_page;
    // Every 4 TB both cycles meet; PFS keeps the first page of the extent (seen on a server of 2022
    // with sys.dm_db_page_info: page 516855552 is PFS, the next GAM).
    return base % k_pages_per_pfs == 0 ? base + 1 : base;
}

bool is_allocation_page(uint32_t page) {
    if (page == k_file_header_page || page == k_first_pfs_page) return true;
    if (page % k_pages_per_pfs == 0) return true;
    uint32_t in_gam = page % k_pages_per_gam;
    if (in_gam >= k_pages_per_extent) return false;
    uint32_t gam = gam_page_of(page);
    return page == gam || page == gam + 1 || in_gam == k_first_dcm_page ||
           in_gam == k_first_bcm_page;
}

uint8_t PfsReader::byte_of(PageId id) {
    PageId pfs = pfs_page_of(id);
    if (!cached_ || cached_id_ != pfs) {
        cached_id_ = pfs;
        cached_ = source_.page(pfs);
        if (cached_ && cached_.type() != PageType::pfs) {
            throw_page_error(
                source_, pfs,
                fmt::format("page type {} where a PFS page must be", int(cached_.type())));
        }
    }
    return cached_ ? cached_.data()[k_pfs_bytes_at + id.page % k_pages_per_pfs] : 0;
}

bool PfsReader::is_allocated_surely(PageId id) {
    bool allocated = is_allocated(id);
    if (!cached_) {
        throw_page_error(source_, cached_id_,
                         fmt::format("the PFS page that tells whether page {} is in use is not "
                                     "there",
                                     to_string(id)));
    }
    return allocated;
}

namespace {

class IamWalk {
  public:
    explicit IamWalk(const PageSource& source) : source_(source), pfs_(source) {}

    std::vector<ExtentPages> run(PageId iam) {
        while (!iam.is_null()) {
            if (!seen_.insert(iam).second) throw_page_error(source_, iam, "IAM chain has a loop");
            PageView page = source_.require(iam, "IAM page");
            if (page.type() != PageType::iam) {
                throw_page_error(
                    source_, iam,
                    fmt::format("page type {} where an IAM page must be", int(page.type())));
            }
            read(iam, page);
            iam = page.next();
        }
        return finish();
    }

  private:
    void read(PageId iam, PageView page) {
        for (uint32_t i = 0; i < k_iam_single_page_count; ++i) {
            PageId single = load_page_id(page.data() + k_iam_single_pages_at + 6 * i);
            if (single.is_null()) continue;
            add(single.file, single.page / 8, uint8_t(1u << (single.page % 8)));
        }
        PageId start = load_page_id(page.data() + k_iam_start_page_at);
        if (start.page % k_pages_per_extent != 0 || !intervals_.insert(start).second) {
            throw_page_error(source_, iam,
                             fmt::format("IAM page maps the impossible or repeated "
                                         "interval at {}",
                                         to_string(start)));
        }
        constexpr uint32_t k_extents_max = uint32_t(1) << 29;  // page numbers have 32 bits
        uint32_t extents = std::min(k_extents_max - start.page / 8, k_extents_per_gam);
        // The bitmap record usually starts at 0xBE; very old pages keep it two bytes further.
        ByteSpan record = page.record_area(1);
        if (record.size() < k_bitmap_record_header + k_extents_per_gam / 8) {
            throw_slot_error(source_, {iam, 1}, "IAM bitmap is cut");
        }
        const uint8_t* bitmap = record.data() + k_bitmap_record_header;
        for (uint32_t e = 0; e < extents; ++e) {
            if (bitmap[e / 8] == 0) {
                e |= 7;
                continue;
            }
            if (bitmap[e / 8] >> (e % 8) & 1) add(start.file, start.page / 8 + e, 0xFF);
        }
    }

    void add(uint16_t file, uint32_t extent, uint8_t mask) {
        PageId first{file, extent * k_pages_per_extent};
        uint8_t used = 0;
        for (uint32_t i = 0; i < k_pages_per_extent; ++i) {
            if ((mask >> i & 1) && !is_allocation_page(first.page + i) &&
                pfs_.is_allocated_surely({file, first.page + i})) {
                used = uint8_t(used | 1u << i);
            }
        }
        if (used != 0) out_.push_back({first, used});
    }

    std::vector<ExtentPages> finish() {
        auto by_page = [](const ExtentPages& a, const ExtentPages& b) { return a.first < b.first; };
        if (!std::is_sorted(out_.begin(), out_.end(), by_page)) {
            std::sort(out_.begin(), out_.end(), by_page);
        }
        size_t kept = 0;
        for (const ExtentPages& e : out_) {
            if (kept > 0 && out_[kept - 1].first == e.first) {
                out_[kept - 1].mask |= e.mask;
            } else {
                out_[kept++] = e;
            }
        }
        out_.resize(kept);
        return std::move(out_);
    }

    const PageSource& source_;
    PfsReader pfs_;
    std::set<PageId> seen_;
    std::set<PageId> intervals_;
    std::vector<ExtentPages> out_;
};

}  // namespace

std::vector<ExtentPages> allocated_pages(const PageSource& source, PageId first_iam) {
    return IamWalk(source).run(first_iam);
}

}  // namespace gantry::storage

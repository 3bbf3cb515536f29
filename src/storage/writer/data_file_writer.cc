#include "storage/writer/data_file_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "storage/allocation.h"
#include "storage/writer/page_builder.h"

namespace gantry::storage {
namespace {

// PFS byte.
constexpr uint8_t k_allocated = 0x40;
constexpr uint8_t k_mixed = 0x20;
constexpr uint8_t k_iam = 0x10;
constexpr uint8_t k_full = 0x04;

// Allocation pages belong to object 99 of SQL Server's own.
constexpr uint64_t k_allocation_unit = uint64_t(99) << 16;
constexpr uint16_t k_map_pminlen = 90;
constexpr uint32_t k_map_head_size = 0x5E;
constexpr uint32_t k_map_bytes = k_extents_per_gam / 8;

[[noreturn]] void throw_io(const std::string& name, const char* what, int error) {
    throw IoError(name + ": cannot " + what + ": " + std::generic_category().message(error));
}

// Extents that hold an allocation page: the first of each PFS and GAM interval. Both intervals are
// whole numbers of extents.
bool holds_allocation_pages(uint32_t extent) {
    return extent % (k_pages_per_pfs / k_pages_per_extent) == 0 || extent % k_extents_per_gam == 0;
}

// A page of two records: a head, and a bitmap of the extents of one interval.
void start_map(PageBuilder& page, PageType type, PageId id, uint64_t unit, Bytes& head,
               Bytes& bits) {
    page.start(type, id, unit, 0, k_map_pminlen);
    head.assign(k_map_head_size, 0);
    store_le<uint16_t>(head.data() + 2, k_map_head_size);
    bits.assign(4 + k_map_bytes, 0);
    store_le<uint16_t>(bits.data() + 2, uint16_t(4 + k_map_bytes));
}

void set_bit(Bytes& map, uint32_t bit) {
    map[4 + bit / 8] |= uint8_t(1 << (bit % 8));
}
void clear_bit(Bytes& map, uint32_t bit) {
    map[4 + bit / 8] &= uint8_t(~(1 << (bit % 8)));
}

uint8_t fullness(uint32_t free_count) {
    uint32_t used_percent = (k_page_capacity - free_count) * 100 / k_page_capacity;
    if (used_percent <= 50) return 1;
    if (used_percent <= 80) return 2;
    if (used_percent <= 95) return 3;
    return k_full;
}

}  // namespace

DataFileWriter::DataFileWriter(const std::string& directory, Lsn lsn)
    : name_(directory.empty() ? "." : directory), lsn_(lsn) {
    std::string path = name_ + "/gantry-data-XXXXXX";
    descriptor_ = mkostemp(path.data(), O_CLOEXEC);
    if (descriptor_ < 0) throw_io(path, "create a temporary file", errno);
    unlink(path.c_str());
    name_ = path;
    new_extent();
    new_extent();
}

DataFileWriter::~DataFileWriter() {
    if (descriptor_ >= 0) close(descriptor_);
}

void DataFileWriter::mark(uint32_t page, uint8_t pfs) {
    pfs_[page] = pfs;
}

// The next extent of the file, for one unit. Extents with allocation pages on the way become
// mixed ones.
uint32_t DataFileWriter::new_extent() {
    for (;;) {
        uint32_t extent = next_extent_++;
        pfs_.resize(size_t(next_extent_) * k_pages_per_extent);
        mixed_extents_.push_back(false);
        bool first_two = extent < 2;
        if (!first_two && !holds_allocation_pages(extent)) return extent;
        mixed_extents_[extent] = true;
        // Backwards, so that the lowest page is given first.
        for (uint32_t i = k_pages_per_extent; i-- > 0;) {
            uint32_t page = extent * k_pages_per_extent + i;
            if (page == k_boot_page || is_allocation_page(page)) {
                mark(page, k_allocated | k_full);
            } else if (page != 4 && page != 5) {  // SQL Server leaves these two alone
                mixed_free_.push_back(page);
            }
        }
        if (first_two) return extent;
    }
}

PageId DataFileWriter::new_mixed_page(uint8_t pfs) {
    if (mixed_free_.empty()) {
        uint32_t extent = new_extent();
        mixed_extents_[extent] = true;
        for (uint32_t i = k_pages_per_extent; i-- > 0;) {
            mixed_free_.push_back(extent * k_pages_per_extent + i);
        }
    }
    uint32_t page = mixed_free_.back();
    mixed_free_.pop_back();
    mark(page, uint8_t(k_allocated | k_mixed | pfs));
    return {k_written_file, page};
}

void DataFileWriter::add_iam(AllocationUnit& unit, uint32_t interval) {
    PageId page = new_mixed_page(k_iam);
    if (unit.iams.empty()) unit.first_iam = page;
    unit.iams.push_back({page, interval, {}});
    ++unit.used_pages;
    ++unit.reserved_pages;
}

PageId DataFileWriter::allocate(AllocationUnit& unit) {
    ++unit.used_pages;
    if (unit.single_pages.size() < k_single_pages_max) {
        PageId id = new_mixed_page(0);
        // The head of the chain maps interval 0; single pages may lie anywhere in the file.
        if (unit.iams.empty()) add_iam(unit, 0);
        unit.single_pages.push_back(id.page);
        ++unit.reserved_pages;
        return id;
    }
    if (unit.pages_left == 0) {
        uint32_t extent = new_extent();
        uint32_t interval = extent / k_extents_per_gam;
        if (unit.iams.back().interval != interval) add_iam(unit, interval);
        unit.iams.back().extents.push_back(extent % k_extents_per_gam);
        unit.next_page = extent * k_pages_per_extent;
        unit.pages_left = k_pages_per_extent;
        unit.reserved_pages += k_pages_per_extent;
    }
    --unit.pages_left;
    mark(unit.next_page, k_allocated);
    return {k_written_file, unit.next_page++};
}

void DataFileWriter::write(uint8_t* page) {
    store_lsn(page + k_page_lsn_at, lsn_);
    store_le<uint16_t>(page + k_page_flags_at,
                       uint16_t(load_le<uint16_t>(page + k_page_flags_at) | k_page_flag_checksum));
    store_le<uint32_t>(page + k_page_checksum_at, page_checksum(page));
    uint64_t offset = uint64_t(load_page_id(page + k_page_id_at).page) * k_page_size;
    size_t done = 0;
    while (done < k_page_size) {
        ssize_t count = pwrite(descriptor_, page + done, k_page_size - done, off_t(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) throw_io(name_, "write", count < 0 ? errno : ENOSPC);
        done += size_t(count);
    }
}

void DataFileWriter::write_with_fullness(uint8_t* page) {
    uint8_t& pfs = pfs_[load_page_id(page + k_page_id_at).page];
    pfs = uint8_t((pfs & ~7) | fullness(load_le<uint16_t>(page + k_page_free_count_at)));
    write(page);
}

void DataFileWriter::read(PageId id, uint8_t* page) const {
    ssize_t count = pread(descriptor_, page, k_page_size, off_t(uint64_t(id.page) * k_page_size));
    if (count != ssize_t(k_page_size)) throw_io(name_, "read back a page", count < 0 ? errno : EIO);
}

void DataFileWriter::read_extents(uint32_t first_extent, std::span<uint8_t> out) const {
    uint64_t offset = uint64_t(first_extent) * k_extent_size;
    size_t done = 0;
    while (done < out.size()) {
        ssize_t count =
            pread(descriptor_, out.data() + done, out.size() - done, off_t(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) throw_io(name_, "read back", count < 0 ? errno : EIO);
        done += size_t(count);
    }
}

void DataFileWriter::finish(const std::vector<const AllocationUnit*>& units) {
    for (const AllocationUnit* unit : units)
        write_iams(*unit);
    if (ftruncate(descriptor_, off_t(uint64_t(page_count()) * k_page_size)) != 0) {
        throw_io(name_, "set the size", errno);
    }
    write_pfs_pages();
    uint32_t last = (next_extent_ - 1) / k_extents_per_gam;
    for (uint32_t interval = 0; interval <= last; ++interval)
        write_maps(interval);
}

void DataFileWriter::write_iams(const AllocationUnit& unit) {
    PageBuilder page;
    Bytes head, bits;
    for (size_t i = 0; i < unit.iams.size(); ++i) {
        const AllocationUnit::Iam& iam = unit.iams[i];
        start_map(page, PageType::iam, iam.page, unit.id, head, bits);
        if (i > 0) page.set_previous(unit.iams[i - 1].page);
        if (i + 1 < unit.iams.size()) page.set_next(unit.iams[i + 1].page);
        store_le<uint32_t>(head.data() + 4, uint32_t(i));  // place in the chain
        store_page_id(head.data() + 0x28, {k_written_file, iam.interval * k_pages_per_gam});
        if (i == 0) {
            for (size_t k = 0; k < unit.single_pages.size(); ++k) {
                store_page_id(head.data() + 0x2E + 6 * k, {k_written_file, unit.single_pages[k]});
            }
        }
        for (uint32_t extent : iam.extents)
            set_bit(bits, extent);
        page.append(head);
        page.append(bits);
        write(page.finish());
    }
}

void DataFileWriter::write_pfs_pages() {
    PageBuilder page;
    Bytes record(4 + k_pages_per_pfs);
    for (uint32_t first = 0; first < pfs_.size(); first += k_pages_per_pfs) {
        uint32_t at = first == 0 ? k_first_pfs_page : first;
        std::fill(record.begin(), record.end(), uint8_t(0));
        store_le<uint16_t>(record.data() + 2, uint16_t(record.size()));
        size_t count = std::min<size_t>(k_pages_per_pfs, pfs_.size() - first);
        std::memcpy(record.data() + 4, pfs_.data() + first, count);
        page.start(PageType::pfs, {k_written_file, at}, k_allocation_unit, 0, 0);
        page.append(record);
        write(page.finish());
    }
}

void DataFileWriter::write_maps(uint32_t interval) {
    PageBuilder page;
    Bytes head, bits;
    uint32_t base = interval * k_pages_per_gam;
    uint32_t gam = base + (interval == 0 ? k_first_gam_page : 0);
    auto put = [&](PageType type, uint32_t at, auto fill) {
        start_map(page, type, {k_written_file, at}, k_allocation_unit, head, bits);
        fill();
        page.append(head);
        page.append(bits);
        write(page.finish());
    };
    uint32_t first_extent = interval * k_extents_per_gam;
    uint32_t end = std::min(next_extent_ - first_extent, k_extents_per_gam);
    put(PageType::gam, gam, [&] {  // a set bit is a free extent, or one past the file's end
        std::fill(bits.begin() + 4, bits.end(), uint8_t(0xFF));
        for (uint32_t e = 0; e < end; ++e)
            clear_bit(bits, e);
    });
    put(PageType::sgam, gam + 1, [&] {  // a set bit is a mixed extent with a free page
        for (uint32_t page_free : mixed_free_) {
            uint32_t extent = page_free / k_pages_per_extent;
            if (extent / k_extents_per_gam == interval) set_bit(bits, extent - first_extent);
        }
    });
    put(PageType::diff_map, base + k_first_dcm_page, [] {});
    put(PageType::bulk_map, base + k_first_bcm_page, [] {});
}

}  // namespace gantry::storage

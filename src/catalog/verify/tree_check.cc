#include "catalog/verify/tree_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"
#include "catalog/verify/parallel.h"
#include "catalog/verify/tree_keys.h"

namespace gantry::catalog {

using storage::PageId;
using storage::PageType;
using storage::PageView;

namespace {

constexpr uint32_t k_child_pointer_size = 6;
constexpr size_t k_extents_per_task = 128;
constexpr size_t k_pages_per_task = k_extents_per_task * storage::k_pages_per_extent;

// A page of a level, and which row of which page of the level above leads to it.
struct Step {
    PageId id;
    uint32_t parent = 0;  // its place in that level
    uint16_t slot = 0;
};

storage::Compression compression_of(uint8_t level) {
    return level <= uint8_t(storage::Compression::page) ? storage::Compression(level)
                                                        : storage::Compression::none;
}

class TreeChecker {
  public:
    TreeChecker(const storage::PageSource& source, const AllocationMap& map,
                const StorageUnit& unit, int32_t number, const std::vector<RowsetColumn>& columns,
                size_t threads, Findings& findings)
        : source_(source),
          map_(map),
          unit_(unit),
          number_(number),
          threads_(threads),
          findings_(findings),
          keys_(source,
                KeyOrder(unit.rowset->index_id == 1, compression_of(unit.rowset->compression_level),
                         columns),
                unit.name, findings),
          reached_(unit.pages.size()) {
        for (const storage::ExtentPages& extent : unit.pages)
            page_count_ += uint64_t(std::popcount(extent.mask));
    }

    void run() {
        if (unit_.root.is_null()) {
            // A table that never had a row has no pages at all.
            if (page_count_ > 0) error({}, "tree has pages and no root");
            return;
        }
        if (unit_.compressed) {
            check_chains();
            return;
        }
        PageView root = page(unit_.root);
        if (!root) return;
        if (!is_tree_page(root)) {
            error(unit_.root, fmt::format("page type {} where the root must be", int(root.type())));
            return;
        }
        std::vector<Step> level{{unit_.root}};
        uint8_t number = root.level();
        while (!level.empty()) {
            Kind kind = kind_of(level[0].id);
            std::vector<Step> children = walk_level(level, kind, number);
            if (kind == Kind::leaf || children.empty()) break;
            // Where SQL Server builds a clustered index at once, the levels above its leaves count
            // from 0; where one grows, from 1.
            if (number > 0) --number;
            above_ = std::move(level);
            level = std::move(children);
        }
        if (!broken_) check_all_reached();
    }

  private:
    enum class Kind : uint8_t { leaf, upper };
    // By level: pages without one before them, pages without one after them.
    using Ends = std::map<uint8_t, std::pair<uint64_t, uint64_t>>;

    Kind kind_of(PageId id) {
        PageView view = page(id);
        if (!view) return Kind::upper;
        bool leaf = unit_.rowset->index_id == 1 ? view.type() == PageType::data : view.level() == 0;
        return leaf ? Kind::leaf : Kind::upper;
    }

    static bool is_tree_page(PageView page) {
        return page.type() == PageType::data || page.type() == PageType::index;
    }
    void error(PageId id, std::string what) {
        broken_ = true;
        findings_.error(CheckKind::linkage, id, fmt::format("{}: {}", unit_.name, what));
    }

    // The page, or nothing when it is damaged or absent: then that is told where pages are checked.
    PageView page(PageId id) {
        try {
            PageView view = source_.page(id);
            if (!view) error(id, "page of the tree is not there");
            return view;
        } catch (const FormatError&) {
            broken_ = true;
            return {};
        }
    }

    // Where the page's extent is among the unit's; their number for a page of others.
    size_t extent_of(PageId id) const {
        PageId extent{id.file, id.page - id.page % storage::k_pages_per_extent};
        auto found = std::lower_bound(
            unit_.pages.begin(), unit_.pages.end(), extent,
            [](const storage::ExtentPages& pages, PageId first) { return pages.first < first; });
        if (found == unit_.pages.end() || found->first != extent) return reached_.size();
        return size_t(found - unit_.pages.begin());
    }

    // False when the page was reached before, or more pages than the unit has.
    bool reach(PageId id) {
        size_t extent = extent_of(id);
        if (++reached_count_ > page_count_) return false;
        if (extent == reached_.size()) return true;  // its owner tells what is wrong with it
        auto bit = uint8_t(1u << id.page % storage::k_pages_per_extent);
        return (reached_[extent].fetch_or(bit, std::memory_order_relaxed) & bit) == 0;
    }

    // Checks the pages of one level and returns those of the next, in order; none when the tree
    // cannot be followed.
    std::vector<Step> walk_level(const std::vector<Step>& level, Kind kind, uint8_t number) {
        size_t tasks = (level.size() + k_pages_per_task - 1) / k_pages_per_task;
        std::vector<std::vector<Step>> parts(tasks);
        for_each_index(tasks, threads_, [&](size_t task) {
            size_t first = task * k_pages_per_task;
            size_t last = std::min(level.size(), first + k_pages_per_task);
            const ReadingPart reading(source_.byte_sources());
            walk_part(level, first, last, kind, number, parts[task]);
        });
        if (lost_) return {};
        if (tasks == 1) return std::move(parts[0]);
        std::vector<Step> children;
        for (const std::vector<Step>& part : parts)
            children.insert(children.end(), part.begin(), part.end());
        return children;
    }

    // Pages [first, last) of a level.
    void walk_part(const std::vector<Step>& level, size_t first, size_t last, Kind kind,
                   uint8_t number, std::vector<Step>& children) {
        PageKeys keys[2];
        if (first > 0) keys_.read_last(level[first - 1].id, kind == Kind::leaf, keys[1]);
        for (size_t i = first; i < last && !lost_; ++i) {
            PageId id = level[i].id;
            PageKeys& before_keys = keys[(i - first + 1) % 2];
            PageKeys& own_keys = keys[(i - first) % 2];
            own_keys.any = false;
            if (!reach(id)) {
                error(id, "tree reaches a page twice, or pages that are not its own");
                lost_ = true;
                return;
            }
            PageView view = page(id);
            if (!view) continue;
            if (map_.owner(id) != number_) error(id, "page of the tree belongs to something else");
            bool clustered_leaf = kind == Kind::leaf && unit_.rowset->index_id == 1;
            PageType type = clustered_leaf ? PageType::data : PageType::index;
            if (view.level() != number || view.type() != type) {
                error(id, fmt::format("page type {} of level {} where type {} of level {} must be",
                                      int(view.type()), view.level(), int(type), number));
                continue;
            }
            check_neighbours(view, level, i);
            keys_.check_page(view, id, kind == Kind::leaf, own_keys);
            if (i > 0) {
                PageId before = level[i - 1].id;
                keys_.check_neighbours(before_keys, before, own_keys, id, kind == Kind::leaf);
                // The first row of a level leads to the first page below and has no key.
                const Step& step = level[i];
                keys_.check_parent(above_[step.parent].id, step.slot, before_keys, own_keys, id);
            }
            if (kind == Kind::upper) add_children(view, i, id, children);
        }
    }

    void check_neighbours(PageView view, const std::vector<Step>& level, size_t i) {
        PageId before = i == 0 ? PageId() : level[i - 1].id;
        PageId after = i + 1 == level.size() ? PageId() : level[i + 1].id;
        if (view.previous() != before) {
            error(level[i].id,
                  fmt::format("points back to {}, before it is {}",
                              storage::to_string(view.previous()), storage::to_string(before)));
        }
        if (view.next() != after) {
            error(level[i].id,
                  fmt::format("points on to {}, after it is {}", storage::to_string(view.next()),
                              storage::to_string(after)));
        }
    }

    // `place`: of the page in its level.
    void add_children(PageView view, size_t place, PageId id, std::vector<Step>& children) {
        uint32_t length = view.pminlen();
        for (uint32_t slot = 0; slot < view.usable_slot_count(); ++slot) {
            ByteSpan area = view.record_area(slot);
            if (length < k_child_pointer_size + 1 || area.size() < length) {
                error(id, fmt::format("slot {} has no child pointer", slot));
                return;
            }
            if (++child_count_ > 2 * page_count_) return;  // reach() refuses the first too many
            children.push_back({storage::load_page_id(area.data() + length - k_child_pointer_size),
                                uint32_t(place), uint16_t(slot)});
        }
    }

    void check_all_reached() {
        for (size_t e = 0; e < unit_.pages.size(); ++e) {
            const storage::ExtentPages& extent = unit_.pages[e];
            for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
                PageId id{extent.first.file, extent.first.page + i};
                if (!(extent.mask >> i & 1) || (reached_[e] >> i & 1)) continue;
                PageView view = page(id);
                if (!view || !is_tree_page(view)) continue;
                findings_.error(
                    CheckKind::linkage, id,
                    fmt::format("{}: page in use is not reached from the root", unit_.name));
            }
        }
    }

    // Every link has its counterpart, and each level has one first and one last page.
    void check_chains() {
        Ends ends;
        std::mutex mutex;
        bool are_keys_read =
            unit_.rowset->index_id == 1 && keys_.compares(true) &&
            compression_of(unit_.rowset->compression_level) != storage::Compression::none;
        size_t tasks = (unit_.pages.size() + k_extents_per_task - 1) / k_extents_per_task;
        for_each_index(tasks, threads_, [&](size_t task) {
            Ends part;
            const ReadingPart reading(source_.byte_sources());
            std::optional<CompressedKeys> keys;
            if (are_keys_read) keys.emplace(source_, keys_);
            size_t last = std::min(unit_.pages.size(), (task + 1) * k_extents_per_task);
            for (size_t e = task * k_extents_per_task; e < last; ++e)
                check_links(unit_.pages[e], keys ? &*keys : nullptr, part);
            std::lock_guard lock(mutex);
            for (const auto& [level, counts] : part) {
                ends[level].first += counts.first;
                ends[level].second += counts.second;
            }
        });
        if (broken_) return;
        for (const auto& [level, counts] : ends) {
            if (counts == std::pair<uint64_t, uint64_t>{1, 1}) continue;
            error({}, fmt::format("level {} has {} first and {} last pages", level, counts.first,
                                  counts.second));
        }
    }

    void check_links(const storage::ExtentPages& extent, CompressedKeys* keys, Ends& ends) {
        for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
            PageId id{extent.first.file, extent.first.page + i};
            if (!(extent.mask >> i & 1)) continue;
            PageView view = page(id);
            if (!view || !is_tree_page(view)) continue;
            ends[view.level()].first += view.previous().is_null();
            ends[view.level()].second += view.next().is_null();
            if (keys != nullptr && view.type() == PageType::data) keys->check_page(view, id);
            if (view.next().is_null()) continue;
            PageView next = page(view.next());
            if (next && (next.previous() != id || next.level() != view.level())) {
                error(id, fmt::format("points on to {}, which points back to {}",
                                      storage::to_string(view.next()),
                                      storage::to_string(next.previous())));
            }
        }
    }

    const storage::PageSource& source_;
    const AllocationMap& map_;
    const StorageUnit& unit_;
    int32_t number_;
    size_t threads_;
    Findings& findings_;
    TreeKeys keys_;
    std::vector<Step> above_;  // the level above the one that is walked
    uint64_t page_count_ = 0;
    std::atomic<bool> broken_{false};
    std::atomic<bool> lost_{false};  // a level cannot be followed to the next
    std::atomic<uint64_t> reached_count_{0};
    std::atomic<uint64_t> child_count_{0};
    std::vector<std::atomic<uint8_t>> reached_;  // of each extent of unit_.pages, a bit a page
};

}  // namespace

void check_tree(const storage::PageSource& source, const AllocationMap& map,
                const StorageUnit& unit, int32_t unit_number,
                const std::vector<RowsetColumn>& columns, size_t threads, Findings& findings) {
    TreeChecker(source, map, unit, unit_number, columns, threads, findings).run();
}

}  // namespace gantry::catalog

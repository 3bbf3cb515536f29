#include "catalog/verify/tree_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "base/error.h"

namespace gantry::catalog {

using storage::PageId;
using storage::PageType;
using storage::PageView;

namespace {

constexpr uint32_t k_child_pointer_size = 6;

class TreeChecker {
  public:
    TreeChecker(const storage::PageSource& source, const AllocationMap& map,
                const StorageUnit& unit, int32_t number, Findings& findings)
        : source_(source),
          map_(map),
          unit_(unit),
          number_(number),
          findings_(findings),
          reached_(unit.pages.size() * storage::k_pages_per_extent) {
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
        std::vector<PageId> level{unit_.root};
        uint8_t number = root.level();
        while (!level.empty()) {
            Kind kind = kind_of(level[0]);
            std::vector<PageId> children = walk_level(level, kind, number);
            if (kind == Kind::leaf || children.empty()) break;
            // Where SQL Server builds a clustered index at once, the levels above its leaves count
            // from 0; where one grows, from 1.
            if (number > 0) --number;
            level = std::move(children);
        }
        if (!broken_) check_all_reached();
    }

  private:
    enum class Kind : uint8_t { leaf, upper };

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

    // Where `id` is among the unit's pages: a bit of reached_; its size for a page of others.
    size_t bit_of(PageId id) const {
        PageId extent{id.file, id.page - id.page % storage::k_pages_per_extent};
        auto found = std::lower_bound(
            unit_.pages.begin(), unit_.pages.end(), extent,
            [](const storage::ExtentPages& pages, PageId first) { return pages.first < first; });
        if (found == unit_.pages.end() || found->first != extent) return reached_.size();
        return size_t(found - unit_.pages.begin()) * storage::k_pages_per_extent +
               id.page % storage::k_pages_per_extent;
    }

    // False when the page was reached before, or more pages than the unit has.
    bool reach(PageId id) {
        size_t bit = bit_of(id);
        if (++reached_count_ > page_count_) return false;
        if (bit == reached_.size()) return true;  // its owner tells what is wrong with it
        if (reached_[bit]) return false;
        reached_[bit] = true;
        return true;
    }

    // Checks the pages of one level, in order, and returns those of the next.
    std::vector<PageId> walk_level(const std::vector<PageId>& level, Kind kind, uint8_t number) {
        std::vector<PageId> children;
        for (size_t i = 0; i < level.size(); ++i) {
            PageId id = level[i];
            if (!reach(id)) {
                error(id, "tree reaches a page twice, or pages that are not its own");
                return {};
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
            PageId before = i == 0 ? PageId() : level[i - 1];
            PageId after = i + 1 == level.size() ? PageId() : level[i + 1];
            if (view.previous() != before) {
                error(id,
                      fmt::format("points back to {}, before it is {}",
                                  storage::to_string(view.previous()), storage::to_string(before)));
            }
            if (view.next() != after) {
                error(id, fmt::format("points on to {}, after it is {}",
                                      storage::to_string(view.next()), storage::to_string(after)));
            }
            if (kind == Kind::upper) add_children(view, id, children);
        }
        return children;
    }

    void add_children(PageView view, PageId id, std::vector<PageId>& children) {
        uint32_t length = view.pminlen();
        for (uint32_t slot = 0; slot < view.usable_slot_count(); ++slot) {
            ByteSpan area = view.record_area(slot);
            if (length < k_child_pointer_size + 1 || area.size() < length) {
                error(id, fmt::format("slot {} has no child pointer", slot));
                return;
            }
            if (children.size() > page_count_) return;
            children.push_back(storage::load_page_id(area.data() + length - k_child_pointer_size));
        }
    }

    void check_all_reached() {
        for (const storage::ExtentPages& extent : unit_.pages) {
            for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
                PageId id{extent.first.file, extent.first.page + i};
                if (!(extent.mask >> i & 1) || reached_[bit_of(id)]) continue;
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
        std::map<uint8_t, std::pair<uint64_t, uint64_t>> ends;
        for (const storage::ExtentPages& extent : unit_.pages) {
            for (uint32_t i = 0; i < storage::k_pages_per_extent; ++i) {
                PageId id{extent.first.file, extent.first.page + i};
                if (!(extent.mask >> i & 1)) continue;
                PageView view = page(id);
                if (!view || !is_tree_page(view)) continue;
                ends[view.level()].first += view.previous().is_null();
                ends[view.level()].second += view.next().is_null();
                if (view.next().is_null()) continue;
                PageView next = page(view.next());
                if (next && (next.previous() != id || next.level() != view.level())) {
                    error(id, fmt::format("points on to {}, which points back to {}",
                                          storage::to_string(view.next()),
                                          storage::to_string(next.previous())));
                }
            }
        }
        if (broken_) return;
        for (const auto& [level, counts] : ends) {
            if (counts == std::pair<uint64_t, uint64_t>{1, 1}) continue;
            error({}, fmt::format("level {} has {} first and {} last pages", level, counts.first,
                                  counts.second));
        }
    }

    const storage::PageSource& source_;
    const AllocationMap& map_;
    const StorageUnit& unit_;
    int32_t number_;
    Findings& findings_;
    uint64_t page_count_ = 0;
    bool broken_ = false;
    uint64_t reached_count_ = 0;
    std::vector<bool> reached_;  // a bit a page of unit_.pages: whole databases are one tree
};

}  // namespace

void check_tree(const storage::PageSource& source, const AllocationMap& map,
                const StorageUnit& unit, int32_t unit_number, Findings& findings) {
    TreeChecker(source, map, unit, unit_number, findings).run();
}

}  // namespace gantry::catalog

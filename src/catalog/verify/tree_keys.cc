#include "catalog/verify/tree_keys.h"

#include <fmt/format.h>

#include "base/error.h"

namespace gantry::catalog {

using storage::PageId;
using storage::PageType;
using storage::PageView;

void TreeKeys::error(PageId id, int32_t slot, std::string what) const {
    findings_.add({Severity::error, CheckKind::linkage, id, slot,
                   fmt::format("{}: keys are out of order: {}", name_, what)});
}

void TreeKeys::check_page(PageView page, PageId id, bool leaf, PageKeys& out) const {
    out.any = false;
    size_t count = count_of(leaf);
    if (count == 0) return;
    bool told = false;
    Key keys[2];
    Key* last = &keys[0];
    Key* next = &keys[1];
    // The first row of a level above the leaves stands for all that is lower: it has no key.
    uint32_t slot = !leaf && page.previous().is_null() ? 1 : 0;
    for (; slot < page.usable_slot_count(); ++slot) {
        if (!read(page, slot, leaf, *next)) continue;
        if (!out.any) {
            out.first = *next;
        } else if (!told && order_.compare(*last, *next, count) > 0) {
            error(id, int32_t(slot),
                  fmt::format("slot {} comes before slot {}", slot, out.last_slot));
            told = true;
        }
        out.any = true;
        out.last_slot = slot;
        std::swap(last, next);
    }
    if (out.any) out.last = *last;
}

void TreeKeys::read_last(PageId id, bool leaf, PageKeys& out) const {
    out.any = false;
    if (count_of(leaf) == 0) return;
    PageView page;
    try {
        page = source_.page(id);
    } catch (const FormatError&) {
        return;  // told where pages are checked
    }
    PageType type = leaf && order_.is_clustered() ? PageType::data : PageType::index;
    if (!page || page.type() != type) return;
    for (uint32_t slot = page.usable_slot_count(); slot-- > 0 && !out.any;) {
        if (slot == 0 && !leaf && page.previous().is_null()) return;
        out.any = read(page, slot, leaf, out.last);
        out.last_slot = slot;
    }
}

void TreeKeys::check_neighbours(const PageKeys& before, PageId before_id, const PageKeys& keys,
                                PageId id, bool leaf) const {
    if (!before.any || !keys.any) return;
    if (!(order_.compare(before.last, keys.first, count_of(leaf)) > 0)) return;
    error(id, -1,
          fmt::format("its first key comes before the last of page {}",
                      storage::to_string(before_id)));
}

void TreeKeys::check_parent(PageId parent, uint32_t slot, const PageKeys& before,
                            const PageKeys& keys, PageId id) const {
    size_t count = order_.upper_columns();
    Key key;
    PageView page = source_.page(parent);
    if (count == 0 || !page || !order_.read_upper(page, slot, key)) return;
    if (keys.any && order_.compare(key, keys.first, count) > 0) {
        error(parent, int32_t(slot),
              fmt::format("slot {} comes behind the first key of page {}, which it leads to", slot,
                          storage::to_string(id)));
    } else if (before.any && order_.compare(before.last, key, count) > 0) {
        error(parent, int32_t(slot),
              fmt::format("slot {}, which leads to page {}, comes before the last key of the page "
                          "before that",
                          slot, storage::to_string(id)));
    }
}

CompressedKeys::CompressedKeys(const storage::PageSource& source, const TreeKeys& keys)
    : source_(source),
      keys_(keys),
      layout_(keys.order().leaf_layout()),
      decoder_(source, layout_) {}

void CompressedKeys::Copy::take(const std::vector<storage::FieldView>& fields) {
    bytes.clear();
    for (const storage::FieldView& field : fields)
        bytes.insert(bytes.end(), field.data, field.data + (field.null ? 0 : field.size));
    bytes.push_back(0);  // an empty value has a place too
    const uint8_t* at = bytes.data();
    for (size_t i = 0; i < fields.size(); ++i) {
        uint32_t size = fields[i].null ? 0 : fields[i].size;
        key.values[i] = {at, size, fields[i].null};
        at += size;
    }
    any = true;
}

// The row just decoded comes before another that is in front of it.
bool CompressedKeys::is_behind(const Copy& before) {
    std::copy(decoder_.fields().begin(), decoder_.fields().end(), current_.values.begin());
    return before.any &&
           keys_.order().compare(before.key, current_, keys_.order().leaf_columns()) > 0;
}

void CompressedKeys::check_page(PageView page, PageId id) {
    Copy last;
    try {
        decoder_.begin_page(page, id);
        for (uint32_t slot = 0; slot < decoder_.slot_count(); ++slot) {
            if (!decoder_.decode(slot)) continue;
            if (is_behind(last)) {
                keys_.error(id, int32_t(slot),
                            fmt::format("slot {} comes before slot {}", slot, last.slot));
                return;
            }
            last.take(decoder_.fields());
            last.slot = slot;
        }
        PageView next = page.next().is_null() ? PageView() : source_.page(page.next());
        if (!next || next.type() != PageType::data) return;
        decoder_.begin_page(next, page.next());
        for (uint32_t slot = 0; slot < decoder_.slot_count(); ++slot) {
            if (!decoder_.decode(slot)) continue;
            if (is_behind(last)) {
                keys_.error(page.next(), int32_t(slot),
                            fmt::format("its first key comes before the last of page {}",
                                        storage::to_string(id)));
            }
            return;
        }
    } catch (const FormatError&) {
        // Told where pages and rows are checked.
    }
}

}  // namespace gantry::catalog

#pragma once
// The order of keys in one index: on each page, from page to page of a level, and of the rows above
// a level with the pages they lead to. At most one finding of each kind a page; a page or row that
// cannot be read is left out, which others tell. A TreeKeys is thread-safe, a CompressedKeys
// belongs to one thread.

#include <memory>
#include <string>

#include "catalog/verify/findings.h"
#include "catalog/verify/key_order.h"
#include "storage/page_source.h"

namespace gantry::catalog {

// The first and the last key of a page.
struct PageKeys {
    bool any = false;
    uint32_t last_slot = 0;
    Key first, last;
};

class TreeKeys {
  public:
    // `name`: what findings call the index.
    TreeKeys(const storage::PageSource& source, KeyOrder order, const std::string& name,
             Findings& findings)
        : source_(source), order_(std::move(order)), name_(name), findings_(findings) {}

    bool compares(bool leaf) const { return count_of(leaf) > 0; }
    const KeyOrder& order() const { return order_; }

    // Checks the order on a page of uncompressed rows and fills `out`.
    void check_page(storage::PageView page, storage::PageId id, bool leaf, PageKeys& out) const;
    // The last key of a page that another thread checks; nothing when it cannot be read.
    void read_last(storage::PageId id, bool leaf, PageKeys& out) const;
    // `before` and `keys` are of neighbours on a level.
    void check_neighbours(const PageKeys& before, storage::PageId before_id, const PageKeys& keys,
                          storage::PageId id, bool leaf) const;
    // The row of page `parent` that leads to `id`, against that page's first key and the last key
    // of the page before it.
    void check_parent(storage::PageId parent, uint32_t slot, const PageKeys& before,
                      const PageKeys& keys, storage::PageId id) const;

    void error(storage::PageId id, int32_t slot, std::string what) const;

  private:
    size_t count_of(bool leaf) const {
        return leaf ? order_.leaf_columns() : order_.upper_columns();
    }
    bool read(storage::PageView page, uint32_t slot, bool leaf, Key& out) const {
        return leaf ? order_.read_leaf(page, slot, out) : order_.read_upper(page, slot, out);
    }

    const storage::PageSource& source_;
    KeyOrder order_;
    const std::string& name_;
    Findings& findings_;
};

// Leaf pages of a compressed clustered index, a row decoded at a time.
class CompressedKeys {
  public:
    explicit CompressedKeys(const storage::PageSource& source, const TreeKeys& keys);

    // Checks the order on the page, and its last key against the first of the page behind it.
    void check_page(storage::PageView page, storage::PageId id);

  private:
    // A key whose bytes are its own.
    struct Copy {
        bool any = false;
        uint32_t slot = 0;
        Bytes bytes;
        Key key;
        void take(const std::vector<storage::FieldView>& fields);
    };
    bool is_behind(const Copy& before);

    const storage::PageSource& source_;
    const TreeKeys& keys_;
    storage::RowsetLayout layout_;
    storage::RowDecoder decoder_;
    Key current_;
};

}  // namespace gantry::catalog

#pragma once
// Values that live outside of their row: text pointers, inline roots (max types and row overflow)
// and the trees of LOB records under them. One reader per scan (it writes into the scan's arena);
// the PageSource may be shared. Trees are bounded: depth, no empty links, never more bytes than the
// source has pages for. Facts: docs/formats/records.md.

#include "storage/arena.h"
#include "storage/page_source.h"

namespace gantry::storage {

constexpr uint32_t k_text_pointer_size = 16;
// First byte of a complex value in a row.
constexpr uint8_t k_inline_row_overflow = 2;
constexpr uint8_t k_inline_lob_root = 4;
constexpr uint8_t k_complex_sparse_vector = 5;
constexpr uint32_t k_inline_root_header = 12;
constexpr uint32_t k_inline_link_size = 12;

// LOB record kinds, u16 at 0C of the record.
enum class LobKind : uint16_t {
    small_root = 0,
    internal = 2,
    data = 3,
    large_root_2000 = 4,
    large_root = 5,
    null_value = 8,
};

struct LobValue {
    ByteSpan bytes;  // in a page or in the arena
    bool null = false;
};

// Whether bytes have the form of a text pointer or an inline root.
bool is_complex_pointer(ByteSpan bytes);

class LobReader {
  public:
    LobReader(const PageSource& source, Arena& arena);

    // Whether bytes of a text, ntext or image column without the complex flag are a pointer: SQL
    // Server does not always set the flag, and with "text in row" the column has the value itself.
    // True when they name NULL or a page of LOBs.
    bool is_text_pointer(ByteSpan bytes) const;

    // The 16 bytes a text, ntext or image column holds in its row. `row` is named in errors.
    LobValue read_text_pointer(ByteSpan pointer, Rid row);
    // A complex value of kind 2 or 4.
    LobValue read_inline_root(ByteSpan root, Rid row);

  private:
    struct Record {
        const uint8_t* bytes;
        uint32_t size;
        LobKind kind;
        Rid rid;
    };
    struct Links {
        const uint8_t* first;
        uint32_t count;
        bool wide;  // {u64 length, RID} instead of {u32 length, RID}

        uint32_t stride() const { return wide ? 16 : 12; }
        uint64_t end(uint32_t i) const {
            const uint8_t* p = first + i * stride();
            return wide ? load_le<uint64_t>(p) : load_le<uint32_t>(p);
        }
        Rid rid(uint32_t i) const { return load_rid(first + i * stride() + (wide ? 8 : 4)); }
    };

    Record load(Rid rid);
    ByteSpan data_of(const Record& record);
    Links links_of(const Record& record);
    LobValue read_tree(const Links& links, Rid at);
    void read_links(const Links& links, Rid at, uint8_t* out, uint64_t length, uint32_t depth);
    void read_subtree(Rid rid, uint8_t* out, uint64_t length, uint32_t depth);

    const PageSource& source_;
    Arena& arena_;
    uint64_t bytes_max_;
};

}  // namespace gantry::storage

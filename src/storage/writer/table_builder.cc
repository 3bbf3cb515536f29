#include "storage/writer/table_builder.h"

#include <array>

#include "base/error.h"
#include "storage/record.h"

namespace gantry::storage {

namespace {

constexpr uint8_t k_cd_version_bit = 0x80;  // in LeafRow::type only
constexpr size_t k_stub_size = 9;           // status, RID

uint8_t compressed_type(RecordType type) {
    switch (type) {
        case RecordType::forwarded:
            return k_cd_forwarded;
        case RecordType::forwarding_stub:
            return k_cd_stub;
        case RecordType::ghost_data:
            return k_cd_ghost_data;
        default:
            return k_cd_primary;
    }
}

bool is_turn(uint32_t every, uint64_t row) {
    return every != 0 && row % every == every - 1;
}

}  // namespace

TableBuilder::TableBuilder(DataFileWriter& file, AllocationUnit& unit, const RowLayout& layout,
                           const RowOddities& oddities)
    : file_(file),
      unit_(unit),
      layout_(layout),
      oddities_(oddities),
      is_heap_(layout.keys.empty()) {}

void TableBuilder::build(const std::vector<Field>& fields, RecordType type,
                         const Rid* back_pointer) {
    bool has_version = type == RecordType::primary && is_turn(oddities_.version_every, row_count_);
    if (layout_.compression == Compression::none) {
        build_record(layout_, fields, record_, back_pointer);
        if (type != RecordType::forwarded) record_[0] |= uint8_t(uint8_t(type) << 1);
        if (has_version) {
            record_[0] |= k_record_has_version_tag;
            record_.resize(record_.size() + k_version_tag_size, 0xEE);
        }
        return;
    }
    row_.type = uint8_t(compressed_type(type) | (has_version ? k_cd_version_bit : 0));
    row_.fields = compress_row(layout_, fields);
    row_.tail.assign(has_version ? k_version_tag_size : 0, 0xEE);
    if (back_pointer != nullptr) {
        row_.tail.resize(8);
        store_rid(row_.tail.data(), *back_pointer);
    }
    build_leaf_record(row_);
}

void TableBuilder::build_leaf_record(const LeafRow& row) {
    uint8_t type = uint8_t(row.type & ~k_cd_version_bit);
    build_compressed_record(type, leaf_context_.encode(row.fields), record_);
    if (row.type & k_cd_version_bit) record_[0] |= k_cd_has_version;
    record_.insert(record_.end(), row.tail.begin(), row.tail.end());
}

// Compresses the full leaf page; false when that gains nothing.
bool TableBuilder::compress_leaf() {
    if (layout_.compression != Compression::page || leaf_tried_ || levels_.empty()) return false;
    leaf_tried_ = true;
    std::vector<CompressedFields> rows;
    for (const LeafRow& row : leaf_rows_)
        rows.push_back(row.fields);
    if (!leaf_context_.choose(rows)) return false;
    PageBuilder& page = *levels_[0];
    page.start(PageType::data, page.id(), unit_.id, 0, layout_.fixed_end);
    if (!is_heap_ && !leaf_previous_.is_null()) page.set_previous(leaf_previous_);
    page.put_compression_record(leaf_context_.compression_record());
    for (const LeafRow& row : leaf_rows_) {
        build_leaf_record(row);
        page.append(record_);
    }
    return true;
}

void TableBuilder::make_room(const std::vector<Field>& fields, RecordType type,
                             const Rid* back_pointer) {
    build(fields, type, back_pointer);
    if (record_.size() > k_row_size_max + k_version_tag_size) {
        throw Error("a row takes " + std::to_string(record_.size()) +
                    " bytes; 8060 fit into a page");
    }
    if (levels_.empty()) start_page(0, file_.allocate(unit_));
    if (levels_[0]->fits(record_.size())) return;
    if (compress_leaf()) build(fields, type, back_pointer);
    if (levels_[0]->fits(record_.size())) return;
    turn_page(0, key_);
    build(fields, type, back_pointer);
}

Rid TableBuilder::append(const std::vector<Field>& fields, RecordType type,
                         const Rid* back_pointer) {
    make_room(fields, type, back_pointer);
    if (levels_[0]->slot_count() == 0) ++unit_.data_pages;
    if (layout_.compression != Compression::none) leaf_rows_.push_back(row_);
    uint16_t slot = levels_[0]->append(record_);
    return {levels_[0]->id(), slot};
}

Rid TableBuilder::add(const std::vector<Field>& fields) {
    key_.clear();
    for (uint32_t index : layout_.keys)
        key_.push_back(fields[layout_.columns[index].source]);
    bool moves = is_heap_ && is_turn(oddities_.forward_every, row_count_);
    Rid rid = moves ? leave_stub(fields) : append(fields, RecordType::primary, nullptr);
    if (is_turn(oddities_.ghost_every, row_count_)) append(fields, RecordType::ghost_data, nullptr);
    ++row_count_;
    return rid;
}

// A stub takes the place of a row that goes to the end of the heap.
Rid TableBuilder::leave_stub(const std::vector<Field>& fields) {
    if (levels_.empty()) start_page(0, file_.allocate(unit_));
    if (!levels_[0]->fits(k_stub_size)) turn_page(0, key_);
    if (levels_[0]->slot_count() == 0) ++unit_.data_pages;
    uint8_t stub[k_stub_size] = {layout_.compression == Compression::none
                                     ? uint8_t(uint8_t(RecordType::forwarding_stub) << 1)
                                     : uint8_t(0x01 | k_cd_stub << 2)};
    // A page with stubs is not compressed again: its rows would have to be told from them.
    leaf_tried_ = true;
    Moved moved;
    moved.stub = {levels_[0]->id(), levels_[0]->append(stub)};
    for (const Field& field : fields)
        moved.bytes.emplace_back(field.bytes.begin(), field.bytes.end());
    for (size_t i = 0; i < fields.size(); ++i)
        moved.fields.push_back({moved.bytes[i], fields[i].null, fields[i].complex});
    moved_.push_back(std::move(moved));
    return moved_.back().stub;
}

void TableBuilder::place_moved_rows() {
    for (const Moved& moved : moved_)
        point_stub(moved.stub, append(moved.fields, RecordType::forwarded, &moved.stub));
    moved_.clear();
}

void TableBuilder::point_stub(Rid stub, Rid to) {
    if (levels_[0]->id() == stub.page) {
        store_rid(levels_[0]->record(stub.slot) + 1, to);
        return;
    }
    std::array<uint8_t, k_page_size> page;
    file_.read(stub.page, page.data());
    uint32_t at = PageView(page.data()).slot_offset(stub.slot);
    store_rid(page.data() + at + 1, to);
    file_.write(page.data());
}

// The leftmost key of every level is the first row's.
void TableBuilder::keep_first_key() {
    size_t size = 0;
    for (const Field& field : key_)
        size += field.bytes.size();
    first_key_bytes_.reserve(size);  // spans into it stay valid
    for (const Field& field : key_) {
        size_t at = first_key_bytes_.size();
        first_key_bytes_.insert(first_key_bytes_.end(), field.bytes.begin(), field.bytes.end());
        first_key_.push_back({ByteSpan(first_key_bytes_.data() + at, field.bytes.size()),
                              field.null, field.complex});
    }
}

// Starts the next page of a level that exists, or a new level's first one.
void TableBuilder::start_page(size_t level, PageId id) {
    if (level == levels_.size()) {
        levels_.push_back(std::make_unique<PageBuilder>());
        first_pages_.push_back(id);
        if (level == 0) keep_first_key();
    }
    bool leaf = level == 0;
    if (leaf) {
        leaf_rows_.clear();
        leaf_context_.clear();
        leaf_tried_ = false;
    }
    levels_[level]->start(leaf ? PageType::data : PageType::index, id, unit_.id, uint8_t(level),
                          leaf ? layout_.fixed_end : uint16_t(layout_.index_fixed_end + 6));
}

void TableBuilder::store(size_t level) {
    uint8_t* page = levels_[level]->finish();
    if (is_heap_) {
        file_.write_with_fullness(page);
    } else {
        file_.write(page);
    }
}

// The page of `level` is full: links it to a new one, whose first key is `key`.
void TableBuilder::turn_page(size_t level, const std::vector<Field>& key) {
    PageId old = levels_[level]->id();
    PageId next = file_.allocate(unit_);
    if (!is_heap_) levels_[level]->set_next(next);
    store(level);
    start_page(level, next);
    if (is_heap_) return;
    levels_[level]->set_previous(old);
    if (level == 0) leaf_previous_ = old;
    if (level + 1 == levels_.size()) {
        start_page(level + 1, file_.allocate(unit_));
        build_index_record(layout_, first_key_, old.page, old.file, index_record_);
        levels_[level + 1]->append(index_record_);
    }
    add_child(level + 1, key, next);
}

void TableBuilder::add_child(size_t level, const std::vector<Field>& key, PageId child) {
    build_index_record(layout_, key, child.page, child.file, index_record_);
    if (!levels_[level]->fits(index_record_.size())) {
        turn_page(level, key);
        // The level above used the buffer.
        build_index_record(layout_, key, child.page, child.file, index_record_);
    }
    levels_[level]->append(index_record_);
}

void TableBuilder::finish() {
    if (levels_.empty()) return;
    place_moved_rows();
    compress_leaf();
    for (size_t level = 0; level < levels_.size(); ++level)
        store(level);
    unit_.first = first_pages_[0];
    if (!is_heap_) unit_.root = levels_.back()->id();
}

}  // namespace gantry::storage

#include "storage/writer/table_builder.h"

#include "base/error.h"

namespace gantry::storage {

TableBuilder::TableBuilder(DataFileWriter& file, AllocationUnit& unit, const RowLayout& layout)
    : file_(file), unit_(unit), layout_(layout), is_heap_(layout.keys.empty()) {}

Rid TableBuilder::add(const std::vector<Field>& fields) {
    build_record(layout_, fields, record_);
    if (record_.size() > k_row_size_max) {
        throw Error("a row takes " + std::to_string(record_.size()) +
                    " bytes; 8060 fit into a page");
    }
    key_.clear();
    for (uint32_t index : layout_.keys)
        key_.push_back(fields[layout_.columns[index].source]);
    if (levels_.empty()) start_page(0, file_.allocate(unit_));
    if (!levels_[0]->fits(record_.size())) turn_page(0, key_);
    if (levels_[0]->slot_count() == 0) ++unit_.data_pages;
    uint16_t slot = levels_[0]->append(record_);
    return {levels_[0]->id(), slot};
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
    for (size_t level = 0; level < levels_.size(); ++level)
        store(level);
    unit_.first = first_pages_[0];
    if (!is_heap_) unit_.root = levels_.back()->id();
}

}  // namespace gantry::storage

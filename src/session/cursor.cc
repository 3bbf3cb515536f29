#include "session/cursor.h"

#include <algorithm>

namespace gantry::session {

void Cursor::open(engine::CompiledPtr compiled) {
    compiled_ = std::move(compiled);
    rows_ = std::make_unique<RowStore>();
    ends_.clear();
    position_ = 0;
}

void Cursor::add_row(ByteSpan row) {
    rows_->append(row);
    ends_.push_back(rows_->size());
}

void Cursor::close() {
    compiled_.reset();
    rows_.reset();
    ends_.clear();
    position_ = 0;
}

bool Cursor::move_to(int64_t position) {
    position_ = std::clamp<int64_t>(position, 0, row_count() + 1);
    return position_ >= 1 && position_ <= row_count();
}

Bytes Cursor::row() const {
    GANTRY_ASSERT(position_ >= 1 && position_ <= row_count());
    uint64_t start = position_ == 1 ? 0 : ends_[size_t(position_ - 2)];
    return rows_->read(start, size_t(ends_[size_t(position_ - 1)] - start));
}

}  // namespace gantry::session

#pragma once
// Collects the elements of a List whose length is not known beforehand: a few on the stack, more in
// the arena (doubling, so a list of a million costs linear time).

#include <algorithm>

#include "tsql/arena.h"

namespace gantry::tsql {

template <class T>
class ListBuilder {
  public:
    explicit ListBuilder(Arena& arena) : arena_(arena) {}

    void add(const T& value) {
        if (size_ == capacity_) grow();
        data_[size_++] = value;
    }
    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T& back() const { return data_[size_ - 1]; }

    List<T> finish() {
        if (size_ == 0) return {};
        if (data_ != inline_) return {data_, size_};
        T* out = arena_.allocate_array<T>(size_);
        std::copy(data_, data_ + size_, out);
        return {out, size_};
    }

  private:
    void grow() {
        T* bigger = arena_.allocate_array<T>(capacity_ * 4);
        std::copy(data_, data_ + size_, bigger);
        data_ = bigger;
        capacity_ *= 4;
    }

    static constexpr size_t k_inline_count = 4;
    Arena& arena_;
    T inline_[k_inline_count] = {};
    T* data_ = inline_;
    size_t size_ = 0;
    size_t capacity_ = k_inline_count;
};

}  // namespace gantry::tsql

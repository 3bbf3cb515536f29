#pragma once
// Where one script's syntax tree lives: nodes, lists and decoded texts are carved from a few large
// blocks and freed together. Not thread-safe while parsing; read-only use afterwards is.
// Only trivially destructible things go in: nothing is ever destroyed one by one.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace gantry::tsql {

class Arena {
  public:
    explicit Arena(size_t first_block_bytes = 4096) : next_block_bytes_(first_block_bytes) {}
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    void* allocate(size_t bytes, size_t alignment) {
        uintptr_t at = (cursor_ + alignment - 1) & ~uintptr_t(alignment - 1);
        if (at + bytes > end_) {
            grow(bytes + alignment);
            at = (cursor_ + alignment - 1) & ~uintptr_t(alignment - 1);
        }
        cursor_ = at + bytes;
        return reinterpret_cast<void*>(at);
    }

    template <class T, class... Args>
    T* make(Args&&... args) {
        static_assert(std::is_trivially_destructible_v<T>);
        return new (allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
    }

    // Uninitialised room for `count` elements.
    template <class T>
    T* allocate_array(size_t count) {
        static_assert(std::is_trivially_destructible_v<T>);
        return static_cast<T*>(allocate(sizeof(T) * count, alignof(T)));
    }

    std::string_view copy(std::string_view text) {
        if (text.empty()) return {};
        char* out = allocate_array<char>(text.size());
        std::memcpy(out, text.data(), text.size());
        return {out, text.size()};
    }

    size_t block_count() const { return blocks_.size(); }
    size_t allocated_bytes() const { return allocated_bytes_; }

  private:
    void grow(size_t at_least);

    std::vector<std::unique_ptr<std::byte[]>> blocks_;
    uintptr_t cursor_ = 0;
    uintptr_t end_ = 0;
    size_t next_block_bytes_;
    size_t allocated_bytes_ = 0;
};

// A fixed sequence in the arena: what a node holds instead of a vector.
template <class T>
class List {
  public:
    List() = default;
    List(const T* data, size_t size) : data_(data), size_(static_cast<uint32_t>(size)) {}

    const T* begin() const { return data_; }
    const T* end() const { return data_ + size_; }
    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T& operator[](size_t index) const { return data_[index]; }
    const T& front() const { return data_[0]; }
    const T& back() const { return data_[size_ - 1]; }

  private:
    const T* data_ = nullptr;
    uint32_t size_ = 0;
};

}  // namespace gantry::tsql

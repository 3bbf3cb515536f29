#pragma once
// Dictionaries as a columnstore keeps them, for databases that tests write. The same layouts that
// dictionary.h reads. Pure.

#include <span>
#include <vector>

#include "base/bytes.h"

namespace gantry::storage::columnstore {

// `size` bytes of each number: 1, 2, 4 or 8.
Bytes write_numeric_dictionary(std::span<const int64_t> numbers, uint32_t size);

enum class StringCoding {
    plain,
    bytes,   // Huffman over bytes
    narrow,  // Huffman over UTF-16 units below 256
};

// Strings below 32 KB, in the order of their entries, on pages of about `page_size_max` bytes.
Bytes write_string_dictionary(std::span<const Bytes> strings, StringCoding coding,
                              size_t page_size_max = 32768);

// What stands for a value of over 8000 bytes; `pointer` is {u64 blob id, RID}.
Bytes large_value_entry(uint32_t size, ByteSpan pointer);

}  // namespace gantry::storage::columnstore

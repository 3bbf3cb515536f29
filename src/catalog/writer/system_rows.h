#pragma once
// Rows of system base tables in memory, before they are sorted by key and written.

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "catalog/writer/system_tables.h"
#include "storage/writer/row_layout.h"

namespace gantry::catalog {

// One row; values are appended in column order. Sizes are checked when the row is added.
class SystemTableRow {
  public:
    SystemTableRow& u8(uint8_t value) { return number(value); }
    SystemTableRow& i16(int16_t value) { return number(value); }
    SystemTableRow& i32(int32_t value) { return number(value); }
    SystemTableRow& u32(uint32_t value) { return number(value); }
    SystemTableRow& i64(int64_t value) { return number(value); }
    SystemTableRow& u64(uint64_t value) { return number(value); }
    SystemTableRow& bytes(ByteSpan value);
    SystemTableRow& zeros(size_t count);
    SystemTableRow& text(std::string_view utf8);         // nvarchar; NULL when empty
    SystemTableRow& padded(std::string_view utf8, size_t units);  // nchar
    SystemTableRow& letters(std::string_view ascii) { return bytes(as_bytes(ascii)); }  // char
    SystemTableRow& null();
    // sql_variant of int and of nvarchar.
    SystemTableRow& variant_int(int32_t value);
    SystemTableRow& variant_text(std::string_view utf8, uint32_t collation);
    SystemTableRow& page(uint32_t page, uint16_t file);

    size_t field_count() const { return fields_.size(); }
    // Spans into the row; valid while it lives.
    std::vector<storage::Field> fields() const;
    ByteSpan field(size_t index) const;

  private:
    struct Place {
        size_t offset;
        size_t size;
        bool null;
    };
    template <typename T>
    SystemTableRow& number(T value) {
        uint8_t raw[sizeof value];
        store_le<T>(raw, value);
        return bytes(raw);
    }

    Bytes data_;
    std::vector<Place> fields_;
};

class SystemTableRows {
  public:
    // Asserts that the row has a value of the right size for each column of the table.
    void add(int32_t table, SystemTableRow row);
    // In clustered key order.
    const std::vector<SystemTableRow>& sorted(int32_t table);
    size_t count(int32_t table) const;

  private:
    std::map<int32_t, std::vector<SystemTableRow>> rows_;
};

}  // namespace gantry::catalog

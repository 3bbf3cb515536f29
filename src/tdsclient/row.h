#pragma once
// One row of a result while it is visited: typed access to its columns, 0-based. Refers to the
// library's buffer: nothing of it is valid after the visit. Errors: GANTRY_ASSERT for an index the
// result does not have.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace gantry::tdsclient {

enum class ValueType : uint8_t {
    integer,    // tinyint to bigint, bit
    real,       // real, float
    decimal,    // decimal, numeric, money, smallmoney
    text,       // characters and xml, as UTF-8
    bytes,      // binary, varbinary, image, rowversion, CLR types
    date_time,  // date to datetimeoffset
    guid,
    variant,  // sql_variant: its inner type is not told. CAST it in the query
};

struct ColumnInfo {
    std::string name;  // empty when the result gives none
    ValueType type = ValueType::text;
    int library_type = 0;  // of db-lib
};

class Row {
  public:
    Row(void* process, const std::vector<ColumnInfo>& columns, int result)
        : process_(process), columns_(columns), result_(result) {}

    size_t size() const { return columns_.size(); }
    int result() const { return result_; }  // 0: the first result set of the batch
    const std::vector<ColumnInfo>& columns() const { return columns_; }

    bool is_null(size_t column) const;
    // NULL gives 0. Text and decimals are read as far as they are a whole number.
    int64_t integer(size_t column) const;
    double real(size_t column) const;
    // Any type, NULL as empty: ISO 8601 dates with the column's fraction, GUIDs in upper case,
    // 0x... for binary, decimals with their scale.
    std::string text(size_t column) const;
    // The bytes as they came; characters as UTF-8.
    ByteSpan bytes(size_t column) const;

    bool is_null(std::string_view column) const { return is_null(place(column)); }
    int64_t integer(std::string_view column) const { return integer(place(column)); }
    bool flag(std::string_view column) const { return integer(place(column)) != 0; }
    std::string text(std::string_view column) const { return text(place(column)); }
    ByteSpan bytes(std::string_view column) const { return bytes(place(column)); }
    // Columns asked by name in their order are found at once.
    size_t place(std::string_view column) const;

  private:
    void* process_;  // DBPROCESS
    const std::vector<ColumnInfo>& columns_;
    int result_;
    mutable size_t next_ = 0;
};

}  // namespace gantry::tdsclient

#pragma once
// Rows of an ordinary table of a backup, by column name: how msdb is read, whatever its version.
// Private to src/catalog/instance. Single-threaded.

#include <functional>
#include <string_view>
#include <vector>

#include "catalog/database_image.h"

namespace gantry::catalog {

class NamedRowView {
  public:
    NamedRowView(const RowView& row, const std::vector<int>& places,
                 const std::vector<types::SqlType>& types)
        : row_(row), places_(places), types_(types) {}

    bool is_null(size_t column) const;
    int64_t integer(size_t column) const;   // of whole numbers, bits and decimals without scale
    std::string text(size_t column) const;  // GUIDs and dates too, dates as ISO 8601
    std::vector<uint8_t> bytes(size_t column) const;

  private:
    ByteSpan stored(size_t column) const;

    const RowView& row_;
    const std::vector<int>& places_;  // -1: the table has no such column
    const std::vector<types::SqlType>& types_;
};

// The dbo table of that name, or nothing.
const Table* find_dbo_table(const Database& database, std::string_view name);

// Visits every row of dbo.`table`; false when there is no such table. Columns it lacks are NULL.
bool scan_table(const DatabaseImage& image, std::string_view table,
                const std::vector<std::string_view>& columns,
                const std::function<void(const NamedRowView&)>& visit);

}  // namespace gantry::catalog

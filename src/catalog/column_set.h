#pragma once
// The value of a column set (XML COLUMN_SET FOR ALL_SPARSE_COLUMNS), which rows do not store: an
// XML fragment of an element for every sparse column that is not NULL, values as FOR XML prints
// them, binary ones in base64. The attributes that tell a sql_variant's type are left out.
// Pure. Throws FormatError for bytes that are no value of their column's type.
// Source: the SQL Server documentation, "Use column sets".

#include <optional>
#include <string>

#include "catalog/model.h"
#include "catalog/row_scanner.h"

namespace gantry::catalog {

// Of a row that a scan of `table` gives. Nothing: NULL, as all sparse columns are.
std::optional<std::string> column_set_text(const Table& table, const RowView& row);

// A column's name as that of an XML element: what is no letter of one becomes _x0020_.
std::string xml_element_name(std::string_view utf8);

}  // namespace gantry::catalog

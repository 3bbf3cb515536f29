#pragma once
// A T-SQL expression that gives the exact value of a stored column again: what `gantry export
// --format sql` writes and what scripts need. Valid on SQL Server 2008 and later, whatever the
// session's language, DATEFORMAT or the database's collation.
//
//   integers, bit, decimal, money   digits: -42, 12.3400
//   real, float                     17 digits and an exponent: 1.0000000000000001E-01
//   date and time types             CAST('2024-01-31T12:34:56.123' AS datetime)
//   character types                 N'it''s'; a varchar goes through its Unicode text. Text that a
//                                   script cannot carry as it is (NUL, unpaired surrogates,
//                                   backslash at a line's end, a line "GO", "$(") becomes
//                                   CAST(0x... AS nvarchar(max))
//   binary types                    0x0A1B
//   uniqueidentifier                '6F9619FF-8B86-D011-B42D-00C04FC964FF'
//   xml                             CONVERT(xml, N'<a/>', 1): keeps white space (2: has a DTD too)
//   hierarchyid, spatial            CAST(0x... AS geography)
//   sql_variant                     CAST(... AS <base type>), text with its collation
//   vector                          CAST('[1.5,-2]' AS vector(2))
//
// Appends. NULL is the caller's. Throws FormatError as export_text.h says, and Error for a float
// that is not finite: T-SQL has no literal for it. Thread-safe.

#include <string>

#include "base/bytes.h"
#include "types/sql_type.h"

namespace gantry::types {

void append_sql_literal(ByteSpan storage, const SqlType& type, std::string& out);
inline std::string sql_literal(ByteSpan storage, const SqlType& type) {
    std::string out;
    append_sql_literal(storage, type, out);
    return out;
}
// N'...' of any text in WTF-8, by the rules above.
void append_text_literal(std::string_view text, std::string& out);

}  // namespace gantry::types

#pragma once
// The exact value of a stored column as text: what `gantry export` writes to CSV and JSON and what
// inspect shows. Not SQL Server's display text (convert.h: to_text), which shortens floats and
// money; reading this text back gives the same value.
//
//   bit                            0, 1
//   integers                       -42
//   money, smallmoney, decimal     all digits of the scale: 12.3400
//   real, float                    the shortest digits that read back to the same number: 0.1,
//   1e+20 date, time, datetime2, datetime, smalldatetime, datetimeoffset
//                                  2024-01-31 12:34:56.123, +02:00 after a blank; as many digits of
//                                  a second as the type keeps (datetime 3, smalldatetime none)
//   character types, xml, json     the text in WTF-8 (base/utf.h), char and nchar padded
//   binary types, rowversion       0x0A1B, upper case
//   uniqueidentifier               6F9619FF-8B86-D011-B42D-00C04FC964FF
//   hierarchyid                    /1/2.5/
//   geometry, geography            POINT (1 2), with Z and M
//   other CLR types                0x0A1B
//   sql_variant                    the text of its value
//   vector                         [1.5,-2,0.1]
//
// `storage` is what a record holds (docs/formats/values.md), LOBs put together; NULL is the
// caller's. Bytes that are no value of the type throw FormatError naming the type. Appends, so that
// one buffer serves a whole file; the common types allocate nothing else. Thread-safe.

#include <string>

#include "base/bytes.h"
#include "types/date_time.h"
#include "types/decimal.h"
#include "types/sql_type.h"

namespace gantry::types {

void append_export_text(ByteSpan storage, const SqlType& type, std::string& out);
inline std::string export_text(ByteSpan storage, const SqlType& type) {
    std::string out;
    append_export_text(storage, type, out);
    return out;
}

// Parts of it, for literals.
void append_integer(int64_t value, std::string& out);
// "-0.0500" for -500 and scale 4.
void append_decimal(Int128 unscaled, int scale, std::string& out);
// `separator` stands between date and time: ' ' or 'T'. `value` is local time.
void append_date_time(const DateTime& value, const SqlType& type, char separator, std::string& out);
void append_guid(ByteSpan storage, std::string& out);  // 16 bytes

}  // namespace gantry::types

#pragma once
// The order-free hash of a table (docs/reference/migrate-hash.md): every value as canonical bytes,
// of each row the first 8 bytes of their SHA-256 as a signed number, of the table the sum. This is
// the side that reads a backup's records; hash_query.h has the same of a server.
//
// A RowHasher belongs to one thread. Bytes that are no value of their type throw FormatError.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "types/decimal.h"
#include "types/sql_type.h"

struct evp_md_ctx_st;
struct evp_md_st;

namespace gantry::migrate {

// How a value becomes bytes.
enum class HashForm : uint8_t {
    none,        // cannot be compared
    integer,     // 8 bytes
    real,        // 8 bytes of the double
    number,      // all digits as text: decimal, money
    date_time,   // text, ISO 8601 with the type's digits
    small_date,  // smalldatetime: the same to the minute
    guid,        // 16 bytes as stored
    rowversion,  // 8 bytes
    characters,  // in the column's encoding, with their length
    bytes,       // with their length
    old_text,    // text, ntext: as characters
    xml,         // its text in UTF-16
    variant,     // name of its type, and the value in that type's form
};

HashForm hash_form(const types::SqlType& type);

// Of xml: what CAST writes of a character beyond U+FFFF.
enum class XmlStyle : uint8_t { as_it_is, character_reference };

// Appends the canonical bytes of a value that is not NULL.
void append_canonical(ByteSpan storage, const types::SqlType& type, HashForm form, XmlStyle style,
                      Bytes& out);

struct TableHash {
    uint64_t rows = 0;
    types::Int128 sum = 0;

    void add(const TableHash& other) {
        rows += other.rows;
        sum += other.sum;
    }
    bool operator==(const TableHash&) const = default;
};
std::string sum_text(types::Int128 sum);
// Throws FormatError for what is no whole number of at most 38 digits.
types::Int128 parse_sum(std::string_view text);

class RowHasher {
  public:
    explicit RowHasher(XmlStyle style = XmlStyle::as_it_is);
    ~RowHasher();
    RowHasher(const RowHasher&) = delete;
    RowHasher& operator=(const RowHasher&) = delete;

    void add_null() { row_.push_back(0); }
    void add(ByteSpan storage, const types::SqlType& type, HashForm form) {
        row_.push_back(1);
        append_canonical(storage, type, form, style_, row_);
    }
    // Of what was added since the last row.
    int64_t finish_row();

  private:
    XmlStyle style_;
    Bytes row_;
    evp_md_st* digest_;
    evp_md_ctx_st* context_;
};

}  // namespace gantry::migrate

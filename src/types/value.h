#pragma once
// One T-SQL scalar: NULL or a value, and its type. Variables, parameters, literals, results of
// evaluation in the server. A plain value type; thread-safe as such.
//
// What a value of each type holds (as<T>()):
//   bit, tinyint, smallint, int, bigint      int64_t
//   money, smallmoney                        int64_t, ten-thousandths
//   real, float                              double
//   decimal, numeric                         Decimal
//   char, varchar, text, nchar, nvarchar, ntext, xml, json   std::string, WTF-8
//   binary, varbinary, image, CLR types      Bytes
//   rowversion                               int64_t
//   date, time, datetime2, datetime, smalldatetime   int64_t in the encoding of date_time.h
//   datetimeoffset                           DateTimeOffset
//   uniqueidentifier                         Guid
//   sql_variant                              Bytes in the encoding of sql_variant.h

#include <array>
#include <variant>

#include "base/bytes.h"
#include "base/error.h"
#include "types/date_time.h"
#include "types/decimal.h"
#include "types/sql_type.h"

namespace gantry::types {

// As SQL Server stores it: the first three groups little-endian.
struct Guid {
    std::array<uint8_t, 16> bytes{};
    bool operator==(const Guid&) const = default;
};
int compare(const Guid& a, const Guid& b);  // SQL Server's order: last group first
std::string to_text(const Guid& guid);      // "6F9619FF-8B86-D011-B42D-00C04FC964FF"
// With or without braces; text after the 36 characters is ignored, as SQL Server does.
std::optional<Guid> parse_guid(std::string_view text);

class Value {
  public:
    using Data = std::variant<std::monostate, int64_t, double, Decimal, std::string, Bytes, Guid,
                              DateTimeOffset>;

    Value() = default;  // an untyped NULL
    Value(const SqlType& type, Data data) : type_(type), data_(std::move(data)) {}

    static Value null(const SqlType& type) { return {type, std::monostate{}}; }
    static Value of_int(int64_t value) { return {int_type(), value}; }
    static Value of_bigint(int64_t value) { return {bigint_type(), value}; }
    static Value of_bit(bool value) { return {bit_type(), int64_t(value)}; }
    static Value of_float(double value) { return {float_type(), value}; }
    static Value of_decimal(const Decimal& value) {
        return {decimal_type(value.precision, value.scale), value};
    }
    // nvarchar of the text's own length (max when longer than 4000 units).
    static Value of_nvarchar(std::string text, uint32_t collation);
    // varchar of the text's own length in its code page (max when longer than 8000 bytes).
    static Value of_varchar(std::string text, uint32_t collation);
    static Value of_varbinary(Bytes bytes);

    const SqlType& type() const { return type_; }
    void set_type(const SqlType& type) { type_ = type; }  // same representation only
    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    const Data& data() const { return data_; }

    // The alternative the table above names; asking for another is our mistake and asserts.
    template <typename T>
    const T& as() const {
        const T* held = std::get_if<T>(&data_);
        GANTRY_ASSERT(held != nullptr);
        return *held;
    }
    int64_t integer() const { return as<int64_t>(); }
    double real() const { return as<double>(); }
    const Decimal& decimal() const { return as<Decimal>(); }
    const std::string& text() const { return as<std::string>(); }
    const Bytes& bytes() const { return as<Bytes>(); }
    const Guid& guid() const { return as<Guid>(); }
    // Of any date or time type.
    DateTime date_time() const;

  private:
    SqlType type_;
    Data data_;
};

}  // namespace gantry::types

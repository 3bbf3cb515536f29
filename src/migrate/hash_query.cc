#include "migrate/hash_query.h"

#include <fmt/format.h>

#include "tdsclient/connection.h"

namespace gantry::migrate {
namespace {

using types::TypeId;

std::string with_length(const std::string& length_of, const std::string& bytes) {
    return fmt::format("CONVERT(binary(8), CONVERT(bigint, DATALENGTH({}))) + {}", length_of,
                       bytes);
}

std::string as_bytes(const std::string& expression) {
    return fmt::format("CONVERT(varbinary(max), {})", expression);
}

std::string as_text(const std::string& expression) {
    return fmt::format("CONVERT(varbinary(41), CONVERT(varchar(41), {})) + 0x00", expression);
}

// The base type's name, a zero, and the value in that type's form.
std::string variant(const std::string& c) {
    const std::string type = fmt::format("SQL_VARIANT_PROPERTY({}, 'BaseType')", c);
    const auto bytes = [](const std::string& expression) {
        return fmt::format("CONVERT(varbinary(8000), {})", expression);
    };
    const auto text = [&](const std::string& expression, const char* style) {
        return bytes(fmt::format("CONVERT(varchar(41), {}{})", expression, style));
    };
    return fmt::format(
        "CONVERT(varbinary(max), CONVERT(varchar(128), {0})) + 0x00 + "
        "CASE CONVERT(nvarchar(128), {0}) "
        "WHEN N'bit' THEN {1} WHEN N'tinyint' THEN {1} WHEN N'smallint' THEN {1} "
        "WHEN N'int' THEN {1} WHEN N'bigint' THEN {1} WHEN N'real' THEN {2} WHEN N'float' THEN {2} "
        "WHEN N'money' THEN {3} WHEN N'smallmoney' THEN {3} WHEN N'decimal' THEN {4} "
        "WHEN N'numeric' THEN {4} WHEN N'datetime' THEN {5} WHEN N'date' THEN {5} "
        "WHEN N'time' THEN {5} WHEN N'datetime2' THEN {5} WHEN N'datetimeoffset' THEN {5} "
        "WHEN N'smalldatetime' THEN {6} ELSE {7} END",
        type, bytes("CONVERT(bigint, " + c + ")"), bytes("CONVERT(float, " + c + ")"),
        text("CONVERT(decimal(19,4), " + c + ")", ""), text(c, ""), text(c, ", 121"),
        bytes("CONVERT(varchar(16), " + c + ", 121)"), bytes(c));
}

// Canonical bytes of a value that is not NULL; NULL of NULL.
std::string canonical(const std::string& c, const ComparedColumn& column) {
    switch (column.form) {
        case HashForm::integer:
            return fmt::format("CONVERT(binary(8), CONVERT(bigint, {}))", c);
        case HashForm::real:
            return fmt::format("CONVERT(binary(8), CONVERT(float, {}))", c);
        case HashForm::number: {
            const bool money =
                column.type.id == TypeId::money || column.type.id == TypeId::smallmoney;
            return as_text(money ? fmt::format("CONVERT(decimal(19,4), {})", c) : c);
        }
        case HashForm::date_time:
            return as_text(c + ", 121");
        case HashForm::small_date:
            return fmt::format("CONVERT(varbinary(41), CONVERT(varchar(16), {}, 121)) + 0x00", c);
        case HashForm::guid:
            return fmt::format("CONVERT(binary(16), {})", c);
        case HashForm::rowversion:
            return fmt::format("CONVERT(binary(8), {})", c);
        case HashForm::characters:
            return with_length(c, as_bytes(c));
        case HashForm::old_text: {
            const char* wide = column.type.id == TypeId::text ? "varchar" : "nvarchar";
            return with_length(c, as_bytes(fmt::format("CONVERT({}(max), {})", wide, c)));
        }
        case HashForm::bytes:
            if (column.type.id == TypeId::clr) return with_length(as_bytes(c), as_bytes(c));
            return with_length(c, as_bytes(c));
        case HashForm::xml: {
            const std::string text = fmt::format("CONVERT(nvarchar(max), {})", c);
            return with_length(text, as_bytes(text));
        }
        case HashForm::variant:
            return with_length(variant(c), variant(c));
        case HashForm::none:
            break;
    }
    return "0x00";
}

std::string value_or_null(const ComparedColumn& column) {
    const std::string name = tdsclient::quote_name(column.name);
    return fmt::format("ISNULL(0x01 + {}, 0x00)", canonical(name, column));
}

// Sums of sums: a server's parser and binder nest only so deep.
std::string joined(const std::vector<ComparedColumn>& columns, size_t first, size_t last) {
    constexpr size_t k_leaf = 16;
    if (last - first > k_leaf) {
        const size_t middle = first + (last - first) / 2;
        return "(" + joined(columns, first, middle) + ") + (" + joined(columns, middle, last) + ")";
    }
    std::string out;
    for (size_t i = first; i < last; ++i) {
        const std::string value = value_or_null(columns[i]);
        out += i == first ? as_bytes(value) : " + " + value;
    }
    return out;
}

std::string from(const ComparedTable& table) {
    return fmt::format(" FROM {}.{}", tdsclient::quote_name(table.schema),
                       tdsclient::quote_name(table.name));
}

}  // namespace

std::string hash_query(const ComparedTable& table) {
    if (table.columns.empty()) return "SELECT COUNT_BIG(*), '0'" + from(table);
    return fmt::format(
        "SELECT COUNT_BIG(*), CONVERT(varchar(41), ISNULL(SUM(CONVERT(decimal(38,0), "
        "CONVERT(bigint, SUBSTRING(HASHBYTES('SHA2_256', {}), 1, 8)))), 0)){}",
        joined(table.columns, 0, table.columns.size()), from(table));
}

std::string column_probe(const ComparedTable& table, const ComparedColumn& column) {
    return fmt::format("SELECT TOP (0) {}{}", value_or_null(column), from(table));
}

}  // namespace gantry::migrate

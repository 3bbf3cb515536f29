// gantry inspect --rows TABLE.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/utf.h"
#include "cli/inspect_report.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::cli {

namespace {

std::string unbracketed(std::string part) {
    if (part.size() >= 2 && part.front() == '[' && part.back() == ']') {
        return part.substr(1, part.size() - 2);
    }
    return part;
}

// Where the dot between schema and table is, outside of brackets.
size_t separator_of(const std::string& name) {
    bool inside = false;
    for (size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '[') inside = true;
        if (name[i] == ']') inside = false;
        if (name[i] == '.' && !inside) return i;
    }
    return std::string::npos;
}

const catalog::Table& find_table(const catalog::Database& db, const std::string& name) {
    size_t dot = separator_of(name);
    std::string schema = dot == std::string::npos ? "" : unbracketed(name.substr(0, dot));
    std::string table_name = unbracketed(dot == std::string::npos ? name : name.substr(dot + 1));
    const catalog::Table* found = nullptr;
    for (const catalog::Table& table : db.tables) {
        if (table.is_table_type || !ascii_iequals(table.name, table_name)) continue;
        if (!schema.empty() && !ascii_iequals(schema_name(db, table.schema_id), schema)) continue;
        if (found != nullptr) {
            throw Error(fmt::format("{} and {} both match '{}'", full_name(db, *found),
                                    full_name(db, table), name));
        }
        found = &table;
    }
    if (found == nullptr) {
        throw Error(fmt::format("no table '{}' in database {}", name, db.name),
                    "gantry inspect PATH lists the tables");
    }
    return *found;
}

// Binary values as a literal that T-SQL reads back; converted to text they would be characters.
std::string value_text(const storage::FieldView& field, const types::SqlType& type) {
    if (types::is_binary(type.id) || type.id == types::TypeId::clr) return to_hex(field.bytes());
    try {
        return types::to_text(types::value_from_storage(field.bytes(), type));
    } catch (const Error&) {
        return to_hex(field.bytes());
    }
}

// One row, one line: tabs and line ends of a value are escaped.
std::string one_line(const std::string& text) {
    std::string out;
    for (char c : text) {
        switch (c) {
            case '\t':
                out += "\\t";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace

void print_rows(const catalog::DatabaseImage& image, const std::string& name, uint64_t limit,
                bool json) {
    const catalog::Table& table = find_table(image.model(), name);
    std::vector<size_t> columns = catalog::DatabaseImage::stored_columns(table);
    if (!json) {
        for (size_t i = 0; i < columns.size(); ++i) {
            fmt::print("{}{}", i == 0 ? "" : "\t", table.columns[columns[i]].name);
        }
        fmt::print("\n");
    }
    uint64_t left = limit == 0 ? UINT64_MAX : limit;
    for (const catalog::RowRange& range : image.split(table, 1)) {
        catalog::RowScanner scanner(image, table, range);
        for (; left > 0 && scanner.next(); --left) {
            catalog::RowView row = scanner.row();
            nlohmann::ordered_json object;
            for (size_t i = 0; i < row.size(); ++i) {
                const catalog::Column& column = table.columns[columns[i]];
                if (json) {
                    object[column.name] = nullptr;
                    if (!row[i].null) object[column.name] = value_text(row[i], column.type);
                } else {
                    fmt::print("{}{}", i == 0 ? "" : "\t",
                               row[i].null ? "NULL" : one_line(value_text(row[i], column.type)));
                }
            }
            if (json) {
                constexpr auto replace = nlohmann::json::error_handler_t::replace;
                fmt::print("{}", object.dump(-1, ' ', false, replace));
            }
            fmt::print("\n");
        }
    }
}

}  // namespace gantry::cli

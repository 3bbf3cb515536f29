// gantry inspect --rows TABLE.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/byte_source.h"
#include "cli/inspect_report.h"
#include "types/export_text.h"

namespace gantry::cli {

namespace {

std::string value_text(const storage::FieldView& field, const types::SqlType& type) {
    return types::export_text(field.bytes(), type);
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
    for (const catalog::RowRange& range : image.split_in_parts(table)) {
        if (left == 0) break;
        const ReadingPart reading(image.pages().byte_sources());
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

#include "cli/export_format.h"

#include <fmt/format.h>

#include <cstring>

#include "base/error.h"
#include "cli/table_name.h"

namespace gantry::cli {

const char* file_ending(ExportForm form) {
    switch (form) {
        case ExportForm::csv:
            return ".csv";
        case ExportForm::jsonl:
            return ".jsonl";
        case ExportForm::sql:
            return ".sql";
    }
    return "";
}

std::unique_ptr<RowFormat> make_format(const ExportStyle& style, const catalog::Database& model,
                                       const catalog::Table& table) {
    switch (style.form) {
        case ExportForm::csv:
            return make_csv_format(style.null_text, model, table);
        case ExportForm::jsonl:
            return make_jsonl_format(model, table);
        case ExportForm::sql:
            return make_sql_format(model, table);
    }
    return nullptr;
}

std::vector<ExportColumn> export_columns(const catalog::Table& table) {
    std::vector<ExportColumn> out;
    size_t field = 0;
    for (const catalog::Column& column : table.columns) {
        if (!column.is_stored()) continue;
        if (column.column_set) {
            out.push_back({&column, std::nullopt});
        } else {
            out.push_back({&column, field++});
        }
    }
    return out;
}

void throw_value_error(const catalog::Database& model, const catalog::Table& table,
                       const catalog::Column& column, const FormatError& error) {
    throw FormatError(
        fmt::format("table {}, column {}: {}", full_name(model, table), column.name, error.what()),
        error.number(), error.hint());
}

bool replace_surrogates(std::string& text, size_t from) {
    bool any = false;
    while (from < text.size()) {
        const void* found = std::memchr(text.data() + from, 0xED, text.size() - from);
        if (found == nullptr) break;
        from = size_t(static_cast<const char*>(found) - text.data());
        if (from + 2 < text.size() && uint8_t(text[from + 1]) >= 0xA0) {
            std::memcpy(text.data() + from, "\xEF\xBF\xBD", 3);
            any = true;
        }
        ++from;
    }
    return any;
}

}  // namespace gantry::cli

// One JSON object a row and line. Numbers are written with all their digits, whatever a reader's
// own numbers can hold; a NULL is null.

#include "base/error.h"
#include "catalog/column_set.h"
#include "cli/export_format.h"
#include "types/export_text.h"

namespace gantry::cli {

namespace {

using types::TypeId;

constexpr char k_hex_digits[] = "0123456789ABCDEF";

void append_unicode_escape(uint32_t unit, std::string& out) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += k_hex_digits[unit >> shift & 15];
}

void append_json_escape(char c, std::string& out) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            append_unicode_escape(uint8_t(c), out);
    }
}

// An unpaired surrogate, which JSON can write and UTF-8 cannot.
bool is_surrogate(std::string_view text, size_t at) {
    return uint8_t(text[at]) == 0xED && at + 2 < text.size() && uint8_t(text[at + 1]) >= 0xA0;
}

void append_json_string(std::string_view text, std::string& out) {
    out += '"';
    size_t plain = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        uint8_t c = uint8_t(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0xED) continue;
        if (c == 0xED && !is_surrogate(text, i)) continue;
        out.append(text, plain, i - plain);
        if (c == 0xED) {
            append_unicode_escape(
                0xD000u | (uint8_t(text[i + 1]) & 0x3Fu) << 6 | (uint8_t(text[i + 2]) & 0x3Fu),
                out);
            i += 2;
        } else {
            append_json_escape(char(c), out);
        }
        plain = i + 1;
    }
    out.append(text, plain, text.size() - plain);
    out += '"';
}

enum class JsonKind : uint8_t { raw, number, boolean, plain_text, text };

JsonKind json_kind(const types::SqlType& type) {
    if (type.id == TypeId::bit) return JsonKind::boolean;
    if (type.id == TypeId::real || type.id == TypeId::float_) return JsonKind::number;
    if (types::is_exact_numeric(type.id)) return JsonKind::raw;
    if (types::is_date_time(type.id) || types::is_binary(type.id) ||
        type.id == TypeId::uniqueidentifier) {
        return JsonKind::plain_text;
    }
    return JsonKind::text;
}

class JsonlFormat final : public RowFormat {
  public:
    JsonlFormat(const catalog::Database& model, const catalog::Table& table)
        : model_(model), table_(table) {
        for (const ExportColumn& entry : export_columns(table)) {
            const catalog::Column& column = *entry.column;
            std::string key = columns_.empty() ? "{" : ",";
            append_json_string(column.name, key);
            key += ':';
            columns_.push_back({&column, entry.field, std::move(key), json_kind(column.type)});
        }
    }

    void row(const catalog::RowView& row, std::string& out) override {
        if (columns_.empty()) out += '{';
        for (size_t i = 0; i < columns_.size(); ++i) {
            out += columns_[i].key;
            if (!columns_[i].field) {
                column_set(columns_[i], row, out);
            } else if (const storage::FieldView& field = row[*columns_[i].field]; field.null) {
                out += "null";
            } else {
                value(columns_[i], field.bytes(), out);
            }
        }
        out += "}\n";
    }

  private:
    struct ColumnPlan {
        const catalog::Column* column;
        std::optional<size_t> field;
        std::string key;  // with what stands before and behind it
        JsonKind kind;
    };

    void value(const ColumnPlan& plan, ByteSpan bytes, std::string& out) {
        try {
            append(plan, bytes, out);
        } catch (const FormatError& error) {
            throw_value_error(model_, table_, *plan.column, error);
        }
    }

    void column_set(const ColumnPlan& plan, const catalog::RowView& row, std::string& out) {
        try {
            std::optional<std::string> text = catalog::column_set_text(table_, row);
            if (text) {
                append_json_string(*text, out);
            } else {
                out += "null";
            }
        } catch (const FormatError& error) {
            throw_value_error(model_, table_, *plan.column, error);
        }
    }

    void append(const ColumnPlan& plan, ByteSpan bytes, std::string& out) {
        const types::SqlType& type = plan.column->type;
        switch (plan.kind) {
            case JsonKind::raw:
                types::append_export_text(bytes, type, out);
                return;
            case JsonKind::number: {
                size_t at = out.size();
                types::append_export_text(bytes, type, out);
                // Infinity and NaN, which only damage or very old clients put there.
                if (out.find_first_of("ny", at) == std::string::npos) return;
                out.insert(at, "\"");
                out += '"';
                return;
            }
            case JsonKind::boolean:
                out += !bytes.empty() && bytes[0] != 0 ? "true" : "false";
                return;
            case JsonKind::plain_text:
                out += '"';
                types::append_export_text(bytes, type, out);
                out += '"';
                return;
            case JsonKind::text:
                text_.clear();
                types::append_export_text(bytes, type, text_);
                append_json_string(text_, out);
                return;
        }
    }

    const catalog::Database& model_;
    const catalog::Table& table_;
    std::vector<ColumnPlan> columns_;
    std::string text_;
};

}  // namespace

std::unique_ptr<RowFormat> make_jsonl_format(const catalog::Database& model,
                                             const catalog::Table& table) {
    return std::make_unique<JsonlFormat>(model, table);
}

}  // namespace gantry::cli

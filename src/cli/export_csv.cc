// Comma-separated values as RFC 4180 has them, in UTF-8, a heading first, lines ended by CR LF.

#include "base/error.h"
#include "catalog/column_set.h"
#include "cli/export_format.h"
#include "types/export_text.h"

namespace gantry::cli {

namespace {

using types::TypeId;

// Texts of these types never need quotes: digits, letters, blanks, colons, dots.
bool is_plain(const types::SqlType& type) {
    return types::is_numeric(type.id) || types::is_date_time(type.id) ||
           types::is_binary(type.id) || type.id == TypeId::uniqueidentifier;
}

class CsvFormat final : public RowFormat {
  public:
    CsvFormat(std::string null_text, const catalog::Database& model, const catalog::Table& table)
        : null_text_(std::move(null_text)), model_(model), table_(table) {
        for (const ExportColumn& entry : export_columns(table)) {
            bool plain = is_plain(entry.column->type) && null_text_.empty();
            columns_.push_back({entry.column, entry.field, plain});
        }
    }

    void heading(std::string& out) const override {
        for (size_t i = 0; i < columns_.size(); ++i) {
            if (i > 0) out += ',';
            size_t at = out.size();
            out += columns_[i].column->name;
            quote(out, at);
        }
        out += "\r\n";
    }

    void row(const catalog::RowView& row, std::string& out) override {
        for (size_t i = 0; i < columns_.size(); ++i) {
            if (i > 0) out += ',';
            if (!columns_[i].field) {
                column_set(columns_[i], row, out);
                continue;
            }
            const storage::FieldView& field = row[*columns_[i].field];
            if (field.null) {
                out += null_text_;
            } else {
                value(columns_[i], field.bytes(), out);
            }
        }
        out += "\r\n";
    }

  private:
    struct ColumnPlan {
        const catalog::Column* column;
        std::optional<size_t> field;
        bool plain;
    };

    void value(const ColumnPlan& plan, ByteSpan bytes, std::string& out) {
        size_t at = out.size();
        try {
            types::append_export_text(bytes, plan.column->type, out);
        } catch (const FormatError& error) {
            throw_value_error(model_, table_, *plan.column, error);
        }
        if (!plan.plain) finish_text(out, at);
    }

    void column_set(const ColumnPlan& plan, const catalog::RowView& row, std::string& out) {
        size_t at = out.size();
        try {
            std::optional<std::string> text = catalog::column_set_text(table_, row);
            if (!text) {
                out += null_text_;
                return;
            }
            out += *text;
        } catch (const FormatError& error) {
            throw_value_error(model_, table_, *plan.column, error);
        }
        finish_text(out, at);
    }

    void finish_text(std::string& out, size_t at) {
        if (replace_surrogates(out, at)) ++replaced_count_;
        quote(out, at);
    }

    // Puts quotes around out[at..] where commas, quotes, line ends or emptiness ask for it, and
    // where a value looks like the text of NULL.
    void quote(std::string& out, size_t at) const {
        size_t quotes = 0;
        bool needed = out.size() == at ||
                      (!null_text_.empty() && out.compare(at, std::string::npos, null_text_) == 0);
        for (size_t i = at; i < out.size(); ++i) {
            char c = out[i];
            quotes += c == '"';
            needed |= c == '"' || c == ',' || c == '\n' || c == '\r';
        }
        if (!needed) return;
        size_t from = out.size();
        out.resize(out.size() + quotes + 2);
        size_t to = out.size();
        out[--to] = '"';
        while (from > at) {
            out[--to] = out[--from];
            if (out[to] == '"') out[--to] = '"';
        }
        out[at] = '"';
    }

    std::string null_text_;
    const catalog::Database& model_;
    const catalog::Table& table_;
    std::vector<ColumnPlan> columns_;
};

}  // namespace

std::unique_ptr<RowFormat> make_csv_format(const std::string& null_text,
                                           const catalog::Database& model,
                                           const catalog::Table& table) {
    return std::make_unique<CsvFormat>(null_text, model, table);
}

}  // namespace gantry::cli

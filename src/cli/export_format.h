#pragma once
// The forms that `gantry export` writes rows in. A RowFormat belongs to one thread; several of one
// table may run at once, each over a part of it, and their texts come one after the other:
//
//   heading · { row row row end_part } · { row end_part } · ending
//
// docs/reference/export.md says what the texts are, value by value.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/database_image.h"

namespace gantry::cli {

enum class ExportForm : uint8_t { csv, jsonl, sql };

struct ExportStyle {
    ExportForm form = ExportForm::csv;
    std::string null_text;  // of csv: how a NULL looks; empty: nothing between the commas
};

const char* file_ending(ExportForm form);  // ".csv"

class RowFormat {
  public:
    virtual ~RowFormat() = default;

    // All of these append to `out`.
    virtual void heading(std::string& out) const { (void)out; }
    virtual void ending(std::string& out) const { (void)out; }
    // Throws FormatError naming table and column when bytes are no value of their type.
    virtual void row(const catalog::RowView& row, std::string& out) = 0;
    // Closes what row() may have left open.
    virtual void end_part(std::string& out) { (void)out; }

    // Values that had an unpaired surrogate, for which UTF-8 has no bytes: written as U+FFFD.
    uint64_t replaced_count() const { return replaced_count_; }

  protected:
    uint64_t replaced_count_ = 0;
};

// `model` and `table` must outlive it.
std::unique_ptr<RowFormat> make_format(const ExportStyle& style, const catalog::Database& model,
                                       const catalog::Table& table);
std::unique_ptr<RowFormat> make_csv_format(const std::string& null_text,
                                           const catalog::Database& model,
                                           const catalog::Table& table);
std::unique_ptr<RowFormat> make_jsonl_format(const catalog::Database& model,
                                             const catalog::Table& table);
std::unique_ptr<RowFormat> make_sql_format(const catalog::Database& model,
                                           const catalog::Table& table);

// A column of a text: a field of the rows, or the column set, which is made of a row's fields.
struct ExportColumn {
    const catalog::Column* column;
    std::optional<size_t> field;  // none: the column set
};
// All that SELECT can name and pages have the values of, in the table's order.
std::vector<ExportColumn> export_columns(const catalog::Table& table);

// "table dbo.Orders, column Price: ..." around what went wrong with a value.
[[noreturn]] void throw_value_error(const catalog::Database& model, const catalog::Table& table,
                                    const catalog::Column& column, const FormatError& error);

// Makes `text[from..]` valid UTF-8 where unpaired surrogates (three bytes, ED A0..BF xx) stand.
// True when there were any.
bool replace_surrogates(std::string& text, size_t from);

}  // namespace gantry::cli

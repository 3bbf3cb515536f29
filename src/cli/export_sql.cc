// INSERT statements that give the exact rows again, in batches that a client can send one by one.
// Left out are columns that the server fills itself: computed ones, rowversion, the period columns
// of a temporal table, what a graph table generates.

#include <algorithm>

#include "base/error.h"
#include "cli/export_format.h"
#include "cli/table_name.h"
#include "types/sql_literal.h"

namespace gantry::cli {

namespace {

using types::TypeId;

// SQL Server takes 1,000 rows in one VALUES and compiles a long text slowly.
constexpr size_t k_rows_max = 500;
constexpr size_t k_statement_bytes_max = 256 << 10;

bool is_inserted(const catalog::Column& column) {
    return !column.is_computed() && column.type.id != TypeId::rowversion &&
           column.generated_always == 0 && column.graph_type == 0;
}

class SqlFormat final : public RowFormat {
  public:
    SqlFormat(const catalog::Database& model, const catalog::Table& table)
        : model_(model), table_(table) {
        name_ = bracketed(schema_name(model, table.schema_id)) + "." + bracketed(table.name);
        std::string names;
        std::vector<size_t> stored = catalog::DatabaseImage::stored_columns(table);
        for (size_t field = 0; field < stored.size(); ++field) {
            const catalog::Column& column = table.columns[stored[field]];
            if (!is_inserted(column)) continue;
            columns_.push_back({&column, field});
            names += (names.empty() ? "" : ", ") + bracketed(column.name);
            has_identity_ = has_identity_ || column.identity.has_value();
            // In one VALUES all values of a column take one type: several rows would change what a
            // sql_variant holds.
            if (column.type.id == TypeId::sql_variant) rows_max_ = 1;
        }
        start_ = "INSERT " + name_ + (columns_.empty() ? "" : " (" + names + ")");
    }

    void heading(std::string& out) const override {
        if (has_identity_) out += "SET IDENTITY_INSERT " + name_ + " ON;\nGO\n";
    }
    void ending(std::string& out) const override {
        if (has_identity_) out += "SET IDENTITY_INSERT " + name_ + " OFF;\nGO\n";
    }

    void row(const catalog::RowView& row, std::string& out) override {
        if (columns_.empty()) {
            out += start_ + " DEFAULT VALUES;\nGO\n";
            return;
        }
        if (rows_ == 0) {
            out += start_ + " VALUES\n";
            statement_bytes_ = 0;
        } else {
            out += ",\n";
        }
        size_t at = out.size();
        for (size_t i = 0; i < columns_.size(); ++i) {
            out += i == 0 ? "(" : ", ";
            value(columns_[i], row[columns_[i].field], out);
        }
        out += ')';
        statement_bytes_ += out.size() - at;
        if (++rows_ == rows_max_ || statement_bytes_ >= k_statement_bytes_max) end_part(out);
    }

    void end_part(std::string& out) override {
        if (rows_ > 0) out += ";\nGO\n";
        rows_ = 0;
    }

  private:
    struct ColumnPlan {
        const catalog::Column* column;
        size_t field;
    };

    void value(const ColumnPlan& plan, const storage::FieldView& field, std::string& out) {
        if (field.null) {
            out += "NULL";
            return;
        }
        try {
            types::append_sql_literal(field.bytes(), plan.column->type, out);
        } catch (const FormatError& error) {
            throw_value_error(model_, table_, *plan.column, error);
        }
    }

    const catalog::Database& model_;
    const catalog::Table& table_;
    std::string name_;
    std::string start_;
    std::vector<ColumnPlan> columns_;
    bool has_identity_ = false;
    size_t rows_max_ = k_rows_max;
    size_t rows_ = 0;
    size_t statement_bytes_ = 0;
};

}  // namespace

std::unique_ptr<RowFormat> make_sql_format(const catalog::Database& model,
                                           const catalog::Table& table) {
    return std::make_unique<SqlFormat>(model, table);
}

}  // namespace gantry::cli

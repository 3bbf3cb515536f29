#include "cli/fixture_inserts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf.h"
#include "catalog/writer/value_encoder.h"
#include "tsql/parser.h"
#include "types/convert.h"

namespace gantry::cli {

using namespace tsql;
using catalog::Column;
using catalog::Table;
using types::TypeId;
using types::Value;

namespace {

constexpr int64_t k_series_max = 10'000'000;

[[noreturn]] void fail(const Node& node, int number, std::string message) {
    SqlError error(number, std::move(message));
    error.set_line(int(node.range.line));
    throw error;
}

// Rows of one table as values; handed on in clustered key order.
class FixtureRows final : public catalog::RowSource {
  public:
    explicit FixtureRows(std::vector<std::vector<Value>> rows) : rows_(std::move(rows)) {}

    bool next(std::vector<storage::Field>& fields) override {
        if (position_ == rows_.size()) return false;
        const std::vector<Value>& row = rows_[position_++];
        buffer_.clear();
        std::vector<size_t> starts;
        for (const Value& value : row) {
            starts.push_back(buffer_.size());
            if (!value.is_null()) catalog::encode_value(value, buffer_);
        }
        starts.push_back(buffer_.size());
        fields.clear();
        for (size_t i = 0; i < row.size(); ++i) {
            ByteSpan bytes = ByteSpan(buffer_).subspan(starts[i], starts[i + 1] - starts[i]);
            fields.push_back({bytes, row[i].is_null(), false});
        }
        return true;
    }

  private:
    std::vector<std::vector<Value>> rows_;
    size_t position_ = 0;
    Bytes buffer_;
};

void check_count(const Node& node, const std::vector<const Column*>& columns,
                 const std::vector<const Expr*>& values) {
    if (columns.size() > values.size()) {
        fail(node, 109,
             "There are more columns in the INSERT statement than values specified in the "
             "VALUES clause. The number of values in the VALUES clause must match the number "
             "of columns specified in the INSERT statement.");
    }
    if (columns.size() < values.size()) {
        fail(node, 110,
             "There are fewer columns in the INSERT statement than values specified in the "
             "VALUES clause. The number of values in the VALUES clause must match the number "
             "of columns specified in the INSERT statement.");
    }
}

Value next_identity(Column& column) {
    int64_t next = std::stoll(column.identity->seed);
    if (!column.identity->last.empty()) {
        next = std::stoll(column.identity->last) + std::stoll(column.identity->increment);
    }
    return types::assign(Value::of_bigint(next), column.type, "", column.name);
}

void note_identity(Column& column, const Value& value) {
    std::string text = types::to_text(value);
    std::string& last = column.identity->last;
    bool up = column.identity->increment[0] != '-';
    if (last.empty() || (std::stoll(text) > std::stoll(last)) == up) last = text;
}

void sort_rows(const Table& table, std::vector<std::vector<Value>>& rows) {
    std::vector<std::pair<size_t, bool>> keys;
    for (const catalog::Index& index : table.indexes) {
        if (index.kind != catalog::IndexKind::clustered) continue;
        for (const catalog::IndexColumn& key : index.columns) {
            size_t place = 0;
            for (const Column& column : table.columns) {
                if (column.id == key.column_id) break;
                place += column.is_stored() && !column.column_set;
            }
            keys.push_back({place, key.descending});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
        for (auto [place, descending] : keys) {
            const Value& x = a[place];
            const Value& y = b[place];
            int order = x.is_null() || y.is_null() ? int(y.is_null()) - int(x.is_null())
                                                   : types::compare(x, y);
            if (order != 0) return (order < 0) != descending;
        }
        return false;
    });
}

}  // namespace

void FixtureInserts::insert(const InsertStatement& s, Table& table) {
    Columns columns = insert_columns(s, table);
    if (s.source == InsertSource::default_values) {
        add_row(s, table, {}, {});
    } else if (s.source == InsertSource::values) {
        for (const ValuesRow* row : s.values->rows) {
            Expressions values(row->values.begin(), row->values.end());
            check_count(*row, columns, values);
            add_row(*row, table, columns, values);
        }
    } else if (s.source == InsertSource::query) {
        insert_series(s, table, columns);
    } else {
        fail(s, 40517, "INSERT ... EXECUTE is not supported in fixture scripts.");
    }
}

FixtureInserts::Columns FixtureInserts::insert_columns(const InsertStatement& s,
                                                       const Table& table) {
    Columns out;
    for (const ObjectName& name : s.columns) {
        auto found = std::find_if(
            table.columns.begin(), table.columns.end(),
            [&](const Column& column) { return ascii_iequals(column.name, name.object()); });
        if (found == table.columns.end()) {
            fail(s, 207, fmt::format("Invalid column name '{}'.", name.object()));
        }
        out.push_back(&*found);
    }
    if (!s.columns.empty()) return out;
    for (const Column& column : table.columns) {
        bool given = !column.is_computed() && !column.identity &&
                     column.type.id != TypeId::rowversion && !column.column_set;
        if (given) out.push_back(&column);
    }
    return out;
}

// INSERT ... SELECT expressions FROM GENERATE_SERIES(first, last[, step]).
void FixtureInserts::insert_series(const InsertStatement& s, Table& table, const Columns& columns) {
    const QuerySpecification* select = try_as<QuerySpecification>(s.query->body);
    const FunctionTable* from = nullptr;
    if (select != nullptr && select->from.size() == 1 && select->where == nullptr) {
        from = try_as<FunctionTable>(select->from[0]);
    }
    const FunctionCall* call = from != nullptr ? try_as<FunctionCall>(from->call) : nullptr;
    if (call == nullptr || !ascii_iequals(call->name.object(), "GENERATE_SERIES") ||
        call->arguments.size() < 2) {
        fail(s, 40517, "INSERT ... SELECT needs FROM GENERATE_SERIES(first, last).");
    }
    Expressions values;
    for (const SelectItem* item : select->items) {
        if (item->expression == nullptr) fail(*item, 40517, "SELECT * is not supported here.");
        values.push_back(item->expression);
    }
    check_count(s, columns, values);
    int64_t first = expressions_.evaluate(*call->arguments[0]).integer();
    int64_t last = expressions_.evaluate(*call->arguments[1]).integer();
    int64_t step =
        call->arguments.size() > 2 ? expressions_.evaluate(*call->arguments[2]).integer() : 1;
    if (step <= 0 || (last - first) / step > k_series_max) {
        fail(s, 40517, "GENERATE_SERIES counts up and to ten million here.");
    }
    for (int64_t n = first; n <= last; n += step) {
        Value value = Value::of_int(n);
        add_row(s, table, columns, values, &value);
    }
}

void FixtureInserts::add_row(const Node& node, Table& table, const Columns& columns,
                             const Expressions& values, const Value* series) {
    Row row;
    for (Column& column : table.columns) {
        if (!column.is_stored() || column.column_set) continue;
        const Expr* expression = nullptr;
        for (size_t i = 0; i < columns.size(); ++i) {
            if (columns[i] == &column) expression = values[i];
        }
        Value value = value_for(column, expression, series);
        if (column.identity && !value.is_null()) note_identity(column, value);
        if (value.is_null() && !column.nullable) {
            fail(node, 515,
                 fmt::format("Cannot insert the value NULL into column '{}', table '{}'; "
                             "column does not allow nulls. INSERT fails.",
                             column.name, table.name));
        }
        row.push_back(std::move(value));
    }
    rows_[table.object_id].push_back(std::move(row));
}

Value FixtureInserts::value_for(Column& column, const Expr* expression, const Value* series) {
    if (column.type.id == TypeId::rowversion) return {column.type, next_rowversion_++};
    bool given = expression != nullptr && !expression->is<DefaultExpr>();
    if (given) {
        return types::assign(expressions_.evaluate(*expression, series), column.type, "",
                             column.name);
    }
    if (column.identity) return next_identity(column);
    return column.default_constraint ? default_of(column) : Value::null(column.type);
}

Value FixtureInserts::default_of(const Column& column) {
    ParseResult parsed = parse_expression(column.default_constraint->text);
    if (!parsed.ok()) throw SqlError(parsed.diagnostics[0].number, parsed.diagnostics[0].message);
    return types::assign(expressions_.evaluate(*parsed.expression), column.type, "", column.name);
}

void FixtureInserts::hand_over(catalog::Database& model, catalog::RowSources& out,
                               uint64_t& row_count) {
    for (Table& table : model.tables) {
        auto found = rows_.find(table.object_id);
        if (found == rows_.end()) continue;
        sort_rows(table, found->second);
        table.row_count = int64_t(found->second.size());
        row_count += found->second.size();
        out[table.object_id] = std::make_unique<FixtureRows>(std::move(found->second));
    }
}

}  // namespace gantry::cli

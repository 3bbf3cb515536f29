#pragma once
// Prints a bound tree as PostgreSQL SQL with $n parameters. Each variable is one parameter however
// often it occurs. Reads the tree only; one Emitter for one statement.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bind/bound.h"
#include "engine/compiled.h"

namespace gantry::engine::emit {

class Emitter {
  public:
    // Statements: emitter_query.cc, emitter_dml.cc
    std::string query(const bind::Query& query, bool outermost);
    std::string insert(const bind::Dml& dml);
    std::string update(const bind::Dml& dml);
    std::string delete_rows(const bind::Dml& dml);
    std::string merge(const bind::Merge& merge);  // emitter_merge.cc
    // emitter_expressions.cc
    std::string expression(const bind::Expr& expr);

    const std::vector<ParameterSource>& parameters() const { return parameters_; }
    std::vector<ParameterSource> take_parameters() { return std::move(parameters_); }
    // Named by COLLATE: PostgreSQL may not have them yet.
    std::vector<uint32_t> collations() const { return {collations_.begin(), collations_.end()}; }

  private:
    std::string constant(const bind::Expr& expr);
    std::string parameter(std::string_view variable, const types::SqlType& type,
                          std::string constant = {});
    std::string column(const bind::Expr& expr);
    std::string form(const bind::Expr& expr, std::string_view form);
    std::string list(const std::vector<bind::Expr*>& args, size_t from);
    std::string cast(const bind::Expr& expr);
    std::string case_expression(const bind::Expr& expr);
    std::string over(const bind::Window& window);
    std::string order_list(const std::vector<bind::OrderItem>& items);
    std::string order_item(std::string text, bool nullable, bool descending);

    std::string with(const std::vector<bind::Cte*>& ctes);
    std::string body(const bind::Body& body, bool outermost);
    std::string select(const bind::Select& select, bool outermost);
    std::string select_list(const bind::Select& select, bool outermost);
    std::string select_tail(const bind::Select& select);
    std::string grouping(const bind::Grouping& grouping);
    std::string order_by(const bind::Query& query);
    std::string limit(const bind::Top& top, const std::string& counted);
    std::string from(const bind::Relation& relation);
    std::string join(const bind::Relation& relation);
    std::string column_names(const bind::Relation& relation);
    std::string output_into(const bind::Dml& dml, std::string statement);
    std::string insert_text(const bind::Dml& dml);
    std::string update_text(const bind::Dml& dml);
    std::string delete_text(const bind::Dml& dml);
    std::string returning(const bind::Dml& dml);
    std::string follow_identity(const bind::Dml& dml);
    std::string locked_place(const bind::Dml& dml, std::string& items);
    std::string merge_rows(const bind::Merge& merge, bool by_source);
    std::string merge_returning(const bind::Merge& merge, const bind::MergeClause& clause);
    std::string merge_change(const bind::Merge& merge, size_t number);
    // emitter_capture.cc
    std::string captured_items(const bind::Dml& dml);
    std::string captured(const bind::Dml& dml, const std::string& statement);
    std::string instead_of_change(const bind::Dml& dml);
    std::string limited_source(const bind::Dml& dml, const std::string& items);
    std::string set_list(const bind::Dml& dml, bool from_source, std::string& items);

    std::vector<ParameterSource> parameters_;
    std::set<uint32_t> collations_;
    int depth_ = 0;
};

// "TYPE 'text'" for a value; nullopt when PostgreSQL's text can't carry it.
std::optional<std::string> literal(const types::Value& value);
// The conversion of `text` from one type to another as PostgreSQL SQL.
std::string conversion(const std::string& text, const types::SqlType& from,
                       const types::SqlType& to, bool explicit_cast, const std::string& style,
                       bool is_try);
std::string quote_text(std::string_view text);

}  // namespace gantry::engine::emit

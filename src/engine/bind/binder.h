#pragma once
// From syntax tree to bound tree: names against the catalog and the FROM clause, T-SQL types by
// SQL Server's rules, implicit conversions made explicit. One Binder binds one statement (or the
// text of one view, in that view's database); it throws SqlError at the first fault.
//
// The methods are spread over the files of this folder by subject; each section says which.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bind/bound.h"
#include "engine/context.h"
#include "tsql/ast.h"
#include "tsql/parser.h"

namespace gantry::engine {
struct StagedRows;
}

namespace gantry::engine::functions {
struct Rule;
}

namespace gantry::engine::system {
struct SystemView;
}

namespace gantry::engine::bind {

constexpr int k_max_view_nesting = 32;
constexpr int k_max_expression_depth = 2000;

// The relations a name may refer to, innermost query first.
struct Scope {
    Scope* parent = nullptr;
    std::vector<Relation*> relations;
    bool aggregates_allowed = false;
    bool windows_allowed = false;
    bool saw_aggregate = false;
    bool inside_aggregate = false;
};

class Binder {
  public:
    // `nesting`: how many views and functions we are inside of.
    Binder(const CompileContext& context, Pool& pool, int nesting = 0);

    // --- queries: select.cc, set_operations.cc, order.cc, ctes.cc ---
    Query* select_statement(const tsql::SelectStatement& statement);
    Query* query(const tsql::WithClause* with, const tsql::Query& query, Scope* parent);
    // Converts the columns of a query to the types of `columns`.
    void coerce_columns(Query& query, const std::vector<types::SqlType>& wanted);

    // --- data changes: insert.cc, update.cc, delete.cc, output.cc ---
    Dml insert(const tsql::InsertStatement& statement);
    // Of INSERT ... EXECUTE: the rows it gave. staged.cc
    Dml insert_staged(const tsql::InsertStatement& statement, const std::vector<StagedRows>& rows);
    Dml update(const tsql::UpdateStatement& statement);
    Merge merge(const tsql::MergeStatement& statement);  // merge.cc
    Dml delete_rows(const tsql::DeleteStatement& statement);

    // --- expressions ---
    Expr* value(const tsql::Expr& expr, Scope* scope);      // expressions.cc
    Expr* condition(const tsql::Expr& expr, Scope* scope);  // predicates.cc
    Expr* convert(Expr* expr, const types::SqlType& target);  // conversions.cc; implicit
    // As an INSERT or UPDATE converts: 257 and 206 when it may not.
    Expr* convert_for_assignment(Expr* expr, const types::SqlType& target);
    // The same text under another collation.
    Expr* collated(Expr* expr, uint32_t collation);
    // As SET @v = expr does: cuts silently.
    Expr* convert_for_variable(Expr* expr, const types::SqlType& target);
    Expr* explicit_cast(Expr* expr, const types::SqlType& target, int style, bool is_try,
                        Expr* style_value = nullptr);

    // The type a declaration names; 2715, 243.
    types::SqlType data_type(const tsql::DataType& type, bool for_cast);  // data_types.cc
    types::SqlType alias_type(const tsql::DataType& type);
    // nullptr when the name is not that of a table type.
    const catalog::Table* table_type(const tsql::DataType& type);
    // What the name stands for, synonyms followed; 208 when nothing. object_names.cc
    struct Found {
        const DatabaseCatalog* database = nullptr;
        const catalog::Schema* schema = nullptr;
        ObjectRef object;
        bool temporary = false;
    };
    Found find_object(const tsql::ObjectName& name);
    // Nothing found is an empty Found; synonyms are not followed.
    Found find_object_raw(const tsql::ObjectName& name);
    Found follow_synonym(const Found& found, int line);
    const DatabaseCatalog& current_database();
    // A base table as a relation, with the columns PostgreSQL has of it. relations.cc
    Relation* table_relation(const Found& found, std::string_view alias);
    static void require_online(const DatabaseCatalog& database, const catalog::Table& table);
    Relation* row_of_table(const DatabaseCatalog& database, const catalog::Table& table);

    const CompileContext& context() const { return context_; }
    Pool& pool() { return pool_; }
    uint32_t database_collation();
    bool is_volatile() const { return is_volatile_; }

    // Used by the function registry: nodes made by hand. nodes.cc
    Expr* call(std::string_view form, std::vector<Expr*> args, const types::SqlType& type,
               bool nullable);
    Expr* predicate(std::string_view form, std::vector<Expr*> args, Op op);
    Expr* constant(types::Value value);
    Expr* integer(int64_t value);
    Expr* text(std::string_view value);  // nvarchar
    Expr* parameter(std::string_view name, const types::SqlType& type, bool nullable = true);
    Expr* null_of(const types::SqlType& type);
    // Resolves the collation of an expression made of `args`; 468 on a conflict when `must`.
    void combine_collations(Expr* result, const std::vector<Expr*>& args, bool must);
    // One type for all: CASE, COALESCE, UNION, IN. `args` are converted in place.
    types::SqlType unify(std::vector<Expr*>& args, int line);
    Expr* compare(tsql::ComparisonOp op, Expr* left, Expr* right, int line);
    void align_for_comparison(Expr*& left, Expr*& right, std::string_view word, int line);
    void collate_for_comparison(Expr* result, Expr*& left, Expr*& right);
    Expr* arithmetic(tsql::BinaryOp op, Expr* left, Expr* right, int line);
    static tsql::BinaryOp binary_of(tsql::AssignOp op);
    Expr* with_collation(Expr* expr);  // adds COLLATE where PostgreSQL would not know it
    bool metadata_lookup_allowed() const { return true; }
    // Binds a select item list, an expression text of the catalog, ...
    Expr* catalog_expression(std::string_view text, bool is_predicate, Scope* scope);
    // T-SQL in which @1, @2 ... stand for the arguments. user_functions.cc
    Expr* from_text(std::string_view text, const std::vector<Expr*>& arguments);

  private:
    // expressions.cc
    Expr* dispatch(const tsql::Expr& expr, Scope* scope);
    Expr* literal(const tsql::Literal& literal);
    Expr* odbc_literal(const tsql::OdbcLiteral& literal);
    Expr* variable(std::string_view name, int line);
    Expr* global_variable(const tsql::GlobalVariableRef& variable);
    Expr* niladic(const tsql::NiladicFunction& function);
    Expr* unary(const tsql::UnaryExpr& expr, Scope* scope);
    Expr* negated_constant(const Expr& operand);
    Expr* binary(const tsql::BinaryExpr& expr, Scope* scope);
    Expr* cast(const tsql::CastExpr& expr, Scope* scope);
    Expr* collate(const tsql::CollateExpr& expr, Scope* scope);
    Expr* next_value(const tsql::NextValueFor& expr);
    Expr* at_time_zone(const tsql::AtTimeZoneExpr& expr, Scope* scope);
    // case.cc
    Expr* case_expression(const tsql::CaseExpr& expr, Scope* scope);
    Expr* iif(const tsql::IifExpr& expr, Scope* scope);
    Expr* coalesce(const tsql::CoalesceExpr& expr, Scope* scope);
    Expr* null_if(const tsql::NullIfExpr& expr, Scope* scope);
    Expr* make_case(std::vector<Expr*> conditions, std::vector<Expr*> results, Expr* otherwise,
                    int line);
    // columns.cc
    Expr* column(const tsql::ColumnRef& ref, Scope* scope);
    Expr* pseudo_column(const tsql::PseudoColumn& ref, Scope* scope);
    Expr* column_of(const Relation& relation, size_t index);
    bool matches(const Relation& relation, const tsql::ObjectName& name, size_t skip);
    // calls.cc, aggregates.cc, windows.cc
    Expr* function(const tsql::FunctionCall& call, Scope* scope);
    Expr* aggregate(const tsql::FunctionCall& call, const functions::Rule& rule, Scope* scope);
    Window* window(const tsql::OverClause& over, Scope* scope);
    Expr* user_function(const tsql::FunctionCall& call, Scope* scope);
    void bind_arguments(const tsql::List<const tsql::Parameter*>& parameters,
                        const tsql::FunctionCall& call, Scope* scope, Binder& inner);
    // predicates.cc, subqueries.cc
    Expr* updated(const tsql::UpdatedExpr& expr);
    Expr* like(const tsql::LikeExpr& expr, Scope* scope);
    Expr* in(const tsql::InExpr& expr, Scope* scope);
    Expr* subquery(const tsql::SubqueryExpr& expr, Scope* scope);
    Expr* in_query(Expr* left, const tsql::Query& query, bool negated, Scope* scope, int line);
    Expr* quantified(const tsql::QuantifiedComparison& expr, Scope* scope);
    Expr* exists(const tsql::Query& query, Scope* scope);
    Query* column_query(const tsql::Query& query, Scope* scope, int line);
    Expr* against_query(Expr* left, Query* bound, std::string_view word, int line);
    // from.cc, relations.cc, views.cc, table_functions.cc
    Relation* from_list(const tsql::List<const tsql::TableSource*>& sources, Scope& scope);
    Relation* source(const tsql::TableSource& source, Scope& scope);
    Relation* named_table(const tsql::NamedTable& table);
    Relation* trigger_rows(const tsql::NamedTable& table);
    Relation* join(const tsql::JoinedTable& join, Scope& scope);
    Relation* derived(const tsql::DerivedTable& table, Scope* outer);
    Relation* values(const tsql::ValuesTable& table, Scope* outer);
    Relation* applied(const tsql::TableSource& item, Scope& left);
    void mark_lateral(Relation& relation);
    void make_nullable(Relation& relation);
    Relation* function_table(const tsql::FunctionTable& table, Scope& scope);
    Relation* builtin_table(const tsql::FunctionTable& table, const tsql::FunctionCall& call,
                            Scope& scope);
    Relation* view_relation(const Found& found, std::string_view alias);
    Expr* scalar_routine(const Found& found, const tsql::CreateFunctionStatement& statement,
                         const tsql::ParseResult& parsed, const tsql::FunctionCall& call,
                         Scope* scope);
    Relation* table_routine(const Found& found, const tsql::FunctionCall& call, Scope* scope);
    std::string routine_call(const Found& found, const tsql::CreateFunctionStatement& statement,
                             const tsql::ParseResult& parsed, const Binder& inner);
    static std::vector<Expr*> arguments_of(const Binder& inner);
    Relation* inline_function(const Found& found, const tsql::FunctionCall& call, Scope* scope);
    Relation* query_relation(Query* query, std::string_view alias,
                             const tsql::List<tsql::Identifier>& columns, int line);
    void finish_query_relation(Relation& relation, const tsql::List<tsql::Identifier>& columns,
                               int line);
    void add_table_columns(Relation& relation, const DatabaseCatalog& database,
                           const catalog::Table& table);
    // nullptr when the name is no system view. system/system_relations.cc
    Relation* system_relation(const tsql::ObjectName& name, std::string_view alias);
    void take_runtime_sources(std::string& sql, Relation& relation);
    std::vector<Column> system_columns(std::string_view spec);
    // `database`: whose rows; empty: the current one's.
    void fill_system_relation(Relation& relation, const system::SystemView& view,
                              std::string_view alias, std::string_view database = {});
    // nullptr when there is no such function. system/system_functions.cc
    Relation* system_function(const tsql::FunctionTable& table, const tsql::FunctionCall& call,
                              Scope& scope);
    Relation* cte_relation(Cte* cte, std::string_view alias);
    Cte* find_cte(const tsql::ObjectName& name);
    void expose(Relation* relation, Scope& scope, int line);
    void name_relation(Relation& relation, const Found& found, std::string_view alias);
    // select.cc, grouping.cc
    Select* specification(const tsql::QuerySpecification& spec, Scope& scope);
    void select_items(const tsql::QuerySpecification& spec, Select& select, Scope& scope);
    void expand_star(const tsql::SelectItem& item, Select& select, Scope& scope);
    void group_by(const tsql::QuerySpecification& spec, Select& select, Scope& scope);
    Grouping grouping(const tsql::GroupingItem& item, Scope& scope);
    void check_grouping(const tsql::QuerySpecification& spec, const Select& select, Scope& scope);
    void check_ordering(const Select& select, const Expr* expr, Scope& scope);
    void strip_modifiers(Body& body);
    Top top(const tsql::TopClause& clause, Scope* scope);
    Body* body(const tsql::QueryBody& body, Scope* parent, Scope& scope_of_single);
    Body* set_operation(const tsql::SetOperation& operation, Scope* parent);
    void coerce_body(Body& body, const std::vector<types::SqlType>& wanted);
    void coerce_query_columns(Body& body, size_t index, const types::SqlType& type);
    void order_by(const tsql::Query& query, Query& out, Scope* scope);
    Expr* row_count(const tsql::Expr& expr, Scope* scope);
    void with_clause(const tsql::WithClause& with, std::vector<Cte*>& out);
    void recursive_cte(const tsql::CommonTable& table, Cte& cte);
    void name_cte_columns(const tsql::CommonTable& table, Cte& cte,
                          const std::vector<Column>& columns);
    // dml
    Relation* dml_target(const tsql::TableSource& source);
    void dml_from(Dml& dml, const tsql::TableSource& target,
                  const tsql::List<const tsql::TableSource*>& from, Scope& scope);
    void output(const tsql::List<const tsql::OutputClause*>& outputs, Dml& dml, bool inserted,
                bool deleted);
    void output_into(const tsql::OutputClause& clause, Dml& dml);
    const Column& target_column(const Relation& target, const tsql::ObjectName& name);
    void check_writable(const Relation& target, const Column& column, bool insert, int line);
    std::vector<const Column*> insert_columns(const tsql::InsertStatement& statement,
                                              Relation& target, bool identity_insert);
    bool identity_insert_on(const Relation& target) const;
    void set_variable(const tsql::SetClause& set, Dml& dml, Scope& scope);
    // updatable.cc
    std::pair<Relation*, const Column*> base_column(Relation& relation, size_t index, int line);
    Relation* only_base(Relation& relation, int line);
    Expr* row_place(Relation& relation, const Relation& base, int line);
    void join_base(Dml& dml, Relation& base, int line);
    void join_changed(Dml& dml, const tsql::ObjectName& first, int line);
    size_t outer_column(const Dml& dml, const tsql::ObjectName& name);
    const Column& changed_column(const Dml& dml, const tsql::ObjectName& name);
    const Column& target_column_named(const Relation& target, std::string_view name, int line);
    Relation* outer_target(const tsql::TableSource& target, Scope& scope);
    std::vector<const Column*> insert_through(const tsql::InsertStatement& statement, Dml& dml);
    void merge_update(const tsql::MergeAction& action, Merge& merge, MergeClause& clause,
                      Scope& scope);
    void merge_insert(const tsql::MergeAction& action, Merge& merge, MergeClause& clause,
                      Scope& scope);
    void merge_output(const tsql::MergeStatement& statement, Merge& merge);
    Body* staged_body(const StagedRows& rows);
    void find_identity(Dml& dml);
    void assign_columns(Body& body, const std::vector<const Column*>& targets);
    Expr* assigned(const tsql::Expr& expr, const Column& column, Scope* scope);

    std::string new_alias();

    const CompileContext& context_;
    Pool& pool_;
    int nesting_;
    int depth_ = 0;
    bool is_volatile_ = false;
    bool in_assignment_ = false;
    std::vector<std::vector<Cte*>> cte_frames_;
    std::vector<Relation*> applied_relations_;
    // Parameters of the inline function whose body is bound: name (folded) to argument.
    std::vector<std::pair<std::string, Expr*>> arguments_;
    bool has_arguments_ = false;
    bool null_literal_as_int_ = false;
    Expr* merge_action_ = nullptr;  // what $action is

    friend class FunctionArguments;
};

}  // namespace gantry::engine::bind

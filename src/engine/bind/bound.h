#pragma once
// The bound tree: a query whose names are resolved and whose expressions have T-SQL types,
// nullability and collation. Made by Binder, printed by Emitter. Nodes live in the Pool of one
// compilation and are shared freely inside it; nothing here outlives the compilation.

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/model.h"
#include "engine/snapshot/snapshot.h"
#include "tsql/ast/dml.h"
#include "tsql/ast/query.h"
#include "types/sql_type.h"
#include "types/convert.h"
#include "types/value.h"

namespace gantry::engine {
struct Routine;
}

namespace gantry::engine::bind {

struct Relation;
struct Cte;
struct Query;
struct Window;
struct Expr;

// How strongly an expression insists on its collation (documentation: "Collation precedence").
enum class Coercibility : uint8_t { none, coercible, implicit, explicit_, conflict };

enum class ExprKind : uint8_t {
    constant,
    parameter,
    column,
    call,       // `form` with the arguments put in
    cast,       // args[0] to type
    collate,    // args[0] COLLATE of type.collation
    case_,      // args: when, then, when, then, ..., [else]
    subquery,   // scalar
    exists,
    in_query,   // args[0] = ANY of query
    quantified, // args[0] op ANY|ALL query
    aggregate,  // like call; `distinct`, `within`, `window`
};

enum class Op : uint8_t {  // what evaluate.cc must know of a call
    none, add, subtract, multiply, divide, modulo, bit_and, bit_or, bit_xor, bit_not, negate,
    concat, equal, not_equal, less, less_equal, greater, greater_equal, and_, or_, not_,
    is_null, is_not_null, coalesce, like,
};

struct OrderItem {
    Expr* expression = nullptr;
    size_t position = 0;  // 1-based select item it stands for, 0 when it is its own expression
    bool descending = false;
};

struct Expr {
    ExprKind kind = ExprKind::constant;
    Op op = Op::none;
    Coercibility coercibility = Coercibility::none;
    bool predicate = false;    // a search condition, not a value
    bool nullable = true;
    bool pg_collated = false;  // PostgreSQL derives type.collation by itself
    bool is_volatile = false;
    bool is_try = false;       // cast
    bool distinct = false;     // aggregate
    bool negated = false;      // in_query, exists
    bool explicit_cast = false;
    types::SqlType type;
    int style = types::k_default_style;  // cast
    int line = 0;
    std::string form;          // call, aggregate: "{0} + {1}"; quantified: "= ANY"
    std::vector<Expr*> args;
    types::Value value;        // constant
    Expr* style_value = nullptr;  // cast: a style that is no literal
    std::string variable;      // parameter
    const Relation* relation = nullptr;  // column
    size_t column = 0;
    Query* query = nullptr;    // subquery, exists, in_query, quantified
    Window* window = nullptr;
    std::vector<OrderItem> within;  // aggregate(... ORDER BY)
};

struct Window {
    std::vector<Expr*> partition_by;
    std::vector<OrderItem> order_by;
    std::string frame;  // "ROWS BETWEEN ..." with offsets printed; empty for the default
};

// One column a relation or a query offers.
struct Column {
    std::string name;     // T-SQL name; empty when it has none
    std::string pg_name;  // unquoted
    types::SqlType type;
    bool nullable = true;
    bool identity = false;
    bool computed = false;
    bool expression = false;
    bool pg_collated = true;
    Coercibility coercibility = Coercibility::none;
    std::string base_database, base_schema, base_table, base_column;
    const catalog::Column* source = nullptr;  // of a base table
    std::string problem;      // why it cannot be read; empty when it can
    Expr* inlined = nullptr;  // stands for the column: a computed column PostgreSQL does not have
};

// PostgreSQL has it: it is not computed of others here.
inline bool is_stored(const Column& column) {
    return column.inlined == nullptr && column.problem.empty();
}

enum class RelationKind : uint8_t { table, derived, values, function, cte, join, empty };

struct Relation {
    RelationKind kind = RelationKind::table;
    std::string alias;  // exposed T-SQL name
    bool has_alias = false;
    std::string database, schema, object;  // for multi-part column references
    std::string pg_alias;
    std::string pg_source;  // table: quoted name; function: form; cte: quoted name
    std::vector<Column> columns;
    const catalog::Table* table = nullptr;
    const DatabaseCatalog* catalog = nullptr;
    Query* query = nullptr;  // derived, and what a cte is
    Cte* cte = nullptr;
    bool lateral = false;
    std::vector<std::vector<Expr*>> rows;  // values
    std::vector<Expr*> args;               // function
    tsql::JoinKind join = tsql::JoinKind::inner;
    Relation* left = nullptr;
    Relation* right = nullptr;
    Expr* on = nullptr;
};

struct SelectItem {
    Expr* expression = nullptr;
    Column column;           // what the outside sees
    std::string variable;    // SELECT @v = ...
};

struct Grouping {
    tsql::GroupingKind kind = tsql::GroupingKind::simple;
    std::vector<Expr*> expressions;
    std::vector<Grouping> items;
};

struct Top {
    Expr* count = nullptr;
    bool percent = false;
    bool with_ties = false;
};

struct Select {
    bool distinct = false;
    std::vector<SelectItem> items;
    Relation* from = nullptr;
    Expr* where = nullptr;
    bool aggregated = false;
    std::vector<Grouping> group_by;
    Expr* having = nullptr;
    Top top;
};

struct Body {
    Select* select = nullptr;  // or:
    tsql::SetOperator op = tsql::SetOperator::union_;
    Body* left = nullptr;
    Body* right = nullptr;
    Relation* values = nullptr;  // or: bare VALUES rows, of INSERT
    std::vector<Column> columns;
};

struct Cte {
    std::string name;
    std::string pg_name;
    std::vector<Column> columns;
    Query* query = nullptr;
    bool recursive = false;
    bool used = false;
};

struct Query {
    std::vector<Cte*> ctes;
    Body* body = nullptr;
    std::vector<OrderItem> order_by;
    Expr* offset = nullptr;
    Expr* fetch = nullptr;

    const std::vector<Column>& columns() const { return body->columns; }
};

// UPDATE, INSERT, DELETE after binding.
struct Assignment {
    const Column* target = nullptr;
    Expr* value = nullptr;  // nullptr: DEFAULT
};

// The rows of a change that a trigger will see, and where they go.
struct Capture {
    int level = 0;  // 0: none is kept
    bool inserted = false, deleted = false;
    bool instead = false;
    std::string inserted_table, deleted_table;
};

struct Dml {
    std::vector<Cte*> ctes;
    Relation* target = nullptr;
    std::vector<Assignment> assignments;  // UPDATE
    std::vector<const Column*> columns;   // INSERT
    Query* source = nullptr;              // INSERT ... SELECT
    std::vector<std::vector<Expr*>> rows; // INSERT ... VALUES; nullptr: DEFAULT
    bool default_values = false;
    Relation* from = nullptr;   // beside the target
    Relation* outer = nullptr;  // what the statement names, when it is no table: updatable.cc
    std::vector<Expr*> source_values;  // UPDATE SET @v = e: of the row before the change, s.w0 ...
    bool target_in_from = false;  // the target is a leaf of `from`: joined by ctid
    Expr* where = nullptr;
    Top top;
    std::vector<SelectItem> output;
    Relation* into = nullptr;  // OUTPUT ... INTO this table
    std::vector<const Column*> into_columns;
    Relation* deleted_row = nullptr;  // of UPDATE ... OUTPUT deleted.x: columns o0, o1 ... of s
    Expr* identity = nullptr;  // hidden last column
    bool explicit_identity = false;
    Capture capture;
};

// One WHEN of a MERGE; rows take the first that fits.
struct MergeClause {
    tsql::MergeMatch match = tsql::MergeMatch::matched;
    tsql::MergeActionKind action = tsql::MergeActionKind::update;
    Expr* condition = nullptr;
    std::vector<Assignment> assignments;  // of UPDATE, and the columns and values of INSERT
};

struct Merge {
    Dml dml;  // target, ctes, output
    Relation* source = nullptr;
    Expr* on = nullptr;
    std::vector<MergeClause> clauses;
};

// Owns the nodes of one compilation.
class Pool {
  public:
    Expr* expr() { return &exprs_.emplace_back(); }
    Relation* relation() { return &relations_.emplace_back(); }
    Query* query() { return &queries_.emplace_back(); }
    Body* body() { return &bodies_.emplace_back(); }
    Select* select() { return &selects_.emplace_back(); }
    Cte* cte() { return &ctes_.emplace_back(); }
    Window* window() { return &windows_.emplace_back(); }
    int next_number() { return ++number_; }
    // Functions the statement calls.
    void add_routine(std::shared_ptr<const Routine> routine) {
        routines_.push_back(std::move(routine));
    }
    const std::vector<std::shared_ptr<const Routine>>& routines() const { return routines_; }

  private:
    std::vector<std::shared_ptr<const Routine>> routines_;
    std::deque<Expr> exprs_;
    std::deque<Relation> relations_;
    std::deque<Query> queries_;
    std::deque<Body> bodies_;
    std::deque<Select> selects_;
    std::deque<Cte> ctes_;
    std::deque<Window> windows_;
    int number_ = 0;
};

// Structural equality: GROUP BY matching, DISTINCT and ORDER BY.
bool same(const Expr* a, const Expr* b);
// The expression reads the variable.
bool mentions(const Expr* expr, std::string_view variable);

}  // namespace gantry::engine::bind

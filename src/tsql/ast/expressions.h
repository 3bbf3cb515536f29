#pragma once
// Scalar expressions and predicates. The parser keeps the two apart as SQL Server does: a predicate
// stands only where a condition is expected.

#include "tsql/ast/node.h"

namespace gantry::tsql {

struct Query;
struct OverClause;
struct OrderItem;

// A type as written: nvarchar(10), varchar(max), dbo.Phone, xml(DOCUMENT dbo.Schema), CURSOR.
// Multi-word names are one part: "double precision", "character varying".
struct DataType : NodeOf<NodeKind::DataType, Node> {
    ObjectName name;
    List<int64_t> arguments;  // length, or precision and scale
    bool is_max = false;
    bool varying = false;  // CURSOR VARYING
    enum class Xml : uint8_t { none, content, document } xml_facet = Xml::none;
    ObjectName xml_schema;           // xml(schema collection)
    std::string_view base_type;      // vector(3, float16): float16
    GANTRY_TSQL_FIELDS(name, arguments, is_max, varying, xml_facet, xml_schema, base_type)
};

enum class LiteralKind : uint8_t { null, integer, decimal, real, money, binary, string, national };

struct Literal : NodeOf<NodeKind::Literal, Expr> {
    LiteralKind literal = LiteralKind::null;
    // Strings: the value, quotes undone. Numbers: the digits as written, no sign. Money: without
    // the currency sign. Binary: hexadecimal digits without 0x.
    std::string_view text;
    std::string_view currency;  // of money
    GANTRY_TSQL_FIELDS(literal, text, currency)
};

struct VariableRef : NodeOf<NodeKind::VariableRef, Expr> {
    std::string_view name;  // with '@', as written
    GANTRY_TSQL_FIELDS(name)
};

// @@ROWCOUNT: the name with both '@'.
struct GlobalVariableRef : NodeOf<NodeKind::GlobalVariableRef, Expr> {
    std::string_view name;
    GANTRY_TSQL_FIELDS(name)
};

// One to four parts. Also a bare word as an argument: DATEADD(day, ...).
struct ColumnRef : NodeOf<NodeKind::ColumnRef, Expr> {
    ObjectName name;
    GANTRY_TSQL_FIELDS(name)
};

enum class PseudoColumnKind : uint8_t {
    identity,      // $IDENTITY, IDENTITYCOL
    rowguid,       // $ROWGUID, ROWGUIDCOL
    action,        // $action of MERGE
    partition,     // $PARTITION.function(...): see FunctionCall
    node_id,       // $node_id
    edge_id,       // $edge_id
    from_id,       // $from_id
    to_id,         // $to_id
    cuid,          // $CUID
};

struct PseudoColumn : NodeOf<NodeKind::PseudoColumn, Expr> {
    PseudoColumnKind pseudo = PseudoColumnKind::identity;
    ObjectName qualifier;
    bool legacy = false;  // IDENTITYCOL, ROWGUIDCOL
    GANTRY_TSQL_FIELDS(pseudo, qualifier, legacy)
};

// COUNT(*), and t.* in a select list.
struct StarExpr : NodeOf<NodeKind::StarExpr, Expr> {
    ObjectName qualifier;
    GANTRY_TSQL_FIELDS(qualifier)
};

// DEFAULT in VALUES, SET and procedure arguments.
struct DefaultExpr : NodeOf<NodeKind::DefaultExpr, Expr> { GANTRY_TSQL_FIELDS() };

enum class UnaryOp : uint8_t { plus, minus, bit_not };

struct UnaryExpr : NodeOf<NodeKind::UnaryExpr, Expr> {
    UnaryOp op = UnaryOp::plus;
    const Expr* operand = nullptr;
    GANTRY_TSQL_FIELDS(op, operand)
};

enum class BinaryOp : uint8_t {
    add, subtract, multiply, divide, modulo, bit_and, bit_or, bit_xor,
    shift_left, shift_right,  // since SQL Server 2022
    concat,                   // ||, since SQL Server 2025
};

// Chains lean to the left: a + b + c is (a + b) + c. See ParseOptions::max_chain_length.
struct BinaryExpr : NodeOf<NodeKind::BinaryExpr, Expr> {
    BinaryOp op = BinaryOp::add;
    const Expr* left = nullptr;
    const Expr* right = nullptr;
    GANTRY_TSQL_FIELDS(op, left, right)
};

enum class CastKind : uint8_t { cast, try_cast, convert, try_convert, parse, try_parse };

struct CastExpr : NodeOf<NodeKind::CastExpr, Expr> {
    CastKind cast = CastKind::cast;
    const DataType* type = nullptr;
    const Expr* operand = nullptr;
    const Expr* style = nullptr;    // CONVERT
    const Expr* culture = nullptr;  // PARSE ... USING
    GANTRY_TSQL_FIELDS(cast, type, operand, style, culture)
};

struct CaseWhen : NodeOf<NodeKind::CaseWhen, Node> {
    const Expr* when = nullptr;  // a predicate in the searched form
    const Expr* then = nullptr;
    GANTRY_TSQL_FIELDS(when, then)
};

struct CaseExpr : NodeOf<NodeKind::CaseExpr, Expr> {
    const Expr* input = nullptr;  // nullptr: the searched form
    List<const CaseWhen*> whens;
    const Expr* otherwise = nullptr;
    GANTRY_TSQL_FIELDS(input, whens, otherwise)
};

struct IifExpr : NodeOf<NodeKind::IifExpr, Expr> {
    const Expr* condition = nullptr;
    const Expr* then = nullptr;
    const Expr* otherwise = nullptr;
    GANTRY_TSQL_FIELDS(condition, then, otherwise)
};

struct CoalesceExpr : NodeOf<NodeKind::CoalesceExpr, Expr> {
    List<const Expr*> arguments;
    GANTRY_TSQL_FIELDS(arguments)
};

struct NullIfExpr : NodeOf<NodeKind::NullIfExpr, Expr> {
    const Expr* left = nullptr;
    const Expr* right = nullptr;
    GANTRY_TSQL_FIELDS(left, right)
};

enum class SetQuantifier : uint8_t { none, all, distinct };
enum class NullTreatment : uint8_t { none, ignore_nulls, respect_nulls };
enum class JsonNulls : uint8_t { none, null_on_null, absent_on_null };

// Every call written name(arguments), built-in or user's. LEFT, RIGHT, UPDATE and other keywords
// that are functions come here too, with their name as written.
struct FunctionCall : NodeOf<NodeKind::FunctionCall, Expr> {
    ObjectName name;
    SetQuantifier quantifier = SetQuantifier::none;
    List<const Expr*> arguments;            // a StarExpr for COUNT(*); JsonPair in JSON_OBJECT
    List<const OrderItem*> within_group;    // WITHIN GROUP (ORDER BY ...)
    bool within_graph_path = false;         // WITHIN GROUP (GRAPH PATH)
    const OverClause* over = nullptr;
    NullTreatment null_treatment = NullTreatment::none;
    JsonNulls json_nulls = JsonNulls::none;
    List<const OrderItem*> json_order;      // JSON_ARRAYAGG(x ORDER BY y)
    const DataType* returning = nullptr;    // JSON_VALUE(... RETURNING int)
    bool json_wrapper = false;              // JSON_QUERY(... WITH ARRAY WRAPPER)
    std::string_view trim_where;            // LEADING, TRAILING, BOTH
    const Expr* trim_characters = nullptr;  // TRIM(characters FROM text)
    bool odbc = false;                      // {fn name(...)}
    bool partition = false;                 // $PARTITION.name(...)
    bool legacy_system = false;             // ::name(...)
    ObjectName model;                       // AI_GENERATE_EMBEDDINGS(text USE MODEL name
    const Expr* model_parameters = nullptr;  //                        PARAMETERS json)
    GANTRY_TSQL_FIELDS(name, quantifier, arguments, within_group, within_graph_path, over,
                       null_treatment, json_nulls, json_order, returning, json_wrapper, trim_where,
                       trim_characters, odbc, partition, legacy_system, model,
                       model_parameters)
};

// name = value of AI_GENERATE_CHUNKS; the name upper-cased.
struct NamedArgument : NodeOf<NodeKind::NamedArgument, Expr> {
    std::string_view name;
    const Expr* value = nullptr;
    GANTRY_TSQL_FIELDS(name, value)
};

// 'key':value of JSON_OBJECT.
struct JsonPair : NodeOf<NodeKind::JsonPair, Expr> {
    const Expr* key = nullptr;
    const Expr* value = nullptr;
    GANTRY_TSQL_FIELDS(key, value)
};

enum class NiladicKind : uint8_t {
    current_timestamp, current_user, session_user, system_user, user, current_date, current_time,
};

struct NiladicFunction : NodeOf<NodeKind::NiladicFunction, Expr> {
    NiladicKind function = NiladicKind::current_timestamp;
    GANTRY_TSQL_FIELDS(function)
};

// target.method(arguments), target.property. A chain of names with a call at the end is a
// FunctionCall (dbo.f(1), col.value('...', 'int')): only the binder can tell them apart. This node
// is for what can't be a function name: @x.nodes('...'), (expression).value(...), and further
// members after a call.
struct MethodCall : NodeOf<NodeKind::MethodCall, Expr> {
    const Expr* target = nullptr;
    Identifier member;
    bool has_arguments = false;
    List<const Expr*> arguments;
    GANTRY_TSQL_FIELDS(target, member, has_arguments, arguments)
};

// hierarchyid::GetRoot(), geometry::STGeomFromText(...), dbo.Point::Origin.
struct StaticMember : NodeOf<NodeKind::StaticMember, Expr> {
    ObjectName type_name;
    Identifier member;
    bool has_arguments = false;
    List<const Expr*> arguments;
    GANTRY_TSQL_FIELDS(type_name, member, has_arguments, arguments)
};

struct CollateExpr : NodeOf<NodeKind::CollateExpr, Expr> {
    const Expr* operand = nullptr;
    std::string_view collation;
    GANTRY_TSQL_FIELDS(operand, collation)
};

struct AtTimeZoneExpr : NodeOf<NodeKind::AtTimeZoneExpr, Expr> {
    const Expr* operand = nullptr;
    const Expr* zone = nullptr;
    GANTRY_TSQL_FIELDS(operand, zone)
};

struct SubqueryExpr : NodeOf<NodeKind::SubqueryExpr, Expr> {
    const Query* query = nullptr;
    GANTRY_TSQL_FIELDS(query)
};

struct NextValueFor : NodeOf<NodeKind::NextValueFor, Expr> {
    ObjectName sequence;
    const OverClause* over = nullptr;
    GANTRY_TSQL_FIELDS(sequence, over)
};

// {d '2020-01-01'}, {t '10:00:00'}, {ts '...'}, {guid '...'}.
struct OdbcLiteral : NodeOf<NodeKind::OdbcLiteral, Expr> {
    std::string_view type;  // D, T, TS, GUID
    std::string_view text;
    GANTRY_TSQL_FIELDS(type, text)
};

// ---- predicates ----

enum class ComparisonOp : uint8_t {
    equal, not_equal, less, greater, less_equal, greater_equal, not_less, not_greater,
    left_outer, right_outer,  // *= and =* of compatibility level 80
};

struct ComparisonExpr : NodeOf<NodeKind::ComparisonExpr, Expr> {
    ComparisonOp op = ComparisonOp::equal;
    bool bang_equal = false;  // not_equal written !=
    const Expr* left = nullptr;
    const Expr* right = nullptr;
    GANTRY_TSQL_FIELDS(op, bang_equal, left, right)
};

enum class Quantifier : uint8_t { any, some, all };

struct QuantifiedComparison : NodeOf<NodeKind::QuantifiedComparison, Expr> {
    ComparisonOp op = ComparisonOp::equal;
    Quantifier quantifier = Quantifier::any;
    const Expr* left = nullptr;
    const Query* query = nullptr;
    GANTRY_TSQL_FIELDS(op, quantifier, left, query)
};

enum class LogicalOp : uint8_t { and_, or_ };

// Leans to the left like BinaryExpr.
struct LogicalExpr : NodeOf<NodeKind::LogicalExpr, Expr> {
    LogicalOp op = LogicalOp::and_;
    const Expr* left = nullptr;
    const Expr* right = nullptr;
    GANTRY_TSQL_FIELDS(op, left, right)
};

struct NotExpr : NodeOf<NodeKind::NotExpr, Expr> {
    const Expr* operand = nullptr;
    GANTRY_TSQL_FIELDS(operand)
};

struct LikeExpr : NodeOf<NodeKind::LikeExpr, Expr> {
    bool negated = false;
    const Expr* operand = nullptr;
    const Expr* pattern = nullptr;
    const Expr* escape = nullptr;
    bool odbc_escape = false;  // {escape '\'}
    GANTRY_TSQL_FIELDS(negated, operand, pattern, escape, odbc_escape)
};

struct BetweenExpr : NodeOf<NodeKind::BetweenExpr, Expr> {
    bool negated = false;
    const Expr* operand = nullptr;
    const Expr* low = nullptr;
    const Expr* high = nullptr;
    GANTRY_TSQL_FIELDS(negated, operand, low, high)
};

// IN (list) or IN (query): one of the two is set.
struct InExpr : NodeOf<NodeKind::InExpr, Expr> {
    bool negated = false;
    const Expr* operand = nullptr;
    List<const Expr*> values;
    const Query* query = nullptr;
    GANTRY_TSQL_FIELDS(negated, operand, values, query)
};

struct IsNullExpr : NodeOf<NodeKind::IsNullExpr, Expr> {
    bool negated = false;
    const Expr* operand = nullptr;
    GANTRY_TSQL_FIELDS(negated, operand)
};

// negated: IS NOT DISTINCT FROM.
struct IsDistinctExpr : NodeOf<NodeKind::IsDistinctExpr, Expr> {
    bool negated = false;
    const Expr* left = nullptr;
    const Expr* right = nullptr;
    GANTRY_TSQL_FIELDS(negated, left, right)
};

struct ExistsExpr : NodeOf<NodeKind::ExistsExpr, Expr> {
    const Query* query = nullptr;
    GANTRY_TSQL_FIELDS(query)
};

// CONTAINS(columns, search) and FREETEXT(...).
struct FullTextExpr : NodeOf<NodeKind::FullTextExpr, Expr> {
    bool freetext = false;
    List<const Expr*> columns;          // ColumnRef or StarExpr
    std::string_view property_name;     // PROPERTY(column, 'name')
    const Expr* search = nullptr;
    const Expr* language = nullptr;
    GANTRY_TSQL_FIELDS(freetext, columns, property_name, search, language)
};

// REGEXP_LIKE(text, pattern [, flags]): the one built-in function that is a condition.
struct RegexpLikeExpr : NodeOf<NodeKind::RegexpLikeExpr, Expr> {
    List<const Expr*> arguments;
    GANTRY_TSQL_FIELDS(arguments)
};

// UPDATE(column) in a trigger.
struct UpdatedExpr : NodeOf<NodeKind::UpdatedExpr, Expr> {
    Identifier column;
    GANTRY_TSQL_FIELDS(column)
};

// TSEQUAL(a, b).
struct TsEqualExpr : NodeOf<NodeKind::TsEqualExpr, Expr> {
    const Expr* left = nullptr;
    const Expr* right = nullptr;
    GANTRY_TSQL_FIELDS(left, right)
};

// CURRENT OF cursor, in UPDATE and DELETE.
struct CurrentOfExpr : NodeOf<NodeKind::CurrentOfExpr, Expr> {
    bool global = false;
    Identifier cursor;
    std::string_view variable;  // or a cursor variable
    GANTRY_TSQL_FIELDS(global, cursor, variable)
};

// MATCH (a-(e)->b ...): the pattern's tokens; graph tables are bound by the engine.
struct GraphMatchExpr : NodeOf<NodeKind::GraphMatchExpr, Expr> {
    List<std::string_view> tokens;
    GANTRY_TSQL_FIELDS(tokens)
};

}  // namespace gantry::tsql

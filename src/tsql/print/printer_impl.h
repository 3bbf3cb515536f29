#pragma once
// The printer, internal to src/tsql: methods by family in the files of this folder. Text goes out
// word by word: kw() for keywords (in the style's case), raw() for the rest.

#include <string>
#include <string_view>

#include "tsql/ast.h"
#include "tsql/printer.h"

namespace gantry::tsql {

class Printer {
  public:
    explicit Printer(const PrintOptions& options) : options_(options) {}
    std::string take() { return std::move(out_); }

    void node(const Node& node);
    void statement_line(const Statement& statement);  // with ';'

  private:
    // ---- words (printer.cc) ----
    void raw(std::string_view text) {
        // a$(b) would be a sqlcmd variable
        if (text.starts_with('(') && out_.ends_with('$')) out_ += ' ';
        out_ += text;
    }
    void kw(std::string_view words);  // separated by one space from a word before
    void kw_inline(std::string_view words);  // without a space before
    void word(std::string_view text);        // as it is, separated by one space
    void space();                     // unless at a line's start, after '(' or a name's dot
    void newline();
    void indented_newline(int by) { indent_ += by, newline(); }
    void identifier(const Identifier& name);
    void name(const ObjectName& name);
    void name_word(const ObjectName& value) { space(), name(value); }
    void string(std::string_view text, bool national = false);
    void column_list(const List<Identifier>& columns);  // " (a, b)"
    template <class T, class F>
    void commas(const List<T>& list, F&& print_one) {
        bool first = true;
        for (const T& item : list) {
            if (!first) raw(", ");
            first = false;
            print_one(item);
        }
    }
    void statements(const List<const Statement*>& list);
    void block(const List<const Statement*>& list);

    // ---- expressions ----
    void expr(const Expr* expression);
    void bare_expr(const Expr& expression);
    void exprs(const List<const Expr*>& list);
    void binary(const BinaryExpr& node);
    void logical(const LogicalExpr& node);
    void literal(const Literal& node);
    void call(const FunctionCall& node);
    void arguments(const List<const Expr*>& list);
    void cast(const CastExpr& node);
    void case_expr(const CaseExpr& node);
    void predicate(const Expr& expression);
    void full_text(const FullTextExpr& node);
    void type(const DataType* node);
    void over(const OverClause* node);
    void window_body(const OverClause& node);
    void frame_bound(const FrameBound* node);
    void subquery(const Query* query);  // in parentheses

    // ---- queries ----
    void query(const Query& node);
    void body(const QueryBody& node);
    void specification(const QuerySpecification& node);
    void set_operation(const SetOperation& node);
    void select_item(const SelectItem& node);
    void order_by(const List<const OrderItem*>& items);
    void order_items(const List<const OrderItem*>& items);
    void grouping(const GroupingItem& item);
    void group_by(const GroupByClause& node);
    void for_clause(const ForClause& node);
    void with(const WithClause* node);
    void namespaces(const List<const XmlNamespace*>& list);
    void hints(const List<const QueryHint*>& list);
    void hint(const QueryHint& node);
    void top(const TopClause* node);
    void select(const SelectStatement& node);
    void from(const List<const TableSource*>& sources);
    void source(const TableSource& node);
    void join(const JoinedTable& node);
    void join_right(const JoinedTable& node);
    void named_table(const NamedTable& node);
    void rowset(const TableSource& node);
    void remote(const RemoteTable& node);
    void full_text_table(const FullTextTable& node);
    void full_text_columns(const List<const Expr*>& columns, std::string_view property);
    void schema_columns(const List<const SchemaColumn*>& columns);
    void alias(const Identifier& name, const List<Identifier>& columns = {});
    void table_hints(const List<const TableHint*>& list, bool with_word = true);
    void table_hint(const TableHint& node);

    // ---- statements ----
    void statement(const Statement& node);
    void insert(const InsertStatement& node);
    void update(const UpdateStatement& node);
    void delete_(const DeleteStatement& node);
    void merge(const MergeStatement& node);
    void dml_other(const Statement& node);
    void outputs(const List<const OutputClause*>& list);
    void set_clauses(const List<const SetClause*>& list);
    void values(const ValuesTable& node);
    void where(const Expr* condition);
    bool control(const Statement& node);
    void branch(const Statement& node);
    void variable(const VariableDeclaration& node);
    void execute_arguments(const List<const ExecuteArgument*>& list);
    void transaction(const TransactionStatement& node);
    bool variables(const Statement& node);
    bool session(const Statement& node);
    void execute(const ExecuteStatement& node);
    void cursor(const CursorDefinition& node);
    void cursor_ref(const CursorRef& node);
    bool table_ddl(const Statement& node);
    void table_definition(const TableDefinition& node);
    void element(const TableElement& node);
    void column(const ColumnDefinition& node);
    void constraint(const Constraint& node);
    void index(const IndexDefinition& node);
    void index_columns(const IndexDefinition& node);
    void index_keys(const List<const IndexKey*>& keys);
    void create_index(const CreateIndexStatement& node);
    void alter_table(const AlterTableStatement& node);
    void drop_items(const List<const DropTableItem*>& items);
    void partition(const Expr* number, bool all, std::string_view words);
    void alter_index(const AlterIndexStatement& node);
    void place(std::string_view words, const StoragePlace* place);
    void options(const List<const Option*>& list);       // "(a, b)"
    void with_options(const List<const Option*>& list);  // " WITH (a, b)"
    void bare_options(std::string_view words, const List<const Option*>& list);
    void option(const Option& node);
    void tokens(const List<std::string_view>& list);
    void verb(DefineVerb verb);
    bool module(const Statement& node);
    void module_options(const List<const Option*>& list);
    void parameter(const Parameter& node);
    void function(const CreateFunctionStatement& node);
    void trigger_scope(TriggerScope scope, const ObjectName& target);
    void parameters(const List<const Parameter*>& list, bool parentheses);
    void external(const ExternalName& node);
    bool database(const Statement& node);
    void filegroups(const List<const FileGroupSpec*>& groups);
    void files(const List<const FileSpec*>& files);
    bool object(const Statement& node);
    bool security(const Statement& node);
    void grant(const GrantStatement& node);
    void principal(const Identifier& name);
    void backup_files(const List<const BackupFile*>& list);
    void securable(std::string_view object_class, const ObjectName& object);
    void admin(const AdminStatement& statement);
    void admin_items(const List<const Node*>& items);
    void admin_item(const Node& item);
    bool backup(const Statement& node);
    void device(const BackupDevice& node);
    void devices(const List<const BackupDevice*>& list);
    void mirrors(const List<const BackupDevice*>& list);

    PrintOptions options_;
    std::string out_;
    size_t number_end_ = std::string::npos;  // in out_, of the last number: 1. AS e5 is not 1.e5
    int indent_ = 0;
};

std::string_view assign_text(AssignOp op);

}  // namespace gantry::tsql

#pragma once
// The recursive descent parser, internal to src/tsql. One class, its methods spread over files by
// statement family.
//
// Errors: fail() records one diagnostic, remembers where, and from then on the current token is
// "end" until recover() is called by the statement loop. So loops end by themselves, every parse
// function returns a node (never nullptr, unless it says so), and nothing needs to test for failure
// on the hot path.

#include <string>
#include <string_view>
#include <vector>

#include "tsql/parse/list_builder.h"
#include "tsql/token.h"

namespace gantry::tsql {

// Whose WITH options: each kind of module has its own.
enum class ModuleKind : uint8_t { view, procedure, function, trigger };

// The statements with options of a bulk load; see bulk.cc.
enum class BulkLoad : uint8_t { bulk_insert = 1, openrowset = 2, insert_bulk = 4 };

class Parser {
  public:
    Parser(Arena& arena, std::string_view text, const ParseOptions& options,
           const std::vector<Token>& tokens, std::vector<Diagnostic>& diagnostics);

    // The text ends inside a string or comment, which is reported: nothing more at its end.
    void set_cut() { cut_ = true; }
    List<const Statement*> parse_batch();
    const Expr* parse_whole_expression(bool predicate);
    const DataType* parse_whole_data_type();
    List<const Statement*> parse_whole_parameter_list();

  private:
    friend class AdminMatcher;

    // ---- tokens (parse_core.cc) ----
    const Token& cur() const { return *cur_; }
    const Token& peek(size_t ahead = 1) const { return cur_[failed_ ? 0 : ahead]; }
    const Token& previous() const { return last_; }
    bool at(TokenKind kind) const { return cur_->kind == kind; }
    bool at(Word word) const { return cur_->word == word; }
    bool at_end() const { return cur_->kind == TokenKind::end; }
    bool peek_is(size_t ahead, Word word) const { return peek(ahead).word == word; }
    bool peek_is(size_t ahead, TokenKind kind) const { return peek(ahead).kind == kind; }
    bool at_words(Word a, Word b) const { return cur_->word == a && peek(1).word == b; }
    void advance() {
        if (cur_->kind == TokenKind::end) return;
        last_ = *cur_++;
    }
    bool accept(TokenKind kind) {
        if (cur_->kind != kind) return false;
        advance();
        return true;
    }
    bool accept(Word word) {
        if (cur_->word != word) return false;
        advance();
        return true;
    }
    bool accept_words(Word a, Word b);
    void expect(TokenKind kind);
    void expect(Word word);
    // A plain word of this text in any case (for words too rare to be in words.h).
    bool at_text(std::string_view upper) const { return is_text(*cur_, upper); }
    bool peek_text(size_t ahead, std::string_view upper) const {
        return is_text(peek(ahead), upper);
    }
    bool accept_text(std::string_view upper);
    void expect_text(std::string_view upper);
    bool is_text(const Token& token, std::string_view upper) const;
    std::string_view source(const Token& token) const {
        return text_.substr(token.offset, token.length);
    }
    std::string_view upper(std::string_view text);  // into the arena when it has to change
    std::string_view decoded(const Token& token) { return decode_token(text_, token, arena_); }
    bool at_identifier() const { return is_identifier(*cur_); }
    bool is_identifier(const Token& token) const;
    bool at_string() const { return at(TokenKind::string) || at(TokenKind::national); }

    // ---- errors ----
    void fail();  // "Incorrect syntax near" the current token
    void fail(int number, std::string message);
    void fail_at(const Token& token, int number, std::string message);
    void fail_too_deep();
    void recover();
    void recover_here();  // goes on at the token that failed
    void check_length(const Identifier& name);
    void fail_empty_name();
    std::string near_text(const Token& token) const;

    // Depth of nested constructs; construct it, then test the parser's at_end() as usual.
    class Depth {
      public:
        Depth(Parser& parser, int cost = 1) : parser_(parser), cost_(cost) {
            parser_.depth_ += cost_;
            if (parser_.depth_ > parser_.options_.max_depth) parser_.fail_too_deep();
        }
        ~Depth() { parser_.depth_ -= cost_; }
        Depth(const Depth&) = delete;
        Depth& operator=(const Depth&) = delete;

      private:
        Parser& parser_;
        int cost_;
    };
    // Chains nobody writes long (a COLLATE b COLLATE c, x.f().g()): trees are walked by recursion
    // along them, so they are bounded even where max_chain_length is not.
    void check_short_chain(int length) {
        constexpr int k_longest = 1000;
        if (length > k_longest) fail_too_deep();
    }
    void check_chain(int length) {
        if (options_.max_chain_length != 0 && length > options_.max_chain_length) fail_too_deep();
    }

    // ---- nodes ----
    template <class T>
    T* start() {
        T* node = arena_.make<T>();
        node->range.offset = cur_->offset;
        node->range.line = cur_->line;
        return node;
    }
    template <class T>
    T* start_at(const Node* first) {
        T* node = arena_.make<T>();
        node->range = first->range;
        return node;
    }
    template <class T>
    T* start_at_token(const Token& token) {
        T* node = arena_.make<T>();
        node->range.offset = token.offset;
        node->range.line = token.line;
        return node;
    }
    template <class T>
    T* finish(T* node) {
        const uint32_t end = last_.end();
        node->range.length = end > node->range.offset ? end - node->range.offset : 0;
        return node;
    }
    // A comma list of whatever `parse` gives.
    template <class T, class F>
    List<T> comma_list(F&& parse) {
        ListBuilder<T> list(arena_);
        do {
            list.add(parse());
        } while (accept(TokenKind::comma));
        return list.finish();
    }

    // ---- names and types (parse_names.cc) ----
    Identifier identifier();           // fails when there is none
    Identifier any_word();             // reserved words too
    Identifier identifier_or_string();
    Identifier make_identifier(const Token& token);
    ObjectName object_name(size_t parts_max = 4);
    ObjectName name_in_database(std::string_view statement);
    ObjectName single_name();
    void member_names(ListBuilder<Identifier>& parts, size_t parts_max);
    List<Identifier> column_list();    // in parentheses
    std::string_view variable_name();  // @name
    const DataType* data_type();
    std::string_view type_word();
    Identifier optional_alias(bool strings);  // [AS] alias
    bool at_bare_alias() const;
    std::string_view collation_name();

    // ---- expressions ----
    const Expr* expression();   // scalar
    const Expr* condition();    // predicate
    const Expr* or_chain();
    const Expr* and_chain();
    const Expr* not_term();
    const Expr* predicate();
    const Expr* comparison_tail(const Expr* left, ComparisonOp op, bool bang);
    const Expr* like_tail(const Expr* left, bool negated);
    const Expr* between_tail(const Expr* left, bool negated);
    const Expr* in_tail(const Expr* left, bool negated);
    const Expr* is_tail(const Expr* left);
    const Expr* keyword_predicate();  // nullptr when the token starts none
    const Expr* full_text_predicate();
    const Expr* graph_match();
    void condition_missing();
    List<const Expr*> full_text_columns(std::string_view& property_name);
    const Expr* name_or_star();
    bool comparison_op(ComparisonOp& op, bool& bang);
    const Expr* binary_chain(int lowest, bool conditions);
    const Expr* unary(bool conditions);
    const Expr* primary(bool conditions);
    const Expr* postfix(const Expr* operand);
    const Expr* parenthesized(bool conditions);
    const Expr* literal();
    const Expr* number_literal(LiteralKind kind);
    void check_number(std::string_view text, LiteralKind kind);
    const Expr* string_literal();
    const Expr* sqlcmd_value();  // $(name) in the place of a constant
    const Expr* constant();      // literal, variable, NULL: no expression
    const Expr* variable_expr();
    const Expr* name_expr();
    const Expr* pseudo_column(ListBuilder<Identifier>* qualifier);
    const Expr* keyword_expr();
    const Expr* niladic(NiladicKind kind);
    const Expr* case_expr();
    const Expr* cast_expr(CastKind kind);
    const Expr* convert_expr(CastKind kind);
    const Expr* iif_expr();
    const Expr* next_value_for();
    const Expr* odbc_escape();
    const Expr* method_call(const Expr* target);
    const Expr* static_member(ObjectName type, uint32_t offset, uint32_t line);
    const Expr* function_call(ObjectName name, const Token& first);
    void call_arguments(FunctionCall* call);
    void json_arguments(FunctionCall* call);
    void trim_arguments(FunctionCall* call);
    void call_suffix(FunctionCall* call);
    void named_arguments(FunctionCall* call);
    void check_window_function(const FunctionCall& call, const Token& first);
    void check_date_part(const FunctionCall& call, const Token& first);
    void expect_cast_as(const Token& first);
    List<const Expr*> argument_list();  // after '(' up to and with ')'
    const OverClause* over_clause();
    const OverClause* window_body(OverClause* over);
    const FrameBound* frame_bound();
    void check_frame(const OverClause& over);
    List<const Expr*> expression_list();

    // ---- queries ----
    const SelectStatement* select_statement(const WithClause* with);
    const Query* query();
    const Query* query_tail(Query* query);
    const Query* subquery();  // after '(' up to and with ')'
    // UNION, EXCEPT, INTERSECT or ORDER BY: what was taken for a scalar (SELECT ...) is an operand.
    bool at_query_continuation() const;
    const Query* continued_query(const SubqueryExpr& first);
    const QueryBody* query_body(const QueryBody* first);  // first: nullptr, or one parsed already
    const QueryBody* intersect_chain(const QueryBody* first);
    const QueryBody* query_term();
    void mark_parenthesized(QueryBody* body);
    const QuerySpecification* query_specification();
    const TopClause* top_clause(bool of_change);
    const SelectItem* select_item();
    List<const SelectItem*> select_items();
    const GroupByClause* group_by();
    const GroupingItem* grouping_item(bool nested);
    List<const OrderItem*> order_list();
    const OrderItem* order_item();
    const ForClause* for_clause();
    void refuse_for_clause();
    void check_query(const Query& query);
    void refuse_all(std::string_view set_operator);
    void check_grouping(const GroupByClause& clause);
    void for_xml(ForClause* clause);
    void for_json(ForClause* clause);
    const WithClause* with_clause();
    const CommonTable* common_table();
    List<const XmlNamespace*> xml_namespaces();
    List<const QueryHint*> option_clause();
    const QueryHint* query_hint();
    void query_hint_value(QueryHint* hint, bool number);
    void query_hint_list(QueryHint* hint);
    const ComputeClause* compute_clause();
    bool accept_assign_op(AssignOp& op);

    // ---- FROM ----
    List<const TableSource*> from_clause();
    const TableSource* table_source();
    const TableSource* joined(const TableSource* left);
    const TableSource* pivoted(const TableSource* source);
    const TableSource* table_primary();
    const TableSource* parenthesized_source();
    const TableSource* named_source();
    const TableSource* function_source(const Expr* call, bool legacy);
    const TableSource* variable_source();
    const TableSource* openxml();
    const TableSource* openrowset();
    const TableSource* openquery();
    const TableSource* opendatasource();
    const TableSource* full_text_table(FullTextTableKind kind);
    const TableSource* change_table();
    const TableSource* vector_search();
    const TableSource* predict();
    const TableSource* dml_source(const Token& open);
    bool named_clause(std::string_view name);
    const TableSource* odbc_join();
    bool join_start(JoinKind& kind, JoinHint& hint);
    List<const SchemaColumn*> schema_columns(bool nullable = false);
    const TemporalClause* temporal_clause();
    const TableSample* table_sample();
    bool at_table_hints() const;  // "(NOLOCK" after a table name
    bool is_hint_word(const Token& token) const;
    void unknown_hint(const Token& token);
    void check_hints(const List<const TableHint*>& hints);
    void check_target_hints(const TableSource& target, bool merge);
    bool legacy_hints(List<const TableHint*>& hints);
    List<const TableHint*> table_hints();  // after '(' up to and with ')'
    const TableHint* table_hint();
    void source_hints(List<const TableHint*>& hints, bool* without_with);
    Identifier source_alias(List<Identifier>& columns);

    // ---- DML ----
    const Statement* insert_statement(const WithClause* with);
    const Statement* insert_bulk();
    const Statement* update_statement(const WithClause* with);
    const Statement* delete_statement(const WithClause* with);
    const Statement* merge_statement(const WithClause* with);
    const MergeAction* merge_action();
    const TableSource* dml_target(bool functions = false);
    List<const OutputClause*> output_clauses();
    const SetClause* set_clause();
    List<const SetClause*> set_clauses();
    const Expr* value_or_default();
    const ValuesTable* values_rows();
    List<ObjectName> target_columns();
    const Expr* where_clause();
    const Statement* truncate_statement();
    const Statement* bulk_insert();
    List<const Option*> bulk_options(BulkLoad load);  // after '(' up to and with ')'
    const Option* bulk_option(BulkLoad load);
    void check_merge_actions(const List<const MergeAction*>& actions);
    void check_merge_action(const MergeAction& action);
    const Statement* text_statement(TextStatementKind kind);

    // ---- statements (parse_statement.cc, parse_control.cc, ...) ----
    const Statement* statement();  // nullptr after an error
    const Statement* statement_by_word();
    const Statement* named_statement();
    void statement_list(ListBuilder<const Statement*>& list, bool in_block);
    void skip_semicolons();
    bool block_end() const;
    const Statement* with_statement();
    const Statement* begin_statement();
    const Statement* if_statement();
    const Statement* while_statement();
    const Statement* try_statement();
    void skip_stray_semicolon();
    bool at_expression_start() const;
    const Statement* return_statement();
    const Statement* waitfor_statement();
    const Statement* print_statement();
    const Statement* raiserror_statement();
    const Statement* throw_statement();
    const Statement* kill_statement();
    const Statement* dbcc_statement();
    const Statement* declare_statement();
    const VariableDeclaration* variable_declaration();
    const Statement* set_statement();
    const Statement* set_variable();
    const Statement* set_option_list();
    const Statement* set_isolation();
    const Statement* use_statement();
    const Statement* execute_statement();  // EXECUTE AS too
    const Statement* odbc_call();
    const ExecuteStatement* execute_call(bool implicit);
    const Statement* setuser_statement();
    const Expr* execute_text();
    const Expr* execute_text_term();
    List<const ExecuteArgument*> execute_arguments();
    void execute_module(ExecuteStatement* statement);
    void execute_with(ExecuteStatement* statement);
    const ResultSet* result_set();
    const ExecuteArgument* execute_argument();
    bool at_execute_argument() const;
    const Expr* execute_number();
    const Statement* execute_as();
    const Statement* revert_statement();
    const Statement* transaction_statement(TransactionKind kind);
    const CursorDefinition* cursor_definition(CursorDefinition* cursor);
    void cursor_option_missing();
    void cursor_options(CursorDefinition* cursor);
    void check_cursor_options(const CursorDefinition& cursor);
    const CursorRef* cursor_ref();
    const Statement* cursor_statement(CursorAction action);
    const Statement* fetch_statement();
    template <class T>
    const Statement* simple_statement() {
        T* node = start<T>();
        advance();
        return finish(node);
    }

    // ---- options ----
    List<const Option*> option_list();       // after '(' up to and with ')'
    List<const Option*> bare_option_list();  // comma list without parentheses
    const Option* option();
    void option_value(Option* option);
    void option_amount(Option* option);
    void option_tail(Option* option);
    List<const Option*> ordered_columns();
    bool option_name_continues() const;
    List<const Option*> with_options();      // WITH (...) when present
    const Option* make_option(std::string_view name);
    // Lists whose options a rule of the grammar describes; an unknown one is 155 when `statement`
    // names the statement.
    template <class F>
    List<const Option*> checked(std::string_view rule, std::string_view statement, F&& parse) {
        const Token* outer = options_end_;
        options_end_ = check_options(rule, statement);
        List<const Option*> out = parse();
        if (!failed_ && cur_ != options_end_) fail();
        options_end_ = outer;
        return out;
    }
    const Token* check_options(std::string_view rule, std::string_view statement);
    // In parentheses, or bare.
    List<const Option*> checked_options(std::string_view rule, std::string_view statement);
    // WITH (...) when present.
    List<const Option*> checked_with_options(std::string_view rule, std::string_view statement);
    const Option* partition_option();
    void option_place(Option* option);

    // ---- DDL ----
    const Statement* create_statement();
    void check_starts_batch(DefineVerb verb);
    void unknown_object(std::string_view verb);
    const Statement* alter_statement();
    const Statement* drop_statement();
    const Statement* create_table(bool external);
    // After '(' up to and with ')'.
    const TableDefinition* table_definition(bool of_variable = false);
    const TableElement* table_element();
    const ColumnDefinition* column_definition();
    bool column_facet(ColumnDefinition* column, ListBuilder<const Constraint*>& constraints);
    const Constraint* constraint(bool of_column);
    void key_constraint(Constraint* constraint, bool of_column);
    void foreign_key(Constraint* constraint);
    void constraint_connection(Constraint* constraint);
    bool at_constraint() const;
    List<const IndexKey*> index_keys();
    const IndexKey* index_key();
    const IdentitySpec* identity_spec();
    void index_options(List<const Option*>& options, bool& in_parentheses, std::string_view rule,
                       std::string_view statement);
    const IndexDefinition* inline_index();
    void generated_column(ColumnDefinition* column);
    bool accept_not_for_replication();
    Clustering clustering();
    ForeignKeyAction foreign_key_action();
    List<std::string_view> checked_tokens(std::string_view rule);
    void alter_index_action(AlterIndexStatement* statement);
    void alter_table_enable(AlterTableStatement* statement);
    void alter_range(AlterTableStatement* statement);
    void index_tail(IndexDefinition* index);
    const StoragePlace* storage_place();
    void table_places(CreateTableStatement* table);
    const Statement* alter_table(bool external);
    void alter_table_action(AlterTableStatement* statement);
    void alter_column(AlterTableStatement* statement);
    void column_change(AlterTableStatement* statement);
    void alter_table_index(AlterTableStatement* statement);
    const ColumnDefinition* altered_column();
    List<const DropTableItem*> drop_table_items();
    void switch_partition(AlterTableStatement* statement);
    void partition_number(const Expr*& partition, bool& all);
    const Statement* create_index();
    const Statement* create_special_index(IndexType type);
    const Statement* alter_index();
    const Statement* drop_index();
    const Statement* create_statistics();
    const Statement* update_statistics();
    const Statement* create_view(DefineVerb verb, bool materialized);
    const Statement* create_procedure(DefineVerb verb);
    const Statement* create_function(DefineVerb verb);
    void function_returns(CreateFunctionStatement* function);
    const Statement* create_trigger(DefineVerb verb);
    List<const Statement*> module_body(SourceRange& range);
    const ExternalName* external_name();
    const Parameter* parameter();
    List<const Option*> module_options(ModuleKind kind);
    const Option* module_option(ModuleKind kind);
    std::string_view trigger_event(TriggerScope scope);
    void check_duplicate_events(const List<std::string_view>& events);
    void check_batch_ends(const Statement& module);
    const Statement* enable_trigger(bool enable);
    void trigger_scope(TriggerScope& scope, ObjectName& target);
    const Statement* create_type();
    const Statement* sequence_statement(DefineVerb verb);
    void sequence_clause_allowed(DefineVerb verb, std::string_view clause);
    const Statement* create_synonym();
    const Statement* create_schema();
    const Statement* alter_schema();
    const Statement* create_database();
    const Statement* alter_database();
    void alter_database_action(AlterDatabaseStatement* statement);
    void alter_database_set(AlterDatabaseStatement* statement);
    const FileSpec* file_spec();
    List<const FileGroupSpec*> filegroups();
    void alter_database_modify(AlterDatabaseStatement* statement);
    void database_termination(AlterDatabaseStatement* statement);
    const Option* database_option();
    List<const Option*> database_options();
    void other_database_action(AlterDatabaseStatement* statement);
    std::string_view filegroup_content();
    std::string_view attach_kind();
    void drop_names(DropStatement* statement, bool list, size_t parts_max);
    bool at_statement_start() const;

    const Statement* admin_statement();
    void require_syntax(std::string_view rule, const Token* first);
    bool follows_syntax(std::string_view rule);

    // ---- security, backup ----
    const Statement* grant_statement(GrantVerb verb);
    const Permission* permission();
    Identifier principal();
    List<const Option*> principal_options();
    void principal_source(std::string_view& from, Identifier& name);
    void securable(std::string_view& object_class, ObjectName& object);
    const Statement* login_statement(SecurityVerb verb);
    const Statement* user_statement(SecurityVerb verb);
    const Statement* role_statement(SecurityVerb verb, std::string_view object_class);
    const Statement* drop_principal(std::string_view object_class);
    const Statement* alter_authorization();
    const Statement* credential_statement(SecurityVerb verb, bool database_scoped);
    const Statement* backup_statement(bool dump);
    const Statement* restore_statement(bool load);
    const BackupFile* backup_file();
    const BackupDevice* backup_device();
    const Expr* backup_text();
    List<const Option*> backup_options(std::string_view rule, std::string_view statement);
    const Option* backup_option();

    Arena& arena_;
    std::string_view text_;
    const ParseOptions& options_;
    const std::vector<Token>& tokens_;
    std::vector<Diagnostic>& diagnostics_;
    const Token* cur_;
    const Token* stopped_at_ = nullptr;  // where fail() happened
    Token last_;                         // the token before cur_
    Token start_;                        // first token of the statement being parsed
    const Token* start_at_ = nullptr;    // where it is
    bool failed_ = false;
    bool cut_ = false;
    bool fatal_ = false;  // too deep: nothing more is parsed
    bool first_in_batch_ = true;
    bool starts_batch_ = false;  // the statement being parsed is the batch's first
    bool in_schema_ = false;     // inside CREATE SCHEMA, whose views need not begin a batch
    bool terminated_ = true;  // the statement before ended with ';' or was none
    int depth_ = 0;
    int block_depth_ = 0;
    int in_option_parentheses_ = 0;
    const Token* options_end_ = nullptr;  // of the list being parsed, when it was checked
    bool columns_without_type_ = false;
    bool in_table_variable_ = false;  // or type: its constraints have no names
    bool in_inline_function_ = false;  // the next RETURN holds a query
    // Where SELECT ... INTO may stand: in the first query of a statement.
    enum class IntoPlace : uint8_t { nowhere, behind_set_operator, here };
    IntoPlace into_ = IntoPlace::nowhere;
    bool in_trigger_ = false;
    bool rows_of_insert_ = false;  // FROM may hold a nested data change
    int subquery_count_ = 0;
};

// Operators that stand between two scalars; higher binds tighter. 0: none.
constexpr int k_additive = 1;
constexpr int k_multiplicative = 2;

bool is_predicate(const Expr& expression);

}  // namespace gantry::tsql

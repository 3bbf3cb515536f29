#pragma once
// The walk over one text's tree, private to src/assess: methods by family in code_*.cc. One pass
// collects names, the next one looks at every node once; look-ups are by hash.

#include <optional>
#include <string>
#include <string_view>

#include "assess/code_names.h"
#include "assess/code_scan.h"
#include "assess/date_kind.h"
#include "assess/engine_check/constant_texts.h"
#include "assess/name_set.h"
#include "tsql/ast.h"
#include "tsql/parser.h"

namespace gantry::assess {

class CodeRules {
  public:
    CodeRules(const CodeText& text, const CodeContext& context, const tsql::ParseResult& result,
              Findings& findings, int depth)
        : text_(text), context_(context), result_(result), findings_(findings), depth_(depth) {}

    void run();

  private:
    void node(const tsql::Node& node);
    void enter_module(const tsql::Node& node);
    void statement_node(const tsql::Node& node);   // code_statements.cc
    void query_node(const tsql::Node& node);       // code_queries.cc
    void platform_node(const tsql::Node& node);    // code_platform.cc
    void deprecated_node(const tsql::Node& node);  // code_deprecated.cc
    void upgrade_node(const tsql::Node& node);     // code_upgrade.cc
    void level_node(const tsql::Node& node);       // code_levels.cc
    void date_node(const tsql::Node& node);        // code_dates.cc

    // ---- statements ----
    void set_option(const tsql::SetOptionStatement& node);
    void raiserror(const tsql::RaiserrorStatement& node);
    void data_change(const tsql::Node& node);
    void select(const tsql::SelectStatement& node);
    void distributed_transaction(const tsql::Node& node);
    void terminator(const tsql::Node& node);
    void finish_terminators();

    // ---- what a managed instance refuses (code_backup.cc, code_platform.cc) ----
    void backup(const tsql::BackupStatement& node);
    void restore(const tsql::RestoreStatement& node);
    void create_database(const tsql::CreateDatabaseStatement& node);
    void alter_database(const tsql::AlterDatabaseStatement& node);
    void database_option(const tsql::Node& node, const tsql::Option& option);
    void dbcc(const tsql::DbccStatement& node);
    void trace_flags(const tsql::DbccStatement& node);
    void login(const tsql::LoginStatement& node);
    void user(const tsql::UserStatement& node);
    void credential(const tsql::CredentialStatement& node);
    void administrative(const tsql::AdminStatement& node);
    void assembly(const tsql::AdminStatement& node);
    void event_session(const tsql::AdminStatement& node);
    void external_source(const tsql::AdminStatement& node);
    void create_table(const tsql::CreateTableStatement& node);

    // ---- queries ----
    void query(const tsql::Query& node);
    void specification(const tsql::QuerySpecification& node);
    void remote(const tsql::RemoteTable& node);
    void openxml(const tsql::OpenXmlTable& node);
    void function(const tsql::FunctionCall& node);
    void data_type(const tsql::DataType& node);
    void named_table(const tsql::NamedTable& node);
    void table_name(const tsql::Node& node, const tsql::ObjectName& name);
    void other_database(const tsql::Node& node, const tsql::ObjectName& name);
    void linked_server(const tsql::Node& node, std::string_view server);
    bool is_own(const tsql::ObjectName& name) const;

    // ---- deprecated (code_deprecated.cc, code_hints.cc) ----
    void column(const tsql::ColumnRef& node);
    void declared(const tsql::Node& node, std::string_view variable);
    void collation(const tsql::Node& node, std::string_view name);
    void table_hints(const tsql::NamedTable& node);
    void target_hints(const tsql::TableSource* target,
                      const tsql::List<const tsql::TableSource*>& from);
    void insert_hints(const tsql::InsertStatement& node);
    void index_options(const tsql::Node& node, const tsql::List<const tsql::Option*>& options,
                       bool in_parentheses);

    // ---- upgrade and levels ----
    void system_change(const tsql::TableSource* target);
    void transition_ddl(const tsql::Node& node, const tsql::ObjectName& name);
    void output_into(const tsql::OutputClause& node);
    void same_names(const tsql::QuerySpecification& node);
    void recursive_table(const tsql::CommonTable& node);
    void xml_method(const tsql::Node& node, std::string_view method,
                    const tsql::List<const tsql::Expr*>& arguments);
    void view_column(const tsql::ColumnRef& node);
    void computed(const tsql::Node& expression);

    // ---- calls (code_calls.cc, code_agent.cc) ----
    void execute(const tsql::ExecuteStatement& node);
    void call(const tsql::ExecuteStatement& node, const std::string& procedure);
    void call_with_arguments(const tsql::ExecuteStatement& node, std::string_view procedure);
    void configure(const tsql::ExecuteStatement& node);
    void add_linked_server(const tsql::ExecuteStatement& node);
    void agent_call(const tsql::ExecuteStatement& node, std::string_view procedure);
    void job_step(const tsql::ExecuteStatement& node);
    void replication_call(const tsql::ExecuteStatement& node, std::string_view procedure);
    void dynamic(const tsql::Node& node, const tsql::Expr* text);

    DateKind date_kind(const tsql::Expr* expression, int depth = 0) const;

    void found(std::string_view rule, const tsql::Node& node, std::string detail = {});
    void found(const NamedRule& rule, const tsql::Node& node);
    void collect_names(const tsql::Node& node);
    void collect_dates(const tsql::Node& node);
    void add_column_kind(std::string_view name, DateKind kind);
    bool crosses(int level) const {
        return context_.source_level < level && level <= context_.target_level;
    }

    const CodeText& text_;
    const CodeContext& context_;
    const tsql::ParseResult& result_;
    Findings& findings_;
    int depth_;  // of dynamic SQL
    bool row_count_limited_ = false;
    bool in_view_ = false, in_trigger_ = false, in_function_ = false;
    bool dates_matter_ = false;
    NameSet local_names_;   // tables and aliases: x.column.method() is no database x
    NameSet common_names_;  // that stand for no object: common table expressions, aliases
    NameSet old_views_;     // that have lost columns
    NameMap<DateKind> variable_kinds_;        // of those that hold a date or time
    NameMap<DateKind> column_kinds_;          // none: declared in several ways
    std::optional<ConstantTexts> constants_;  // once a variable's text is asked for
    const tsql::Node* unterminated_ = nullptr;
    uint32_t unterminated_count_ = 0;
};

// The line of `text` that holds the offset, without its ends' blanks, cut at 200 bytes.
std::string line_at(std::string_view text, size_t offset);
// The value of a string literal or of a sum of string literals; false: something else is in it.
bool literal_text(const tsql::Expr* expression, std::string& out);
// By name, upper-cased.
bool has_option(const tsql::List<const tsql::Option*>& options, std::string_view name);
const tsql::Option* find_option(const tsql::List<const tsql::Option*>& options,
                                std::string_view name);
// The argument of a call by its name, or by its place; nullptr: it is not given.
const tsql::Expr* call_argument(const tsql::ExecuteStatement& node, size_t position,
                                std::string_view name);
constexpr size_t k_by_name = size_t(-1);
// As scan_code(); `depth` of dynamic SQL, which is bounded.
bool scan_code_at_depth(const CodeText& text, const CodeContext& context, Findings& findings,
                        int depth);

}  // namespace gantry::assess

#pragma once
// The walk over one text's tree, private to src/assess: methods by family in code_*.cc.

#include <set>
#include <string>
#include <string_view>

#include "assess/code_scan.h"
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
    bool statement_node(const tsql::Node& node);  // code_statements.cc
    bool query_node(const tsql::Node& node);      // code_queries.cc

    // ---- statements ----
    void set_option(const tsql::SetOptionStatement& node);
    void backup(const tsql::BackupStatement& node);
    void restore(const tsql::RestoreStatement& node);
    void create_database(const tsql::CreateDatabaseStatement& node);
    void alter_database(const tsql::AlterDatabaseStatement& node);
    void dbcc(const tsql::DbccStatement& node);
    void login(const tsql::LoginStatement& node);
    void administrative(const tsql::AdminStatement& node);
    void data_change(const tsql::Node& node);
    void bulk_insert(const tsql::BulkInsertStatement& node);
    void select(const tsql::SelectStatement& node);
    void distributed_transaction(const tsql::Node& node);

    // ---- queries ----
    void query(const tsql::Query& node);
    void specification(const tsql::QuerySpecification& node);
    void remote(const tsql::RemoteTable& node);
    void openxml(const tsql::OpenXmlTable& node);
    void function(const tsql::FunctionCall& node);
    void data_type(const tsql::DataType& node);
    void table_name(const tsql::Node& node, const tsql::ObjectName& name);
    void linked_server(const tsql::Node& node, std::string_view server);

    // ---- calls (code_calls.cc) ----
    void execute(const tsql::ExecuteStatement& node);
    void call(const tsql::ExecuteStatement& node, std::string_view procedure);
    void dynamic(const tsql::Node& node, const tsql::Expr* text);

    void found(std::string_view rule, const tsql::Node& node, std::string detail = {});
    void collect_names(const tsql::Node& node);
    bool crosses(int level) const {
        return context_.source_level < level && level <= context_.target_level;
    }

    const CodeText& text_;
    const CodeContext& context_;
    const tsql::ParseResult& result_;
    Findings& findings_;
    int depth_;  // of dynamic SQL
    bool row_count_limited_ = false;
    bool in_view_ = false, in_trigger_ = false;
    std::set<std::string> local_names_;  // tables and aliases: x.column.method() is no database x
};

// The line of `text` that holds the offset, without its ends' blanks, cut at 200 bytes.
std::string line_at(std::string_view text, size_t offset);
// The value of a string literal or of a sum of string literals; false: something else is in it.
bool literal_text(const tsql::Expr* expression, std::string& out);
// By name, upper-cased.
bool has_option(const tsql::List<const tsql::Option*>& options, std::string_view name);
// As scan_code(); `depth` of dynamic SQL, which is bounded.
bool scan_code_at_depth(const CodeText& text, const CodeContext& context, Findings& findings,
                        int depth);

}  // namespace gantry::assess

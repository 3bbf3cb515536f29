#include "tsql/scope_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf.h"

namespace gantry::tsql {
namespace {

struct Name {
    std::string key;  // folded
    std::string_view written;
    SourceRange range;
};

// One batch or module: they share neither variables nor labels.
class Scope {
  public:
    Scope(bool returns_value, bool report, std::vector<Diagnostic>& diagnostics)
        : returns_value_(returns_value), report_(report), diagnostics_(diagnostics) {}

    void statements(const List<const Statement*>& list, bool in_while) {
        for (const Statement* item : list)
            statement(*item, in_while);
    }

    void parameters(const List<const Parameter*>& list) {
        for (const Parameter* item : list)
            variable(item->name, item->range);
    }

    void variable(std::string_view name, SourceRange range) {
        variables_.push_back({ascii_lower(name), name, range});
    }

    void finish() {
        if (!report_) return;
        duplicates(variables_, 134,
                   "The variable name '{}' has already been declared. Variable names must be "
                   "unique within a query batch or stored procedure.");
        duplicates(labels_, 132,
                   "The label '{}' has already been declared. Label names must be unique within a "
                   "query batch or stored procedure.");
        for (const Name& jump : jumps_) {  // labels_ are sorted now
            const auto found = std::lower_bound(
                labels_.begin(), labels_.end(), jump.key,
                [](const Name& label, const std::string& key) { return label.key < key; });
            if (found != labels_.end() && found->key == jump.key) continue;
            add(133, jump.range,
                fmt::format("A GOTO statement references the label '{}' but the label has not been "
                            "declared.",
                            jump.written));
        }
    }

  private:
    void add(int number, SourceRange range, std::string message) {
        if (!report_) return;
        Diagnostic diagnostic;
        diagnostic.number = number;
        diagnostic.offset = range.offset;
        diagnostic.line = range.line;
        diagnostic.message = std::move(message);
        diagnostics_.push_back(std::move(diagnostic));
    }

    void duplicates(std::vector<Name>& names, int number, fmt::string_view message) {
        std::stable_sort(names.begin(), names.end(),
                         [](const Name& a, const Name& b) { return a.key < b.key; });
        for (size_t i = 1; i < names.size(); ++i) {
            if (names[i].key != names[i - 1].key) continue;
            add(number, names[i].range, fmt::format(fmt::runtime(message), names[i].written));
        }
    }

    void statement(const Statement& any, bool in_while);
    void if_chain(const Statement& any, bool in_while);

    bool returns_value_;
    bool report_;
    std::vector<Diagnostic>& diagnostics_;
    std::vector<Name> variables_, labels_, jumps_;
};

void module(const Statement& any, std::vector<Diagnostic>& diagnostics) {
    if (const auto* procedure = any.try_as<CreateProcedureStatement>()) {
        Scope scope(true, true, diagnostics);
        scope.parameters(procedure->parameters);
        scope.statements(procedure->body, false);
        scope.finish();
    } else if (const auto* function = any.try_as<CreateFunctionStatement>()) {
        // An inline function's RETURN holds a query, not a value.
        Scope scope(function->function != FunctionKind::table, true, diagnostics);
        scope.parameters(function->parameters);
        if (!function->table_variable.empty()) scope.variable(function->table_variable, any.range);
        scope.statements(function->body, false);
        scope.finish();
    } else if (const auto* trigger = any.try_as<CreateTriggerStatement>()) {
        Scope scope(false, true, diagnostics);
        scope.statements(trigger->body, false);
        scope.finish();
    }
}

void Scope::if_chain(const Statement& any, bool in_while) {
    const Statement* link = &any;
    while (const auto* node = try_as<IfStatement>(link)) {  // ELSE IF chains are long
        statement(*node->then, in_while);
        link = node->otherwise;
    }
    if (link != nullptr) statement(*link, in_while);
}

void Scope::statement(const Statement& any, bool in_while) {
    switch (any.kind) {
        case NodeKind::BlockStatement:
            return statements(any.as<BlockStatement>().statements, in_while);
        case NodeKind::IfStatement:
            return if_chain(any, in_while);
        case NodeKind::WhileStatement:
            return statement(*any.as<WhileStatement>().body, true);
        case NodeKind::TryStatement:
            statements(any.as<TryStatement>().try_block, in_while);
            return statements(any.as<TryStatement>().catch_block, in_while);
        case NodeKind::BreakStatement:
            if (in_while) return;
            return add(135, any.range,
                       "Cannot use a BREAK statement outside the scope of a WHILE statement.");
        case NodeKind::ContinueStatement:
            if (in_while) return;
            return add(136, any.range,
                       "Cannot use a CONTINUE statement outside the scope of a WHILE statement.");
        case NodeKind::ReturnStatement:
            if (returns_value_ || any.as<ReturnStatement>().value == nullptr) return;
            return add(178, any.range,
                       "A RETURN statement with a return value cannot be used in this context.");
        case NodeKind::GotoStatement: {
            const Identifier& label = any.as<GotoStatement>().label;
            return jumps_.push_back({ascii_lower(label.name), label.name, any.range});
        }
        case NodeKind::LabelStatement: {
            const Identifier& label = any.as<LabelStatement>().label;
            return labels_.push_back({ascii_lower(label.name), label.name, any.range});
        }
        case NodeKind::DeclareStatement:
            for (const VariableDeclaration* item : any.as<DeclareStatement>().variables) {
                variable(item->name, item->range);
            }
            return;
        case NodeKind::CreateProcedureStatement:
        case NodeKind::CreateFunctionStatement:
        case NodeKind::CreateTriggerStatement:
            return module(any, diagnostics_);
        default:
            return;
    }
}

}  // namespace

void check_scopes(const List<const Statement*>& statements, bool batch,
                  std::vector<Diagnostic>& diagnostics) {
    Scope scope(false, batch, diagnostics);
    scope.statements(statements, false);
    scope.finish();
}

}  // namespace gantry::tsql

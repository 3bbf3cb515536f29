#include "assess/code_scan.h"

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_errors.h"
#include "assess/code_references.h"
#include "assess/code_rules.h"
#include "assess/own_rules.h"
#include "base/utf.h"
#include "tsql/visit.h"

namespace gantry::assess {

using namespace tsql;

namespace {

constexpr int k_dynamic_depth_max = 3;
constexpr size_t k_excerpt_max = 200;

ParseResult parse_text(const CodeText& text, int level) {
    ParseOptions options;
    options.compatibility_level = level;
    options.quoted_identifier = text.quoted_identifier;
    options.max_chain_length = 0;  // walks here do not recurse
    switch (text.kind) {
        case CodeKind::expression:
            return parse_expression(text.text, options);
        case CodeKind::predicate:
            return parse_predicate(text.text, options);
        case CodeKind::batch:
            break;
    }
    return parse(text.text, options);
}

Impact impact_of(const CodeText& text, const ParseResult& result, const Diagnostic& error) {
    Impact impact;
    impact.object = text.object;
    impact.type = text.type;
    impact.line = error.line + text.first_line - 1;
    impact.column = error.column;
    impact.excerpt = line_at(result.text(), error.offset);
    impact.detail = error.message;
    return impact;
}

void add_finding(Findings& findings, std::string_view rule, Impact impact) {
    if (const std::string_view twin = twin_of(rule); !twin.empty()) findings.add(twin, impact);
    findings.add(rule, std::move(impact));
}

}  // namespace

std::string line_at(std::string_view text, size_t offset) {
    offset = std::min(offset, text.size());
    const size_t before = offset == 0 ? text.npos : text.rfind('\n', offset - 1);
    const size_t begin = before == text.npos ? 0 : before + 1;
    std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
    auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!line.empty() && blank(line.front()))
        line.remove_prefix(1);
    while (!line.empty() && blank(line.back()))
        line.remove_suffix(1);
    if (line.size() > k_excerpt_max) {
        size_t end = k_excerpt_max;
        while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80)
            --end;
        line = line.substr(0, end);
    }
    return std::string(line);
}

bool literal_text(const Expr* expression, std::string& out) {
    if (const auto* literal = try_as<Literal>(expression)) {
        if (literal->literal != LiteralKind::string && literal->literal != LiteralKind::national) {
            return false;
        }
        out.insert(0, literal->text);
        return true;
    }
    // Chains lean to the left.
    const auto* sum = try_as<BinaryExpr>(expression);
    while (sum != nullptr && sum->op == BinaryOp::add) {
        const auto* literal = try_as<Literal>(sum->right);
        if (literal == nullptr || !literal_text(literal, out)) return false;
        if (sum->left->is<Literal>()) return literal_text(sum->left, out);
        sum = try_as<BinaryExpr>(sum->left);
    }
    return false;
}

const Option* find_option(const List<const Option*>& options, std::string_view name) {
    const auto found = std::find_if(options.begin(), options.end(),
                                    [&](const Option* option) { return option->name == name; });
    return found == options.end() ? nullptr : *found;
}

bool has_option(const List<const Option*>& options, std::string_view name) {
    return find_option(options, name) != nullptr;
}

void CodeRules::found(std::string_view rule, const Node& node, std::string detail) {
    Impact impact;
    impact.object = text_.object;
    impact.type = text_.type;
    impact.line = node.range.line + text_.first_line - 1;
    impact.column = result_.column(node.range.offset);
    impact.excerpt = line_at(result_.text(), node.range.offset);
    impact.detail = std::move(detail);
    if (depth_ > 0) impact.detail += impact.detail.empty() ? "in dynamic SQL" : ", in dynamic SQL";
    add_finding(findings_, rule, std::move(impact));
}

void CodeRules::found(const NamedRule& rule, const Node& node) {
    std::string detail(rule.name);
    if (!rule.advice.empty()) detail += fmt::format(" ({})", rule.advice);
    found(rule.rule, node, std::move(detail));
}

void CodeRules::enter_module(const Node& any) {
    if (any.is<CreateViewStatement>()) in_view_ = true;
    if (any.is<CreateFunctionStatement>()) in_function_ = true;
    if (const auto* trigger = any.try_as<CreateTriggerStatement>()) {
        in_trigger_ = trigger->scope == TriggerScope::table;
    }
}

void CodeRules::node(const Node& any) {
    enter_module(any);
    statement_node(any);
    query_node(any);
    platform_node(any);
    deprecated_node(any);
    upgrade_node(any);
    level_node(any);
    if (dates_matter_) date_node(any);
}

void CodeRules::collect_names(const Node& any) {
    auto add = [&](std::string_view name) {
        if (!name.empty()) local_names_.insert(name);
    };
    switch (any.kind) {
        case NodeKind::NamedTable: {
            const auto& table = any.as<NamedTable>();
            add(table.alias.name);
            add(table.name.object());
            if (table.alias && !ascii_iequals(table.alias.name, table.name.object())) {
                common_names_.insert(table.alias.name);
            }
            if (ascii_iequals(table.name.object().substr(0, 6), "dm_os_")) {
                old_views_.insert(table.name.object());
            }
            return;
        }
        case NodeKind::DerivedTable:
            return add(any.as<DerivedTable>().alias.name);
        case NodeKind::FunctionTable:
            return add(any.as<FunctionTable>().alias.name);
        case NodeKind::VariableTable:
            return add(any.as<VariableTable>().alias.name);
        case NodeKind::ValuesTable:
            return add(any.as<ValuesTable>().alias.name);
        case NodeKind::CommonTable:
            add(any.as<CommonTable>().name.name);
            common_names_.insert(any.as<CommonTable>().name.name);
            return;
        default:
            return;
    }
}

void CodeRules::run() {
    dates_matter_ = crosses(110) || crosses(120) || crosses(130);
    for (const auto& [name, type] : context_.column_types)
        add_column_kind(name, date_kind_of_type(type));
    auto collect = [&](const Node& any) {
        collect_names(any);
        if (dates_matter_) collect_dates(any);
    };
    auto visit = [&](const Node& any) { node(any); };
    for (const Statement* statement : result_.statements)
        for_each_node(*statement, collect);
    if (result_.expression != nullptr) for_each_node(*result_.expression, collect);
    for (const Statement* statement : result_.statements)
        for_each_node(*statement, visit);
    if (result_.expression != nullptr) {
        for_each_node(*result_.expression, visit);
        if (text_.type == "computed column") computed(*result_.expression);
    }
    finish_terminators();
}

bool scan_code_at_depth(const CodeText& text, const CodeContext& context, Findings& findings,
                        int depth) {
    bool quoted_identifier = text.quoted_identifier;
    if (depth > k_dynamic_depth_max) return quoted_identifier;
    const ParseResult result = parse_text(text, context.source_level);
    for (const Diagnostic& error : result.diagnostics) {
        add_finding(findings, rule_of_error(error, result.text()), impact_of(text, result, error));
    }
    CodeRules(text, context, result, findings, depth).run();
    if (context.references != nullptr && !text.remote) {
        context.references->add(result, context.database,
                                {text.object, text.first_line, depth > 0});
    }
    scan_own_rules(text, context, result, findings, depth);
    follow_quoted_identifier(result, quoted_identifier);
    if (!result.ok() || context.target_level <= context.source_level) return quoted_identifier;
    const ParseResult later = parse_text(text, context.target_level);
    for (const Diagnostic& error : later.diagnostics) {
        const std::string_view rule = rule_of_error(error, later.text());
        const bool word = rule == "UR00001" && (error.number == 156 || error.number == 102);
        if (word) findings.add("UR00058", impact_of(text, later, error));
    }
    return quoted_identifier;
}

bool scan_code(const CodeText& text, const CodeContext& context, Findings& findings) {
    return scan_code_at_depth(text, context, findings, 0);
}

}  // namespace gantry::assess

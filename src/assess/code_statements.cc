// Rules about statements that any server runs.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

bool is_always_on(std::string_view option) {
    return option == "ANSI_NULLS" || option == "ANSI_PADDING" ||
           option == "CONCAT_NULL_YIELDS_NULL";
}

// What follows an offset, blanks and comments left out: 0 at the end.
char next_mark(std::string_view text, size_t offset) {
    while (offset < text.size()) {
        const char c = text[offset];
        if (static_cast<unsigned char>(c) <= ' ') {
            ++offset;
        } else if (text.substr(offset, 2) == "--") {
            offset = text.find('\n', offset);
        } else if (text.substr(offset, 2) == "/*") {
            offset = text.find("*/", offset + 2);
            if (offset != text.npos) offset += 2;
        } else {
            return c;
        }
    }
    return 0;
}

// Statements that hold others, and those whose end is another statement's.
bool has_no_end_of_its_own(const Node& any) {
    switch (any.kind) {
        case NodeKind::BlockStatement:
        case NodeKind::IfStatement:
        case NodeKind::WhileStatement:
        case NodeKind::TryStatement:
        case NodeKind::LabelStatement:
        case NodeKind::CreateViewStatement:
        case NodeKind::CreateProcedureStatement:
        case NodeKind::CreateFunctionStatement:
        case NodeKind::CreateTriggerStatement:
        case NodeKind::CreateSchemaStatement:
            return true;
        case NodeKind::ReturnStatement:
            return any.as<ReturnStatement>().query != nullptr;
        default:
            return false;
    }
}

// The kinds of statements are those named so.
bool is_statement(NodeKind kind) {
    static const std::vector<bool> statements = [] {
        std::vector<bool> out;
        out.resize(1);
#define GANTRY_ASSESS_KIND(name) out.push_back(std::string_view(#name).ends_with("Statement"));
        GANTRY_TSQL_NODES(GANTRY_ASSESS_KIND)
#undef GANTRY_ASSESS_KIND
        return out;
    }();
    return statements[size_t(kind)];
}

}  // namespace

void CodeRules::statement_node(const Node& any) {
    if (is_statement(any.kind)) terminator(any);
    switch (any.kind) {
        case NodeKind::ExecuteStatement:
            return execute(any.as<ExecuteStatement>());
        case NodeKind::SetOptionStatement:
            return set_option(any.as<SetOptionStatement>());
        case NodeKind::SetValueStatement: {
            const auto& set = any.as<SetValueStatement>();
            if (set.option != "ROWCOUNT") return;
            const auto* number = try_as<Literal>(set.value);
            row_count_limited_ = number == nullptr || number->text != "0";
            return;
        }
        case NodeKind::InsertStatement:
        case NodeKind::UpdateStatement:
        case NodeKind::DeleteStatement:
        case NodeKind::MergeStatement:
            return data_change(any);
        case NodeKind::SelectStatement:
            return select(any.as<SelectStatement>());
        case NodeKind::RaiserrorStatement:
            return raiserror(any.as<RaiserrorStatement>());
        case NodeKind::TransactionStatement:
            if (any.as<TransactionStatement>().action == TransactionKind::begin_distributed) {
                distributed_transaction(any);
            }
            return;
        case NodeKind::TextStatement: {
            const auto& text = any.as<TextStatement>();
            found("UR00313", any);
            if (text.text == TextStatementKind::update && text.source_column) {
                found("UR00123", any);
            }
            return;
        }
        case NodeKind::ExecuteAsStatement:
            if (any.as<ExecuteAsStatement>().as_kind == "SETUSER") found("UR00310", any);
            return;
        case NodeKind::CreateProcedureStatement:
            if (any.as<CreateProcedureStatement>().number != nullptr) found("UR00323", any);
            return;
        default:
            return;
    }
}

void CodeRules::set_option(const SetOptionStatement& node) {
    for (std::string_view option : node.options) {
        if (option == "DISABLE_DEF_CNST_CHK") found("DisableDefCNSTCHK", node);
        if (!node.on && is_always_on(option)) found("UR00309", node, std::string(option));
        if (option == "FMTONLY") found("Gantry.Deprecated.SetFmtonly", node);
        if (option == "REMOTE_PROC_TRANSACTIONS") {
            found("Gantry.Deprecated.RemoteServer", node, "feature 110");
        }
        if (option.starts_with("OFFSETS")) found("Gantry.Deprecated.SetOffsets", node);
    }
}

void CodeRules::raiserror(const RaiserrorStatement& node) {
    if (node.old_style) return found("RAISERROR", node);
    const auto* number = node.arguments.empty() ? nullptr : try_as<Literal>(node.arguments[0]);
    if (number != nullptr && number->literal == LiteralKind::integer) {
        found("Gantry.UserMessage", node, std::string(number->text));
    }
}

void CodeRules::data_change(const Node& node) {
    if (row_count_limited_ && !node.is<MergeStatement>()) found("UR00328", node);
}

void CodeRules::select(const SelectStatement& node) {
    if (!node.computes.empty()) found("ComputeClause", *node.computes[0]);
    if (!in_trigger_ || node.query == nullptr) return;
    const auto* body = node.query->body->try_as<QuerySpecification>();
    const bool assigns = body != nullptr && !body->items.empty() &&
                         body->items[0]->item == SelectItemKind::assignment;
    if (!assigns && (body == nullptr || !body->into)) found("UR00315", node);
}

// Which systems take part is known from the linked servers of a master backup alone.
void CodeRules::distributed_transaction(const Node& node) {
    bool other = false;
    for (const auto& [name, provider] : context_.linked_servers) {
        other |= !provider.empty() && !is_sql_server_provider(provider) &&
                 ascii_lower(std::string_view(result_.text())).find(name) != std::string::npos;
    }
    found(other ? "MIHeterogeneousMSDTCTransactSQL" : "MIHomogeneousMSDTCTransactSQL", node,
          context_.linked_servers_known ? "" : "the servers that take part are not known");
}

// One finding for the whole text: there may be hundreds.
void CodeRules::terminator(const Node& node) {
    if (has_no_end_of_its_own(node)) return;
    const std::string_view text = result_.text();
    if (node.range.end() > 0 && text[node.range.end() - 1] == ';') return;
    const char next = next_mark(text, node.range.end());
    // A statement inside another one's parentheses or arguments ends there.
    if (next == ';' || next == ')' || next == ',') return;
    if (unterminated_count_++ == 0) unterminated_ = &node;
}

void CodeRules::finish_terminators() {
    if (unterminated_ == nullptr) return;
    found("UR00330", *unterminated_,
          unterminated_count_ == 1 ? "1 statement"
                                   : fmt::format("{} statements", unterminated_count_));
}

}  // namespace gantry::assess

// Control flow, variables, session statements.

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {

bool Printer::control(const Statement& any) {
    switch (any.kind) {
        case NodeKind::BlockStatement: {
            const auto& node = any.as<BlockStatement>();
            kw("BEGIN");
            if (node.atomic) kw("ATOMIC"), with_options(node.options);
            block(node.statements);
            kw("END");
            return true;
        }
        case NodeKind::IfStatement: {
            const Statement* link = &any;  // ELSE IF chains are long: a loop
            while (const auto* node = link->try_as<IfStatement>()) {
                kw("IF"), space(), expr(node->condition);
                branch(*node->then);
                link = node->otherwise;
                if (link == nullptr) return true;
                newline(), kw("ELSE");
                if (link->is<IfStatement>()) space();
            }
            branch(*link);
            return true;
        }
        case NodeKind::WhileStatement:
            kw("WHILE"), space(), expr(any.as<WhileStatement>().condition);
            branch(*any.as<WhileStatement>().body);
            return true;
        case NodeKind::TryStatement:
            kw("BEGIN TRY"), block(any.as<TryStatement>().try_block), kw("END TRY"), newline();
            kw("BEGIN CATCH"), block(any.as<TryStatement>().catch_block), kw("END CATCH");
            return true;
        case NodeKind::BreakStatement: kw("BREAK"); return true;
        case NodeKind::ContinueStatement: kw("CONTINUE"); return true;
        case NodeKind::ReturnStatement: {
            const auto& node = any.as<ReturnStatement>();
            kw("RETURN");
            if (node.value != nullptr) space(), expr(node.value);
            if (node.query != nullptr) {
                raw(" ("), with(node.with), query(*node.query), hints(node.hints), raw(")");
            }
            return true;
        }
        case NodeKind::GotoStatement:
            kw("GOTO"), space(), identifier(any.as<GotoStatement>().label);
            return true;
        case NodeKind::LabelStatement:
            identifier(any.as<LabelStatement>().label), raw(":");
            return true;
        case NodeKind::WaitForStatement: {
            const auto& node = any.as<WaitForStatement>();
            kw("WAITFOR");
            if (node.wait == WaitForKind::statement) {
                raw(" ("), statement(*node.statement), raw(")");
                if (node.timeout != nullptr) raw(", "), kw("TIMEOUT "), expr(node.timeout);
            } else {
                kw(node.wait == WaitForKind::delay ? "DELAY" : "TIME"), space(), expr(node.value);
            }
            return true;
        }
        case NodeKind::PrintStatement:
            kw("PRINT"), space(), expr(any.as<PrintStatement>().value);
            return true;
        case NodeKind::RaiserrorStatement: {
            const auto& node = any.as<RaiserrorStatement>();
            kw("RAISERROR");
            if (node.old_style) {
                for (const Expr* argument : node.arguments) space(), expr(argument);
            } else {
                raw(" "), arguments(node.arguments);
            }
            std::string_view separator = " WITH ";
            auto flag = [&](bool set, std::string_view text) {
                if (!set) return;
                kw_inline(separator), kw_inline(text);
                separator = ", ";
            };
            flag(node.with_log, "LOG");
            flag(node.with_nowait, "NOWAIT");
            flag(node.with_seterror, "SETERROR");
            return true;
        }
        case NodeKind::ThrowStatement: {
            const auto& node = any.as<ThrowStatement>();
            kw("THROW");
            if (node.number != nullptr) {
                space(), expr(node.number), raw(", "), expr(node.message), raw(", ");
                expr(node.state);
            }
            return true;
        }
        default: return false;
    }
}

// A block stays on the line of its IF; another statement goes to the next, indented.
void Printer::branch(const Statement& node) {
    if (node.is<BlockStatement>()) {
        newline(), statement(node);
    } else {
        indented_newline(1);
        statement(node);
        --indent_;
    }
    // A MERGE needs its semicolon; ';' before ELSE is allowed.
    if (node.is<MergeStatement>()) raw(";");
}

bool Printer::variables(const Statement& any) {
    switch (any.kind) {
        case NodeKind::DeclareStatement:
            kw("DECLARE"), space();
            commas(any.as<DeclareStatement>().variables,
                   [&](const VariableDeclaration* item) { variable(*item); });
            return true;
        case NodeKind::SetVariableStatement: {
            const auto& node = any.as<SetVariableStatement>();
            kw("SET"), word(node.variable);
            if (node.member) raw("."), identifier(node.member);
            if (node.has_arguments) return arguments(node.arguments), true;
            raw(" "), raw(assign_text(node.op)), raw(" ");
            if (node.cursor != nullptr) {
                cursor(*node.cursor);
            } else {
                expr(node.value);
            }
            return true;
        }
        case NodeKind::SetOptionStatement: {
            const auto& node = any.as<SetOptionStatement>();
            kw("SET");
            bool first = true;
            for (std::string_view option : node.options) {
                if (!first) raw(",");
                // STATISTICS is said once: SET STATISTICS IO, TIME ON
                kw(!first && option.starts_with("STATISTICS ") ? option.substr(11) : option);
                first = false;
            }
            kw(node.on ? "ON" : "OFF");
            return true;
        }
        case NodeKind::SetValueStatement: {
            const auto& node = any.as<SetValueStatement>();
            kw("SET"), kw(node.option), space();
            if (node.value != nullptr) {
                expr(node.value);
            } else {
                Identifier value;
                value.name = node.word;
                if (node.word == "OFF" || node.word == "off") {
                    raw(node.word);
                } else {
                    identifier(value);
                }
            }
            return true;
        }
        case NodeKind::SetIsolationStatement: {
            static constexpr std::string_view k_levels[] = {
                "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SNAPSHOT",
                "SERIALIZABLE"};
            kw("SET TRANSACTION ISOLATION LEVEL");
            kw(k_levels[size_t(any.as<SetIsolationStatement>().level)]);
            return true;
        }
        case NodeKind::SetIdentityInsertStatement:
            kw("SET IDENTITY_INSERT"), name_word(any.as<SetIdentityInsertStatement>().table);
            kw(any.as<SetIdentityInsertStatement>().on ? "ON" : "OFF");
            return true;
        case NodeKind::UseStatement:
            kw("USE"), space(), identifier(any.as<UseStatement>().database);
            return true;
        default: return false;
    }
}

void Printer::variable(const VariableDeclaration& node) {
    raw(node.name);
    if (node.has_as) kw("AS");
    if (node.table != nullptr) {
        kw("TABLE"), table_definition(*node.table);
    } else if (node.cursor) {
        kw("CURSOR");
    } else {
        space(), type(node.type);
        if (node.not_null) kw("NOT NULL");
        if (node.value != nullptr) raw(" = "), expr(node.value);
    }
}

void Printer::cursor(const CursorDefinition& node) {
    if (node.insensitive) kw("INSENSITIVE");
    if (node.iso_scroll) kw("SCROLL");
    kw("CURSOR");
    for (std::string_view option : node.options) kw(option);
    kw("FOR"), newline(), with(node.with), query(*node.query), hints(node.hints);
    if (node.for_read_only) kw("FOR READ ONLY");
    if (!node.for_update) return;
    kw("FOR UPDATE");
    if (node.update_columns.empty()) return;
    kw("OF"), space();
    commas(node.update_columns, [&](const ObjectName& column) { name(column); });
}

void Printer::cursor_ref(const CursorRef& node) {
    if (node.global) kw("GLOBAL");
    space();
    if (node.name) {
        identifier(node.name);
    } else {
        raw(node.variable);
    }
}

}  // namespace gantry::tsql

#include "tsql/printer.h"

#include <fmt/format.h>

#include "base/utf.h"
#include "tsql/print/printer_impl.h"
#include "tsql/words.h"

namespace gantry::tsql {
namespace {

// Made of letters that need no quotes. Reserved words are let pass: where the parser took one
// unquoted (ON PRIMARY, TO public) it stands unquoted again.
bool is_regular(std::string_view name) {
    for (size_t i = 0; i < name.size(); ++i) {
        const unsigned char c = static_cast<unsigned char>(name[i]);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                            c == '#' || c >= 0x80;
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '@' || c == '$'))) return false;
    }
    return true;
}

}  // namespace

std::string quote_bracket(std::string_view name) {
    std::string out = "[";
    for (char c : name) {
        if (c == ']') out += ']';
        out += c;
    }
    return out + ']';
}

std::string quote_string(std::string_view text, bool national) {
    std::string out = national ? "N'" : "'";
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'') out += '\'';
        out += text[i];
        // A backslash before a line's end would be read as a continuation: one more line end
        // is what a continuation takes away.
        if (text[i] == '\\' && i + 1 < text.size() &&
            (text[i + 1] == '\n' || text.substr(i + 1, 2) == "\r\n")) {
            out += "\\\n";
        }
    }
    return out + '\'';
}

void Printer::space() {
    if (out_.empty()) return;
    const char last = out_.back();
    const bool name_dot = last == '.' && out_.size() != number_end_;
    if (last != ' ' && last != '\n' && last != '(' && !name_dot) out_ += ' ';
}

void Printer::kw(std::string_view words) {
    space();
    kw_inline(words);
}

void Printer::kw_inline(std::string_view words) {
    if (options_.lower_keywords) {
        out_ += ascii_lower(words);
    } else {
        out_ += words;
    }
}

void Printer::word(std::string_view text) {
    space();
    out_ += text;
}

void Printer::newline() {
    if (options_.single_line) return space();
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    if (out_.empty()) return;
    out_ += '\n';
    out_.append(size_t(indent_ * options_.indent_width), ' ');
}

void Printer::identifier(const Identifier& name) {
    switch (name.quote) {
        case Quote::bracket: out_ += quote_bracket(name.name); return;
        case Quote::double_quote: {
            out_ += '"';
            for (char c : name.name) {
                if (c == '"') out_ += '"';
                out_ += c;
            }
            out_ += '"';
            return;
        }
        case Quote::single_quote: return string(name.name);
        case Quote::none: break;
    }
    // $(variable) stays what sqlcmd replaces, alone or inside a name.
    const bool as_written = is_regular(name.name) || name.name.starts_with('$') ||
                            name.name.find("$(") != name.name.npos;
    out_ += as_written ? std::string(name.name) : quote_bracket(name.name);
}

void Printer::name(const ObjectName& name) {
    bool first = true;
    for (const Identifier& part : name.parts) {
        if (!first) out_ += '.';
        first = false;
        if (part) identifier(part);
    }
}

void Printer::string(std::string_view text, bool national) {
    out_ += quote_string(text, national);
}

void Printer::column_list(const List<Identifier>& columns) {
    if (columns.empty()) return;
    raw(" (");
    commas(columns, [&](const Identifier& column) { identifier(column); });
    raw(")");
}

void Printer::statement_line(const Statement& node) {
    statement(node);
    // A module's last statement has ended with its own.
    if (!node.is<LabelStatement>() && !out_.ends_with(';')) raw(";");
}

void Printer::statements(const List<const Statement*>& list) {
    bool first = true;
    for (const Statement* item : list) {
        if (!first) newline();
        first = false;
        statement_line(*item);
    }
}

// The lines between BEGIN and END.
void Printer::block(const List<const Statement*>& list) {
    indented_newline(1);
    statements(list);
    indented_newline(-1);
}

void Printer::node(const Node& any) {
    switch (any.kind) {
        case NodeKind::Query: return query(any.as<Query>());
        case NodeKind::DataType: return type(&any.as<DataType>());
        case NodeKind::QuerySpecification:
        case NodeKind::SetOperation: return body(static_cast<const QueryBody&>(any));
        case NodeKind::SelectItem: return select_item(any.as<SelectItem>());
        case NodeKind::AdminWord:
        case NodeKind::AdminName:
        case NodeKind::AdminValue: return admin_item(any);
        default: break;
    }
    // Expressions lie together in the list of kinds, from Literal to GraphMatchExpr.
    if (any.kind >= NodeKind::Literal && any.kind <= NodeKind::GraphMatchExpr) {
        if (any.kind != NodeKind::CaseWhen) expr(static_cast<const Expr*>(&any));
        return;
    }
    statement(static_cast<const Statement&>(any));
}

std::string print(const Node& node, const PrintOptions& options) {
    Printer printer(options);
    printer.node(node);
    return printer.take();
}

std::string print_statements(const List<const Statement*>& statements,
                             const PrintOptions& options) {
    std::string out;
    for (const Statement* statement : statements) {
        Printer printer(options);
        printer.statement_line(*statement);
        out += printer.take();
        out += '\n';
    }
    return out;
}

}  // namespace gantry::tsql

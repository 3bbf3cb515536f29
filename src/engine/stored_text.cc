#include "engine/stored_text.h"

#include "base/utf.h"

namespace gantry::engine {
namespace {

using namespace tsql;

std::string bracketed(std::string_view name) {
    std::string out = "[";
    for (char c : name) {
        out += c;
        if (c == ']') out += ']';
    }
    return out + "]";
}

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (char c : text) {
        out += c;
        if (c == '\'') out += '\'';
    }
    return out + "'";
}

std::string_view binary_symbol(BinaryOp op) {
    switch (op) {
        case BinaryOp::add:
            return "+";
        case BinaryOp::subtract:
            return "-";
        case BinaryOp::multiply:
            return "*";
        case BinaryOp::divide:
            return "/";
        case BinaryOp::modulo:
            return "%";
        case BinaryOp::bit_and:
            return "&";
        case BinaryOp::bit_or:
            return "|";
        case BinaryOp::bit_xor:
            return "^";
        case BinaryOp::shift_left:
            return "<<";
        case BinaryOp::shift_right:
            return ">>";
        case BinaryOp::concat:
            return "||";
    }
    return "+";
}

std::string_view comparison_symbol(ComparisonOp op) {
    switch (op) {
        case ComparisonOp::equal:
            return "=";
        case ComparisonOp::not_equal:
            return "<>";
        case ComparisonOp::less:
            return "<";
        case ComparisonOp::greater:
            return ">";
        case ComparisonOp::less_equal:
            return "<=";
        case ComparisonOp::greater_equal:
            return ">=";
        case ComparisonOp::not_less:
            return ">=";
        case ComparisonOp::not_greater:
            return "<=";
        case ComparisonOp::left_outer:
            return "*=";
        case ComparisonOp::right_outer:
            return "=*";
    }
    return "=";
}

class Printer {
  public:
    explicit Printer(std::string_view source) : source_(source) {}

    std::string print(const Expr& e) {
        switch (e.kind) {
            case NodeKind::Literal:
                return literal(e.as<Literal>());
            case NodeKind::ColumnRef:
                return name(e.as<ColumnRef>().name);
            case NodeKind::UnaryExpr:
                return unary(e.as<UnaryExpr>());
            case NodeKind::BinaryExpr: {
                const auto& b = e.as<BinaryExpr>();
                return operand(*b.left) + std::string(binary_symbol(b.op)) + operand(*b.right);
            }
            case NodeKind::FunctionCall:
                return call(e.as<FunctionCall>());
            case NodeKind::NiladicFunction:
                return niladic(e.as<NiladicFunction>());
            case NodeKind::CastExpr:
                return cast(e.as<CastExpr>());
            case NodeKind::CollateExpr: {
                const auto& c = e.as<CollateExpr>();
                return operand(*c.operand) + " collate " + std::string(c.collation);
            }
            case NodeKind::CoalesceExpr:
                return coalesce(e.as<CoalesceExpr>());
            case NodeKind::CaseExpr:
                return case_of(e.as<CaseExpr>());
            case NodeKind::ComparisonExpr: {
                const auto& c = e.as<ComparisonExpr>();
                return operand(*c.left) + std::string(comparison_symbol(c.op)) + operand(*c.right);
            }
            case NodeKind::LogicalExpr:
                return logical(e.as<LogicalExpr>());
            case NodeKind::NotExpr:
                return "NOT " + condition(*e.as<NotExpr>().operand);
            case NodeKind::LikeExpr:
                return like(e.as<LikeExpr>());
            case NodeKind::BetweenExpr:
                return between(e.as<BetweenExpr>());
            case NodeKind::InExpr:
                return in(e.as<InExpr>());
            case NodeKind::IsNullExpr: {
                const auto& n = e.as<IsNullExpr>();
                return operand(*n.operand) + (n.negated ? " IS NOT NULL" : " IS NULL");
            }
            default:
                return std::string(source_.substr(e.range.offset, e.range.length));
        }
    }

  private:
    static bool is_number(const Literal& l) {
        return l.literal == LiteralKind::integer || l.literal == LiteralKind::decimal ||
               l.literal == LiteralKind::real || l.literal == LiteralKind::money;
    }

    std::string literal(const Literal& l) {
        switch (l.literal) {
            case LiteralKind::null:
                return "NULL";
            case LiteralKind::string:
                return quoted(l.text);
            case LiteralKind::national:
                return "N" + quoted(l.text);
            case LiteralKind::binary:
                return "0x" + std::string(l.text);
            case LiteralKind::money:
                return "(" + std::string(l.currency) + std::string(l.text) + ")";
            default:
                return "(" + std::string(l.text) + ")";
        }
    }

    std::string name(const ObjectName& n) {
        std::string out;
        for (const Identifier& part : n.parts) {
            if (!out.empty()) out += ".";
            out += bracketed(part.name);
        }
        return out;
    }

    // Nested operations keep their grouping by parentheses of their own.
    std::string operand(const Expr& e) {
        bool nested = e.is<BinaryExpr>() || e.is<SubqueryExpr>();
        return nested ? "(" + print(e) + ")" : print(e);
    }

    std::string condition(const Expr& e) {
        bool nested = e.is<LogicalExpr>() || e.is<InExpr>() || e.is<BetweenExpr>();
        return nested ? "(" + print(e) + ")" : print(e);
    }

    std::string unary(const UnaryExpr& u) {
        std::string_view sign = u.op == UnaryOp::minus ? "-" : u.op == UnaryOp::plus ? "" : "~";
        const Literal* number = u.operand->try_as<Literal>();
        if (number != nullptr && is_number(*number) && u.op != UnaryOp::bit_not) {
            return "(" + std::string(sign) + std::string(number->text) + ")";
        }
        return std::string(sign) + operand(*u.operand);
    }

    std::string arguments(const List<const Expr*>& list) {
        std::string out;
        for (const Expr* e : list) {
            if (!out.empty()) out += ",";
            out += print(*e);
        }
        return out;
    }

    std::string call(const FunctionCall& f) {
        std::string out = f.name.parts.size() == 1 ? ascii_lower(f.name.object()) : name(f.name);
        // The first argument of date functions is a word, not a column.
        std::string list;
        bool first = true;
        for (const Expr* e : f.arguments) {
            if (!first) list += ",";
            const ColumnRef* word = e->try_as<ColumnRef>();
            bool date_part = first && word != nullptr && out.starts_with("date") && out != "date";
            list += date_part ? std::string(word->name.object()) : print(*e);
            first = false;
        }
        return out + "(" + list + ")";
    }

    std::string niladic(const NiladicFunction& f) {
        switch (f.function) {
            case NiladicKind::current_timestamp:
                return "getdate()";
            case NiladicKind::system_user:
                return "suser_sname()";
            case NiladicKind::current_user:
            case NiladicKind::session_user:
            case NiladicKind::user:
                return "user_name()";
            default:
                return std::string(source_.substr(f.range.offset, f.range.length));
        }
    }

    std::string type(const DataType& t) {
        std::string out = name(t.name);
        if (t.is_max) return out + "(max)";
        std::string list;
        for (int64_t argument : t.arguments) {
            if (!list.empty()) list += ",";
            list += std::to_string(argument);
        }
        return list.empty() ? out : out + "(" + list + ")";
    }

    std::string cast(const CastExpr& c) {
        if (c.cast == CastKind::parse || c.cast == CastKind::try_parse) {
            return std::string(source_.substr(c.range.offset, c.range.length));
        }
        bool is_try = c.cast == CastKind::try_cast || c.cast == CastKind::try_convert;
        std::string out = is_try ? "TRY_CAST(" + print(*c.operand) + " AS " + type(*c.type) + ")"
                                 : "CONVERT(" + type(*c.type) + "," + print(*c.operand);
        if (is_try) return out;
        if (c.style != nullptr) out += "," + print(*c.style);
        return out + ")";
    }

    std::string coalesce(const CoalesceExpr& c) {
        return "coalesce(" + arguments(c.arguments) + ")";
    }

    std::string case_of(const CaseExpr& c) {
        std::string out = "case ";
        if (c.input != nullptr) out += print(*c.input) + " ";
        for (const CaseWhen* when : c.whens) {
            out += "when " + print(*when->when) + " then " + print(*when->then) + " ";
        }
        if (c.otherwise != nullptr) out += "else " + print(*c.otherwise) + " ";
        return out + "end";
    }

    std::string logical(const LogicalExpr& l) {
        bool is_and = l.op == LogicalOp::and_;
        auto side = [&](const Expr& e) {
            const LogicalExpr* inner = e.try_as<LogicalExpr>();
            bool other = inner != nullptr && inner->op != l.op;
            bool list = e.is<InExpr>() && is_and == !e.as<InExpr>().negated;
            return other || list ? "(" + print(e) + ")" : print(e);
        };
        return side(*l.left) + (is_and ? " AND " : " OR ") + side(*l.right);
    }

    std::string like(const LikeExpr& l) {
        std::string out = l.negated ? "NOT " : "";
        out += operand(*l.operand) + " like " + operand(*l.pattern);
        if (l.escape != nullptr) out += " escape " + print(*l.escape);
        return out;
    }

    std::string between(const BetweenExpr& b) {
        std::string value = operand(*b.operand);
        if (b.negated) {
            return value + "<" + operand(*b.low) + " OR " + value + ">" + operand(*b.high);
        }
        return value + ">=" + operand(*b.low) + " AND " + value + "<=" + operand(*b.high);
    }

    // The server takes the list apart from its end.
    std::string in(const InExpr& i) {
        if (i.query != nullptr) return std::string(source_.substr(i.range.offset, i.range.length));
        std::string value = operand(*i.operand);
        std::string out;
        for (size_t k = i.values.size(); k-- > 0;) {
            if (!out.empty()) out += i.negated ? " AND " : " OR ";
            out += value + (i.negated ? "<>" : "=") + operand(*i.values[k]);
        }
        return out;
    }

    std::string_view source_;
};

}  // namespace

std::string stored_text(const Expr& expression, std::string_view source) {
    return "(" + Printer(source).print(expression) + ")";
}

}  // namespace gantry::engine

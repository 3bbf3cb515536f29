#include "assess/engine_check/constant_texts.h"

#include <vector>

#include "assess/code_rules.h"
#include "base/utf.h"
#include "tsql/visit.h"

namespace gantry::assess {
namespace {

constexpr size_t k_text_bytes_max = 1 << 20;  // of variables put together: they may be named often

class Assignments {
  public:
    void note(const tsql::Node& node) {
        using namespace tsql;
        if (const auto* variable = node.try_as<VariableDeclaration>()) {
            if (variable->value != nullptr) add(variable->name, variable->value);
        } else if (const auto* set = node.try_as<SetVariableStatement>()) {
            add(set->variable, set->op == AssignOp::assign ? set->value : nullptr);
        } else if (const auto* item = node.try_as<SelectItem>()) {
            add(item->variable, item->op == AssignOp::assign ? item->expression : nullptr);
        } else if (const auto* clause = node.try_as<SetClause>()) {
            add(clause->variable, nullptr);
        } else if (const auto* execute = node.try_as<ExecuteStatement>()) {
            add(execute->return_variable, nullptr);
        } else if (const auto* argument = node.try_as<ExecuteArgument>()) {
            const auto* variable = try_as<VariableRef>(argument->value);
            if (argument->output && variable != nullptr) add(variable->name, nullptr);
        } else if (const auto* fetch = node.try_as<FetchStatement>()) {
            for (std::string_view name : fetch->into)
                add(name, nullptr);
        }
    }

    ConstantTexts constants() const {
        ConstantTexts out;
        for (const auto& [name, assigned] : by_name_) {
            std::string text;
            if (assigned.count == 1 && literal_text(assigned.value, text)) out[name] = text;
        }
        return out;
    }

  private:
    struct Assigned {
        int count = 0;
        const tsql::Expr* value = nullptr;
    };

    void add(std::string_view name, const tsql::Expr* value) {
        if (name.empty()) return;
        Assigned& assigned = by_name_[ascii_lower(name)];
        ++assigned.count;
        assigned.value = value;
    }

    std::map<std::string, Assigned> by_name_;
};

}  // namespace

ConstantTexts constant_texts(const tsql::List<const tsql::Statement*>& statements) {
    Assignments assignments;
    for (const tsql::Statement* statement : statements) {
        if (statement == nullptr) continue;
        tsql::for_each_node(*statement, [&](const tsql::Node& node) { assignments.note(node); });
    }
    return assignments.constants();
}

bool constant_text(const tsql::Expr* expression, const ConstantTexts& known, std::string& out) {
    std::vector<std::string> parts;  // from the right: chains lean to the left
    size_t bytes = 0;
    auto take = [&](const tsql::Expr* part) {
        if (const auto* variable = tsql::try_as<tsql::VariableRef>(part)) {
            const auto found = known.find(ascii_lower(variable->name));
            if (found == known.end()) return false;
            bytes += found->second.size();
            if (bytes > k_text_bytes_max) return false;
            parts.push_back(found->second);
            return true;
        }
        return tsql::try_as<tsql::Literal>(part) != nullptr &&
               literal_text(part, parts.emplace_back());
    };
    while (const auto* sum = tsql::try_as<tsql::BinaryExpr>(expression)) {
        if (sum->op != tsql::BinaryOp::add || !take(sum->right)) return false;
        expression = sum->left;
    }
    if (!take(expression)) return false;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part)
        out += *part;
    return true;
}

}  // namespace gantry::assess

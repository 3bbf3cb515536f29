// Security policies (row-level security), database audit specifications, plan guides.

#include <fmt/format.h>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

// The catalog keeps the call in parentheses; the statement takes it without.
std::string without_parentheses(std::string text) {
    if (text.size() >= 2 && text.front() == '(' && text.back() == ')') {
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

void script_policy(Context& context, const SecurityPolicy& policy) {
    std::vector<std::string> predicates;
    for (const SecurityPredicate& predicate : policy.predicates) {
        std::string target = context.names.object_name(predicate.target_object_id);
        if (target.empty()) {
            context.out.cannot(
                fmt::format("a predicate of security policy {}", bracket(policy.name)),
                "its table was not found");
            continue;
        }
        std::string text =
            fmt::format("\n    ADD {} PREDICATE {} ON {}", predicate.block ? "BLOCK" : "FILTER",
                        without_parentheses(predicate.text), target);
        if (!predicate.operation.empty()) text += " " + predicate.operation;
        predicates.push_back(std::move(text));
    }
    std::string name = context.names.qualified(policy.schema_id, policy.name);
    context.out.create(
        fmt::format("CREATE SECURITY POLICY {}{}\nWITH (STATE = {}, SCHEMABINDING = {}){}", name,
                    join(predicates, ","), policy.enabled ? "ON" : "OFF",
                    policy.schema_bound ? "ON" : "OFF",
                    policy.not_for_replication ? "\nNOT FOR REPLICATION" : ""),
        {fmt::format("OBJECT_ID({}) IS NULL", literal(name)), false});
}

}  // namespace

void script_policies(Context& context) {
    context.out.heading("Security policies");
    for (const SecurityPolicy& policy : context.db.security_policies) {
        script_policy(context, policy);
    }
    for (const AuditSpecification& audit : context.db.audit_specifications) {
        context.out.cannot("database audit specification " + bracket(audit.name),
                           "it belongs to a server audit, which is in master; make it with CREATE "
                           "DATABASE AUDIT SPECIFICATION");
    }
}

void script_plan_guides(Context& context) {
    context.out.heading("Plan guides");
    for (const PlanGuide& guide : context.db.plan_guides) {
        auto or_null = [](const std::string& text) {
            return text.empty() ? std::string("NULL") : literal(text);
        };
        std::string scope = guide.scope == "OBJECT"
                                ? literal(context.names.object_name(guide.scope_object_id))
                                : or_null(guide.scope_batch);
        context.out.create(
            fmt::format("EXEC sys.sp_create_plan_guide\n    @name = {},\n    @stmt = {},\n    "
                        "@type = N'{}',\n    @module_or_batch = {},\n    @params = {},\n    "
                        "@hints = {}",
                        literal(guide.name), literal(guide.query_text), guide.scope, scope,
                        or_null(guide.parameters), or_null(guide.hints)),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.plan_guides WHERE name = {})",
                         literal(guide.name)),
             false});
        if (guide.disabled) {
            context.out.batch(
                fmt::format("EXEC sys.sp_control_plan_guide N'DISABLE', {}", literal(guide.name)));
        }
    }
}

}  // namespace gantry::catalog::script

// Modules and small objects.

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {

void Printer::verb(DefineVerb verb) {
    static constexpr std::string_view k_verbs[] = {"CREATE", "ALTER", "CREATE OR ALTER"};
    kw(k_verbs[size_t(verb)]);
}

void Printer::module_options(const List<const Option*>& list) {
    if (list.empty()) return;
    newline(), bare_options("WITH", list);
}

void Printer::parameter(const Parameter& node) {
    if (node.name.empty()) return;
    raw(node.name), raw(" "), type(node.type);
    if (node.nullable == Parameter::Nullable::null) kw("NULL");
    if (node.nullable == Parameter::Nullable::not_null) kw("NOT NULL");
    if (node.default_value != nullptr) raw(" = "), expr(node.default_value);
    if (node.output) kw("OUTPUT");
    if (node.readonly) kw("READONLY");
}

void Printer::parameters(const List<const Parameter*>& list, bool parentheses) {
    if (parentheses) raw(" (");
    if (!parentheses && !list.empty()) space();
    commas(list, [&](const Parameter* item) { parameter(*item); });
    if (parentheses) raw(")");
}

void Printer::external(const ExternalName& node) {
    kw("EXTERNAL NAME"), space(), identifier(node.assembly);
    if (node.class_name) raw("."), identifier(node.class_name);
    if (node.method) raw("."), identifier(node.method);
}

bool Printer::module(const Statement& any) {
    switch (any.kind) {
        case NodeKind::CreateViewStatement: {
            const auto& node = any.as<CreateViewStatement>();
            verb(node.verb);
            kw(node.materialized ? "MATERIALIZED VIEW" : "VIEW"), name_word(node.name);
            column_list(node.columns);
            if (node.materialized) {
                with_options(node.options);
            } else {
                module_options(node.options);
            }
            newline(), kw("AS"), newline();
            with(node.with), query(*node.query), hints(node.hints);
            if (node.with_check_option) newline(), kw("WITH CHECK OPTION");
            return true;
        }
        case NodeKind::CreateProcedureStatement: {
            const auto& node = any.as<CreateProcedureStatement>();
            verb(node.verb), kw("PROCEDURE"), name_word(node.name);
            if (node.number != nullptr) raw(";"), expr(node.number);
            parameters(node.parameters, node.parenthesized);
            module_options(node.options);
            if (node.for_replication) kw("FOR REPLICATION");
            newline(), kw("AS"), newline();
            if (node.external != nullptr) return external(*node.external), true;
            statements(node.body);
            return true;
        }
        case NodeKind::CreateFunctionStatement: function(any.as<CreateFunctionStatement>());
            return true;
        case NodeKind::CreateTriggerStatement: {
            const auto& node = any.as<CreateTriggerStatement>();
            static constexpr std::string_view k_times[] = {"FOR", "AFTER", "INSTEAD OF"};
            verb(node.verb), kw("TRIGGER"), name_word(node.name), kw("ON");
            trigger_scope(node.scope, node.target);
            module_options(node.options);
            newline(), kw(k_times[size_t(node.time)]), space();
            commas(node.events, [&](std::string_view event) { kw_inline(event); });
            if (node.with_append) kw("WITH APPEND");
            if (node.not_for_replication) kw("NOT FOR REPLICATION");
            newline(), kw("AS"), newline();
            if (node.external != nullptr) return external(*node.external), true;
            statements(node.body);
            return true;
        }
        case NodeKind::EnableTriggerStatement: {
            const auto& node = any.as<EnableTriggerStatement>();
            kw(node.enable ? "ENABLE TRIGGER" : "DISABLE TRIGGER"), space();
            if (node.all) kw("ALL");
            commas(node.names, [&](const ObjectName& item) { name(item); });
            kw("ON"), trigger_scope(node.scope, node.target);
            return true;
        }
        default: return false;
    }
}

void Printer::trigger_scope(TriggerScope scope, const ObjectName& target) {
    switch (scope) {
        case TriggerScope::table: return name_word(target);
        case TriggerScope::database: return kw("DATABASE");
        case TriggerScope::all_server: return kw("ALL SERVER");
    }
}

void Printer::function(const CreateFunctionStatement& node) {
    verb(node.verb), kw("FUNCTION"), name_word(node.name);
    parameters(node.parameters, true);
    newline(), kw("RETURNS"), space();
    if (node.returns != nullptr) {
        type(node.returns);
    } else {
        if (!node.table_variable.empty()) raw(node.table_variable), raw(" ");
        kw_inline("TABLE");
        if (node.table != nullptr) table_definition(*node.table);
    }
    module_options(node.options);
    if (!node.clr_order.empty()) kw("ORDER"), index_keys(node.clr_order);
    newline(), kw("AS"), newline();
    if (node.external != nullptr) return external(*node.external);
    if (node.function == FunctionKind::inline_table) return statements(node.body);
    kw("BEGIN");
    if (node.atomic) kw("ATOMIC"), with_options(node.atomic_options);
    block(node.body);
    kw("END");
}

bool Printer::object(const Statement& any) {
    switch (any.kind) {
        case NodeKind::CreateTypeStatement: {
            const auto& node = any.as<CreateTypeStatement>();
            kw("CREATE TYPE"), name_word(node.name);
            if (node.external != nullptr) return space(), external(*node.external), true;
            if (node.table != nullptr) {
                kw("AS TABLE"), table_definition(*node.table), with_options(node.options);
                return true;
            }
            kw("FROM"), space(), type(node.from);
            if (node.nullable == Parameter::Nullable::null) kw("NULL");
            if (node.nullable == Parameter::Nullable::not_null) kw("NOT NULL");
            return true;
        }
        case NodeKind::SequenceStatement: {
            const auto& node = any.as<SequenceStatement>();
            verb(node.verb), kw("SEQUENCE"), name_word(node.name);
            if (node.type != nullptr) kw("AS"), space(), type(node.type);
            for (const Option* item : node.options) option(*item);
            return true;
        }
        case NodeKind::CreateSynonymStatement:
            kw("CREATE SYNONYM"), name_word(any.as<CreateSynonymStatement>().name);
            kw("FOR"), name_word(any.as<CreateSynonymStatement>().target);
            return true;
        case NodeKind::CreateSchemaStatement: {
            const auto& node = any.as<CreateSchemaStatement>();
            kw("CREATE SCHEMA");
            if (node.name) space(), identifier(node.name);
            if (node.owner) kw("AUTHORIZATION"), space(), identifier(node.owner);
            for (const Statement* element : node.elements) newline(), statement(*element);
            return true;
        }
        case NodeKind::AlterSchemaStatement: {
            const auto& node = any.as<AlterSchemaStatement>();
            kw("ALTER SCHEMA"), space(), identifier(node.name), kw("TRANSFER"), space();
            securable(node.object_class, node.object);
            return true;
        }
        case NodeKind::DropStatement: {
            const auto& node = any.as<DropStatement>();
            kw("DROP"), kw(node.object_class);
            if (node.if_exists) kw("IF EXISTS");
            if (!node.names.empty()) space();
            commas(node.names, [&](const ObjectName& item) { name(item); });
            if (node.has_trigger_scope) kw("ON"), trigger_scope(node.trigger_scope, {});
            return true;
        }
        case NodeKind::AdminStatement: return admin(any.as<AdminStatement>()), true;
        default: return false;
    }
}

}  // namespace gantry::tsql

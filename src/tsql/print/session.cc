// EXECUTE, transactions, cursors, KILL, DBCC.

#include "tsql/print/printer_impl.h"

namespace gantry::tsql {

void Printer::execute_arguments(const List<const ExecuteArgument*>& list) {
    commas(list, [&](const ExecuteArgument* argument) {
        if (!argument->name.empty()) raw(argument->name), raw(" = ");
        expr(argument->value);
        if (argument->output) kw("OUTPUT");
    });
}

void Printer::execute(const ExecuteStatement& node) {
    if (!node.implicit) kw("EXECUTE"), space();
    if (!node.return_variable.empty()) raw(node.return_variable), raw(" = ");
    switch (node.execute) {
        case ExecuteKind::text:
            raw("("), expr(node.text[0]);
            if (!node.arguments.empty()) raw(", "), execute_arguments(node.arguments);
            raw(")");
            break;
        case ExecuteKind::variable: raw(node.procedure_variable); break;
        case ExecuteKind::procedure:
            name(node.procedure);
            if (node.number != nullptr) raw(";"), expr(node.number);
            break;
    }
    if (node.execute != ExecuteKind::text && !node.arguments.empty()) {
        space(), execute_arguments(node.arguments);
    }
    if (!node.as_kind.empty()) kw("AS"), kw(node.as_kind), raw(" = "), expr(node.as_name);
    if (node.at_server) kw("AT"), space(), identifier(node.at_server);
    if (node.at_data_source) kw("AT DATA_SOURCE"), space(), identifier(node.at_data_source);
    if (!node.recompile && node.result_sets == ResultSets::unspecified) return;
    kw("WITH");
    if (node.recompile) kw("RECOMPILE");
    if (node.result_sets == ResultSets::unspecified) return;
    if (node.recompile) raw(",");
    kw("RESULT SETS");
    if (node.result_sets == ResultSets::undefined) return kw("UNDEFINED");
    if (node.result_sets == ResultSets::none) return kw("NONE");
    raw(" (");
    commas(node.results, [&](const ResultSet* result) {
        if (!result->as_kind.empty()) {
            kw("AS"), kw(result->as_kind);
            if (result->as_name) name_word(result->as_name);
            return;
        }
        raw("(");
        commas(result->columns, [&](const ResultColumn* column) {
            identifier(column->name), raw(" "), type(column->type);
            if (!column->collation.empty()) kw("COLLATE"), word(column->collation);
            if (column->nullable == ResultColumn::Nullable::null) kw("NULL");
            if (column->nullable == ResultColumn::Nullable::not_null) kw("NOT NULL");
        });
        raw(")");
    });
    raw(")");
}

void Printer::transaction(const TransactionStatement& node) {
    static constexpr std::string_view k_verbs[] = {"BEGIN", "BEGIN DISTRIBUTED", "COMMIT",
                                                   "ROLLBACK", "SAVE"};
    kw(k_verbs[size_t(node.action)]);
    kw(node.work ? "WORK" : "TRANSACTION");
    if (node.name) space(), identifier(node.name);
    if (!node.name_variable.empty()) word(node.name_variable);
    if (node.with_mark) kw("WITH MARK");
    if (node.mark != nullptr) space(), expr(node.mark);
    if (node.delayed_durability) {
        kw(node.delayed_durability_on ? "WITH (DELAYED_DURABILITY = ON)"
                                      : "WITH (DELAYED_DURABILITY = OFF)");
    }
}

bool Printer::session(const Statement& any) {
    switch (any.kind) {
        case NodeKind::ExecuteAsStatement: {
            const auto& node = any.as<ExecuteAsStatement>();
            if (node.as_kind == "SETUSER") {
                kw("SETUSER");
                if (node.name != nullptr) space(), expr(node.name);
                if (node.no_revert) kw("WITH NORESET");
                return true;
            }
            kw("EXECUTE AS"), kw(node.as_kind);
            if (node.name != nullptr) raw(" = "), expr(node.name);
            if (node.no_revert) kw("WITH NO REVERT");
            if (!node.cookie_variable.empty()) {
                kw("WITH COOKIE INTO"), word(node.cookie_variable);
            }
            return true;
        }
        case NodeKind::RevertStatement:
            kw("REVERT");
            if (any.as<RevertStatement>().cookie != nullptr) {
                kw("WITH COOKIE = "), expr(any.as<RevertStatement>().cookie);
            }
            return true;
        case NodeKind::TransactionStatement:
            transaction(any.as<TransactionStatement>());
            return true;
        case NodeKind::DeclareCursorStatement:
            kw("DECLARE"), space(), identifier(any.as<DeclareCursorStatement>().name);
            cursor(*any.as<DeclareCursorStatement>().definition);
            return true;
        case NodeKind::CursorStatement: {
            static constexpr std::string_view k_verbs[] = {"OPEN", "CLOSE", "DEALLOCATE"};
            kw(k_verbs[size_t(any.as<CursorStatement>().action)]);
            cursor_ref(*any.as<CursorStatement>().cursor);
            return true;
        }
        case NodeKind::FetchStatement: {
            static constexpr std::string_view k_words[] = {
                "", "NEXT", "PRIOR", "FIRST", "LAST", "ABSOLUTE", "RELATIVE"};
            const auto& node = any.as<FetchStatement>();
            kw("FETCH");
            if (node.direction != FetchDirection::none) kw(k_words[size_t(node.direction)]);
            if (node.offset != nullptr) space(), expr(node.offset);
            if (node.has_from) kw("FROM");
            cursor_ref(*node.cursor);
            if (!node.into.empty()) {
                kw("INTO"), space();
                commas(node.into, [&](std::string_view variable) { raw(variable); });
            }
            return true;
        }
        case NodeKind::KillStatement: {
            const auto& node = any.as<KillStatement>();
            kw("KILL");
            if (node.target == KillKind::query_notification) kw("QUERY NOTIFICATION SUBSCRIPTION");
            if (node.target == KillKind::stats_job) kw("STATS JOB");
            if (node.id != nullptr) {
                space(), expr(node.id);
            } else {
                kw("ALL");
            }
            if (node.with_status_only) kw("WITH STATUSONLY");
            if (node.with_commit) kw("WITH COMMIT");
            if (node.with_rollback) kw("WITH ROLLBACK");
            return true;
        }
        case NodeKind::CheckpointStatement:
            kw("CHECKPOINT");
            if (any.as<CheckpointStatement>().duration != nullptr) {
                space(), expr(any.as<CheckpointStatement>().duration);
            }
            return true;
        case NodeKind::ShutdownStatement:
            kw(any.as<ShutdownStatement>().with_nowait ? "SHUTDOWN WITH NOWAIT" : "SHUTDOWN");
            return true;
        case NodeKind::ReconfigureStatement:
            kw(any.as<ReconfigureStatement>().with_override ? "RECONFIGURE WITH OVERRIDE"
                                                            : "RECONFIGURE");
            return true;
        case NodeKind::LinenoStatement:
            kw("LINENO"), space(), expr(any.as<LinenoStatement>().line);
            return true;
        case NodeKind::DbccStatement: {
            const auto& node = any.as<DbccStatement>();
            kw("DBCC"), kw(node.command);
            if (node.has_arguments) options(node.arguments);
            bare_options("WITH", node.options);
            return true;
        }
        default: return false;
    }
}

}  // namespace gantry::tsql

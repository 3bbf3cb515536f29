// Which features a node shows.

#include <algorithm>

#include "base/utf.h"
#include "tsql/feature_names.h"
#include "tsql/visit.h"

namespace gantry::tsql {
namespace {

class FeatureFinder {
  public:
    explicit FeatureFinder(const UseFeature& use) : use_(use) {}

    void node(const Node& any) {
        node_ = &any;
        expression(any);
        query(any);
        statement(any);
        definition(any);
    }

  private:
    using enum FeatureId;

    void found(FeatureId id) { use_(feature(id), *node_); }
    void found_when(bool condition, FeatureId id) {
        if (condition) found(id);
    }

    static bool has_option(const List<const Option*>& list, std::string_view name) {
        return std::any_of(list.begin(), list.end(),
                           [&](const Option* option) { return option->name == name; });
    }

    void call(const FunctionCall& call) {
        found_when(!call.within_group.empty() && !ascii_iequals(call.name.object(), "string_agg"),
                   within_group);
        found_when(call.null_treatment != NullTreatment::none, null_treatment);
        if (call.name.parts.size() > 1 && !ascii_iequals(call.name.schema(), "sys")) return;
        if (const auto id = feature_of_function(call.name.object())) found(*id);
        if (ascii_iequals(call.name.object(), "hashbytes") && !call.arguments.empty()) {
            const auto* name = call.arguments.front()->try_as<Literal>();
            static constexpr std::string_view k_old[] = {"MD2", "MD4", "MD5", "SHA", "SHA1"};
            for (std::string_view old : k_old) {
                found_when(name != nullptr && ascii_iequals(name->text, old), old_hash);
            }
        }
    }

    void expression(const Node& any) {
        switch (any.kind) {
            case NodeKind::FunctionCall:
                return call(any.as<FunctionCall>());
            case NodeKind::CastExpr:
                switch (any.as<CastExpr>().cast) {
                    case CastKind::try_convert:
                        return found(try_convert);
                    case CastKind::try_cast:
                    case CastKind::parse:
                    case CastKind::try_parse:
                        return found(functions_2012);
                    default:
                        return;
                }
            case NodeKind::IifExpr:
                return found(functions_2012);
            case NodeKind::NextValueFor:
                return found(sequence);
            case NodeKind::AtTimeZoneExpr:
                return found(at_time_zone);
            case NodeKind::IsDistinctExpr:
                return found(is_distinct);
            case NodeKind::GraphMatchExpr:
                return found(graph);
            case NodeKind::BinaryExpr: {
                const BinaryOp op = any.as<BinaryExpr>().op;
                found_when(op == BinaryOp::shift_left || op == BinaryOp::shift_right,
                           shift_operators);
                return found_when(op == BinaryOp::concat, concat_operator);
            }
            case NodeKind::ComparisonExpr: {
                const ComparisonOp op = any.as<ComparisonExpr>().op;
                return found_when(op == ComparisonOp::left_outer || op == ComparisonOp::right_outer,
                                  outer_join_operators);
            }
            case NodeKind::ColumnRef:
                return found_when(any.as<ColumnRef>().name.parts.size() > 2, long_column_name);
            case NodeKind::PseudoColumn:
                return found_when(any.as<PseudoColumn>().legacy, identitycol);
            case NodeKind::DataType: {
                const ObjectName& name = any.as<DataType>().name;
                if (name.parts.size() > 1) return;
                if (const auto id = feature_of_type(name.object())) found(*id);
                return;
            }
            default:
                return;
        }
    }

    void query(const Node& any) {
        switch (any.kind) {
            case NodeKind::Query:
                return found_when(any.as<Query>().offset != nullptr, offset_fetch);
            case NodeKind::OverClause:
                return found_when(any.as<OverClause>().frame != FrameUnit::none, window_frame);
            case NodeKind::WindowDefinition:
                return found(window_clause);
            case NodeKind::GroupByClause:
                return found_when(any.as<GroupByClause>().all, group_by_all);
            case NodeKind::GroupingItem: {
                const GroupingKind kind = any.as<GroupingItem>().grouping;
                return found_when(kind == GroupingKind::rollup || kind == GroupingKind::cube ||
                                      kind == GroupingKind::grouping_sets,
                                  grouping_sets);
            }
            case NodeKind::ForClause:
                found_when(any.as<ForClause>().for_kind == ForKind::json, for_json);
                return found_when(has_option(any.as<ForClause>().directives, "XMLDATA"), xmldata);
            case NodeKind::ComputeClause:
                return found(compute);
            case NodeKind::TemporalClause:
                return found(temporal);
            case NodeKind::ValuesTable:
                return found_when(any.as<ValuesTable>().rows.size() > 1, row_constructors);
            case NodeKind::SelectItem: {
                const auto& item = any.as<SelectItem>();
                found_when(item.item == SelectItemKind::assignment && item.op != AssignOp::assign,
                           compound_assignment);
                return found_when(item.alias_style == AliasStyle::equals &&
                                      item.alias.quote == Quote::single_quote,
                                  string_alias);
            }
            case NodeKind::SetClause:
                return found_when(any.as<SetClause>().op != AssignOp::assign, compound_assignment);
            case NodeKind::NamedTable: {
                const auto& table = any.as<NamedTable>();
                found_when(table.hints_without_with && !table.hints.empty(), hint_without_with);
                const std::string_view schema = table.name.schema();
                const bool system =
                    schema.empty() || ascii_iequals(schema, "dbo") || ascii_iequals(schema, "sys");
                return found_when(system && is_old_system_table(table.name.object()),
                                  old_system_tables);
            }
            case NodeKind::TableHint:
                return found_when(any.as<TableHint>().name == "FASTFIRSTROW", fastfirstrow);
            case NodeKind::FunctionTable:
                return found_when(any.as<FunctionTable>().legacy_system, colon_function);
            case NodeKind::UpdateStatement:
                return dirty(any.as<UpdateStatement>().from);
            case NodeKind::DeleteStatement:
                return dirty(any.as<DeleteStatement>().from);
            case NodeKind::MergeStatement:
                return found(merge);
            default:
                return;
        }
    }

    void dirty(const List<const TableSource*>& from) {
        std::vector<const TableSource*> pending(from.begin(), from.end());
        while (!pending.empty()) {
            const TableSource* source = pending.back();
            pending.pop_back();
            if (const auto* join = source->try_as<JoinedTable>()) {
                pending.push_back(join->left);
                pending.push_back(join->right);
            } else if (const auto* named = source->try_as<NamedTable>()) {
                for (const TableHint* hint : named->hints) {
                    found_when(hint->name == "NOLOCK" || hint->name == "READUNCOMMITTED",
                               nolock_in_dml);
                }
            }
        }
    }

    void statement(const Node& any) {
        switch (any.kind) {
            case NodeKind::ThrowStatement:
                return found(throw_);
            case NodeKind::RaiserrorStatement:
                return found_when(any.as<RaiserrorStatement>().old_style, raiserror_number);
            case NodeKind::TextStatement:
                return found(text_statements);
            case NodeKind::SetVariableStatement:
                return found_when(any.as<SetVariableStatement>().op != AssignOp::assign,
                                  compound_assignment);
            case NodeKind::SetOptionStatement:
                return set_options(any.as<SetOptionStatement>());
            case NodeKind::SetValueStatement: {
                const std::string_view option = any.as<SetValueStatement>().option;
                found_when(option == "OFFSETS", set_offsets);
                return found_when(option == "ROWCOUNT", set_rowcount_dml);
            }
            case NodeKind::ExecuteAsStatement:
                return found_when(any.as<ExecuteAsStatement>().as_kind == "SETUSER", setuser);
            case NodeKind::ExecuteStatement: {
                const auto& execute = any.as<ExecuteStatement>();
                found_when(execute.result_sets != ResultSets::unspecified, result_sets);
                found_when(execute.number != nullptr, numbered_procedures);
                const auto id = feature_of_procedure(execute.procedure.object());
                if (id) found(*id);
                return;
            }
            case NodeKind::DbccStatement: {
                static constexpr std::string_view k_old[] = {
                    "DBREINDEX", "INDEXDEFRAG", "SHOWCONTIG", "PINTABLE", "UNPINTABLE"};
                const std::string_view command = any.as<DbccStatement>().command;
                return found_when(
                    std::find(std::begin(k_old), std::end(k_old), command) != std::end(k_old),
                    dbcc_old);
            }
            case NodeKind::GrantStatement:
                for (const Permission* permission : any.as<GrantStatement>().permissions) {
                    found_when(permission->name.starts_with("ALL"), grant_all);
                }
                return;
            case NodeKind::BackupStatement:
                return backup(any.as<BackupStatement>());
            case NodeKind::RestoreStatement:
                found_when(any.as<RestoreStatement>().load_word, dump_load);
                return found_when(has_option(any.as<RestoreStatement>().options, "DBO_ONLY"),
                                  restore_dbo_only);
            default:
                return;
        }
    }

    void set_options(const SetOptionStatement& set) {
        for (std::string_view option : set.options) {
            found_when(!set.on && (option == "ANSI_NULLS" || option == "ANSI_PADDING" ||
                                   option == "CONCAT_NULL_YIELDS_NULL"),
                       set_ansi_off);
            found_when(option == "FMTONLY", set_fmtonly);
            found_when(option == "REMOTE_PROC_TRANSACTIONS", set_remote_proc);
            found_when(option == "DISABLE_DEF_CNST_CHK", disable_def_cnst_chk);
            found_when(option.starts_with("OFFSETS"), set_offsets);
        }
    }

    void backup(const BackupStatement& statement) {
        found_when(statement.dump_word, dump_load);
        for (const BackupDevice* device : statement.to) {
            found_when(device->type == "TAPE", backup_tape);
        }
        found_when(has_option(statement.options, "PASSWORD") ||
                       has_option(statement.options, "MEDIAPASSWORD"),
                   backup_password);
        found_when(has_option(statement.options, "NO_LOG") ||
                       has_option(statement.options, "TRUNCATE_ONLY"),
                   backup_no_log);
    }

    void definition(const Node& any) {
        switch (any.kind) {
            case NodeKind::CreateViewStatement:
                return verb(any.as<CreateViewStatement>().verb);
            case NodeKind::CreateProcedureStatement: {
                const auto& module = any.as<CreateProcedureStatement>();
                found_when(module.number != nullptr, numbered_procedures);
                found_when(has_option(module.options, "NATIVE_COMPILATION"), memory_optimized);
                return verb(module.verb);
            }
            case NodeKind::CreateFunctionStatement:
                found_when(
                    has_option(any.as<CreateFunctionStatement>().options, "NATIVE_COMPILATION"),
                    memory_optimized);
                return verb(any.as<CreateFunctionStatement>().verb);
            case NodeKind::CreateTriggerStatement:
                found_when(any.as<CreateTriggerStatement>().with_append, with_append);
                return verb(any.as<CreateTriggerStatement>().verb);
            case NodeKind::CreateTypeStatement:
                return found_when(any.as<CreateTypeStatement>().table != nullptr, table_type);
            case NodeKind::SequenceStatement:
                return found(sequence);
            case NodeKind::CreateTableStatement:
                return found_when(!any.as<CreateTableStatement>().graph.empty(), graph);
            case NodeKind::IndexDefinition: {
                const auto& index = any.as<IndexDefinition>();
                found_when(index.type == IndexType::columnstore, columnstore);
                return found_when(!index.options.empty() && !index.options_in_parentheses,
                                  index_options_bare);
            }
            case NodeKind::DropIndexItem:
                return found_when(!any.as<DropIndexItem>().table, drop_index_old);
            case NodeKind::DropIndexStatement:
                return found_when(any.as<DropIndexStatement>().if_exists, drop_if_exists);
            case NodeKind::DropTableItem:
                return found_when(any.as<DropTableItem>().if_exists, drop_if_exists);
            case NodeKind::DropStatement: {
                const auto& drop = any.as<DropStatement>();
                found_when(drop.if_exists, drop_if_exists);
                return found_when(drop.object_class == "RULE" || drop.object_class == "DEFAULT",
                                  rule_default);
            }
            case NodeKind::AdminStatement: {
                const std::string_view title = any.as<AdminStatement>().title;
                return found_when(title == "CREATE RULE" || title == "CREATE DEFAULT",
                                  rule_default);
            }
            case NodeKind::AlterDatabaseStatement:
                return found_when(
                    has_option(any.as<AlterDatabaseStatement>().options, "TORN_PAGE_DETECTION"),
                    torn_page_detection);
            default:
                return;
        }
    }

    void verb(DefineVerb verb) { found_when(verb == DefineVerb::create_or_alter, create_or_alter); }

    const UseFeature& use_;
    const Node* node_ = nullptr;
};

}  // namespace

void find_features(const Node& root, const UseFeature& f) {
    FeatureFinder finder(f);
    for_each_node(root, [&](const Node& node) { finder.node(node); });
}

}  // namespace gantry::tsql

#include "tsql/references.h"

#include <algorithm>
#include <unordered_map>

#include "base/utf.h"
#include "tsql/visit.h"

namespace gantry::tsql {
namespace {

const WithClause* with_of(const Node& node) {
    switch (node.kind) {
        case NodeKind::SelectStatement:
            return node.as<SelectStatement>().with;
        case NodeKind::InsertStatement:
            return node.as<InsertStatement>().with;
        case NodeKind::UpdateStatement:
            return node.as<UpdateStatement>().with;
        case NodeKind::DeleteStatement:
            return node.as<DeleteStatement>().with;
        case NodeKind::MergeStatement:
            return node.as<MergeStatement>().with;
        case NodeKind::CreateViewStatement:
            return node.as<CreateViewStatement>().with;
        case NodeKind::CreateTableStatement:
            return node.as<CreateTableStatement>().as_with;
        case NodeKind::ReturnStatement:
            return node.as<ReturnStatement>().with;
        case NodeKind::CursorDefinition:
            return node.as<CursorDefinition>().with;
        default:
            return nullptr;
    }
}

// The table of FROM that an alias names, through joins without recursion.
const NamedTable* find_alias(const List<const TableSource*>& from, std::string_view alias) {
    std::vector<const TableSource*> pending(from.begin(), from.end());
    while (!pending.empty()) {
        const TableSource* source = pending.back();
        pending.pop_back();
        if (const auto* join = source->try_as<JoinedTable>()) {
            pending.push_back(join->left);
            pending.push_back(join->right);
        } else if (const auto* named = source->try_as<NamedTable>()) {
            if (named->alias && ascii_iequals(named->alias.name, alias)) return named;
        }
    }
    return nullptr;
}

ReferenceAccess access_of(DefineVerb verb) {
    return verb == DefineVerb::alter ? ReferenceAccess::alter : ReferenceAccess::create;
}

class Finder : public Visitor {
  public:
    bool enter(const Node& node) override {
        if (const WithClause* with = with_of(node)) {
            for (const CommonTable* table : with->tables)
                common_tables_.push_back(table->name);
        }
        if (!data(node) && !definition(node)) rest(node);
        return true;
    }
    void leave(const Node& node) override {
        if (const WithClause* with = with_of(node)) {
            common_tables_.resize(common_tables_.size() - with->tables.size());
        }
    }
    std::vector<Reference> take() { return std::move(out_); }

  private:
    using enum ReferenceKind;
    using enum ReferenceAccess;

    void add(ReferenceKind kind, ReferenceAccess access, const ObjectName& name, const Node& node) {
        if (name) out_.push_back({kind, access, name, &node});
    }

    bool is_common_table(const ObjectName& name) const {
        return name.parts.size() == 1 &&
               std::any_of(common_tables_.begin(), common_tables_.end(), [&](const Identifier& x) {
                   return ascii_iequals(x.name, name.object());
               });
    }

    // What INSERT, UPDATE, DELETE and MERGE change.
    void target(const TableSource* source, const List<const TableSource*>& from = {}) {
        if (source == nullptr) return;
        access_[source] = write;
        const auto* named = source->try_as<NamedTable>();
        if (named == nullptr || named->name.parts.size() != 1) return;
        const NamedTable* aliased = find_alias(from, named->name.object());
        if (aliased == nullptr) return;
        access_[aliased] = write;
        skipped_ = named;  // the alias is no object
    }

    void named_table(const NamedTable& node) {
        if (&node == skipped_) return;
        const auto access = access_.find(&node);
        if (is_common_table(node.name)) return;
        add(relation, access == access_.end() ? read : access->second, node.name, node);
    }

    bool data(const Node& node) {
        switch (node.kind) {
            case NodeKind::NamedTable:
                return named_table(node.as<NamedTable>()), true;
            case NodeKind::InsertStatement:
                return target(node.as<InsertStatement>().target), true;
            case NodeKind::UpdateStatement: {
                const auto& typed = node.as<UpdateStatement>();
                return target(typed.target, typed.from), true;
            }
            case NodeKind::DeleteStatement: {
                const auto& typed = node.as<DeleteStatement>();
                return target(typed.target, typed.from), true;
            }
            case NodeKind::MergeStatement:
                return target(node.as<MergeStatement>().target), true;
            case NodeKind::OutputClause:
                return target(node.as<OutputClause>().into), true;
            case NodeKind::QuerySpecification:
                return add(relation, create, node.as<QuerySpecification>().into, node), true;
            case NodeKind::TruncateStatement:
                return add(relation, write, node.as<TruncateStatement>().table, node), true;
            case NodeKind::BulkInsertStatement:
                return add(relation, write, node.as<BulkInsertStatement>().table, node), true;
            case NodeKind::InsertBulkStatement:
                return add(relation, write, node.as<InsertBulkStatement>().table, node), true;
            case NodeKind::ChangeTable:
                return add(relation, read, node.as<ChangeTable>().table, node), true;
            case NodeKind::FullTextTable:
                return add(relation, read, node.as<FullTextTable>().table, node), true;
            case NodeKind::RemoteTable: {
                const auto& typed = node.as<RemoteTable>();
                add(typed.remote == RemoteKind::openquery ? server : relation, read, typed.object,
                    node);
                return true;
            }
            case NodeKind::FunctionTable: {
                const auto* call = try_as<FunctionCall>(node.as<FunctionTable>().call);
                if (call != nullptr && call->name.parts.size() == 1) {
                    add(function, read, call->name, node);
                }
                return true;
            }
            default:
                return false;
        }
    }

    bool definition(const Node& node) {
        switch (node.kind) {
            case NodeKind::CreateTableStatement:
                return add(relation, create, node.as<CreateTableStatement>().name, node), true;
            case NodeKind::AlterTableStatement:
                add(relation, mention, node.as<AlterTableStatement>().target, node);
                return add(relation, alter, node.as<AlterTableStatement>().name, node), true;
            case NodeKind::Constraint:
                return add(relation, mention, node.as<Constraint>().references, node), true;
            case NodeKind::CreateIndexStatement:
                return add(relation, alter, node.as<CreateIndexStatement>().table, node), true;
            case NodeKind::AlterIndexStatement:
                return add(relation, alter, node.as<AlterIndexStatement>().table, node), true;
            case NodeKind::CreateStatisticsStatement:
                return add(relation, alter, node.as<CreateStatisticsStatement>().table, node), true;
            case NodeKind::UpdateStatisticsStatement:
                return add(relation, alter, node.as<UpdateStatisticsStatement>().table, node), true;
            case NodeKind::CreateViewStatement: {
                const auto& typed = node.as<CreateViewStatement>();
                return add(relation, access_of(typed.verb), typed.name, node), true;
            }
            case NodeKind::CreateProcedureStatement: {
                const auto& typed = node.as<CreateProcedureStatement>();
                return add(procedure, access_of(typed.verb), typed.name, node), true;
            }
            case NodeKind::CreateFunctionStatement: {
                const auto& typed = node.as<CreateFunctionStatement>();
                return add(function, access_of(typed.verb), typed.name, node), true;
            }
            case NodeKind::CreateTriggerStatement: {
                const auto& typed = node.as<CreateTriggerStatement>();
                add(trigger, access_of(typed.verb), typed.name, node);
                return add(relation, mention, typed.target, node), true;
            }
            case NodeKind::CreateTypeStatement:
                return add(type, create, node.as<CreateTypeStatement>().name, node), true;
            case NodeKind::SequenceStatement: {
                const auto& typed = node.as<SequenceStatement>();
                return add(sequence, access_of(typed.verb), typed.name, node), true;
            }
            case NodeKind::CreateSynonymStatement:
                add(relation, create, node.as<CreateSynonymStatement>().name, node);
                return add(relation, mention, node.as<CreateSynonymStatement>().target, node), true;
            case NodeKind::DropStatement:
                drop_statement(node.as<DropStatement>());
                return true;
            default:
                return false;
        }
    }

    void drop_statement(const DropStatement& node) {
        ReferenceKind kind = ReferenceKind::other;
        if (node.object_class == "TABLE" || node.object_class == "VIEW" ||
            node.object_class == "SYNONYM") {
            kind = relation;
        } else if (node.object_class == "PROCEDURE" || node.object_class == "PROC") {
            kind = procedure;
        } else if (node.object_class == "FUNCTION") {
            kind = function;
        } else if (node.object_class == "TRIGGER") {
            kind = trigger;
        } else if (node.object_class == "TYPE") {
            kind = type;
        } else if (node.object_class == "SEQUENCE") {
            kind = sequence;
        }
        for (const ObjectName& name : node.names)
            add(kind, drop, name, node);
    }

    void rest(const Node& node) {
        switch (node.kind) {
            case NodeKind::ExecuteStatement:
                return add(procedure, execute, node.as<ExecuteStatement>().procedure, node);
            case NodeKind::FunctionCall: {
                const auto& typed = node.as<FunctionCall>();
                if (typed.name.parts.size() > 1) add(function, execute, typed.name, node);
                return;
            }
            case NodeKind::DataType: {
                const auto& typed = node.as<DataType>();
                if (!is_system_type(typed.name)) add(type, read, typed.name, node);
                return;
            }
            case NodeKind::NextValueFor:
                return add(sequence, read, node.as<NextValueFor>().sequence, node);
            case NodeKind::SetIdentityInsertStatement:
                return add(relation, alter, node.as<SetIdentityInsertStatement>().table, node);
            case NodeKind::GrantStatement:
                return add(ReferenceKind::other, mention, node.as<GrantStatement>().object, node);
            default:
                return;
        }
    }

    std::vector<Reference> out_;
    std::vector<Identifier> common_tables_;
    std::unordered_map<const Node*, ReferenceAccess> access_;
    const Node* skipped_ = nullptr;
};

}  // namespace

bool is_system_type(const ObjectName& name) {
    static constexpr std::string_view k_types[] = {"bigint",
                                                   "binary",
                                                   "binary varying",
                                                   "bit",
                                                   "char",
                                                   "char varying",
                                                   "character",
                                                   "character varying",
                                                   "cursor",
                                                   "date",
                                                   "datetime",
                                                   "datetime2",
                                                   "datetimeoffset",
                                                   "dec",
                                                   "decimal",
                                                   "double precision",
                                                   "float",
                                                   "geography",
                                                   "geometry",
                                                   "hierarchyid",
                                                   "image",
                                                   "int",
                                                   "integer",
                                                   "json",
                                                   "money",
                                                   "national char",
                                                   "national char varying",
                                                   "national character",
                                                   "national character varying",
                                                   "national text",
                                                   "nchar",
                                                   "ntext",
                                                   "numeric",
                                                   "nvarchar",
                                                   "real",
                                                   "rowversion",
                                                   "smalldatetime",
                                                   "smallint",
                                                   "smallmoney",
                                                   "sql_variant",
                                                   "sysname",
                                                   "table",
                                                   "text",
                                                   "time",
                                                   "timestamp",
                                                   "tinyint",
                                                   "uniqueidentifier",
                                                   "varbinary",
                                                   "varchar",
                                                   "vector",
                                                   "xml"};
    if (name.parts.size() > 2) return false;
    if (name.parts.size() == 2 && !ascii_iequals(name.schema(), "sys")) return false;
    const std::string lower = ascii_lower(name.object());
    return std::binary_search(std::begin(k_types), std::end(k_types), std::string_view(lower));
}

std::vector<Reference> find_references(const Node& root) {
    Finder finder;
    walk(root, finder);
    return finder.take();
}

}  // namespace gantry::tsql

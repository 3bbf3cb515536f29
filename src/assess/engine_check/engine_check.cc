#include "assess/engine_check/engine_check.h"
#include "assess/inventory.h"

#include <fmt/format.h>

#include "assess/engine_check/body_check.h"
#include "assess/engine_check/table_properties.h"
#include "assess/engine_check/text_check.h"
#include "engine/store/pg_ddl.h"

namespace gantry::assess {

using namespace catalog;
using store::Gap;
using store::GapKind;

namespace {

// What a restore writes of the tables, compiled by its own code: what it leaves out is a gap.
class SchemaCheck {
  public:
    SchemaCheck(const Database& database, EngineTally& tally)
        : database_(database), ddl_(database, store::engine_compiler()), tally_(tally) {}

    std::vector<Gap> run() {
        for (const Table& table : database_.tables) {
            if (table.is_table_type || table.is_system) continue;
            try {
                one(table);
            } catch (const Error& error) {
                Gap gap;
                gap.object_id = table.object_id;
                gap.name = ddl_.display_name(table);
                gap.reason = error.what();
                tell(gap, "table", "");
            }
        }
        return std::move(gaps_);
    }

  private:
    void one(const Table& table) {
        store::TableDdl made = ddl_.table(table);
        const std::string name = ddl_.display_name(table);
        for (const Column& column : table.columns) {
            if (column.is_computed()) {
                expression(made.gaps, column.id, name + "." + column.name, "computed column",
                           column.computed_text);
            }
            std::vector<Gap> gaps;
            ddl_.set_default(table, column, gaps);
            if (column.default_constraint) {
                expression(gaps, column.id, name + "." + column.name, "default",
                           column.default_constraint->text);
            }
        }
        for (const CheckConstraint& check : table.checks) {
            if (check.disabled) continue;  // restores leave it out, as it is
            std::vector<Gap> gaps;
            ddl_.add_check(table, check, gaps);
            expression(gaps, check.object_id, name + "." + check.name, "check constraint",
                       check.text);
        }
        for (const Index& index : table.indexes) {
            std::vector<Gap> gaps = ddl_.index(table, index).gaps;
            if (!index.filter_text.empty()) {
                expression(gaps, index.id, name + "." + index.name, "index filter",
                           index.filter_text);
            } else {
                for (Gap& gap : gaps)
                    tell(gap, "index", "");
            }
        }
        std::vector<Gap> keys;
        for (const ForeignKey& key : table.foreign_keys)
            ddl_.add_foreign_key(table, key, keys);
        for (Gap& gap : keys)
            tell(gap, "foreign key", "");
        for (Gap& gap : made.gaps) {
            if (gap.kind == GapKind::identity) tell(gap, "identity column", "");
        }
    }

    // One expression of the schema; its gap, if it has one, is among those given.
    void expression(const std::vector<Gap>& gaps, int32_t minor_id, const std::string& object,
                    std::string_view type, const std::string& text) {
        for (const Gap& gap : gaps) {
            if (gap.minor_id == minor_id && gap.kind != GapKind::identity) {
                return tell(gap, type, text);
            }
        }
        CheckedText checked;
        checked.object = object;
        checked.type = type;
        checked.is_module = false;
        tally_.add(checked, {});
    }

    void tell(const Gap& gap, std::string_view type, std::string_view text) {
        CheckedText checked;
        checked.object = gap.name;
        checked.type = type;
        checked.text = text;
        checked.is_module = false;
        if (text.empty()) checked.rule = "Gantry.Engine.NotRestored";
        Failure failure;
        // "its filter cannot be compiled: Statement or construct ...".
        const size_t begin = gap.reason.find("Statement or construct '");
        const std::string construct =
            begin == gap.reason.npos
                ? ""
                : refused_construct(std::string_view(gap.reason).substr(begin));
        if (!construct.empty()) {
            failure.kind = FailureKind::not_supported;
            failure.feature = feature_of(construct);
            failure.detail = feature_with_names(construct);
        } else {
            failure.feature = fmt::format("{} that is not built", type);
            failure.detail = gap.reason;
        }
        failure.line = text.empty() ? 0 : 1;
        tally_.add(checked, {failure});
        gaps_.push_back(gap);
    }

    const Database& database_;
    store::DdlWriter ddl_;
    EngineTally& tally_;
    std::vector<Gap> gaps_;
};

class ModuleChecks {
  public:
    ModuleChecks(const Database& database, std::shared_ptr<const engine::CatalogSnapshot> catalog,
                 EngineTally& tally)
        : database_(database), catalog_(std::move(catalog)), tally_(tally) {}

    void run() {
        for (const Module& module : database_.modules) {
            if (!module.is_system) one(module);
        }
    }

  private:
    std::string schema_of(const Module& module) const {
        for (const Schema& schema : database_.schemas) {
            if (schema.id == module.schema_id) return schema.name;
        }
        return "dbo";
    }

    void one(const Module& module) {
        const std::string schema = schema_of(module);
        CheckedText checked;
        checked.object = schema + "." + module.name;
        checked.type = module_type(module);
        checked.text = module.text;
        if (module.text.empty() || module.encrypted || module.kind == ModuleKind::clr) {
            return tally_.skip(checked, "");  // the rules tell why
        }
        BodySession session;
        session.catalog = catalog_;
        session.database = database_.name;
        session.default_schema = schema;
        session.settings.quoted_identifier = module.quoted_identifier;
        session.settings.ansi_nulls = module.ansi_nulls;
        tsql::ParseOptions options;
        options.quoted_identifier = module.quoted_identifier;
        const tsql::ParseResult parsed = tsql::parse(module.text, options);
        if (!parsed.ok() || parsed.statements.empty()) {
            return tally_.add(checked, syntax_failures(parsed));
        }
        BodyCheck check(session, parsed);
        try {
            check.module(*parsed.statements[0]);
        } catch (const Error& error) {
            Failure failure;
            failure.kind = FailureKind::cannot_tell;
            failure.detail = error.what();
            session.failures.push_back(std::move(failure));
        }
        tally_.add(checked, std::move(session.failures));
    }

    const Database& database_;
    std::shared_ptr<const engine::CatalogSnapshot> catalog_;
    EngineTally& tally_;
};

void check_properties(const Database& database, Findings& findings) {
    for (const Table& table : database.tables) {
        if (table.is_table_type || table.is_system) continue;
        for (PropertyGap& gap : property_gaps(table)) {
            Impact impact;
            impact.object =
                store::DdlWriter(database, store::engine_compiler()).display_name(table);
            impact.type = "table";
            impact.detail = std::move(gap.detail);
            findings.add(gap.rule, std::move(impact));
        }
    }
    for (const SecurityPolicy& policy : database.security_policies) {
        Impact impact;
        impact.object = policy.name;
        impact.type = "security policy";
        impact.detail = "row-level security: its rows are seen by all";
        findings.add("Gantry.Engine.NotInForce", std::move(impact));
    }
}

}  // namespace

void check_database(const Database& database, const EngineDatabases* others, Findings& findings,
                    EngineSummary& summary) {
    EngineTally tally(findings, summary);
    check_properties(database, findings);
    std::vector<Gap> gaps = SchemaCheck(database, tally).run();
    const EngineDatabases none;
    const EngineDatabases& known = others == nullptr ? none : *others;
    ModuleChecks(database, known.snapshot(restored(database, std::move(gaps))), tally).run();
    tally.finish();
}

}  // namespace gantry::assess

// Scripts beside the databases of a run: EngineScripts.

#include <map>

#include "assess/engine_check/body_check.h"
#include "assess/engine_check/engine_check.h"
#include "assess/engine_check/memory_ddl.h"
#include "assess/engine_check/text_check.h"
#include "base/utf.h"
#include "engine/ddl.h"
#include "engine/store/store.h"
#include "tsql/batch.h"

namespace gantry::assess {

namespace {

constexpr std::string_view k_no_database = "script";  // of scripts that come without backups
constexpr size_t k_changes_max = 100'000;
constexpr size_t k_partial_max = 100;

bool is_schema_change(const tsql::Statement& statement) {
    return engine::is_ddl(statement) && !engine::is_database_ddl(statement) &&
           !statement.is<tsql::DropStatement>();
}

// The database a batch leaves behind.
void follow_use(const tsql::ParseResult& parsed, std::string& database) {
    for (const tsql::Statement* statement : parsed.statements) {
        if (const auto* use = tsql::try_as<tsql::UseStatement>(statement)) {
            database = use->database.name;
        }
    }
}

template <class F>
void for_each_batch(std::string_view text, F&& f) {
    bool quoted_identifier = true;
    for (const tsql::Batch& batch : tsql::split_batches(text).batches) {
        tsql::ParseOptions options;
        options.quoted_identifier = quoted_identifier;
        const tsql::ParseResult parsed = tsql::parse(batch.text, options);
        f(batch, parsed, quoted_identifier);
        tsql::follow_quoted_identifier(parsed, quoted_identifier);
    }
}

}  // namespace

std::string EngineScripts::first_database() const {
    return databases_.size() == 1 ? databases_.names()[0] : std::string(k_no_database);
}

void EngineScripts::add(std::string_view text) {
    std::string database = first_database();
    auto note = [&](const tsql::Batch& batch, const tsql::ParseResult& parsed, bool quoted) {
        bool changes = false;
        for (const tsql::Statement* statement : parsed.statements) {
            if (const auto* create = tsql::try_as<tsql::CreateDatabaseStatement>(statement)) {
                used_.insert(ascii_lower(create->name.name));
            }
            changes = changes || is_schema_change(*statement);
        }
        follow_use(parsed, database);
        used_.insert(ascii_lower(database));
        if (changes && changes_.size() < k_changes_max) {
            changes_.push_back({database, batch.text, quoted});
        }
    };
    for_each_batch(text, note);
}

// The databases with what the scripts make of them: built once, at the first script.
EngineScripts::Catalog EngineScripts::catalog() const {
    std::lock_guard lock(mutex_);
    if (catalog_) return catalog_;
    Catalog made = databases_.snapshot(nullptr);
    std::set<std::string> used = used_;
    used.insert(std::string(k_no_database));
    for (const std::string& name : used) {
        if (made->find(name) != nullptr || partial_.size() >= k_partial_max) continue;
        made = made->with_database(restored(store::empty_model({.name = name}), {}));
        partial_.insert(name);
    }
    std::map<std::string, std::vector<const Change*>> by_database;
    for (const Change& change : changes_)
        by_database[ascii_lower(change.database)].push_back(&change);
    for (const auto& [name, changes] : by_database) {
        const engine::DatabaseCatalog* before = made->find(name);
        if (before == nullptr) continue;
        catalog::Database model = before->model();
        // Twice: types and tables of later batches are known the second time.
        for (int round = 0; round < 2; ++round) {
            for (const Change* change : changes) {
                tsql::ParseOptions options;
                options.quoted_identifier = change->quoted_identifier;
                const tsql::ParseResult parsed = tsql::parse(change->text, options);
                engine::CompileContext context{*made, model.name, {}, nullptr, nullptr, "dbo"};
                context.settings.quoted_identifier = change->quoted_identifier;
                for (const tsql::Statement* statement : parsed.statements) {
                    if (!is_schema_change(*statement)) continue;
                    try {
                        apply_ddl(model, *statement, parsed.text(), context);
                    } catch (const Error&) {
                        // Told where the statement itself is compiled.
                    }
                }
            }
            made = made->with_database(restored(model, {}));
        }
    }
    catalog_ = made;
    return made;
}

void EngineScripts::check(const std::string& name, std::string_view text, Findings& findings,
                          EngineSummary& summary) const {
    EngineTally tally(findings, summary);
    summary.batches = true;
    BodySession session;
    session.catalog = catalog();
    session.database = first_database();
    session.changes_known = true;
    {
        std::lock_guard lock(mutex_);
        session.partial_databases = partial_;
    }
    auto one = [&](const tsql::Batch& batch, const tsql::ParseResult& parsed, bool quoted) {
        CheckedText checked;
        checked.object = name;
        checked.type = "script";
        checked.text = batch.text;
        checked.first_line = batch.first_line;
        if (!parsed.ok()) return tally.add(checked, syntax_failures(parsed));
        session.settings.quoted_identifier = quoted;
        session.statements = 0;
        session.overlays = 0;
        session.stopped = false;
        session.started = std::chrono::steady_clock::now();
        try {
            BodyCheck(session, parsed).batch();
        } catch (const Error& error) {
            Failure failure;
            failure.kind = FailureKind::cannot_tell;
            failure.detail = error.what();
            session.failures.push_back(std::move(failure));
        }
        tally.add(checked, std::exchange(session.failures, {}));
    };
    for_each_batch(text, one);
    tally.finish();
}

}  // namespace gantry::assess

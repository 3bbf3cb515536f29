#include "restore/restorer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "base/utf.h"
#include "catalog/row_counts.h"
#include "engine/store/kept_steps.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"
#include "restore/announcer.h"
#include "restore/clean_up.h"
#include "restore/errors.h"
#include "restore/stage_messages.h"
#include "storage/page.h"

namespace gantry::restore {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int k_step_count = 5;
constexpr uint64_t k_pages_per_part = 4096;  // 32 MiB: also how finely progress is told
constexpr int k_workers_max = 64;
constexpr size_t k_name_units_max = 128;  // sysname

std::chrono::milliseconds since(Clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

}  // namespace

void check_restored_name(const std::string& name) {
    std::string key = store::name_key(name);
    if (key.empty()) throw SqlError(1038, 15, 4, "An object or column name is missing or empty.");
    if (utf16_length(name) > k_name_units_max) {
        throw SqlError(3123, 16, 1,
                       fmt::format("Invalid database name '{}' specified for backup or restore "
                                   "operation.",
                                   name),
                       fmt::format("a name has {} characters at most", k_name_units_max));
    }
    if (key == "tempdb") {
        throw SqlError(3147, 16, 1,
                       "Backup and restore operations are not allowed on database tempdb.",
                       "it is made anew whenever the instance starts; restore the backup under "
                       "another name");
    }
    if (key == "master" || key == "model" || key == "msdb") {
        throw SqlError(
            40510, 16, 1,
            fmt::format("Restoring over the system database '{}' is not supported.", name),
            fmt::format("its logins, jobs and settings can be carried over as a script: gantry "
                        "script {}.bak; to look at its rows, restore it under another name",
                        key));
    }
}

void throw_database_exists(const std::string& name) {
    throw SqlError(
        1801, 16, 3,
        fmt::format("Database '{}' already exists. Choose a different database name.", name),
        "restore it under another name (--as), or replace the database there is "
        "(--replace, WITH REPLACE)");
}

Restorer::Restorer(const RestoreRequest& request, RowSource& source,
                   const ConnectionFactory& connect, ProgressSink& progress, std::stop_token stop,
                   const store::ExpressionCompiler& compiler)
    : request_(request),
      source_(source),
      connect_(connect),
      progress_(progress),
      stop_(std::move(stop)),
      compiler_(compiler),
      model_(source.model()),
      name_(request.name.empty() ? model_.name : request.name),
      started_(Clock::now()) {}

RestoreReport Restorer::run() {
    check_restored_name(name_);
    register_restore();
    try {
        make_pool();
        create_tables();
        load_rows();
        verify_counts();
        build_indexes();
        finish_tables();
        publish();
    } catch (const pg::PgError& error) {
        if (!turned_out_published()) {
            if (stop_.stop_requested()) throw Stopped();
            rethrow_pg(error, "database " + name_);
        }
    } catch (...) {
        if (!turned_out_published()) throw;
    }
    fill_report();
    return std::move(report_);
}

void Restorer::register_restore() {
    coordinator_ = connect_();
    for (const std::string& name : store::drop_unfinished_restores(*coordinator_)) {
        log::info("restore.unfinished_removed", {{"database", name}});
    }
    begin();
    ddl_ = std::make_unique<store::DdlWriter>(model_, compiler_, ticket_.schema_prefix);
    space_ = std::make_unique<SpaceGuard>(*coordinator_, request_.storage_room);
    shown_.database = name_;
    shown_.step_count = k_step_count;
}

void Restorer::begin() {
    if (!kept_steps_.empty()) {
        ticket_ = store::continue_restore(*coordinator_, name_, kept_steps_);
        return;
    }
    try {
        ticket_ = store::begin_restore(*coordinator_, name_, model_.collation, request_.replace);
    } catch (const SqlError& error) {
        if (error.number() != 1801) throw;
        throw_database_exists(name_);
    }
}

// Workers that wait for bytes leave their cores idle: another one stands in for them.
int Restorer::worker_count() const {
    const int wanted = std::clamp(request_.workers, 1, k_workers_max);
    return wanted > 1 && source_.fetches() ? wanted + 1 : wanted;
}

void Restorer::make_pool() {
    // The restore is safe at publish, whose commit waits for the disk; until then nothing need.
    std::string setup = fmt::format(
        "SET application_name = {}; SET synchronous_commit = off; SET statement_timeout = 0; "
        "SET lock_timeout = 0; SET client_connection_check_interval = '2s'; "
        "SET client_min_messages = warning; SET search_path = pg_catalog, sys",
        pg::quote_literal(ticket_.application_name));
    pool_ = std::make_unique<WorkerPool>(
        connect_, worker_count(), setup, stop_, [this] { progress_.show(snapshot()); },
        progress_.interval(), [this] { space_->check(shown_.bytes_total - counters_.bytes_done); });
}

void Restorer::create_tables() {
    begin_step("create tables", 0);
    for (uint32_t collation : store::collations_of(model_)) {
        store::ensure_collation(*coordinator_, collation);
    }
    // Only the commit of publish has to wait for the disk.
    std::string sql =
        "SET client_min_messages = warning; SET synchronous_commit = off;"
        "SET search_path = pg_catalog, sys;";
    for (const std::string& schema : store::schemas_with_tables(model_)) {
        sql += "CREATE SCHEMA " + store::quoted(ddl_->schema(schema)) + ";";
    }
    sql += fmt::format("CREATE SEQUENCE {} AS bigint START WITH 2001",
                       store::quoted(ddl_->schema("dbo"), store::pg_rowversion_sequence()));
    coordinator_->execute(sql);
    for (const catalog::Table& table : model_.tables) {
        if (table.is_table_type) continue;
        check_stop();
        auto load = std::make_unique<TableLoad>();
        load->table = &table;
        load->pg_name = ddl_->table_name(table);
        load->display_name = ddl_->display_name(table);
        load->pages = source_.page_count(table);
        create_table(*ddl_, *load, *coordinator_, gaps_);
        if (source_.is_left_out(table)) {
            gaps_.add(store::Gap{store::GapKind::table_rows, table.object_id, 0,
                                 load->display_name, "are in a file that was left out"});
        }
        shown_.bytes_total += load->pages * storage::k_page_size;
        shown_.rows_total += uint64_t(std::max<int64_t>(table.row_count, 0));
        tables_.push_back(std::move(load));
    }
    shown_.tables_total = tables_.size();
    space_->require(shown_.bytes_total);
    // The biggest first: the others fill up the workers' ends.
    std::stable_sort(tables_.begin(), tables_.end(),
                     [](const auto& a, const auto& b) { return a->pages > b->pages; });
}

void Restorer::load_rows() {
    begin_step("load rows", 0);
    std::vector<WorkerPool::Task> tasks;
    Announcer announcer(source_);
    for (const auto& load : tables_) {
        size_t parts = std::max<uint64_t>(1, load->pages / k_pages_per_part);
        load->parts = source_.split(*load->table, parts);
        load->parts_left = load->parts;
        if (load->parts == 0) ++counters_.tables_done;
        for (size_t part = 0; part < load->parts; ++part) {
            const uint64_t pages = load->pages / load->parts;
            announcer.add(*load->table, part, pages);
            tasks.push_back(
                [this, &announcer, &load = *load, part, pages](WorkerPool::Worker& worker) {
                    announcer.started(pages);
                    load_part(source_, load, part, worker, counters_);
                });
        }
    }
    announcer.begin();
    pool_->run(std::move(tasks));
    progress_.show(snapshot());
}

void Restorer::verify_counts() {
    source_.require_read();
    for (const auto& load : tables_) {
        uint64_t decoded = load->rows_decoded, loaded = load->rows_loaded;
        if (decoded != loaded) {
            throw Error(fmt::format("table {}: {} rows were sent, PostgreSQL took {}",
                                    load->display_name, decoded, loaded));
        }
        bool exact = catalog::is_row_count_known(*load->table) &&
                     !catalog::may_miscount_rows(model_.created_version);
        if (exact && load->table->row_count != int64_t(loaded)) {
            report_.warnings.push_back(
                fmt::format("table {} has {} rows; the backup's catalog said {}",
                            load->display_name, loaded, load->table->row_count));
            progress_.warning(report_.warnings.back());
        }
    }
}

void Restorer::build_indexes() {
    std::vector<WorkerPool::Task> tasks = index_tasks(*ddl_, tables_, gaps_, counters_);
    begin_step("build indexes", tasks.size());
    pool_->run(std::move(tasks));
}

void Restorer::finish_tables() {
    std::vector<WorkerPool::Task> tasks = table_tasks(*ddl_, tables_, gaps_, counters_);
    begin_step("check constraints", tasks.size());
    pool_->run(std::move(tasks));
    check_stop();
    tasks = foreign_key_tasks(*ddl_, tables_, *coordinator_, gaps_, counters_);
    shown_.parts_total += tasks.size();
    pool_->run(std::move(tasks));
    set_positions();
}

void Restorer::set_positions() {
    int64_t rowversion = 0;
    for (const auto& load : tables_)
        rowversion = std::max(rowversion, load->rowversion_max.load());
    if (rowversion > 0) {
        coordinator_->query("SELECT setval($1::regclass, $2)",
                            {store::quoted(ddl_->schema("dbo"), store::pg_rowversion_sequence()),
                             std::to_string(rowversion)});
    }
    for (const catalog::Sequence& sequence : model_.sequences) {
        std::string name =
            store::quoted(ddl_->schema(sequence.schema_id), store::pg_object(sequence.name));
        try {
            coordinator_->execute(ddl_->create_sequence(sequence));
            if (sequence.current.empty() || sequence.current == sequence.start) continue;
            coordinator_->query("SELECT setval($1::regclass, $2)", {name, sequence.current});
        } catch (const pg::PgError& error) {
            if (!is_refusal(error)) throw;
            gaps_.add(store::Gap{store::GapKind::identity, sequence.object_id, 0, sequence.name,
                                 std::string("the sequence cannot be made: ") + error.what()});
        }
    }
}

void Restorer::publish() {
    begin_step("publish", 0);
    check_stop();
    pool_.reset();
    report_.gaps = gaps_.take();
    store::publish_restore(*coordinator_, ticket_, model_, report_.gaps);
}

// Otherwise what there is of it is taken back.
bool Restorer::turned_out_published() {
    pool_.reset();
    return settle_patiently(coordinator_, connect_, ticket_, name_, stop_) == Ending::committed;
}

void Restorer::fill_report() {
    report_.database = name_;
    report_.database_id = ticket_.database_id;
    report_.duration = since(started_);
    report_.modules = model_.modules.size();
    for (const std::string& warning : model_.warnings)
        report_.warnings.push_back(warning);
    for (const auto& load : tables_) {
        report_.tables.push_back({load->display_name, load->rows_loaded,
                                  catalog::is_row_count_known(*load->table)
                                      ? load->table->row_count
                                      : int64_t(load->rows_loaded)});
        report_.rows += load->rows_loaded;
    }
    std::sort(report_.tables.begin(), report_.tables.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    add_file_messages(source_.files(), report_);
    add_end_message(request_.log, report_);
}

void Restorer::begin_step(const std::string& name, uint64_t parts) {
    ++shown_.step;
    shown_.step_name = name;
    shown_.parts_total = parts;
    counters_.parts_done = 0;
    step_started_ = Clock::now();
    progress_.begin_step(snapshot());
}

void Restorer::check_stop() const {
    if (stop_.stop_requested()) throw Stopped();
}

Progress Restorer::snapshot() const {
    Progress progress = shown_;
    progress.bytes_done = counters_.bytes_done;
    progress.rows_done = counters_.rows_done;
    progress.tables_done = counters_.tables_done;
    progress.parts_done = counters_.parts_done;
    progress.elapsed = since(started_);
    progress.step_elapsed = since(step_started_);
    return progress;
}

}  // namespace gantry::restore

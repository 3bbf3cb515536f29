#pragma once
// Runs one request of a client: batches, procedures and control flow statement by statement
// (DESIGN D6), each query or change through engine and backend. Errors become ERROR tokens here,
// at the statement, with the reach SQL Server gives them (errors.h).
//
// Made per request; state that outlives it is in SessionState. One thread. Its methods are spread
// over files by subject.

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "session/frame.h"
#include "session/reply.h"
#include "session/state.h"
#include "tds/request.h"
#include "tsql/ast.h"

namespace gantry::engine {
struct DdlResult;
}

namespace gantry::restore {
struct RestoreRequest;
}

namespace gantry::session {

class CapturedRows;
class RowSink;
struct RestoreOptions;
struct RestoreOrder;

// An argument of a procedure, from EXEC or an RPC. Output values come back in `value`.
struct Argument {
    std::string name;  // with '@'; empty: by position
    types::Value value;
    bool use_default = false;
    bool output = false;
    std::string table;  // a table variable, of a table-valued parameter: its name
};

constexpr int k_nest_level_max = 32;

class Interpreter {
  public:
    Interpreter(SessionState& state, Reply& reply) : state_(state), reply_(reply) {}

    // Requests; they end with everything said but the final DONE (Reply::finish).
    void batch(std::string_view text);
    void remote_calls(tds::RpcRequest& request);  // rpc.cc
    void transaction_request(const tds::TransactionRequest& request);  // transactions.cc
    // Rolls back what the session has open; ENVCHANGE included. transactions.cc
    void roll_back_everything();
    void reset_connection(bool keep_transaction);  // reset.cc

  private:
    enum class Flow : uint8_t { next, break_, continue_, return_, goto_ };
    // The frame or everything up to the request ends; the error was told to the client.
    struct EndScope {};
    struct EndBatch {};
    // On its way to the CATCH block that is known to be there.
    struct Caught {
        SqlError error;
        const Frame* origin;
    };

    // interpreter.cc
    Flow run_list(const tsql::List<const tsql::Statement*>& statements);
    Flow run_statement(const tsql::Statement& statement);
    Flow dispatch(const tsql::Statement& statement);
    void run_frame(Frame& frame, const tsql::List<const tsql::Statement*>& statements);
    void declare_all(const tsql::List<const tsql::Statement*>& statements);
    void on_error(SqlError error, const tsql::Statement& statement);
    bool is_caught(const SqlError& error) const;
    void apply_reach(const SqlError& error);
    void end_of_batch();
    void check_client();
    tsql::ParseOptions parse_options() const;

    // control.cc
    Flow if_statement(const tsql::IfStatement& statement);
    Flow while_statement(const tsql::WhileStatement& statement);
    Flow try_statement(const tsql::TryStatement& statement);
    Flow return_statement(const tsql::ReturnStatement& statement);
    void wait_for(const tsql::WaitForStatement& statement);
    void declare(const tsql::DeclareStatement& statement);
    void set_variable(const tsql::SetVariableStatement& statement);
    void use(const tsql::UseStatement& statement);
    void switch_database(std::string_view name);

    // messages.cc
    void print(const tsql::PrintStatement& statement);
    void raise_error(const tsql::RaiserrorStatement& statement);
    void throw_error(const tsql::ThrowStatement& statement);

    // evaluate.cc
    types::Value evaluate(const tsql::Expr& expression,
                          std::optional<types::SqlType> target = std::nullopt);
    bool is_true(const tsql::Expr& condition);
    std::optional<types::Value> evaluate_here(const tsql::Expr& expression);
    std::string text_of(const tsql::Expr& expression);
    types::Value single_value(const engine::CompiledPtr& compiled);

    // queries.cc
    engine::CompileContext compile_context();
    engine::CompiledPtr compile(const tsql::Node& node, uint8_t purpose,
                                std::optional<types::SqlType> target);
    engine::CompiledPtr compiled(const tsql::Node& node, uint8_t purpose,
                                 std::optional<types::SqlType> target = std::nullopt);
    void query(const tsql::Statement& statement);
    std::shared_ptr<const RowEncoder> encoder_for(const engine::CompiledPtr& compiled);
    void describe(const engine::CompiledStatement& compiled);
    void run_query(const engine::CompiledPtr& compiled);
    // triggers.cc
    void run_change(const engine::CompiledPtr& compiled);
    void fire_triggers(const engine::CompiledStatement& compiled, uint64_t count);
    void run_trigger(const engine::DatabaseCatalog& database, const catalog::Module& module,
                     const engine::CompiledStatement& change);
    bool is_running_directly(int32_t trigger) const;
    void assign_row(const engine::CompiledStatement& compiled, ByteSpan row);
    void start_implicit_transaction(const tsql::Statement& statement);
    int32_t row_limit(const engine::CompiledStatement& compiled) const;
    SqlError storage_error(const engine::CompiledStatement& compiled, const StorageState& state);
    void check_storage(const engine::CompiledStatement& compiled);
    void note_freed_storage(const engine::CompiledStatement& compiled);
    uint64_t run_compiled(const engine::CompiledPtr& compiled, RowSink& sink);
    void ensure_collations(const engine::CompiledStatement& compiled);
    void ensure_routine(const engine::Routine& routine);
    const std::string& context_key();
    void refresh_snapshot();
    bool catch_up();
    void statement_done(uint16_t command, bool has_count, uint64_t count);

    // session_functions.cc
    types::Value parameter_value(const engine::ParameterSource& source);
    types::Value session_value(std::string_view name);

    // ddl.cc
    void ddl(const tsql::Statement& statement);
    void execute_ddl(const tsql::Statement& statement, engine::DdlResult& result);
    void apply_ddl(engine::DdlResult result);
    bool server_principal(const tsql::Statement& statement);
    void check_database_ddl(const tsql::Statement& statement);
    void create_into(const engine::CompiledPtr& compiled);
    void set_temporary(std::shared_ptr<const engine::DatabaseCatalog> temporary);
    void leave_private_snapshot();
    // temporary.cc
    void declare_tables(const tsql::DeclareStatement& statement);
    void make_table(const catalog::Table& type, std::string_view name);
    // Makes the table of a parameter, with the rows of the caller's table `from`; empty: none.
    void bind_table(const catalog::Table& type, std::string_view name, std::string_view from);
    bool is_temporary(std::string_view name) const;
    void drop_temporary(const std::string& name);
    void drop_frame_temporaries(Frame& frame);
    void drop_temporary_objects();
    std::vector<std::string> temporary_names() const;
    void note_new_temporaries(const engine::DatabaseCatalog& temporary);
    void hide_outer_table(std::string_view name);
    void show_outer_table(const HiddenTable& hidden);
    // credentials.cc
    void credential(const tsql::CredentialStatement& statement);
    void drop_credential(const tsql::DropStatement& statement);
    // kill.cc
    void kill(const tsql::KillStatement& statement);
    void await_end(const Activity& target);
    // restore.cc
    void restore(const tsql::RestoreStatement& statement);
    RestoreOptions read_restore(const tsql::RestoreStatement& statement);
    std::string restored_name(const tsql::RestoreStatement& statement);
    void require_restore_permission(const std::string& name);
    RestoreOrder restore_order(const tsql::RestoreStatement& statement,
                               restore::RestoreRequest request, const std::string& words);
    void run_restore(RestoreOrder order, int stats, int line);
    void see_restored();
    // DROP DATABASE cancels restores of what it drops and waits until they have cleaned up. True
    // when there were any.
    bool end_restores_of_dropped(const tsql::Statement& statement);
    // (database id, step id) of the backups kept for what a DROP DATABASE drops.
    std::vector<std::pair<int32_t, int32_t>> kept_for_dropped(const tsql::Statement& statement);
    // database_use.cc
    void require_unused(const std::string& name);
    void end_other_users(const tsql::AlterDatabaseStatement& statement);
    void look_at_client(std::chrono::milliseconds pause);
    // restore_only.cc
    void restore_only(const tsql::RestoreStatement& statement);
    // From a handler of `error`: one of RESTORE's own gets 3013 behind it, another stays as it is.
    [[noreturn]] void throw_restore_error(const std::exception& error, std::string_view words,
                                          int line);

    // set_options.cc
    void set_option(const tsql::SetOptionStatement& statement);
    void set_value(const tsql::SetValueStatement& statement);
    void set_isolation(const tsql::SetIsolationStatement& statement);
    void set_identity_insert(const tsql::SetIdentityInsertStatement& statement);

    // transactions.cc
    void transaction(const tsql::TransactionStatement& statement);
    void begin_transaction(const std::string& name);
    void commit_transaction();
    void roll_back_transaction(const std::string& name);
    void save_transaction(const std::string& name);
    bool begin_statement_transaction();
    void end_statement_transaction();
    void transaction_is_gone();
    // The session's own view of the catalog, when a transaction with DDL ends. ddl.cc
    void catalog_committed();
    void catalog_rolled_back();
    void catalog_rolled_back_to_savepoint();

    // cursors.cc
    void declare_cursor(const tsql::DeclareCursorStatement& statement);
    bool set_cursor(const tsql::SetVariableStatement& statement);
    void cursor_statement(const tsql::CursorStatement& statement);
    void fetch(const tsql::FetchStatement& statement);
    CursorPtr make_cursor(const tsql::CursorDefinition& definition);
    CursorPtr find_cursor(const tsql::CursorRef& reference) const;
    void open_cursor(Cursor& cursor);
    void send_fetched(const Cursor& cursor, bool found);
    int cursor_status(std::string_view kind, std::string_view name) const;

    // insert_execute.cc
    void insert_execute(const tsql::InsertStatement& statement);
    void insert_captured(const tsql::InsertStatement& statement, CapturedRows& rows);
    void check_capture(const tsql::TransactionStatement& statement) const;

    // execute.cc
    void execute(const tsql::ExecuteStatement& statement);
    void execute_text(std::string_view text);
    int32_t call(const std::vector<std::string>& name, std::vector<Argument>& arguments);
    int32_t call_module(const engine::DatabaseCatalog& database, const catalog::Module& module,
                        std::vector<Argument>& arguments);
    void bind_arguments(Frame& frame, const tsql::List<const tsql::Parameter*>& parameters,
                        std::vector<Argument>& arguments, std::string_view procedure);
    void take_outputs(const Frame& frame, const tsql::List<const tsql::Parameter*>& parameters,
                      std::vector<Argument>& arguments);
    types::SqlType data_type(const tsql::DataType& type);
    // nullptr when the type is a scalar's.
    const catalog::Table* table_type(const tsql::DataType& type);

    // system_procedures.cc: nullopt when there is no such procedure.
    std::optional<int32_t> call_system(std::string_view name, std::vector<Argument>& arguments);
    int32_t execute_sql(std::vector<Argument>& arguments);
    int32_t prepare(std::vector<Argument>& arguments, bool execute_too);
    int32_t execute_handle(std::vector<Argument>& arguments);
    int32_t unprepare(std::vector<Argument>& arguments);
    int32_t run_dynamic(const UnitPtr& unit, const UnitPtr& declarations,
                        std::span<Argument> arguments, bool keep_prepared);
    UnitPtr declarations_unit(std::string_view text);
    // catalog_procedures.cc
    void datatype_info(const std::vector<Argument>& arguments);
    void server_info(const std::vector<Argument>& arguments);
    std::optional<int32_t> catalog_procedure(std::string_view name,
                                             std::vector<Argument>& arguments);

    // history_procedures.cc
    void delete_backup_history(const std::vector<Argument>& arguments);

    // rpc.cc
    void remote_call(tds::RpcCall& call);
    void apply_reach_of_call(const SqlError& error);

    SessionState& state_;
    Reply& reply_;
    Frame* frame_ = nullptr;
    CapturedRows* capture_ = nullptr;  // where results go instead of to the client
    int statements_since_check_ = 0;
};

}  // namespace gantry::session

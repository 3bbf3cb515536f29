#pragma once
// What compiling a statement depends on besides its text: catalog, current database, SET options
// and the declared variables. A compiled statement may be reused while all of these are the same.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/snapshot/snapshot.h"
#include "types/sql_type.h"

namespace gantry::engine {

struct SessionSettings {
    bool quoted_identifier = true;
    bool ansi_nulls = true;
    bool ansi_padding = true;
    bool ansi_warnings = true;
    bool ansi_null_default = true;
    bool arithabort = true;
    bool concat_null_yields_null = true;
    bool numeric_roundabort = false;
    bool nocount = false;
    bool xact_abort = false;
    uint8_t datefirst = 7;
    std::string dateformat = "mdy";
    std::string language = "us_english";
    int64_t rowcount = 0;       // SET ROWCOUNT; 0: all rows
    std::string identity_insert;  // "db.schema.table" of SET IDENTITY_INSERT ... ON, else empty

    bool operator==(const SessionSettings&) const = default;
};

// The declared scalar variables and parameters, with '@', looked up without case.
class VariableScope {
  public:
    void declare(std::string_view name, types::SqlType type);
    const types::SqlType* find(std::string_view name) const;

  private:
    std::unordered_map<std::string, types::SqlType> types_;
};

// What `inserted` and `deleted` are in the body of a trigger: tables of pg_temp with the columns of
// the trigger's table (engine/triggers.h). Borrowed from a snapshot that is kept meanwhile.
struct TriggerContext {
    const DatabaseCatalog* database = nullptr;
    const catalog::Table* table = nullptr;
    int level = 1;
    bool instead = false;
};

struct RoutineChain;  // routines/routine.h

struct CompileContext {
    const CatalogSnapshot& catalog;
    std::string database;
    SessionSettings settings;
    const VariableScope* variables = nullptr;
    // Temporary tables (#t) and table variables (@t) of the session, as models named with their
    // '#' or '@'; their PostgreSQL tables are in pg_temp. May be null.
    const DatabaseCatalog* temporary = nullptr;
    std::string default_schema = "dbo";  // of the current user
    const TriggerContext* trigger = nullptr;  // of the trigger whose text this is
    int trigger_level = 0;                    // how many triggers are running
    const RoutineChain* routines = nullptr;   // functions whose bodies this is in
};

}  // namespace gantry::engine

#pragma once
// DML triggers: which ones a change fires, and the statement of a change that keeps its rows for
// them. The rows are in tables of pg_temp, "inserted$1" and "deleted$1"; the number is how many
// triggers deep the change is. Who runs the statement makes the tables before and drops them after.
//
// Pure functions. Source: the documentation of CREATE TRIGGER.

#include <string>
#include <string_view>
#include <vector>

#include "engine/bind/binder.h"
#include "engine/compiled.h"

namespace gantry::engine {

// Object ids, in the order in which they fire.
struct FiringTriggers {
    std::vector<int32_t> after;
    int32_t instead = 0;  // of INSTEAD OF; 0: none
};

// Enabled triggers of the table at `event`: INSERT, UPDATE or DELETE.
FiringTriggers triggers_of(const DatabaseCatalog& database, int32_t object_id,
                           std::string_view event);

// Makes a bound change keep its rows when it fires something. Before it is emitted.
void plan_triggers(bind::Binder& binder, bind::Dml& dml, std::string_view event, int line,
                   CompiledStatement& out);

// "pg_temp"."inserted$1"
std::string inserted_table(int level);
std::string deleted_table(int level);

}  // namespace gantry::engine

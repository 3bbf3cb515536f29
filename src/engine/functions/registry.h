#pragma once
// Built-in functions as data: name, arguments, result type, and the PostgreSQL form. Each family
// has its own table (string.cc, date.cc, math.cc, system.cc, ...); what a row cannot say has a
// builder. Constant data, thread-safe.

#include <span>
#include <string_view>
#include <vector>

#include "engine/bind/binder.h"

namespace gantry::engine::functions {

struct Rule;

// One call while it is bound.
struct Call {
    bind::Binder& binder;
    const Rule& rule;
    std::vector<bind::Expr*> args;  // converted as Rule::params says
    int line = 0;
    std::string_view part;          // date part, normalised: "day"
    bool distinct = false;
    std::vector<bind::OrderItem> within;
    bool star = false;              // COUNT(*)
};

using Build = bind::Expr* (*)(Call&);

enum class Kind : uint8_t { scalar, aggregate, ranking, window };

struct Rule {
    std::string_view name;  // lower case
    int min_args = 0;
    int max_args = 0;  // -1: any number
    // One letter for each argument, the last one repeats:
    //   a any   s varchar or nvarchar   n nvarchar   i int   b bigint   f float   m a number
    //   d date or time (text becomes datetime2, numbers datetime)   t datetime   x varbinary
    //   p date part (a bare word)   u uniqueidentifier
    std::string_view params;
    // A type name; "=0": that of argument 0; "=0s": its varchar or nvarchar.
    std::string_view result;
    // "sys.len({0})"; {*} all arguments, {1*} from the second on, {p} the date part.
    std::string_view form;
    enum class Null : uint8_t { from_args, never, always } null = Null::from_args;
    bool is_volatile = false;
    Build build = nullptr;
    Kind kind = Kind::scalar;
};

std::span<const Rule> string_functions();
std::span<const Rule> date_functions();
std::span<const Rule> math_functions();
std::span<const Rule> system_functions();
std::span<const Rule> metadata_functions();
std::span<const Rule> session_functions();
std::span<const Rule> aggregate_functions();
std::span<const Rule> window_functions();

// nullptr when there is no such function. `name` in any case.
const Rule* find(std::string_view name);

// Converts the arguments as the rule says, checks their number (174, 189) and builds the call.
bind::Expr* bind_call(Call& call);
bind::Expr* call_by_name(bind::Binder& binder, std::string_view name,
                         std::vector<bind::Expr*> args, int line);
// @@VERSION and its like.
bind::Expr* global_variable(bind::Binder& binder, std::string_view name, int line);
// "nextval('...')".
std::string next_value_form(const bind::Binder::Found& found);
// "day" for d, dd, day ...; empty when it is none.
std::string_view date_part(std::string_view word);

// Helpers of builders.
types::SqlType named_type(std::string_view name, uint32_t collation);
bind::Expr* unsupported_argument(const Call& call);
// Value of a constant text argument; nullopt when it is no constant or NULL.
std::optional<std::string> constant_text(const bind::Expr* expr);
std::optional<int64_t> constant_int(const bind::Expr* expr);

}  // namespace gantry::engine::functions

// Date and time functions.

#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"

namespace gantry::engine::functions {
namespace {

using bind::Expr;
using types::SqlType;
using types::TypeId;

// DATEADD keeps the type of its date; text becomes datetime there.
Expr* dateadd(Call& call) {
    Expr*& date = call.args[1];
    if (types::is_character(date->type.id) || date->type.id == TypeId::none) {
        date = call.binder.convert(date, named_type("datetime", 0));
    } else if (types::is_numeric(date->type.id)) {
        date = call.binder.convert(date, named_type("datetime", 0));
    } else if (!types::is_date_time(date->type.id)) {
        bind::invalid_argument(call.line, date->type, 3, "dateadd");
    }
    bool nullable = call.args[0]->nullable || date->nullable;
    return call.binder.call(fmt::format("sys.dateadd('{}', {{0}}, {{1}})", call.part), call.args,
                            date->type, nullable);
}

Expr* datediff(Call& call) {
    // The sides may be of different types: both become datetime2 or datetimeoffset then.
    TypeId l = call.args[0]->type.id;
    TypeId r = call.args[1]->type.id;
    if (l != r) {
        bool offset = l == TypeId::datetimeoffset || r == TypeId::datetimeoffset;
        SqlType type = named_type(offset ? "datetimeoffset" : "datetime2", 0);
        for (Expr*& arg : call.args) arg = call.binder.convert(arg, type);
    }
    bool big = call.rule.name == "datediff_big";
    bool nullable = call.args[0]->nullable || call.args[1]->nullable;
    return call.binder.call(
        fmt::format("sys.{}('{}', {{0}}, {{1}})", call.rule.name, call.part), call.args,
        big ? types::bigint_type() : types::int_type(), nullable);
}

Expr* datetrunc(Call& call) {
    return call.binder.call(fmt::format("sys.datetrunc('{}', {{0}})", call.part), call.args,
                            call.args[0]->type, call.args[0]->nullable);
}

// The week and the weekday depend on SET DATEFIRST.
Expr* datepart(Call& call) {
    const Expr* date = call.args[0];
    if (call.part == "weekday" && call.rule.name == "datepart") {
        int first = call.binder.context().settings.datefirst;
        if (first != 7) {
            return call.binder.call(
                fmt::format("((sys.datepart('weekday', {{0}}) + 6 - {} + 7) % 7 + 1)", first % 7),
                call.args, types::int_type(), date->nullable);
        }
    }
    return call.binder.call(fmt::format("sys.{}('{}', {{0}})", call.rule.name, call.part),
                            call.args,
                            call.rule.name == "datename"
                                ? types::nvarchar_type(30, call.binder.database_collation())
                                : types::int_type(),
                            date->nullable);
}

Expr* fraction_parts(Call& call) {
    auto scale = constant_int(call.args.back());
    if (!scale || *scale < 0 || *scale > 7) {
        bind::fail(10760, 16, call.line,
                   "Scale argument is not valid. Valid expressions for data type argument scale "
                   "are integer constants and integer constant expressions.");
    }
    SqlType type = named_type(call.rule.result, 0);
    type.scale = static_cast<uint8_t>(*scale);
    return call.binder.call(fmt::format("sys.{}({{*}})", call.rule.name), call.args, type, true);
}

Expr* switchoffset(Call& call) {
    call.args[0] = call.binder.convert(call.args[0], named_type("datetimeoffset", 0));
    return call.binder.call(fmt::format("sys.{}({{*}})", call.rule.name), call.args,
                            call.args[0]->type, true);
}

Expr* todatetimeoffset(Call& call) {
    call.args[0] = call.binder.convert(call.args[0], named_type("datetime2", 0));
    return call.binder.call("sys.todatetimeoffset({*})", call.args,
                            named_type("datetimeoffset", 0), true);
}

Expr* eomonth(Call& call) {
    call.args[0] = call.binder.convert(call.args[0], named_type("date", 0));
    return call.binder.call("sys.eomonth({*})", call.args, named_type("date", 0), true);
}

using enum Rule::Null;
constexpr Rule k_rules[] = {
    {"getdate", 0, 0, "", "datetime", "sys.getdate()", never, true},
    {"getutcdate", 0, 0, "", "datetime", "sys.getutcdate()", never, true},
    {"sysdatetime", 0, 0, "", "datetime2", "sys.sysdatetime()", never, true},
    {"sysutcdatetime", 0, 0, "", "datetime2", "sys.sysutcdatetime()", never, true},
    {"sysdatetimeoffset", 0, 0, "", "datetimeoffset", "sys.sysdatetimeoffset()", never, true},
    {"dateadd", 3, 3, "pia", "datetime", "", from_args, false, dateadd},
    {"datediff", 3, 3, "pdd", "int", "", from_args, false, datediff},
    {"datediff_big", 3, 3, "pdd", "bigint", "", from_args, false, datediff},
    {"datepart", 2, 2, "pd", "int", "", from_args, false, datepart},
    {"datename", 2, 2, "pd", "nvarchar(30)", "", from_args, false, datepart},
    {"datetrunc", 2, 2, "pd", "=0", "", from_args, false, datetrunc},
    {"year", 1, 1, "d", "int", "sys.year({0})"},
    {"month", 1, 1, "d", "int", "sys.month({0})"},
    {"day", 1, 1, "d", "int", "sys.day({0})"},
    {"eomonth", 1, 2, "di", "date", "", always, false, eomonth},
    {"datefromparts", 3, 3, "iii", "date", "sys.datefromparts({*})"},
    {"timefromparts", 5, 5, "iiiii", "time", "", always, false, fraction_parts},
    {"datetimefromparts", 7, 7, "i", "datetime", "sys.datetimefromparts({*})"},
    {"datetime2fromparts", 8, 8, "i", "datetime2", "", always, false, fraction_parts},
    {"datetimeoffsetfromparts", 10, 10, "i", "datetimeoffset", "", always, false, fraction_parts},
    {"smalldatetimefromparts", 5, 5, "i", "smalldatetime", "sys.smalldatetimefromparts({*})"},
    {"switchoffset", 2, 2, "dn", "datetimeoffset", "", always, false, switchoffset},
    {"todatetimeoffset", 2, 2, "dn", "datetimeoffset", "", always, false, todatetimeoffset},
    {"isdate", 1, 1, "s", "int", "sys.isdate({0})", never},
};

}  // namespace

std::span<const Rule> date_functions() { return k_rules; }

}  // namespace gantry::engine::functions

#include "assess/date_kind.h"

#include "assess/name_set.h"

namespace gantry::assess {

DateKind date_kind_of_type(std::string_view name) {
    static const NameMap<DateKind> kinds = {
        {"date", DateKind::date},           {"time", DateKind::time},
        {"datetime", DateKind::datetime},   {"smalldatetime", DateKind::smalldatetime},
        {"datetime2", DateKind::datetime2}, {"datetimeoffset", DateKind::datetimeoffset},
    };
    const auto found = kinds.find(name);
    return found == kinds.end() ? DateKind::none : found->second;
}

DateKind date_kind_of_function(std::string_view name) {
    static const NameMap<DateKind> kinds = {
        {"getdate", DateKind::datetime},
        {"getutcdate", DateKind::datetime},
        {"datetimefromparts", DateKind::datetime},
        {"smalldatetimefromparts", DateKind::smalldatetime},
        {"sysdatetime", DateKind::datetime2},
        {"sysutcdatetime", DateKind::datetime2},
        {"datetime2fromparts", DateKind::datetime2},
        {"sysdatetimeoffset", DateKind::datetimeoffset},
        {"switchoffset", DateKind::datetimeoffset},
        {"todatetimeoffset", DateKind::datetimeoffset},
        {"datetimeoffsetfromparts", DateKind::datetimeoffset},
        {"datefromparts", DateKind::date},
        {"eomonth", DateKind::date},
        {"timefromparts", DateKind::time},
    };
    const auto found = kinds.find(name);
    return found == kinds.end() ? DateKind::none : found->second;
}

bool is_old_date(DateKind kind) {
    return kind == DateKind::datetime || kind == DateKind::smalldatetime;
}

bool is_new_date(DateKind kind) {
    return kind != DateKind::none && !is_old_date(kind);
}

}  // namespace gantry::assess

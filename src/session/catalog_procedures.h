#pragma once
// The rows of sp_datatype_info: how ODBC and OLE DB see T-SQL's types.

#include <optional>
#include <span>
#include <string_view>

namespace gantry::session {

struct DataTypeInfo {
    std::string_view name;
    int data_type = 0;  // ODBC's number
    int precision = 0;
    std::string_view prefix, suffix, parameters;
    bool case_sensitive = false;
    int searchable = 2;  // 2: but LIKE, 3: all, 1: LIKE only, 0: none
    std::optional<int> is_unsigned;
    bool money = false;
    std::optional<int> auto_increment;
    std::optional<int> minimum_scale, maximum_scale;
    int sql_data_type = 0;
    std::optional<int> datetime_sub;
    std::optional<int> radix;
    int user_type = 0;
};

// By ODBC number; `odbc3`: numbers of dates as ODBC 3 has them.
std::span<const DataTypeInfo> data_type_infos(bool odbc3);

}  // namespace gantry::session

#pragma once
// The built-in types as a PostgreSQL VALUES list: (name, system_type_id, user_type_id, max_length,
// precision, scale, collated). Facts: sys.types of SQL Server 2022.

#define GANTRY_TYPE_LIST                                                                        \
    "(VALUES ('image', 34, 34, 16, 0, 0, false), ('text', 35, 35, 16, 0, 0, true), "            \
    "('uniqueidentifier', 36, 36, 16, 0, 0, false), ('date', 40, 40, 3, 10, 0, false), "        \
    "('time', 41, 41, 5, 16, 7, false), ('datetime2', 42, 42, 8, 27, 7, false), "               \
    "('datetimeoffset', 43, 43, 10, 34, 7, false), ('tinyint', 48, 48, 1, 3, 0, false), "       \
    "('smallint', 52, 52, 2, 5, 0, false), ('int', 56, 56, 4, 10, 0, false), "                  \
    "('smalldatetime', 58, 58, 4, 16, 0, false), ('real', 59, 59, 4, 24, 0, false), "           \
    "('money', 60, 60, 8, 19, 4, false), ('datetime', 61, 61, 8, 23, 3, false), "               \
    "('float', 62, 62, 8, 53, 0, false), ('sql_variant', 98, 98, 8016, 0, 0, false), "          \
    "('ntext', 99, 99, 16, 0, 0, true), ('bit', 104, 104, 1, 1, 0, false), "                    \
    "('decimal', 106, 106, 17, 38, 38, false), ('numeric', 108, 108, 17, 38, 38, false), "      \
    "('smallmoney', 122, 122, 4, 10, 4, false), ('bigint', 127, 127, 8, 19, 0, false), "        \
    "('hierarchyid', 240, 128, 892, 0, 0, false), ('geometry', 240, 129, -1, 0, 0, false), "    \
    "('geography', 240, 130, -1, 0, 0, false), ('varbinary', 165, 165, 8000, 0, 0, false), "    \
    "('varchar', 167, 167, 8000, 0, 0, true), ('binary', 173, 173, 8000, 0, 0, false), "        \
    "('char', 175, 175, 8000, 0, 0, true), ('timestamp', 189, 189, 8, 0, 0, false), "           \
    "('nvarchar', 231, 231, 8000, 0, 0, true), ('nchar', 239, 239, 8000, 0, 0, true), "         \
    "('xml', 241, 241, -1, 0, 0, false), ('sysname', 231, 256, 256, 0, 0, true))"               \
    " AS ty(name, system_type_id, user_type_id, max_length, precision, scale, collated)"

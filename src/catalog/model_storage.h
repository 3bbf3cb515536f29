#pragma once
// The parts of the schema model that say where rows lie: files and filegroups, partitioning,
// statistics and full-text search. Plain data, texts in UTF-8, ids are SQL Server's own; part of
// catalog::Database (model.h).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "types/sql_type.h"

namespace gantry::catalog {

struct Filegroup {
    int32_t id = 0;  // sys.data_spaces.data_space_id: 1 = PRIMARY
    std::string name;
    std::string type = "FG";  // FG rows, FD FILESTREAM, FX memory-optimised
    bool is_default = false;
    bool read_only = false;
    bool autogrow_all_files = false;
    std::vector<uint8_t> guid;  // empty for PRIMARY
};

struct DatabaseFile {
    int32_t id = 0;
    std::string name;           // logical
    std::string physical_name;  // as on the server it came from
    std::string type = "ROWS";  // ROWS, LOG, FILESTREAM, FULLTEXT
    int32_t filegroup_id = 0;   // 0: log
    int64_t size_pages = 0;
    int64_t max_size_pages = -1;  // -1: until the disk is full
    int64_t growth = 0;           // pages, or percent
    bool growth_is_percent = false;
    bool read_only = false;
    bool sparse = false;
    bool offline = false;
};

struct PartitionFunction {
    int32_t id = 0;  // 65536 and up
    std::string name;
    bool boundary_on_right = false;
    types::SqlType type;
    std::vector<std::string> boundaries;               // in order, as T-SQL text without quotes
    std::vector<std::vector<uint8_t>> boundary_bytes;  // the same as sql_variant bytes
};

struct PartitionScheme {
    int32_t id = 0;  // a data space id, 65601 and up
    std::string name;
    int32_t function_id = 0;
    bool is_default = false;
    std::vector<int32_t> filegroups;  // of partition 1, 2, ...; may have one more: NEXT USED
};

// One partition of an index or heap as its rowset says.
struct Partition {
    int32_t number = 1;
    int64_t rowset_id = 0;
    int64_t row_count = 0;
    uint8_t compression = 0;  // sys.partitions.data_compression: 0 none, 1 row, 2 page,
                              // 3 columnstore, 4 columnstore archive
    int32_t filegroup_id = 0;
    int64_t used_pages = 0;  // all allocation units, as recorded
    int64_t data_pages = 0;
    int64_t reserved_pages = 0;
};

struct Statistics {
    int32_t object_id = 0;
    int32_t id = 0;  // shares its numbers with indexes; those with an index are not listed here
    std::string name;
    bool auto_created = false;
    bool user_created = false;
    bool no_recompute = false;
    bool incremental = false;
    bool temporary = false;
    bool auto_drop = false;
    std::string filter_text;
    std::vector<int32_t> columns;
};

struct FulltextCatalog {
    int32_t id = 0;
    std::string name;
    bool is_default = false;
    bool accent_sensitive = true;
    int32_t owner_id = 0;
    int32_t filegroup_id = 0;
    std::string path;  // SQL Server 2005
};

struct FulltextColumn {
    int32_t column_id = 0;
    int32_t type_column_id = 0;  // 0: none
    int32_t language = 0;        // LCID
    bool statistical_semantics = false;
};

struct FulltextIndex {
    int32_t object_id = 0;
    int32_t unique_index_id = 0;
    int32_t catalog_id = 0;
    bool enabled = true;
    char change_tracking = 'A';  // M manual, A auto, O off
    int32_t stoplist_id = 0;     // 0: system stoplist; -1: off
    int32_t property_list_id = 0;
    int32_t filegroup_id = 0;
    std::vector<FulltextColumn> columns;
};

struct FulltextStopword {
    std::string word;
    int32_t language = 0;  // LCID
};

struct FulltextStoplist {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 0;
    std::vector<FulltextStopword> words;
};

struct SearchProperty {
    int32_t id = 0;
    std::string name;
    std::string property_set;  // GUID text
    int32_t property_int = 0;
    std::string description;
};

struct SearchPropertyList {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 0;
    std::vector<SearchProperty> properties;
};

}  // namespace gantry::catalog

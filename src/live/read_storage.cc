// Filegroups, files and partitioning of a database.

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_filegroups = {
    .what = "filegroups",
    .view = "sys.filegroups",
    .columns =
        "data_space_id, name, type, is_default, is_read_only, "
        "is_autogrow_all_files@13, filegroup_guid",
    .rest = "FROM sys.filegroups AS t ORDER BY t.data_space_id",
};
constexpr CatalogQuery k_files = {
    .what = "files",
    .view = "sys.database_files",
    .columns =
        "file_id, type_desc, data_space_id, name, physical_name, state, size, max_size, "
        "growth, is_percent_growth, is_read_only, is_sparse",
    .rest = "FROM sys.database_files AS t ORDER BY t.file_id",
};
constexpr CatalogQuery k_functions = {
    .what = "partition functions",
    .view = "sys.partition_functions",
    .columns = "function_id, name, boundary_value_on_right",
    .rest = "FROM sys.partition_functions AS t ORDER BY t.function_id",
};
constexpr CatalogQuery k_function_parameters = {
    .what = "types of partition functions",
    .view = "sys.partition_parameters",
    .columns = "function_id, " GANTRY_TYPE_COLUMNS,
    .rest = "FROM sys.partition_parameters AS t ORDER BY t.function_id",
};
constexpr CatalogQuery k_boundaries = {
    .what = "boundaries of partition functions",
    .view = "sys.partition_range_values",
    .columns = "function_id, boundary=CONVERT(nvarchar(4000), t.value, 121)",
    .rest = "FROM sys.partition_range_values AS t ORDER BY t.function_id, t.boundary_id",
};
constexpr CatalogQuery k_schemes = {
    .what = "partition schemes",
    .view = "sys.partition_schemes",
    .columns = "data_space_id, name, function_id, is_default",
    .rest = "FROM sys.partition_schemes AS t ORDER BY t.data_space_id",
};
constexpr CatalogQuery k_destinations = {
    .what = "filegroups of partition schemes",
    .view = "sys.destination_data_spaces",
    .columns = "partition_scheme_id, data_space_id",
    .rest =
        "FROM sys.destination_data_spaces AS t "
        "ORDER BY t.partition_scheme_id, t.destination_id",
};

void read_partitioning(Reader& reader) {
    Database& out = reader.out;
    auto function_at = [&](const Row& row) -> PartitionFunction* {
        const int32_t id = int_of(row, "function_id");
        for (PartitionFunction& function : out.partition_functions) {
            if (function.id == id) return &function;
        }
        return nullptr;
    };
    reader.source.read(k_functions, [&](const Row& row) {
        PartitionFunction function;
        function.id = int_of(row, "function_id");
        function.name = row.text("name");
        function.boundary_on_right = row.flag("boundary_value_on_right");
        out.partition_functions.push_back(std::move(function));
    });
    if (out.partition_functions.empty()) return;
    reader.source.read(k_function_parameters, [&](const Row& row) {
        if (PartitionFunction* function = function_at(row)) function->type = reader.type(row);
    });
    reader.source.read(k_boundaries, [&](const Row& row) {
        PartitionFunction* function = function_at(row);
        if (function != nullptr) function->boundaries.push_back(row.text("boundary"));
    });
    reader.source.read(k_schemes, [&](const Row& row) {
        PartitionScheme scheme;
        scheme.id = int_of(row, "data_space_id");
        scheme.name = row.text("name");
        scheme.function_id = int_of(row, "function_id");
        scheme.is_default = row.flag("is_default");
        out.partition_schemes.push_back(std::move(scheme));
    });
    reader.source.read(k_destinations, [&](const Row& row) {
        const int32_t id = int_of(row, "partition_scheme_id");
        for (PartitionScheme& scheme : out.partition_schemes) {
            if (scheme.id == id) scheme.filegroups.push_back(int_of(row, "data_space_id"));
        }
    });
}

}  // namespace

DatabaseFile file_of(const Row& row) {
    constexpr int64_t k_state_offline = 6;
    DatabaseFile out;
    out.id = int_of(row, "file_id");
    out.type = row.text("type_desc");
    out.filegroup_id = int_of(row, "data_space_id");
    out.name = row.text("name");
    out.physical_name = row.text("physical_name");
    out.offline = row.integer("state") == k_state_offline;
    out.size_pages = row.integer("size");
    out.max_size_pages = row.integer("max_size");
    out.growth = row.integer("growth");
    out.growth_is_percent = row.flag("is_percent_growth");
    out.read_only = row.flag("is_read_only");
    out.sparse = row.flag("is_sparse");
    return out;
}

void read_storage(Reader& reader) {
    reader.source.read(k_filegroups, [&](const Row& row) {
        Filegroup group;
        group.id = int_of(row, "data_space_id");
        group.name = row.text("name");
        group.type = word_of(row, "type");
        group.is_default = row.flag("is_default");
        group.read_only = row.flag("is_read_only");
        group.autogrow_all_files = row.flag("is_autogrow_all_files");
        group.guid = bytes_of(row, "filegroup_guid");
        reader.out.filegroups.push_back(std::move(group));
    });
    reader.source.read(k_files, [&](const Row& row) { reader.out.files.push_back(file_of(row)); });
    read_partitioning(reader);
}

void add_storage_queries(QueryList& out) {
    out.insert(out.end(), {&k_filegroups, &k_files, &k_functions, &k_function_parameters,
                           &k_boundaries, &k_schemes, &k_destinations});
}

}  // namespace gantry::live

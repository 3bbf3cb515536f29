// Columns of tables, table types, views and table functions; parameters of modules.

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_columns = {
    .what = "columns",
    .view = "sys.columns",
    .columns = "object_id, column_id, name, " GANTRY_TYPE_COLUMNS
               ", is_nullable, is_ansi_padded, is_rowguidcol, is_filestream, is_xml_document, "
               "xml_collection_id, default_object_id, rule_object_id, is_sparse@10, "
               "is_column_set@10, generated_always_type@13, is_hidden@13, encryption_type@13, "
               "encryption_algorithm_name@13, column_encryption_key_id@13, graph_type@14",
    .rest =
        "FROM sys.columns AS t JOIN sys.objects AS o ON o.object_id = t.object_id "
        "WHERE o.type IN ('U', 'V', 'IF', 'TF', 'FT', 'TT') "
        "ORDER BY t.object_id, t.column_id",
};
constexpr CatalogQuery k_identities = {
    .what = "identity columns",
    .view = "sys.identity_columns",
    .columns =
        "object_id, column_id, seed=CAST(t.seed_value AS nvarchar(60)), "
        "increment=CAST(t.increment_value AS nvarchar(60)), "
        "last=CAST(t.last_value AS nvarchar(60)), is_not_for_replication",
    .rest = "FROM sys.identity_columns AS t",
};
constexpr CatalogQuery k_computed = {
    .what = "computed columns",
    .view = "sys.computed_columns",
    .columns = "object_id, column_id, definition, is_persisted",
    .rest = "FROM sys.computed_columns AS t",
};
constexpr CatalogQuery k_masked = {
    .what = "masked columns",
    .view = "sys.masked_columns",
    .columns = "object_id, column_id, masking_function",
    .rest = "FROM sys.masked_columns AS t WHERE t.is_masked = 1",
    .since = 13,
};
constexpr CatalogQuery k_parameters = {
    .what = "parameters",
    .view = "sys.parameters",
    .columns =
        "object_id, parameter_id, name, system_type_id, user_type_id, max_length, "
        "precision, scale, collation_name=CAST(NULL AS nvarchar(128)), is_output, "
        "has_default_value, xml_collection_id, is_readonly@10",
    .rest =
        "FROM sys.parameters AS t JOIN sys.objects AS o ON o.object_id = t.object_id "
        "ORDER BY t.object_id, t.parameter_id",
};

Column column_of(Reader& reader, const Row& row) {
    Column out;
    out.id = int_of(row, "column_id");
    out.name = row.text("name");
    out.type = reader.type(row);
    out.nullable = row.flag("is_nullable");
    out.ansi_padded = row.flag("is_ansi_padded");
    out.rowguidcol = row.flag("is_rowguidcol");
    out.filestream = row.flag("is_filestream");
    out.xml_document = row.flag("is_xml_document");
    out.xml_collection_id = int_of(row, "xml_collection_id");
    // Those of DEFAULT constraints are told apart when these are read.
    out.bound_default_id = int_of(row, "default_object_id");
    out.bound_rule_id = int_of(row, "rule_object_id");
    out.sparse = row.flag("is_sparse");
    out.column_set = row.flag("is_column_set");
    out.generated_always = uint8_t(row.integer("generated_always_type"));
    out.hidden = row.flag("is_hidden");
    out.encryption_type = uint8_t(row.integer("encryption_type"));
    out.encryption_algorithm = row.text("encryption_algorithm_name");
    out.encryption_key_id = int_of(row, "column_encryption_key_id");
    out.graph_type = uint8_t(row.integer("graph_type"));
    return out;
}

std::vector<Column>* columns_of(Reader& reader, int32_t object_id) {
    if (Table* table = reader.table(object_id)) return &table->columns;
    if (Module* module = reader.module(object_id)) return &module->columns;
    return nullptr;
}

Column* column_at(Reader& reader, const Row& row) {
    std::vector<Column>* columns = columns_of(reader, int_of(row, "object_id"));
    if (columns == nullptr) return nullptr;
    const int32_t id = int_of(row, "column_id");
    for (Column& column : *columns) {
        if (column.id == id) return &column;
    }
    return nullptr;
}

void read_column_rows(Reader& reader) {
    reader.source.read(k_columns, [&](const Row& row) {
        const int32_t object_id = int_of(row, "object_id");
        std::vector<Column>* columns = columns_of(reader, object_id);
        if (columns == nullptr) return;
        columns->push_back(column_of(reader, row));
        Table* table = reader.table(object_id);
        if (table == nullptr) return;
        const Column& column = columns->back();
        if (column.generated_always == 1) table->options.period_start_column = column.id;
        if (column.generated_always == 2) table->options.period_end_column = column.id;
    });
}

}  // namespace

void read_columns(Reader& reader) {
    read_column_rows(reader);
    reader.source.read(k_identities, [&](const Row& row) {
        Column* column = column_at(reader, row);
        if (column == nullptr) return;
        Identity identity;
        identity.seed = row.text("seed");
        identity.increment = row.text("increment");
        identity.last = row.text("last");
        identity.not_for_replication = row.flag("is_not_for_replication");
        column->identity = std::move(identity);
    });
    reader.source.read(k_computed, [&](const Row& row) {
        Column* column = column_at(reader, row);
        // The pseudo columns of graph tables are computed without a text.
        if (column == nullptr || column->graph_type != 0) return;
        column->computed_text = row.text("definition");
        column->persisted = row.flag("is_persisted");
        if (!column->computed_text.empty()) return;
        column->computed_text = "(NULL)";
        reader.source.warn("the definition of computed column " + column->name +
                           " may not be seen");
    });
    reader.source.read(k_masked, [&](const Row& row) {
        Column* column = column_at(reader, row);
        if (column != nullptr) column->masking_function = row.text("masking_function");
    });
    reader.source.read(k_parameters, [&](const Row& row) {
        Module* module = reader.module(int_of(row, "object_id"));
        if (module == nullptr) return;
        Parameter parameter;
        parameter.id = int_of(row, "parameter_id");
        parameter.name = row.text("name");
        parameter.type = reader.type(row);
        parameter.output = row.flag("is_output") && parameter.id != 0;
        parameter.has_default = row.flag("has_default_value");
        parameter.readonly = row.flag("is_readonly");
        parameter.xml_collection_id = int_of(row, "xml_collection_id");
        module->parameters.push_back(std::move(parameter));
    });
}

void add_column_queries(QueryList& out) {
    out.insert(out.end(), {&k_columns, &k_identities, &k_computed, &k_masked, &k_parameters});
}

}  // namespace gantry::live

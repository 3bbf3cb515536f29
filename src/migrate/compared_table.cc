#include "migrate/compared_table.h"

#include <algorithm>

namespace gantry::migrate {
namespace {

std::string why_not(const catalog::Column& column) {
    if (column.filestream) return "FILESTREAM: its values are files of the source";
    if (column.encryption_type != 0) return "Always Encrypted: no server can read its values";
    if (column.graph_type != 0) return "a graph column that T-SQL cannot name";
    if (hash_form(column.type) == HashForm::none) {
        return "type " + types::type_name(column.type) + " cannot be compared";
    }
    return {};
}

std::string schema_name(const catalog::Database& model, int32_t id) {
    for (const catalog::Schema& schema : model.schemas) {
        if (schema.id == id) return schema.name;
    }
    return "dbo";
}

std::string note_of(const catalog::Database& model, const catalog::Table& table) {
    for (const catalog::SecurityPolicy& policy : model.security_policies) {
        const auto& predicates = policy.predicates;
        const bool filters =
            policy.enabled && std::any_of(predicates.begin(), predicates.end(), [&](const auto& p) {
                return !p.block && p.target_object_id == table.object_id;
            });
        if (filters) return "security policy " + policy.name + " filters what a query reads";
    }
    return {};
}

}  // namespace

std::vector<ComparedTable> compared_tables(const catalog::DatabaseImage& image) {
    const catalog::Database& model = image.model();
    std::vector<ComparedTable> out;
    for (const catalog::Table& table : model.tables) {
        if (table.is_table_type) continue;
        ComparedTable& compared = out.emplace_back();
        compared.table = &table;
        compared.schema = schema_name(model, table.schema_id);
        compared.name = table.name;
        compared.note = note_of(model, table);
        compared.why_not = image.why_not_in_pages(table);
        const std::vector<size_t> stored = catalog::DatabaseImage::stored_columns(table);
        for (size_t place = 0; place < stored.size(); ++place) {
            const catalog::Column& column = table.columns[stored[place]];
            std::string reason = why_not(column);
            if (reason.empty()) {
                compared.columns.push_back(
                    {column.name, column.type, hash_form(column.type), place});
            } else {
                compared.skipped.push_back({column.name, std::move(reason)});
            }
        }
    }
    return out;
}

}  // namespace gantry::migrate

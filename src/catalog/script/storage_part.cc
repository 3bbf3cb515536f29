// Partition functions and schemes, statistics that users made.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"
#include "types/collation.h"

namespace gantry::catalog::script {
namespace {

// Boundaries are kept as text without quotes.
std::string boundary_literal(const types::SqlType& type, const std::string& text) {
    if (types::is_numeric(type.id)) return text;
    if (types::is_binary(type.id)) return text.starts_with("0x") ? text : "0x" + text;
    if (type.id == types::TypeId::nchar || type.id == types::TypeId::nvarchar) return literal(text);
    return types::is_character(type.id) ? literal(text) : ascii_literal(text);
}

const PartitionFunction* function_of(const Context& context, const PartitionScheme& scheme) {
    for (const PartitionFunction& function : context.db.partition_functions) {
        if (function.id == scheme.function_id) return &function;
    }
    return nullptr;
}

}  // namespace

void script_partition_functions(Context& context) {
    context.out.heading("Partition functions");
    for (const PartitionFunction& function : context.db.partition_functions) {
        if (function.type.id == types::TypeId::none) {
            context.out.cannot("partition function " + bracket(function.name),
                               "the type of its parameter was not found");
            continue;
        }
        std::vector<std::string> values;
        for (const std::string& text : function.boundaries) {
            values.push_back(boundary_literal(function.type, text));
        }
        std::string type = context.names.type(function.type);
        if (types::is_character(function.type.id) && function.type.collation != 0 &&
            function.type.collation != context.db.collation) {
            std::string collation = types::collation_name(function.type.collation);
            if (!collation.empty()) type += " COLLATE " + collation;
        }
        context.out.create(
            fmt::format("CREATE PARTITION FUNCTION {}({})\nAS RANGE {} FOR VALUES ({})",
                        bracket(function.name), type, function.boundary_on_right ? "RIGHT" : "LEFT",
                        join(values)),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.partition_functions WHERE name = {})",
                         literal(function.name)),
             false});
    }
}

void script_partition_schemes(Context& context) {
    context.out.heading("Partition schemes");
    for (const PartitionScheme& scheme : context.db.partition_schemes) {
        const PartitionFunction* function = function_of(context, scheme);
        if (function == nullptr) {
            context.out.cannot("partition scheme " + bracket(scheme.name),
                               "its partition function was not found");
            continue;
        }
        std::vector<std::string> groups;
        for (int32_t id : scheme.filegroups) {
            std::string name = data_space(context, id);
            groups.push_back(name.empty() ? "[PRIMARY]" : name);
        }
        const bool one = std::all_of(groups.begin(), groups.end(),
                                     [&](const std::string& g) { return g == groups[0]; });
        context.out.create(
            fmt::format("CREATE PARTITION SCHEME {}\nAS PARTITION {} {} ({})", bracket(scheme.name),
                        bracket(function->name), one && !groups.empty() ? "ALL TO" : "TO",
                        one && !groups.empty() ? groups[0] : join(groups)),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.partition_schemes WHERE name = {})",
                         literal(scheme.name)),
             false});
    }
}

void script_statistics(Context& context) {
    context.out.heading("Statistics");
    for (const Statistics& statistics : context.db.statistics) {
        // The server makes its own again when a query wants them.
        if (!statistics.user_created || statistics.temporary) continue;
        const NamedObject* object = context.names.object(statistics.object_id);
        if (object == nullptr || object->is_system || !context.chosen(statistics.object_id)) {
            continue;
        }
        const std::vector<Column>* columns = object->table != nullptr    ? &object->table->columns
                                             : object->module != nullptr ? &object->module->columns
                                                                         : nullptr;
        if (columns == nullptr || object->type == "TT") continue;
        std::vector<std::string> names;
        for (int32_t id : statistics.columns) {
            const Column* column = column_by_id(*columns, id);
            if (column != nullptr) names.push_back(bracket(column->name));
        }
        std::string name = context.names.object_name(statistics.object_id);
        if (names.empty()) {
            context.out.cannot(fmt::format("statistics {} of {}", bracket(statistics.name), name),
                               "their columns were not found");
            continue;
        }
        std::string text = fmt::format("CREATE STATISTICS {} ON {} ({})", bracket(statistics.name),
                                       name, join(names));
        if (!statistics.filter_text.empty()) text += "\n    WHERE " + statistics.filter_text;
        std::vector<std::string> options;
        if (statistics.no_recompute) options.push_back("NORECOMPUTE");
        if (statistics.incremental && context.options.with_storage) {
            options.push_back("INCREMENTAL = ON");
        }
        if (!options.empty()) text += "\n    WITH " + join(options);
        context.out.create(text,
                           {fmt::format("NOT EXISTS (SELECT 1 FROM sys.stats WHERE object_id = "
                                        "OBJECT_ID({}) AND name = {})",
                                        literal(name), literal(statistics.name)),
                            false});
    }
}

}  // namespace gantry::catalog::script

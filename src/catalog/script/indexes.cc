// Keys and indexes: what stands inside CREATE TABLE, and CREATE INDEX in its kinds.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/option_names.h"
#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

std::string name_of(const std::vector<Column>& columns, int32_t id) {
    const Column* column = column_by_id(columns, id);
    return bracket(column == nullptr ? "?" : std::string_view(column->name));
}

std::string columns_where(const std::vector<Column>& columns, const Index& index, bool included) {
    std::vector<std::string> out;
    for (const IndexColumn& column : index.columns) {
        if (column.included != included) continue;
        out.push_back(name_of(columns, column.column_id) + (column.descending ? " DESC" : ""));
    }
    return join(out);
}

bool is_columnstore(const Index& index) {
    return index.kind == IndexKind::clustered_columnstore ||
           index.kind == IndexKind::nonclustered_columnstore;
}

// What an index is rebuilt with: a level that does not go with its kind is none.
const char* compression_word(uint8_t level, bool columnstore) {
    constexpr uint8_t k_columnstore_level = 3, k_archive_level = 4;
    bool fits = level <= k_archive_level && (columnstore || level != k_columnstore_level);
    return compression_name(fits ? level : 0);
}

std::vector<std::string> option_words(const Context& context, const Index& index) {
    std::vector<std::string> out;
    if (index.kind == IndexKind::nonclustered_hash) {
        out.push_back(fmt::format("BUCKET_COUNT = {}", index.bucket_count));
        return out;
    }
    if (index.padded) out.push_back("PAD_INDEX = ON");
    if (index.fill_factor != 0) out.push_back(fmt::format("FILLFACTOR = {}", index.fill_factor));
    if (index.ignore_duplicate_keys) {
        out.push_back(index.suppress_duplicate_key_messages
                          ? "IGNORE_DUP_KEY = ON (SUPPRESS_MESSAGES = ON)"
                          : "IGNORE_DUP_KEY = ON");
    }
    if (index.statistics_no_recompute) out.push_back("STATISTICS_NORECOMPUTE = ON");
    if (index.statistics_incremental && context.options.with_storage) {
        out.push_back("STATISTICS_INCREMENTAL = ON");
    }
    if (!is_columnstore(index)) {
        if (!index.allow_row_locks) out.push_back("ALLOW_ROW_LOCKS = OFF");
        if (!index.allow_page_locks) out.push_back("ALLOW_PAGE_LOCKS = OFF");
    }
    if (index.optimize_for_sequential_key) out.push_back("OPTIMIZE_FOR_SEQUENTIAL_KEY = ON");
    if (index.compression_delay > 0) {
        out.push_back(fmt::format("COMPRESSION_DELAY = {}", index.compression_delay));
    }
    for (std::string& text : compression_options(context, index))
        out.push_back(std::move(text));
    return out;
}

std::string columnstore_text(const std::vector<Column>& columns, const Index& index,
                             const std::string& object) {
    const bool clustered = index.kind == IndexKind::clustered_columnstore;
    std::string out =
        fmt::format("CREATE {} COLUMNSTORE INDEX {} ON {}",
                    clustered ? "CLUSTERED" : "NONCLUSTERED", bracket(index.name), object);
    std::vector<std::string> all;
    std::vector<std::pair<uint8_t, std::string>> ordered;
    for (const IndexColumn& column : index.columns) {
        all.push_back(name_of(columns, column.column_id));
        if (column.columnstore_order != 0) {
            ordered.emplace_back(column.columnstore_order, all.back());
        }
    }
    if (!clustered) out += fmt::format(" ({})", join(all));
    if (!ordered.empty()) {
        std::sort(ordered.begin(), ordered.end());
        std::vector<std::string> names;
        for (auto& [position, name] : ordered)
            names.push_back(name);
        out += fmt::format(" ORDER ({})", join(names));
    }
    if (!index.filter_text.empty()) out += fmt::format("\n    WHERE {}", index.filter_text);
    return out;
}

std::string xml_text(const std::vector<Column>& columns, const std::vector<Index>& indexes,
                     const Index& index, const std::string& object) {
    std::string on = columns_where(columns, index, false);
    if (index.xml_primary || index.xml_primary_index_id == 0) {
        return fmt::format("CREATE PRIMARY XML INDEX {} ON {} ({})", bracket(index.name), object,
                           on);
    }
    std::string_view primary = "?";
    for (const Index& other : indexes) {
        if (other.id == index.xml_primary_index_id) primary = other.name;
    }
    std::string_view kind = index.xml_secondary_type == 'V'   ? "VALUE"
                            : index.xml_secondary_type == 'R' ? "PROPERTY"
                                                              : "PATH";
    return fmt::format("CREATE XML INDEX {} ON {} ({})\n    USING XML INDEX {} FOR {}",
                       bracket(index.name), object, on, bracket(primary), kind);
}

std::string spatial_text(const std::vector<Column>& columns, const Index& index,
                         const std::string& object) {
    std::string out = fmt::format("CREATE SPATIAL INDEX {} ON {} ({})", bracket(index.name), object,
                                  columns_where(columns, index, false));
    if (!index.tessellation) return out;
    const SpatialTessellation& t = *index.tessellation;
    std::vector<std::string> words;
    if (t.scheme.starts_with("GEOMETRY")) {
        words.push_back(
            fmt::format("BOUNDING_BOX = ({}, {}, {}, {})", t.xmin, t.ymin, t.xmax, t.ymax));
    }
    if (!t.level_1.empty()) {
        words.push_back(
            fmt::format("GRIDS = (LEVEL_1 = {}, LEVEL_2 = {}, LEVEL_3 = {}, "
                        "LEVEL_4 = {})",
                        t.level_1, t.level_2, t.level_3, t.level_4));
    }
    if (t.cells_per_object > 0) {
        words.push_back(fmt::format("CELLS_PER_OBJECT = {}", t.cells_per_object));
    }
    if (!t.scheme.empty()) out += "\n    USING " + t.scheme;
    if (!words.empty()) out += fmt::format("\n    WITH ({})", join(words));
    return out;
}

std::string rowstore_text(const std::vector<Column>& columns, const Index& index,
                          const std::string& object) {
    std::string out =
        fmt::format("CREATE {}{} INDEX {} ON {} ({})", index.unique ? "UNIQUE " : "",
                    index.kind == IndexKind::clustered ? "CLUSTERED" : "NONCLUSTERED",
                    bracket(index.name), object, columns_where(columns, index, false));
    std::string included = columns_where(columns, index, true);
    if (!included.empty()) out += fmt::format("\n    INCLUDE ({})", included);
    if (!index.filter_text.empty()) out += fmt::format("\n    WHERE {}", index.filter_text);
    return out;
}

// Nothing when it cannot be made; a comment says so.
std::string create_text(Context& context, const std::vector<Column>& columns,
                        const std::vector<Index>& indexes, const Index& index,
                        const std::string& object) {
    auto cannot = [&](std::string_view why) {
        context.out.cannot(fmt::format("index {} of {}", bracket(index.name), object), why);
        return std::string();
    };
    switch (index.kind) {
        case IndexKind::clustered:
        case IndexKind::nonclustered:
            return rowstore_text(columns, index, object);
        case IndexKind::clustered_columnstore:
        case IndexKind::nonclustered_columnstore:
            return columnstore_text(columns, index, object);
        case IndexKind::xml:
            if (index.xml_selective) return cannot("the paths of a selective XML index");
            return xml_text(columns, indexes, index, object);
        case IndexKind::spatial: {
            const Column* column = index.columns.empty()
                                       ? nullptr
                                       : column_by_id(columns, index.columns.front().column_id);
            // Only a geography index has a bounding box of itself.
            if (!index.tessellation &&
                (column == nullptr || column->type.user_type != types::k_geography)) {
                return cannot("the bounding box of a spatial index was not found");
            }
            return spatial_text(columns, index, object);
        }
        default:
            return cannot(fmt::format("index kind {} is not known", int(index.kind)));
    }
}

// SQL Server makes this one with every node and edge table.
bool is_of_graph(const std::vector<Column>& columns, const Index& index) {
    return !index.columns.empty() &&
           std::all_of(index.columns.begin(), index.columns.end(), [&](const IndexColumn& c) {
               const Column* column = column_by_id(columns, c.column_id);
               return column != nullptr && column->graph_type != 0;
           });
}

}  // namespace

std::string key_columns(const std::vector<Column>& columns, const Index& index) {
    return columns_where(columns, index, false);
}

std::vector<std::string> compression_options(const Context& context, const Index& index) {
    const bool columnstore = is_columnstore(index);
    const uint8_t usual = columnstore ? 3 : 0;
    std::vector<std::string> out;
    if (index.partitions.empty()) return out;
    auto differs = [&](const Partition& p) {
        return p.compression != index.partitions.front().compression;
    };
    const bool mixed = std::any_of(index.partitions.begin(), index.partitions.end(), differs);
    if (!mixed || !context.options.with_storage) {
        // Without its partitions the index takes the strongest compression of any.
        uint8_t level = 0;
        for (const Partition& p : index.partitions)
            level = std::max(level, p.compression);
        if (level != usual && (level != 0 || columnstore)) {
            out.push_back(
                fmt::format("DATA_COMPRESSION = {}", compression_word(level, columnstore)));
        }
        return out;
    }
    for (uint8_t level = 0; level <= 4; ++level) {
        std::vector<std::string> numbers;
        for (const Partition& p : index.partitions) {
            if (p.compression == level) numbers.push_back(std::to_string(p.number));
        }
        if (level == usual || numbers.empty()) continue;
        out.push_back(fmt::format("DATA_COMPRESSION = {} ON PARTITIONS ({})",
                                  compression_word(level, columnstore), join(numbers)));
    }
    return out;
}

std::string index_options(const Context& context, const Index& index) {
    std::vector<std::string> words = option_words(context, index);
    return words.empty() ? std::string() : fmt::format(" WITH ({})", join(words));
}

std::string data_space(const Context& context, int32_t id) {
    for (const Filegroup& group : context.db.filegroups) {
        if (group.id == id) return bracket(group.name);
    }
    for (const PartitionScheme& scheme : context.db.partition_schemes) {
        if (scheme.id == id) return bracket(scheme.name);
    }
    return {};
}

std::string placement(const Context& context, const std::vector<Column>& columns,
                      const Index& index, int32_t data_space_id) {
    if (!context.options.with_storage) return {};
    std::string out = data_space(context, data_space_id);
    if (out.empty()) return out;
    for (const IndexColumn& column : index.columns) {
        if (column.partition_ordinal == 1) {
            out += fmt::format("({})", name_of(columns, column.column_id));
        }
    }
    return " ON " + out;
}

std::string key_constraint(const Context& context, const Table& table, const Index& index) {
    std::string_view kind = index.kind == IndexKind::clustered           ? "CLUSTERED"
                            : index.kind == IndexKind::nonclustered_hash ? "NONCLUSTERED HASH"
                                                                         : "NONCLUSTERED";
    return fmt::format("{} {} ({}){}{}", index.primary_key ? "PRIMARY KEY" : "UNIQUE", kind,
                       key_columns(table.columns, index), index_options(context, index),
                       placement(context, table.columns, index, index.data_space_id));
}

std::string inline_index(const Context& context, const Table& table, const Index& index) {
    if (is_columnstore(index)) {
        return fmt::format("INDEX {} CLUSTERED COLUMNSTORE{}", bracket(index.name),
                           index_options(context, index));
    }
    std::string_view kind = index.kind == IndexKind::clustered           ? "CLUSTERED"
                            : index.kind == IndexKind::nonclustered_hash ? "NONCLUSTERED HASH"
                                                                         : "NONCLUSTERED";
    std::string out =
        fmt::format("INDEX {} {}{} ({})", bracket(index.name), index.unique ? "UNIQUE " : "", kind,
                    key_columns(table.columns, index));
    std::string included = columns_where(table.columns, index, true);
    if (!included.empty()) out += fmt::format(" INCLUDE ({})", included);
    if (!index.filter_text.empty()) out += " WHERE " + index.filter_text;
    return out + index_options(context, index);
}

void script_indexes(Context& context, const std::string& object_name,
                    const std::vector<Column>& columns, const std::vector<Index>& indexes) {
    for (const Index& index : indexes) {
        if (index.kind == IndexKind::heap || is_of_graph(columns, index)) continue;
        if (index.hypothetical) {
            context.out.comment(
                fmt::format("hypothetical index {} of {} is left out: it has no "
                            "rows",
                            bracket(index.name), object_name));
            continue;
        }
        if (!index.primary_key && !index.unique_constraint) {
            std::string text = create_text(context, columns, indexes, index, object_name);
            if (text.empty()) continue;
            if (index.kind != IndexKind::spatial) text += index_options(context, index);
            if (index.kind != IndexKind::xml) {
                text += placement(context, columns, index, index.data_space_id);
            }
            context.out.create(text,
                               {fmt::format("INDEXPROPERTY(OBJECT_ID({}), {}, 'IndexID') IS NULL",
                                            literal(object_name), literal(index.name)),
                                false});
        }
        if (index.disabled) {
            context.out.batch(
                fmt::format("ALTER INDEX {} ON {} DISABLE", bracket(index.name), object_name));
        }
    }
}

}  // namespace gantry::catalog::script

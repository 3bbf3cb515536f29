// Statistics that belong to no index.

#include <algorithm>

#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

// sysidxstats.status, as sys.stats reads it.
constexpr int64_t k_is_index = 0x1;
constexpr int64_t k_is_statistics = 0x2;
constexpr int64_t k_auto_drop = 0x1000;
constexpr int64_t k_auto_created = 0x2000;
constexpr int64_t k_no_recompute = 0x4000;
constexpr int64_t k_has_filter = 0x20000;
constexpr int64_t k_incremental = 0x800000;

}  // namespace

void add_statistics(const ModelSources& sources, Database& out) {
    std::map<std::pair<int32_t, int32_t>, size_t> places;
    sources.catalog.scan(
        k_sysidxstats, {"id", "indid", "name", "status"}, [&](const SystemRow& row) {
            int64_t status = row.integer(3);
            const ObjectRow* object = sources.object(int32_t(row.integer(0)));
            bool users = object != nullptr && (object->type == "U" || object->type == "V");
            if (!users || (status & k_is_index) || !(status & k_is_statistics)) return;
            Statistics statistics;
            statistics.object_id = object->id;
            statistics.id = int32_t(row.integer(1));
            statistics.name = row.text(2);
            statistics.auto_created = (status & k_auto_created) != 0;
            statistics.user_created = !statistics.auto_created;
            statistics.no_recompute = (status & k_no_recompute) != 0;
            statistics.incremental = (status & k_incremental) != 0;
            statistics.auto_drop = statistics.auto_created || (status & k_auto_drop) != 0;
            if (status & k_has_filter) {
                const TextValue* text =
                    sources.text_of(k_value_index_filter, object->id, statistics.id);
                if (text != nullptr) statistics.filter_text = text->text;
            }
            places[{object->id, statistics.id}] = out.statistics.size();
            out.statistics.push_back(std::move(statistics));
        });
    std::map<size_t, std::vector<std::pair<int64_t, int32_t>>> columns;
    sources.catalog.scan(
        k_sysiscols, {"idmajor", "idminor", "subid", "intprop"}, [&](const SystemRow& row) {
            auto found = places.find({int32_t(row.integer(0)), int32_t(row.integer(1))});
            if (found == places.end()) return;
            columns[found->second].emplace_back(row.integer(2), int32_t(row.integer(3)));
        });
    for (auto& [place, list] : columns) {
        std::sort(list.begin(), list.end());
        for (const auto& [ordinal, column] : list)
            out.statistics[place].columns.push_back(column);
    }
}

}  // namespace gantry::catalog

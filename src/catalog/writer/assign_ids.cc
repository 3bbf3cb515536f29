// assign_missing_ids(): object ids as SQL Server gives them, 16,000,057 apart.

#include <set>

#include "catalog/writer/database_writer.h"

namespace gantry::catalog {
namespace {

constexpr int64_t k_first_object_id = 245575913;
constexpr int64_t k_object_id_step = 16000057;
constexpr int64_t k_object_id_end = 2147483647;

class ObjectIds {
  public:
    void take(int32_t id) { taken_.insert(id); }
    void give(int32_t& id) {
        if (id != 0) return;
        do {
            next_ += k_object_id_step;
            if (next_ >= k_object_id_end) next_ -= k_object_id_end - 1;
        } while (next_ < 256 || !taken_.insert(int32_t(next_)).second);
        id = int32_t(next_);
    }

  private:
    std::set<int32_t> taken_;
    int64_t next_ = k_first_object_id - k_object_id_step;
};

void give_local_ids(Table& table) {
    int32_t column_id = 0;
    for (Column& column : table.columns) {
        if (column.id == 0) column.id = column_id + 1;
        column_id = column.id;
    }
    bool has_rows_index = false;
    int32_t index_id = 1;
    for (Index& index : table.indexes) {
        bool clustered = index.kind == IndexKind::clustered ||
                         index.kind == IndexKind::clustered_columnstore;
        bool holds_rows = index.kind == IndexKind::heap || clustered;
        has_rows_index = has_rows_index || holds_rows;
        if (clustered) index.id = 1;
        if (!holds_rows && index.id == 0) index.id = index_id + 1;
        if (!holds_rows) index_id = index.id;
    }
    if (!has_rows_index) table.indexes.insert(table.indexes.begin(), Index{});
}

template <typename Function>
void for_all_ids(Database& database, Function function) {
    for (Table& table : database.tables) {
        function(table.object_id);
        for (Column& column : table.columns) {
            if (column.default_constraint) function(column.default_constraint->object_id);
        }
        for (Index& index : table.indexes) {
            if (index.primary_key || index.unique_constraint) function(index.object_id);
        }
        for (CheckConstraint& check : table.checks) function(check.object_id);
        for (ForeignKey& key : table.foreign_keys) function(key.object_id);
    }
    for (Module& module : database.modules) function(module.object_id);
    for (Synonym& synonym : database.synonyms) function(synonym.object_id);
}

}  // namespace

void assign_missing_ids(Database& database) {
    ObjectIds ids;
    for_all_ids(database, [&](int32_t& id) { ids.take(id); });
    for_all_ids(database, [&](int32_t& id) { ids.give(id); });
    for (Table& table : database.tables) give_local_ids(table);
}

}  // namespace gantry::catalog

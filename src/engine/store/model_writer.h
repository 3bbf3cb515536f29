#pragma once
// Catalog rows of a model's parts: all of a database, or one table or module after a change.

#include "catalog/model.h"
#include "engine/store/bulk_insert.h"
#include "engine/store/gap.h"

namespace gantry::store {

// Collects rows, writes them in finish(). `replace_objects`: a row of gantry.objects that is
// there already is updated (it keeps its create_date) instead of left alone.
class ModelWriter {
  public:
    ModelWriter(pg::Executor& executor, int32_t database_id, bool replace_objects);

    void add(const catalog::Schema& schema, int32_t ordinal);
    void add(const catalog::Principal& principal, int32_t ordinal);
    void add(const catalog::RoleMember& member, int32_t ordinal);
    void add(const catalog::Permission& permission, int32_t ordinal);
    void add(const catalog::Filegroup& group, int32_t ordinal);
    void add(const catalog::DatabaseFile& file, int32_t ordinal);
    void add(const catalog::DatabaseOptions& options);
    void add(const catalog::UserType& type, int32_t ordinal);
    void add(const catalog::Table& table, int32_t ordinal);
    void add(const catalog::Module& module, int32_t ordinal);
    void add(const catalog::Sequence& sequence, int32_t ordinal);
    void add(const catalog::Synonym& synonym, int32_t ordinal);
    void add(const catalog::ExtendedProperty& property, int32_t ordinal);
    void add_warning(const std::string& warning, int32_t ordinal);
    void add(const Gap& gap);
    void finish();

    // True when a text had characters PostgreSQL cannot hold.
    bool lossy() const { return lossy_; }

  private:
    class RowBuilder;

    void add_object(int32_t object_id, int32_t schema_id, const std::string& name,
                    const std::string& type, int32_t parent_id, bool shipped);
    void add_columns(int32_t object_id, const std::vector<catalog::Column>& columns);
    void add_indexes(const catalog::Table& table);
    void add_foreign_keys(const catalog::Table& table);
    void add_checks(const catalog::Table& table);

    int32_t database_id_;
    bool lossy_ = false;
    BulkInsert schemas_, principals_, role_members_, permissions_, filegroups_, files_, options_;
    BulkInsert user_types_, objects_, tables_, columns_, indexes_;
    BulkInsert index_columns_, foreign_keys_, foreign_key_columns_, checks_, modules_;
    BulkInsert parameters_, sequences_, synonyms_, properties_, warnings_, gaps_;
};

// Rows of one object and its parts, but not its row in gantry.objects (that one keeps the date).
void delete_object_rows(pg::Executor& executor, int32_t database_id, int32_t object_id);
// Everything of the database's model; not the row in gantry.databases.
void delete_model_rows(pg::Executor& executor, int32_t database_id);

}  // namespace gantry::store

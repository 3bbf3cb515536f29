#pragma once
// Names in a fixture script: types, tables, schemas and collations of the model being built, and
// names for constraints that have none.

#include "catalog/model.h"
#include "engine/ddl_model.h"

namespace gantry::cli {

class FixtureNames {
  public:
    // The model outlives this and may grow.
    explicit FixtureNames(catalog::Database& model);
    FixtureNames(const FixtureNames&) = delete;

    const engine::DdlNames& ddl() const { return names_; }
    catalog::Table* find_table(const tsql::ObjectName& name);
    catalog::Table* find_table(std::string_view text);  // "dbo.t", "[t]"
    // dbo when the name has no schema. Throws SqlError 2760.
    int32_t schema_id(const tsql::ObjectName& name) const;

  private:
    types::SqlType type(const tsql::DataType& type) const;

    catalog::Database& model_;
    engine::DdlNames names_;
};

// PK__Orders__3214EC07..., DF__Orders__freight__...: as SQL Server forms them from object ids.
void name_constraints(catalog::Database& model);

}  // namespace gantry::cli

#pragma once
// What makes the rows of catalog_rows.h; its parts stand in catalog_row_*.cc.

#include "catalog/writer/catalog_bits.h"
#include "catalog/writer/catalog_rows.h"

namespace gantry::catalog {

class CatalogRowMaker {
  public:
    CatalogRowMaker(const Database& database, const std::map<int32_t, uint64_t>& rowset_of,
                    const CatalogRowsOptions& options, SystemTableRows& out)
        : database_(database), rowset_of_(rowset_of), options_(options), out_(out) {}

    void run();

  private:
    void add_object(int32_t id, const std::string& name, int32_t schema, std::string_view type,
                    int32_t parent, int32_t status, int32_t intprop);
    void add_text(int32_t object, int32_t sub_id, const std::string& text,
                  uint8_t value_class = k_value_text);
    void add_reference(uint8_t reference_class, int32_t from, int32_t from_sub, int32_t to,
                       int32_t to_sub);
    void add_column(int32_t object, const Column& column);
    static void put_type(SystemTableRow& row, const types::SqlType& type);
    void add_table(const Table& table);
    void add_dependency(int32_t from, int32_t table, const CheckConstraint& check);
    void add_default(const Table& table, const Column& column);
    // A table type is a row in sysscalartypes and a hidden table that it refers to.
    void add_table_type(const Table& table, int32_t status, int32_t last_column);
    void add_index(const Table& table, const Index& index);
    int32_t referenced_index(const ForeignKey& key) const;
    void add_foreign_key(const Table& table, const ForeignKey& key);
    void add_module(const Module& module);
    void add_synonym(const Synonym& synonym);
    void add_schemas();
    void add_class_object(uint8_t object_class, int32_t id, const std::string& name, int32_t status,
                          std::string_view type);
    void add_principals();
    void add_type(int32_t id, int32_t schema, const std::string& name, const types::SqlType& type,
                  int32_t status);
    void add_types();

    const Database& database_;
    const std::map<int32_t, uint64_t>& rowset_of_;
    const CatalogRowsOptions& options_;
    SystemTableRows& out_;
    int32_t next_type_id_ = 257;
};

}  // namespace gantry::catalog

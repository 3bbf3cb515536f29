#pragma once
// What makes tables, keys and modules of the model from system rows. Private to src/catalog; the
// other parts of build_model() are the functions of model_parts.h.

#include <unordered_map>

#include "catalog/model_sources.h"

namespace gantry::catalog {

// sysschobjs.status; the same bit means different things to different types of object.
constexpr int32_t k_object_ms_shipped = 0x1;
constexpr int32_t k_object_system_named = 0x4;
constexpr int32_t k_table_lock_on_bulk_load = 0x100;
constexpr int32_t k_object_disabled = 0x100;
constexpr int32_t k_procedure_startup = 0x100;
constexpr int32_t k_queue_activation = 0x100;
constexpr int32_t k_object_not_for_replication = 0x200;
constexpr int32_t k_view_opaque_metadata = 0x200;
constexpr int32_t k_queue_receive = 0x200;
constexpr int32_t k_object_not_trusted = 0x400;
constexpr int32_t k_view_check_option = 0x400;
constexpr int32_t k_queue_enqueue = 0x400;
constexpr int32_t k_queue_retention = 0x800;
constexpr int32_t k_table_replicated = 0x1000;
constexpr int32_t k_module_schema_bound = 0x20000;
constexpr int32_t k_object_ansi_nulls = 0x40000;
constexpr int32_t k_object_quoted_identifier = 0x80000;
constexpr int32_t k_module_database_collation = 0x100000;
constexpr int32_t k_module_null_on_null = 0x200000;
constexpr int32_t k_module_recompile = 0x400000;
constexpr int32_t k_table_cdc = 0x1000000;
constexpr int32_t k_function_inlineable = 0x2000000;  // 2019+
constexpr int32_t k_table_large_out_of_row = 0x2000000;
constexpr int32_t k_queue_poison_handling = 0x4000000;
// sysschobjs.status2
constexpr int32_t k_object_memory_optimized = 0x8;
constexpr int32_t k_object_updatable_ledger = 0x40000;

// Internal table types: the sub id of reference class 40.
constexpr int32_t k_internal_queue_messages = 201;
constexpr int32_t k_internal_change_tracking = 209;

constexpr int32_t k_schema_information_schema = 3;
constexpr int32_t k_schema_sys = 4;

class ModelReader {
  public:
    ModelReader(const ModelSources& sources, Database& out) : sources_(sources), out_(out) {}

    // Tables and modules with everything that belongs to one.
    void run();

  private:
    void add_types();
    void add_tables();
    Table make_table(const ObjectRow& object);
    void add_options(const ObjectRow& object, Table& table);
    void add_internal_tables();
    void link_history_tables();
    void mark_external_tables();
    void set_generated_columns();

    void add_columns(const ObjectRow& object, std::vector<Column>& columns);
    Column make_column(const ColumnRow& row, int32_t object_id);
    void set_computed(const ColumnRow& row, int32_t object_id, Column& column);
    void set_default(const ColumnRow& row, Column& column);
    void set_protection(int32_t object_id, Column& column);

    void add_indexes();
    void read_index(const SystemRow& row);
    void read_index_columns();
    void add_partitions(int32_t object_id, Index& index);
    void finish_index(int32_t object_id, std::vector<Index>& indexes);
    void add_tessellation(int32_t object_id, Index& index);
    int32_t data_space_of(int32_t object_id, const Index& index, int32_t stored) const;
    void set_table_spaces();
    // Where an object's indexes go; nothing for objects the model leaves out.
    std::vector<Index>* index_list(int32_t object_id);
    std::string object_name(int32_t object_id) const;

    void add_constraints();
    void add_foreign_key(const ObjectRow& object, Table& table);
    void add_check(const ObjectRow& object, Table& table);
    void add_key_constraint(const ObjectRow& object, Table& table);
    void add_edge_constraint(const ObjectRow& object, Table& table);

    void add_modules();
    Module make_module(const ObjectRow& object);
    void add_parameters(const ObjectRow& object, Module& module);
    void add_trigger_facts(const ObjectRow& object, Module& module);
    void add_clr_entry(const ObjectRow& object, Module& module);
    void add_numbered(const ObjectRow& object, Module& module);
    void add_sequence(const ObjectRow& object);
    void add_synonym(const ObjectRow& object);

    // Objects users see: not those of the system's own schemas.
    static bool is_listed(const ObjectRow& object) {
        return object.schema_id != k_schema_sys && object.schema_id != k_schema_information_schema;
    }
    Table* table_by_id(int32_t object_id);
    void warn(std::string sentence) { out_.warnings.push_back(std::move(sentence)); }

    const ModelSources& sources_;
    Database& out_;
    std::unordered_map<int32_t, size_t> table_index_;
    std::unordered_map<int32_t, size_t> module_index_;
    std::unordered_map<int32_t, size_t> internal_index_;
};

}  // namespace gantry::catalog

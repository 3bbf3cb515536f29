#pragma once
// Bits and classes of system base tables, as the writer sets them.
// Facts: rows of backups of 2012 and the samples' foreign keys, checks and identities; the bits of
// referential actions other than ON DELETE CASCADE are inferred.

#include <cstdint>

namespace gantry::catalog {

// sysschobjs.status.
constexpr int32_t k_shipped = 0x1;
constexpr int32_t k_system_named = 0x4;
constexpr int32_t k_disabled = 0x100;
constexpr int32_t k_not_for_replication = 0x200;
constexpr int32_t k_not_trusted = 0x400;
constexpr int32_t k_update_action_shift = 12;
constexpr int32_t k_delete_action_shift = 14;
constexpr int32_t k_default = 0x20000;
constexpr int32_t k_check = 0x120000;
constexpr int32_t k_ansi_nulls = 0x40000;
constexpr int32_t k_quoted_identifier = 0x80000;
constexpr int32_t k_user_table = 0xE0000;

// syscolpars.status.
constexpr int32_t k_column_not_null = 0x1;
constexpr int32_t k_column_ansi_padded = 0x2;
constexpr int32_t k_column_identity = 0x4;
constexpr int32_t k_column_rowguid = 0x8;
constexpr int32_t k_column_computed = 0x10;
constexpr int32_t k_column_filestream = 0x20;
constexpr int32_t k_column_hidden = 0x2000;
constexpr int32_t k_parameter_output = 0x200;
constexpr int32_t k_parameter_readonly = 0x400000;
constexpr int32_t k_column_sparse = 0x1000000;
constexpr int32_t k_column_set = 0x2000000;

// sysidxstats.status.
constexpr int32_t k_index = 0x1;
constexpr int32_t k_index_always = 0x2;  // on all but heaps
constexpr int32_t k_index_unique = 0x8;
constexpr int32_t k_index_primary = 0x20;
constexpr int32_t k_index_constraint = 0x40;
constexpr int32_t k_index_disabled = 0x80;
constexpr int32_t k_index_hypothetical = 0x100;
constexpr int32_t k_index_filtered = 0x20000;
constexpr int32_t k_index_of_system = 0x80000;

// sysiscols.status.
constexpr int32_t k_key_column = 0x3;
constexpr int32_t k_descending = 0x4;
constexpr int32_t k_included_column = 0x12;

// Classes of syssingleobjrefs.
constexpr uint8_t k_ref_foreign_key = 27;
constexpr uint8_t k_ref_foreign_key_column = 28;
constexpr uint8_t k_ref_referenced_column = 29;
constexpr uint8_t k_ref_type_to_table = 36;
constexpr uint8_t k_ref_schema_owner = 50;
constexpr uint8_t k_ref_constraint_index = 93;

constexpr uint8_t k_class_schema = 50;
constexpr uint8_t k_class_data_space = 31;
constexpr int32_t k_sys_schema = 4;

// sysobjvalues.valclass: texts of modules, constraints and computed columns; of index filters.
constexpr uint8_t k_value_text = 1;
constexpr uint8_t k_value_filter = 2;

// sysobjvalues.value: how the text in imageval is kept.
constexpr int32_t k_text_utf16 = 0;
constexpr int32_t k_text_latin1 = 2;

}  // namespace gantry::catalog

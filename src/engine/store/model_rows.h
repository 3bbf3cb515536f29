#pragma once
// How the structs of catalog/model.h lie in the tables of schema gantry: for each one list of
// columns and one function that visits the fields in that order, used for writing (RowWriter)
// and for reading (RowReader) alike, so that the two cannot drift apart.

#include <charconv>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/model.h"
#include "engine/store/bulk_insert.h"

namespace gantry::store {

// Text as PostgreSQL can hold it: NUL and unpaired surrogates become U+FFFD. `lossy` is set then.
std::string storable_text(std::string_view text, bool& lossy);
std::string bytea_text(const std::vector<uint8_t>& bytes);         // "\x0102"
std::vector<uint8_t> bytes_of_bytea(std::string_view text);        // of the same form

class RowWriter {
  public:
    static constexpr bool k_reading = false;

    void operator()(bool value) { row_.emplace_back(value ? "t" : "f"); }
    void operator()(char value) { row_.emplace_back(std::string(1, value)); }
    void operator()(const std::string& value) { row_.emplace_back(storable_text(value, lossy_)); }
    void operator()(const std::vector<uint8_t>& value) { row_.emplace_back(bytea_text(value)); }
    template <typename T>
        requires std::integral<T>
    void operator()(T value) {
        row_.emplace_back(std::to_string(value));
    }
    template <typename T>
        requires std::is_enum_v<T>
    void operator()(T value) {
        row_.emplace_back(std::to_string(int(value)));
    }
    void null() { row_.emplace_back(std::nullopt); }

    std::vector<pg::Param> take() { return std::exchange(row_, {}); }
    bool lossy() const { return lossy_; }

  private:
    std::vector<pg::Param> row_;
    bool lossy_ = false;
};

class RowReader {
  public:
    static constexpr bool k_reading = true;

    explicit RowReader(const pg::Row& row) : row_(row) {}

    void operator()(bool& value) { value = next() == "t"; }
    void operator()(char& value) {
        const std::string& text = next();
        value = text.empty() ? ' ' : text[0];
    }
    void operator()(std::string& value) { value = next(); }
    void operator()(std::vector<uint8_t>& value) { value = bytes_of_bytea(next()); }
    template <typename T>
        requires std::integral<T>
    void operator()(T& value) {
        value = T(number());
    }
    template <typename T>
        requires std::is_enum_v<T>
    void operator()(T& value) {
        value = T(number());
    }
    void null() { ++position_; }
    bool next_is_null() const { return !row_.at(position_); }

  private:
    const std::string& next() {
        const auto& value = row_.at(position_++);
        if (!value) throw Error("the catalog has a NULL where a value must be");
        return *value;
    }
    int64_t number() {
        const std::string& text = next();
        int64_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }

    const pg::Row& row_;
    size_t position_ = 0;
};

#define GANTRY_TYPE_COLUMNS                                                                   \
    "system_type_id int2, max_length int2, precision int2, scale int2, collation_id int8, "   \
    "user_type_id int4"

constexpr TableSpec k_schemas{"schemas", "database_id int4, ordinal int4, schema_id int4, "
                                         "name text, owner_id int4"};
constexpr TableSpec k_principals{"principals",
                                 "database_id int4, ordinal int4, principal_id int4, name text, "
                                 "type text, default_schema text, sid bytea"};
constexpr TableSpec k_role_members{"role_members",
                                   "database_id int4, ordinal int4, role_id int4, member_id int4"};
constexpr TableSpec k_permissions{"permissions",
                                  "database_id int4, ordinal int4, class int2, major_id int4, "
                                  "minor_id int4, grantee_id int4, grantor_id int4, type text, "
                                  "name text, state text"};
constexpr TableSpec k_filegroups{"filegroups",
                                 "database_id int4, ordinal int4, data_space_id int4, name text, "
                                 "type text, is_default bool, is_read_only bool, "
                                 "is_autogrow_all_files bool, guid bytea"};
constexpr TableSpec k_database_files{
    "database_files",
    "database_id int4, ordinal int4, file_id int4, name text, physical_name text, type text, "
    "filegroup_id int4, size_pages int8, max_size_pages int8, growth int8, is_percent_growth bool, "
    "is_read_only bool, is_sparse bool, is_offline bool"};
constexpr TableSpec k_database_options{
    "database_options",
    "database_id int4, page_verify text, containment text, delayed_durability text, "
    "target_recovery_seconds int4, is_auto_shrink bool, is_snapshot_isolation bool, "
    "is_read_committed_snapshot bool, is_auto_create_stats bool, "
    "is_auto_create_stats_incremental bool, is_auto_update_stats bool, "
    "is_auto_update_stats_async bool, is_ansi_null_default bool, is_ansi_nulls bool, "
    "is_ansi_padding bool, is_ansi_warnings bool, is_arithabort bool, is_concat_null_yields_null "
    "bool, is_numeric_roundabort bool, is_quoted_identifier bool, is_recursive_triggers bool, "
    "is_cursor_close_on_commit bool, is_local_cursor_default bool, is_parameterization_forced "
    "bool, is_date_correlation bool, is_honor_broker_priority bool, is_elevate_to_snapshot bool, "
    "is_mixed_page_allocation bool, is_temporal_history_retention bool"};
constexpr TableSpec k_user_types{"user_types",
                                 "database_id int4, ordinal int4, type_id int4, schema_id int4, "
                                 "name text, is_nullable bool, " GANTRY_TYPE_COLUMNS};
constexpr TableSpec k_objects{"objects",
                              "database_id int4, object_id int4, schema_id int4, name text, "
                              "type text, parent_object_id int4, is_ms_shipped bool"};
constexpr TableSpec k_tables{"tables",
                             "database_id int4, ordinal int4, object_id int4, schema_id int4, "
                             "name text, is_table_type bool, is_system bool, row_count int8"};
constexpr TableSpec k_columns{
    "columns",
    "database_id int4, object_id int4, ordinal int4, column_id int4, name text, "
    GANTRY_TYPE_COLUMNS
    ", is_nullable bool, is_ansi_padded bool, is_rowguidcol bool, is_sparse bool, "
    "is_column_set bool, is_filestream bool, is_hidden bool, computed_text text, "
    "is_persisted bool, is_identity bool, identity_seed text, identity_increment text, "
    "identity_last text, identity_not_for_replication bool, default_object_id int4, "
    "default_name text, default_text text, default_system_named bool"};
constexpr TableSpec k_indexes{
    "indexes",
    "database_id int4, object_id int4, ordinal int4, index_id int4, constraint_object_id int4, "
    "name text, kind int2, is_unique bool, is_primary_key bool, is_unique_constraint bool, "
    "is_disabled bool, is_hypothetical bool, is_system_named bool, fill_factor int2, "
    "filter_text text"};
constexpr TableSpec k_index_columns{
    "index_columns",
    "database_id int4, object_id int4, index_ordinal int4, ordinal int4, column_id int4, "
    "is_descending bool, is_included bool"};
constexpr TableSpec k_foreign_keys{
    "foreign_keys",
    "database_id int4, table_id int4, ordinal int4, object_id int4, name text, "
    "referenced_table_id int4, on_delete int2, on_update int2, is_disabled bool, "
    "is_not_trusted bool, is_not_for_replication bool, is_system_named bool"};
constexpr TableSpec k_foreign_key_columns{
    "foreign_key_columns",
    "database_id int4, table_id int4, key_ordinal int4, ordinal int4, column_id int4, "
    "referenced_column_id int4"};
constexpr TableSpec k_check_constraints{
    "check_constraints",
    "database_id int4, table_id int4, ordinal int4, object_id int4, name text, "
    "definition text, column_id int4, is_disabled bool, is_not_trusted bool, "
    "is_not_for_replication bool, is_system_named bool"};
constexpr TableSpec k_modules{
    "modules",
    "database_id int4, ordinal int4, object_id int4, schema_id int4, name text, type text, "
    "kind int2, parent_object_id int4, definition text, is_encrypted bool, is_disabled bool, "
    "uses_quoted_identifier bool, uses_ansi_nulls bool, is_system bool"};
constexpr TableSpec k_parameters{
    "parameters",
    "database_id int4, object_id int4, ordinal int4, parameter_id int4, name text, "
    GANTRY_TYPE_COLUMNS ", is_output bool, has_default bool, is_readonly bool"};
constexpr TableSpec k_sequences{
    "sequences",
    "database_id int4, ordinal int4, object_id int4, schema_id int4, name text, "
    GANTRY_TYPE_COLUMNS
    ", start_value text, increment text, minimum_value text, maximum_value text, "
    "current_value text, is_cycling bool"};
constexpr TableSpec k_synonyms{"synonyms",
                               "database_id int4, ordinal int4, object_id int4, schema_id int4, "
                               "name text, base_object_name text"};
constexpr TableSpec k_extended_properties{
    "extended_properties",
    "database_id int4, ordinal int4, class int2, major_id int4, minor_id int4, name text, "
    "value text"};
constexpr TableSpec k_warnings{"warnings", "database_id int4, ordinal int4, warning text"};
constexpr TableSpec k_gaps{"gaps",
                           "database_id int4, kind int2, object_id int4, minor_id int4, "
                           "name text, reason text"};
#undef GANTRY_TYPE_COLUMNS

// The fields after database_id, object id of the owner and ordinals.
template <typename Io, typename T>
void visit_type(Io& io, T& type) {
    io(type.id), io(type.length), io(type.precision), io(type.scale), io(type.collation);
    io(type.user_type);
}
template <typename Io, typename T>
void visit_schema(Io& io, T& schema) {
    io(schema.id), io(schema.name), io(schema.owner_id);
}
template <typename Io, typename T>
void visit_principal(Io& io, T& principal) {
    io(principal.id), io(principal.name), io(principal.type), io(principal.default_schema);
    io(principal.sid);
}
template <typename Io, typename T>
void visit_role_member(Io& io, T& member) {
    io(member.role_id), io(member.member_id);
}
template <typename Io, typename T>
void visit_permission(Io& io, T& permission) {
    io(permission.securable_class), io(permission.major_id), io(permission.minor_id);
    io(permission.grantee_id), io(permission.grantor_id), io(permission.type);
    io(permission.name), io(permission.state);
}
template <typename Io, typename T>
void visit_filegroup(Io& io, T& group) {
    io(group.id), io(group.name), io(group.type), io(group.is_default), io(group.read_only);
    io(group.autogrow_all_files), io(group.guid);
}
template <typename Io, typename T>
void visit_database_file(Io& io, T& file) {
    io(file.id), io(file.name), io(file.physical_name), io(file.type), io(file.filegroup_id);
    io(file.size_pages), io(file.max_size_pages), io(file.growth), io(file.growth_is_percent);
    io(file.read_only), io(file.sparse), io(file.offline);
}
template <typename Io, typename T>
void visit_database_options(Io& io, T& options) {
    io(options.page_verify), io(options.containment), io(options.delayed_durability);
    int32_t recovery_seconds = options.target_recovery_seconds.value_or(60);
    io(recovery_seconds);
    if constexpr (Io::k_reading) options.target_recovery_seconds = recovery_seconds;
    io(options.auto_shrink), io(options.snapshot_isolation), io(options.read_committed_snapshot),
    io(options.auto_create_stats), io(options.auto_create_stats_incremental),
    io(options.auto_update_stats), io(options.auto_update_stats_async),
    io(options.ansi_null_default), io(options.ansi_nulls), io(options.ansi_padding),
    io(options.ansi_warnings), io(options.arithabort), io(options.concat_null_yields_null),
    io(options.numeric_roundabort), io(options.quoted_identifier),
    io(options.recursive_triggers), io(options.cursor_close_on_commit),
    io(options.local_cursor_default), io(options.parameterization_forced),
    io(options.date_correlation), io(options.honor_broker_priority),
    io(options.memory_optimized_elevate_to_snapshot), io(options.mixed_page_allocation),
    io(options.temporal_history_retention);
}
template <typename Io, typename T>
void visit_user_type(Io& io, T& type) {
    io(type.id), io(type.schema_id), io(type.name), io(type.nullable);
    visit_type(io, type.base);
}
template <typename Io, typename T>
void visit_table(Io& io, T& table) {
    io(table.object_id), io(table.schema_id), io(table.name), io(table.is_table_type);
    io(table.is_system), io(table.row_count);
}

template <typename Io, typename T>
void visit_identity(Io& io, T& identity) {
    bool present = identity.has_value();
    io(present);
    if constexpr (Io::k_reading) {
        if (present) identity.emplace();
    }
    if (!present) {
        for (int i = 0; i < 4; ++i) io.null();
        return;
    }
    io(identity->seed), io(identity->increment), io(identity->last);
    io(identity->not_for_replication);
}
template <typename Io, typename T>
void visit_default(Io& io, T& constraint) {
    if constexpr (Io::k_reading) {
        if (!io.next_is_null()) constraint.emplace();
    }
    if (!constraint) {
        for (int i = 0; i < 4; ++i) io.null();
        return;
    }
    io(constraint->object_id), io(constraint->name), io(constraint->text);
    io(constraint->system_named);
}
template <typename Io, typename T>
void visit_column(Io& io, T& column) {
    io(column.id), io(column.name);
    visit_type(io, column.type);
    io(column.nullable), io(column.ansi_padded), io(column.rowguidcol), io(column.sparse);
    io(column.column_set), io(column.filestream), io(column.hidden), io(column.computed_text);
    io(column.persisted);
    visit_identity(io, column.identity);
    visit_default(io, column.default_constraint);
}
template <typename Io, typename T>
void visit_index(Io& io, T& index) {
    io(index.id), io(index.object_id), io(index.name), io(index.kind), io(index.unique);
    io(index.primary_key), io(index.unique_constraint), io(index.disabled);
    io(index.hypothetical), io(index.system_named), io(index.fill_factor), io(index.filter_text);
}
template <typename Io, typename T>
void visit_index_column(Io& io, T& column) {
    io(column.column_id), io(column.descending), io(column.included);
}
template <typename Io, typename T>
void visit_foreign_key(Io& io, T& key) {
    io(key.object_id), io(key.name), io(key.referenced_table_id), io(key.on_delete);
    io(key.on_update), io(key.disabled), io(key.not_trusted), io(key.not_for_replication);
    io(key.system_named);
}
template <typename Io, typename T>
void visit_check(Io& io, T& check) {
    io(check.object_id), io(check.name), io(check.text), io(check.column_id);
    io(check.disabled), io(check.not_trusted), io(check.not_for_replication);
    io(check.system_named);
}
template <typename Io, typename T>
void visit_module(Io& io, T& module) {
    io(module.object_id), io(module.schema_id), io(module.name), io(module.type);
    io(module.kind), io(module.parent_object_id), io(module.text), io(module.encrypted);
    io(module.disabled), io(module.quoted_identifier), io(module.ansi_nulls);
    io(module.is_system);
}
template <typename Io, typename T>
void visit_parameter(Io& io, T& parameter) {
    io(parameter.id), io(parameter.name);
    visit_type(io, parameter.type);
    io(parameter.output), io(parameter.has_default), io(parameter.readonly);
}
template <typename Io, typename T>
void visit_sequence(Io& io, T& sequence) {
    io(sequence.object_id), io(sequence.schema_id), io(sequence.name);
    visit_type(io, sequence.type);
    io(sequence.start), io(sequence.increment), io(sequence.minimum), io(sequence.maximum);
    io(sequence.current), io(sequence.cycles);
}
template <typename Io, typename T>
void visit_synonym(Io& io, T& synonym) {
    io(synonym.object_id), io(synonym.schema_id), io(synonym.name), io(synonym.target);
}
template <typename Io, typename T>
void visit_extended_property(Io& io, T& property) {
    io(property.object_class), io(property.major_id), io(property.minor_id), io(property.name);
    io(property.value);
}
template <typename Io, typename T>
void visit_gap(Io& io, T& gap) {
    io(gap.kind), io(gap.object_id), io(gap.minor_id), io(gap.name), io(gap.reason);
}

}  // namespace gantry::store

#pragma once
// What the parts of build_model() share: system rows that several of them need, read once. Private
// to src/catalog. The meaning of status bits follows the definitions of the public catalog views
// (OrcaMDF's re-implementation of them; checked on samples where those have material).

#include <map>
#include <unordered_map>
#include <unordered_set>

#include "catalog/model.h"
#include "catalog/system_catalog.h"

namespace gantry::catalog {

// sysschobjs.status
constexpr int32_t k_object_ms_shipped = 0x1;
constexpr int32_t k_object_system_named = 0x4;
constexpr int32_t k_object_disabled = 0x100;
constexpr int32_t k_object_not_for_replication = 0x200;
constexpr int32_t k_object_not_trusted = 0x400;
constexpr int32_t k_object_ansi_nulls = 0x40000;
constexpr int32_t k_object_quoted_identifier = 0x80000;

constexpr int32_t k_schema_information_schema = 3;
constexpr int32_t k_schema_sys = 4;

// A row of sysschobjs.
struct ObjectRow {
    int32_t id = 0;
    std::string name;
    int32_t schema_id = 0;
    int32_t status = 0;
    std::string type;  // trimmed
    int32_t parent_id = 0;
    int32_t property = 0;  // intprop: of a column constraint its column

    bool has(int32_t bit) const { return (status & bit) != 0; }
};

// A row of syssingleobjrefs.
struct ReferenceRow {
    int32_t sub_id = 0;
    int32_t target_id = 0;
    int32_t target_sub_id = 0;
};

constexpr uint8_t k_reference_foreign_key = 27;
constexpr uint8_t k_reference_foreign_key_column = 28;
constexpr uint8_t k_reference_referenced_column = 29;
constexpr uint8_t k_reference_type_table = 36;
constexpr uint8_t k_reference_schema_owner = 50;

constexpr uint8_t k_value_text = 1;
constexpr uint8_t k_value_index_filter = 2;

// A text of sysobjvalues.
struct TextValue {
    std::string text;
    bool encrypted = false;
};

class ModelReader {
  public:
    explicit ModelReader(const SystemCatalog& catalog);

    Database run();

  private:
    using TextKey = std::tuple<uint8_t, int32_t, int32_t>;  // class, object, sub object

    void read_objects();
    void read_references();
    void read_texts();

    void add_schemas();
    void add_principals();
    void add_types();
    void add_extended_properties();

    void add_tables();
    Table make_table(const ObjectRow& object);
    void add_columns(const ObjectRow& object, std::vector<Column>& columns);
    Column make_column(const ColumnRow& row, int32_t object_id);
    void add_indexes();
    void warn_about_storage(const Table& table);

    void add_constraints();
    void add_foreign_key(const ObjectRow& object, Table& table);
    void add_check(const ObjectRow& object, Table& table);
    void add_key_constraint(const ObjectRow& object, Table& table);

    void add_modules();
    Module make_module(const ObjectRow& object);
    void add_sequence(const ObjectRow& object);
    void add_synonym(const ObjectRow& object);

    const TextValue* text_of(uint8_t value_class, int32_t object_id, int32_t sub_id) const;
    const std::vector<ReferenceRow>& references(uint8_t reference_class, int32_t id) const;
    // Objects users see: not those of the system's own schemas.
    static bool is_listed(const ObjectRow& object) {
        return object.schema_id != k_schema_sys && object.schema_id != k_schema_information_schema;
    }
    Table* table_by_id(int32_t object_id);
    void warn(std::string sentence) { out_.warnings.push_back(std::move(sentence)); }

    const SystemCatalog& catalog_;
    Database out_;
    std::map<int32_t, ObjectRow> objects_;
    std::map<std::pair<uint8_t, int32_t>, std::vector<ReferenceRow>> references_;
    std::map<TextKey, TextValue> texts_;
    std::unordered_map<int32_t, size_t> table_index_;
};

// SqlType of a syscolpars or sysscalartypes row.
types::SqlType make_type(uint8_t system_type, int32_t user_type, int16_t length, uint8_t precision,
                         uint8_t scale, uint32_t collation);
// A sql_variant's value as text; empty for NULL.
std::string variant_text(ByteSpan variant);
// The integer of an int-typed sql_variant, 0 when it is none.
int64_t variant_integer(ByteSpan variant);

}  // namespace gantry::catalog

#pragma once
// System rows that several parts of the model need, read once: objects, references, values and
// named things of the generic base tables. Private to src/catalog. Owned by build_model(); refers
// to the SystemCatalog, which must outlive it. Errors: FormatError of a damaged page.
//
// The meaning of classes and bits follows the public definitions of the catalog views; what is
// proven on real backups and what is not is in docs/formats/catalog.md.

#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

#include "catalog/model.h"
#include "catalog/system_catalog.h"
#include "catalog/system_text.h"

namespace gantry::catalog {

// Object ids of system base tables that only the model reads.
constexpr int32_t k_syspriorities = 17;
constexpr int32_t k_sysftinds = 25;
constexpr int32_t k_sysprivs = 29;
constexpr int32_t k_sysextsources = 36;
constexpr int32_t k_sysexttables = 37;
constexpr int32_t k_sysextfileformats = 38;
constexpr int32_t k_syscerts = 46;
constexpr int32_t k_systypedsubobjs = 51;
constexpr int32_t k_sysbinobjs = 58;
constexpr int32_t k_sysaudacts = 59;
constexpr int32_t k_sysremsvcbinds = 67;
constexpr int32_t k_sysrts = 69;
constexpr int32_t k_sysguidrefs = 78;
constexpr int32_t k_sysftstops = 85;
constexpr int32_t k_sysftproperties = 86;
constexpr int32_t k_sysqnames = 90;
constexpr int32_t k_sysxmlcomponent = 91;
constexpr int32_t k_sysxmlfacet = 92;
constexpr int32_t k_sysxmlplacement = 93;
constexpr int32_t k_sysobjkeycrypts = 94;
constexpr int32_t k_sysasymkeys = 95;
constexpr int32_t k_syssqlguides = 96;
constexpr int32_t k_sysbinsubobjs = 97;
constexpr int32_t k_syssoftobjrefs = 98;

// A row of sysschobjs.
struct ObjectRow {
    int32_t id = 0;
    std::string name;
    int32_t schema_id = 0;
    uint8_t name_class = 0;  // 0: named in a schema
    int32_t status = 0;
    int32_t status2 = 0;  // 2012+
    std::string type;     // trimmed
    int32_t parent_id = 0;
    uint8_t parent_class = 1;  // 1 object; 0 database, 100 server: of DDL triggers
    int32_t property = 0;      // intprop: of a column constraint its column
    std::string created, modified;

    bool has(int32_t bit) const { return (status & bit) != 0; }
};

// A row of syssingleobjrefs or sysmultiobjrefs.
struct ReferenceRow {
    uint8_t reference_class = 0;
    int32_t sub_id = 0;
    int32_t target_id = 0;
    int32_t target_sub_id = 0;
    int32_t status = 0;
};

// A text of sysobjvalues.
struct TextValue {
    std::string text;
    bool encrypted = false;
};

// Another row of sysobjvalues; statistics (class 60) are not kept.
struct ValueRow {
    uint8_t value_class = 0;
    int32_t object_id = 0;
    int32_t sub_id = 0;
    int32_t number = 0;
    Bytes variant;  // empty: NULL
    Bytes image;
    bool has_image = false;
};

// A row of sysclsobjs, sysbinobjs or sysnsobjs.
struct NamedRow {
    uint8_t object_class = 0;
    int32_t id = 0;
    int32_t schema_id = 0;  // nsid, where there is one
    std::string name;
    int32_t status = 0;
    std::string type;  // trimmed, without NULs
    int32_t property = 0;
    std::string created, modified;
};

// Classes of syssingleobjrefs.
constexpr uint8_t k_reference_index_data_space = 7;
constexpr uint8_t k_reference_index_lob_space = 8;
constexpr uint8_t k_reference_service_queue = 21;
constexpr uint8_t k_reference_execute_as = 22;
constexpr uint8_t k_reference_foreign_key = 27;
constexpr uint8_t k_reference_foreign_key_column = 28;
constexpr uint8_t k_reference_referenced_column = 29;
constexpr uint8_t k_reference_type_table = 36;
// Of memory-optimised table types, by public notes on AdventureWorks2016_EXT.
constexpr uint8_t k_reference_type_memory_table = 6;
constexpr uint8_t k_reference_type_assembly = 38;
constexpr uint8_t k_reference_fulltext_catalog = 39;
constexpr uint8_t k_reference_internal_table = 40;
constexpr uint8_t k_reference_fulltext_stoplist = 41;
constexpr uint8_t k_reference_filestream_space = 42;
constexpr uint8_t k_reference_type_owner = 44;
constexpr uint8_t k_reference_key_owner = 47;
constexpr uint8_t k_reference_route_owner = 49;
constexpr uint8_t k_reference_schema_owner = 50;
constexpr uint8_t k_reference_role_owner = 51;
constexpr uint8_t k_reference_assembly_owner = 52;
constexpr uint8_t k_reference_message_type_owner = 53;
constexpr uint8_t k_reference_contract_owner = 54;
constexpr uint8_t k_reference_service_owner = 55;
constexpr uint8_t k_reference_certificate_owner = 62;
constexpr uint8_t k_reference_asymmetric_owner = 64;
constexpr uint8_t k_reference_xml_namespace = 80;  // of a collection; sub id: its ordinal in it
constexpr uint8_t k_reference_xml_scope = 81;  // the component around a local one
constexpr uint8_t k_reference_xml_base = 82;
constexpr uint8_t k_reference_xml_wildcard_namespace = 83;  // between the proven 82 and 84
constexpr uint8_t k_reference_ledger_history = 84;
constexpr uint8_t k_reference_object_owner = 97;
constexpr uint8_t k_reference_property_list = 103;
constexpr uint8_t k_reference_temporal_history = 112;
constexpr uint8_t k_reference_column_key = 113;

// Classes of sysmultiobjrefs.
constexpr uint8_t k_multi_dependency = 0;        // of modules, by id
constexpr uint8_t k_multi_bound_dependency = 1;  // schema-bound
constexpr uint8_t k_multi_service_contract = 19;
constexpr uint8_t k_multi_contract_message = 20;
constexpr uint8_t k_multi_role_member = 25;

// Classes of sysclsobjs.
constexpr uint8_t k_class_assembly = 10;
constexpr uint8_t k_class_partition_function = 30;
constexpr uint8_t k_class_data_space = 31;
constexpr uint8_t k_class_schema = 50;
constexpr uint8_t k_class_symmetric_key = 56;
constexpr uint8_t k_class_credential = 57;

// Classes of sysbinobjs.
constexpr uint8_t k_class_message_type = 21;
constexpr uint8_t k_class_contract = 22;
constexpr uint8_t k_class_service = 23;
// Of sysnsobjs.
constexpr uint8_t k_class_xml_collection = 27;

// Classes of sysobjvalues.
constexpr uint8_t k_value_text = 1;
constexpr uint8_t k_value_index_filter = 2;
constexpr uint8_t k_value_database = 7;
constexpr uint8_t k_value_assembly_file = 10;
constexpr uint8_t k_value_credential = 28;
constexpr uint8_t k_value_statistics_blob = 60;
constexpr uint8_t k_value_trigger_event = 70;
constexpr uint8_t k_value_spatial_cells = 92;
constexpr uint8_t k_value_period = 113;
constexpr uint8_t k_value_column_encryption = 115;
constexpr uint8_t k_value_generated_always = 119;
constexpr uint8_t k_value_column_mask = 120;
constexpr uint8_t k_value_history_retention = 123;
constexpr uint8_t k_value_graph_column = 128;

struct ModelSources {
    explicit ModelSources(const SystemCatalog& catalog);

    const SystemCatalog& catalog;
    std::map<int32_t, ObjectRow> objects;  // all of sysschobjs
    std::map<std::pair<uint8_t, int32_t>, std::vector<ReferenceRow>> references;  // class, depid
    std::unordered_map<int32_t, std::vector<ReferenceRow>> references_by_id;      // every class
    std::map<std::pair<uint8_t, int32_t>, std::vector<ReferenceRow>> multi_references;
    std::map<uint8_t, std::vector<NamedRow>> class_objects;
    std::map<uint8_t, std::vector<NamedRow>> binary_named;     // sysbinobjs
    std::map<uint8_t, std::vector<NamedRow>> namespace_named;  // sysnsobjs

    const TextValue* text_of(uint8_t value_class, int32_t object_id, int32_t sub_id) const;
    const std::vector<ReferenceRow>& refs(uint8_t reference_class, int32_t id) const;
    const std::vector<ReferenceRow>& all_refs(int32_t id) const;
    const std::vector<ReferenceRow>& multi(uint8_t reference_class, int32_t id) const;
    // First target of (class, id), or `missing`.
    int32_t target(uint8_t reference_class, int32_t id, int32_t missing = 0) const;
    // Owner that overrides the schema's; 0: none.
    int32_t owner_of(int32_t object_id) const {
        return target(k_reference_object_owner, object_id);
    }
    const std::vector<ValueRow>& values(uint8_t value_class, int32_t object_id) const;
    // By class and object id.
    const std::map<std::pair<uint8_t, int32_t>, std::vector<ValueRow>>& all_values() const {
        return values_;
    }
    // The row with these keys, or nothing.
    const ValueRow* value(uint8_t value_class, int32_t object_id, int32_t sub_id,
                          int32_t number) const;
    // Every row of an object whatever its class.
    std::vector<const ValueRow*> values_of(int32_t object_id) const;
    const std::vector<NamedRow>& named(uint8_t object_class) const;
    const std::vector<NamedRow>& binary(uint8_t object_class) const;
    const ObjectRow* object(int32_t id) const;
    // Adds a row as if sysobjvalues had it.
    void insert(ValueRow value);

  private:
    void read_objects();
    void read_references();
    void read_values();
    void read_named();

    using ValueKey = std::tuple<uint8_t, int32_t, int32_t>;
    std::map<ValueKey, TextValue> texts_;
    std::map<std::pair<uint8_t, int32_t>, std::vector<ValueRow>> values_;
};

// SqlType of a syscolpars or sysscalartypes row.
types::SqlType make_type(uint8_t system_type, int32_t user_type, int16_t length, uint8_t precision,
                         uint8_t scale, uint32_t collation);
// A sql_variant's value as text, binary values as 0x..; empty for NULL.
std::string variant_text(ByteSpan variant);
// The integer of a whole-number sql_variant or bit, 0 when it is none.
int64_t variant_integer(ByteSpan variant);
// The type a stored sql_variant carries; id sql_variant when it is NULL or cut.
types::SqlType variant_stored_type(ByteSpan variant);
// Text of an nvarchar or varbinary image column.
std::string image_text(const ValueRow& row);
std::string trimmed(std::string text);  // of trailing blanks and NULs
Bytes to_bytes(ByteSpan bytes);

}  // namespace gantry::catalog

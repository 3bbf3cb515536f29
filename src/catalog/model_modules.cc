// Views, procedures, functions, triggers, rules, defaults, sequences and synonyms of the model.

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "catalog/event_names.h"
#include "catalog/model_reader.h"
#include "catalog/module_kind.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::catalog {

using types::TypeId;

namespace {

// syscolpars.status of a parameter.
constexpr int32_t k_parameter_output = 0x200;
constexpr int32_t k_parameter_readonly = 0x400000;

struct KindOfType {
    std::string_view type;
    ModuleKind kind;
};

constexpr KindOfType k_module_types[] = {
    {"V", ModuleKind::view},
    {"P", ModuleKind::procedure},
    {"FN", ModuleKind::scalar_function},
    {"IF", ModuleKind::inline_function},
    {"TF", ModuleKind::table_function},
    {"TR", ModuleKind::trigger},
    {"PC", ModuleKind::clr},
    {"FS", ModuleKind::clr},
    {"FT", ModuleKind::clr},
    {"TA", ModuleKind::clr},
    {"AF", ModuleKind::clr},
    {"R", ModuleKind::other},
    {"RF", ModuleKind::other},
};

Parameter make_parameter(const ColumnRow& row) {
    Parameter parameter;
    parameter.id = row.column_id;
    parameter.name = row.name;
    parameter.type = make_type(row.system_type, row.user_type, row.length, row.precision, row.scale,
                               row.collation);
    parameter.output = (row.status & k_parameter_output) != 0 && row.column_id != 0;
    parameter.readonly = (row.status & k_parameter_readonly) != 0;
    parameter.xml_collection_id = row.xml_collection;
    return parameter;
}

}  // namespace

const ModuleKind* module_kind(std::string_view type) {
    for (const KindOfType& k : k_module_types) {
        if (k.type == type) return &k.kind;
    }
    return nullptr;
}

void ModelReader::add_modules() {
    for (const auto& [id, object] : sources_.objects) {
        if (!is_listed(object)) continue;
        // Rules and stand-alone defaults are texts like modules; constraints have a parent.
        bool stand_alone_default = object.type == "D" && object.parent_id == 0;
        if (stand_alone_default) {
            warn(fmt::format(
                "{} is a stand-alone default (CREATE DEFAULT), which a restore does not "
                "carry over",
                object.name));
        }
        if (module_kind(object.type) != nullptr || stand_alone_default) {
            module_index_[id] = out_.modules.size();
            out_.modules.push_back(make_module(object));
        } else if (object.type == "SO") {
            add_sequence(object);
        } else if (object.type == "SN") {
            add_synonym(object);
        }
    }
}

Module ModelReader::make_module(const ObjectRow& object) {
    Module module;
    module.object_id = object.id;
    module.schema_id = object.schema_id;
    module.name = object.name;
    module.type = object.type;
    const ModuleKind* kind = module_kind(object.type);
    module.kind = kind != nullptr ? *kind : ModuleKind::other;
    module.is_system = object.has(k_object_ms_shipped);
    module.quoted_identifier = object.has(k_object_quoted_identifier);
    module.ansi_nulls = object.has(k_object_ansi_nulls);
    module.created = object.created;
    module.modified = object.modified;
    module.owner_id = sources_.owner_of(object.id);
    module.schema_bound = object.has(k_module_schema_bound);
    module.uses_database_collation = object.has(k_module_database_collation);
    module.null_on_null_input = object.has(k_module_null_on_null);
    module.recompile = object.has(k_module_recompile);
    module.natively_compiled = (object.status2 & k_object_memory_optimized) != 0;
    module.execute_as = sources_.target(k_reference_execute_as, object.id);
    module.startup = object.type == "P" && object.has(k_procedure_startup);
    bool function = object.type == "FN" || object.type == "IF";
    module.inlineable = function && object.has(k_function_inlineable);
    module.for_replication = object.type == "RF";
    module.check_option = object.type == "V" && object.has(k_view_check_option);
    module.opaque_metadata = object.type == "V" && object.has(k_view_opaque_metadata);
    // Texts are numbered 0, but those of procedures by their procedure number, from 1.
    const TextValue* text = sources_.text_of(k_value_text, object.id, 0);
    if (text == nullptr) text = sources_.text_of(k_value_text, object.id, 1);
    if (text != nullptr) {
        module.text = text->text;
        module.encrypted = text->encrypted;
    }
    if (object.type == "TR" || object.type == "TA") add_trigger_facts(object, module);
    if (module.kind == ModuleKind::clr) add_clr_entry(object, module);
    if (module.encrypted) {
        warn(fmt::format("{} was created WITH ENCRYPTION: its text cannot be read", object.name));
    } else if (module.text.empty() && module.kind != ModuleKind::clr) {
        warn(fmt::format("the text of {} (type {}) was not found", object.name, object.type));
    }
    add_columns(object, module.columns);
    add_parameters(object, module);
    if (object.type == "P") add_numbered(object, module);
    return module;
}

void ModelReader::add_parameters(const ObjectRow& object, Module& module) {
    for (const ColumnRow& row : sources_.catalog.column_rows(object.id)) {
        if (row.number == 1) module.parameters.push_back(make_parameter(row));
    }
}

void ModelReader::add_numbered(const ObjectRow& object, Module& module) {
    constexpr int32_t k_number_max = 32767;
    int32_t missing = 0;
    for (int32_t number = 2; number <= k_number_max && missing < 64; ++number) {
        const TextValue* text = sources_.text_of(k_value_text, object.id, number);
        if (text == nullptr) {
            ++missing;
            continue;
        }
        missing = 0;
        NumberedProcedure numbered;
        numbered.number = number;
        numbered.text = text->text;
        numbered.encrypted = text->encrypted;
        for (const ColumnRow& row : sources_.catalog.column_rows(object.id)) {
            if (row.number == number) numbered.parameters.push_back(make_parameter(row));
        }
        module.numbered.push_back(std::move(numbered));
    }
    if (!module.numbered.empty()) {
        warn(fmt::format("{} has numbered procedures ({};2): only the first is carried over",
                         object.name, object.name));
    }
}

void ModelReader::add_trigger_facts(const ObjectRow& object, Module& module) {
    module.parent_class = object.parent_class;
    module.parent_object_id = object.parent_id;
    module.disabled = object.has(k_object_disabled);
    module.not_for_replication = object.has(k_object_not_for_replication);
    // Class 70: a row an event, its number in sub_id; the value's bits 1 and 2 are the first and
    // last trigger of sp_settriggerorder (no sample has one set).
    for (const ValueRow& row : sources_.values(k_value_trigger_event, object.id)) {
        TriggerEvent event;
        event.name = event_name(row.sub_id);
        int64_t order = variant_integer(row.variant);
        event.first = (order & 1) != 0;
        event.last = (order & 2) != 0;
        if (event.name.empty()) {
            event.name = fmt::format("event {}", row.sub_id);
            warn(fmt::format("event {} of trigger {} is not known by name", row.sub_id,
                             object.name));
        }
        module.events.push_back(std::move(event));
    }
    // The catalog's own bit for INSTEAD OF is not proven: the text decides.
    module.instead_of = module.kind == ModuleKind::trigger && module.parent_object_id != 0 &&
                        is_instead_of(module.text);
}

// EXTERNAL NAME of a CLR module: sysobjvalues' class 1 rows of the object name class and method;
// any reference from the object to an assembly names that.
void ModelReader::add_clr_entry(const ObjectRow& object, Module& module) {
    ClrEntry entry;
    for (const ReferenceRow& r : sources_.all_refs(object.id)) {
        for (const NamedRow& assembly : sources_.named(k_class_assembly)) {
            bool owner = r.reference_class == k_reference_object_owner ||
                         r.reference_class == k_reference_execute_as;
            if (assembly.id == r.target_id && !owner) entry.assembly_id = assembly.id;
        }
    }
    std::vector<std::string> names;
    for (const ValueRow* row : sources_.values_of(object.id)) {
        TypeId type = row->variant.empty() ? TypeId::none : TypeId(row->variant[0]);
        if (types::is_character(type)) names.push_back(variant_text(row->variant));
    }
    if (names.empty() && !module.text.empty()) names.push_back(module.text);
    if (!names.empty()) entry.class_name = names[0];
    if (names.size() > 1) entry.method = names[1];
    entry.null_on_null_input = object.has(k_module_null_on_null);
    if (!module.is_system && (entry.assembly_id == 0 || entry.class_name.empty())) {
        warn(fmt::format("the assembly entry of CLR module {} could not be read in full",
                         object.name));
    }
    module.text.clear();
    module.clr = std::move(entry);
}

void ModelReader::add_synonym(const ObjectRow& object) {
    Synonym synonym;
    synonym.object_id = object.id;
    synonym.schema_id = object.schema_id;
    synonym.name = object.name;
    const TextValue* text = sources_.text_of(k_value_text, object.id, 0);
    if (text != nullptr) synonym.target = text->text;
    if (synonym.target.empty()) {
        warn(fmt::format("the target of synonym {} was not found", object.name));
    }
    out_.synonyms.push_back(std::move(synonym));
}

}  // namespace gantry::catalog

// Views, procedures, functions, triggers, sequences and synonyms of the model.

#include <fmt/format.h>

#include "catalog/model_reader.h"

namespace gantry::catalog {

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

const ModuleKind* kind_of(std::string_view type) {
    for (const KindOfType& k : k_module_types) {
        if (k.type == type) return &k.kind;
    }
    return nullptr;
}

}  // namespace

void ModelReader::add_modules() {
    for (const auto& [id, object] : objects_) {
        if (!is_listed(object)) continue;
        if (kind_of(object.type) != nullptr) {
            out_.modules.push_back(make_module(object));
        } else if (object.type == "SO") {
            add_sequence(object);
        } else if (object.type == "SN") {
            add_synonym(object);
        } else if (object.type == "D" && table_by_id(object.parent_id) == nullptr &&
                   object.parent_id == 0) {
            warn(
                fmt::format("{} is a stand-alone default (CREATE DEFAULT), which is not carried "
                            "over",
                            object.name));
        }
    }
}

Module ModelReader::make_module(const ObjectRow& object) {
    Module module;
    module.object_id = object.id;
    module.schema_id = object.schema_id;
    module.name = object.name;
    module.type = object.type;
    module.kind = *kind_of(object.type);
    module.is_system = object.has(k_object_ms_shipped);
    module.quoted_identifier = object.has(k_object_quoted_identifier);
    module.ansi_nulls = object.has(k_object_ansi_nulls);
    if (module.kind == ModuleKind::trigger) {
        module.parent_object_id = object.parent_id;
        module.disabled = object.has(k_object_disabled);
    }
    // Texts are numbered 0, but those of procedures by their procedure number, from 1.
    const TextValue* text = text_of(k_value_text, object.id, 0);
    if (text == nullptr) text = text_of(k_value_text, object.id, 1);
    if (text != nullptr) {
        module.text = text->text;
        module.encrypted = text->encrypted;
    }
    if (module.encrypted) {
        warn(fmt::format("{} was created WITH ENCRYPTION: its text cannot be read", object.name));
    } else if (module.text.empty() && module.kind != ModuleKind::clr) {
        warn(fmt::format("the text of {} (type {}) was not found", object.name, object.type));
    }
    if (text_of(k_value_text, object.id, 2) != nullptr && object.type == "P") {
        warn(fmt::format("{} has numbered procedures ({};2): only the first is carried over",
                         object.name, object.name));
    }
    add_columns(object, module.columns);
    for (const ColumnRow& row : catalog_.column_rows(object.id)) {
        if (row.number != 1) continue;
        Parameter parameter;
        parameter.id = row.column_id;
        parameter.name = row.name;
        parameter.type = make_type(row.system_type, row.user_type, row.length, row.precision,
                                   row.scale, row.collation);
        parameter.output = (row.status & k_parameter_output) != 0 && row.column_id != 0;
        parameter.readonly = (row.status & k_parameter_readonly) != 0;
        module.parameters.push_back(std::move(parameter));
    }
    return module;
}

void ModelReader::add_sequence(const ObjectRow& object) {
    Sequence sequence;
    sequence.object_id = object.id;
    sequence.schema_id = object.schema_id;
    sequence.name = object.name;
    sequence.type = types::bigint_type();
    sequence.start = "1";
    sequence.increment = "1";
    for (const ColumnRow& row : catalog_.column_rows(object.id)) {
        sequence.type = make_type(row.system_type, row.user_type, row.length, row.precision,
                                  row.scale, row.collation);
    }
    warn(
        fmt::format("sequence {} is carried over without its bounds and current value, which no "
                    "known system table shows: set them with ALTER SEQUENCE",
                    object.name));
    out_.sequences.push_back(std::move(sequence));
}

void ModelReader::add_synonym(const ObjectRow& object) {
    Synonym synonym;
    synonym.object_id = object.id;
    synonym.schema_id = object.schema_id;
    synonym.name = object.name;
    const TextValue* text = text_of(k_value_text, object.id, 0);
    if (text != nullptr) synonym.target = text->text;
    if (synonym.target.empty()) {
        warn(fmt::format("the target of synonym {} was not found", object.name));
    }
    out_.synonyms.push_back(std::move(synonym));
}

}  // namespace gantry::catalog

// Views, procedures, functions and triggers: module_from_statement() of ddl_model.h.

#include <algorithm>

#include "base/utf.h"
#include "engine/ddl_model.h"

namespace gantry::engine {

using namespace tsql;

namespace {

catalog::Parameter make_parameter(const tsql::Parameter& p, int32_t id, const DdlNames& names) {
    catalog::Parameter out;
    out.id = id;
    out.name = p.name;
    std::optional<types::SqlType> table;
    if (names.table_type) table = names.table_type(*p.type);
    out.type = table ? *table : names.type(*p.type);
    out.output = p.output;
    out.has_default = p.default_value != nullptr;
    out.readonly = p.readonly;
    return out;
}

bool has_option(const List<const Option*>& options, std::string_view name) {
    return std::any_of(options.begin(), options.end(),
                       [&](const Option* option) { return ascii_iequals(option->name, name); });
}

struct FunctionType {
    catalog::ModuleKind kind;
    const char* type;
};

FunctionType function_type(FunctionKind kind) {
    switch (kind) {
        case FunctionKind::scalar:
            return {catalog::ModuleKind::scalar_function, "FN"};
        case FunctionKind::inline_table:
            return {catalog::ModuleKind::inline_function, "IF"};
        case FunctionKind::table:
            return {catalog::ModuleKind::table_function, "TF"};
        case FunctionKind::clr_scalar:
            return {catalog::ModuleKind::clr, "FS"};
        case FunctionKind::clr_table:
            return {catalog::ModuleKind::clr, "FT"};
        case FunctionKind::aggregate:
            return {catalog::ModuleKind::clr, "AF"};
    }
    return {catalog::ModuleKind::other, "FN"};
}

void fill_procedure(const CreateProcedureStatement& s, const DdlNames& names,
                    catalog::Module& out) {
    out.kind = catalog::ModuleKind::procedure;
    out.type = "P";
    out.encrypted = has_option(s.options, "ENCRYPTION");
    for (const tsql::Parameter* p : s.parameters) {
        out.parameters.push_back(make_parameter(*p, int32_t(out.parameters.size() + 1), names));
    }
}

void fill_function(const CreateFunctionStatement& s, std::string_view source, const DdlNames& names,
                   catalog::Module& out) {
    FunctionType type = function_type(s.function);
    out.kind = type.kind;
    out.type = type.type;
    out.encrypted = has_option(s.options, "ENCRYPTION");
    if (s.returns != nullptr) {
        catalog::Parameter result;
        result.type = names.type(*s.returns);
        out.parameters.push_back(result);
    }
    int32_t id = 0;
    for (const tsql::Parameter* p : s.parameters) {
        out.parameters.push_back(make_parameter(*p, ++id, names));
    }
    if (s.table != nullptr) {
        out.columns = table_from_definition(*s.table, s.name.object(), source, names).columns;
    }
}

void fill_trigger(const CreateTriggerStatement& s, const DdlNames& names, catalog::Module& out) {
    out.kind = catalog::ModuleKind::trigger;
    out.type = "TR";
    out.encrypted = has_option(s.options, "ENCRYPTION");
    if (s.scope != TriggerScope::table) return;
    const catalog::Table* parent = names.table ? names.table(s.target) : nullptr;
    if (parent != nullptr) {
        out.parent_object_id = parent->object_id;
        out.schema_id = parent->schema_id;
    }
}

}  // namespace

const ObjectName* created_name(const Statement& statement) {
    if (auto* s = statement.try_as<CreateViewStatement>()) return &s->name;
    if (auto* s = statement.try_as<CreateProcedureStatement>()) return &s->name;
    if (auto* s = statement.try_as<CreateFunctionStatement>()) return &s->name;
    if (auto* s = statement.try_as<CreateTriggerStatement>()) return &s->name;
    if (auto* s = statement.try_as<CreateTableStatement>()) return &s->name;
    if (auto* s = statement.try_as<CreateTypeStatement>()) return &s->name;
    if (auto* s = statement.try_as<CreateSynonymStatement>()) return &s->name;
    return nullptr;
}

std::optional<catalog::Module> module_from_statement(const Statement& statement,
                                                     std::string_view batch,
                                                     const DdlNames& names) {
    catalog::Module out;
    if (auto* view = statement.try_as<CreateViewStatement>()) {
        out.kind = catalog::ModuleKind::view;
        out.type = "V";
        out.encrypted = has_option(view->options, "ENCRYPTION");
    } else if (auto* procedure = statement.try_as<CreateProcedureStatement>()) {
        fill_procedure(*procedure, names, out);
    } else if (auto* function = statement.try_as<CreateFunctionStatement>()) {
        fill_function(*function, batch, names, out);
    } else if (auto* trigger = statement.try_as<CreateTriggerStatement>()) {
        fill_trigger(*trigger, names, out);
    } else {
        return std::nullopt;
    }
    out.name = created_name(statement)->object();
    out.text = batch;
    return out;
}

}  // namespace gantry::engine

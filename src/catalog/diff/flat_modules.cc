// Modules, sequences, synonyms and alias types: Flattener of flat.h.

#include "catalog/diff/flat.h"

namespace gantry::catalog::diff {

namespace {

std::string module_kind(const Module& module) {
    if (module.type == "V") return "view";
    if (module.type == "P") return "procedure";
    if (module.type == "FN") return "scalar function";
    if (module.type == "IF") return "inline function";
    if (module.type == "TF") return "table function";
    if (module.type == "TR") return module.parent_object_id == 0 ? "DDL trigger" : "trigger";
    if (module.type == "PC") return "CLR procedure";
    if (module.type == "FS") return "CLR scalar function";
    if (module.type == "FT") return "CLR table function";
    if (module.type == "TA") return "CLR trigger";
    if (module.type == "AF") return "CLR aggregate";
    if (module.type == "R") return "rule";
    if (module.type == "D") return "default";
    return "module of type " + module.type;
}

}  // namespace

void Flattener::add_modules() {
    for (const Module& module : db_.modules) {
        if (!module.is_system) add_module(module);
    }
}

void Flattener::add_module(const Module& module) {
    bool ddl_trigger = module.type == "TR" && module.parent_object_id == 0;
    FlatObject& out =
        add(module_kind(module), ddl_trigger ? module.name : dotted(module.schema_id, module.name));
    FlatPart& self = out.self;
    self.text("text", module.text);
    self.set("on", module.parent_object_id == 0 ? "" : object_name(module.parent_object_id));
    self.set("owner", owner(module.owner_id));
    self.flag("encrypted", module.encrypted);
    self.flag("disabled", module.disabled);
    self.flag("ANSI_NULLS", module.ansi_nulls);
    self.flag("QUOTED_IDENTIFIER", module.quoted_identifier);
    self.flag("schema-bound", module.schema_bound);
    self.flag("natively compiled", module.natively_compiled);
    self.flag("startup procedure", module.startup);
    self.set("execute as", module.execute_as == 0    ? "CALLER"
                           : module.execute_as == -2 ? "OWNER"
                                                     : owner(module.execute_as));
    std::string events;
    for (const TriggerEvent& event : module.events) {
        events += fmt::format("{}{}{}{}", events.empty() ? "" : ", ", event.name,
                              event.first ? " first" : "", event.last ? " last" : "");
    }
    self.set("events", events);
    if (module.clr) {
        const Assembly* assembly = names_.assembly(module.clr->assembly_id);
        self.set("external name", fmt::format("{}.{}.{}", assembly ? assembly->name : "?",
                                              module.clr->class_name, module.clr->method));
    }
    for (const NumberedProcedure& numbered : module.numbered) {
        std::string number = fmt::format("{}", numbered.number);
        out.part("procedure number", number, number).text("text", numbered.text);
    }
    add_indexes(module.indexes, module.columns, out);
    add_statistics(module.object_id, module.columns, out);
    add_fulltext_index(module.object_id, module.columns, out);
}

void Flattener::add_sequences() {
    for (const Sequence& s : db_.sequences) {
        FlatPart& self = add("sequence", dotted(s.schema_id, s.name)).self;
        self.set("type", names_.type(s.type));
        self.set("start", s.start).set("increment", s.increment);
        self.set("minimum", s.minimum).set("maximum", s.maximum);
        self.flag("cycles", s.cycles).flag("cached", s.cached);
        self.number("cache size", s.cache_size);
        self.set("owner", owner(s.owner_id));
    }
}

void Flattener::add_synonyms() {
    for (const Synonym& s : db_.synonyms) {
        add("synonym", dotted(s.schema_id, s.name)).self.set("target", s.target);
    }
}

void Flattener::add_types() {
    for (const UserType& type : db_.user_types) {
        FlatPart& self = add("type", dotted(type.schema_id, type.name)).self;
        self.set("base type", names_.type(type.base));
        self.flag("nullable", type.nullable);
        self.set("bound default",
                 type.default_object_id ? object_name(type.default_object_id) : "");
        self.set("bound rule", type.rule_object_id ? object_name(type.rule_object_id) : "");
        const Assembly* assembly = names_.assembly(type.assembly_id);
        self.set("class", assembly ? assembly->name + "." + type.assembly_class : "");
    }
}

}  // namespace gantry::catalog::diff

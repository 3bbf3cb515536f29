// --drop: what the script makes, dropped before, the other way round: first what others need last.
// DROP ... IF EXISTS came with SQL Server 2016.

#include <fmt/format.h>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

std::string_view drop_word(const Module& module) {
    if (module.type == "AF") return "AGGREGATE";
    if (module.type == "PC") return "PROCEDURE";
    if (module.type == "R") return "RULE";
    if (module.type == "D") return "DEFAULT";
    switch (module.kind) {
        case ModuleKind::view:
            return "VIEW";
        case ModuleKind::procedure:
            return "PROCEDURE";
        case ModuleKind::trigger:
            return "TRIGGER";
        default:
            return "FUNCTION";
    }
}

class Dropper {
  public:
    explicit Dropper(Context& context) : context_(context) {}

    void drop(std::string_view word, const std::string& name, std::string_view rest = {}) {
        text_ += fmt::format("DROP {} IF EXISTS {}{};\n", word, name, rest);
    }
    void add(std::string statement) { text_ += statement; }

    void finish() {
        if (!text_.empty()) context_.out.batch(text_);
    }

  private:
    Context& context_;
    std::string text_;
};

// What ties tables to each other, so that they may go in any order.
void untie_tables(Context& context, Dropper& drops) {
    for (const Table* each : context.tables) {
        const Table& table = *each;
        if (table.is_system || table.is_table_type || !context.chosen(table.object_id)) continue;
        std::string name = context.names.object_name(table.object_id);
        for (const ForeignKey& key : table.foreign_keys) {
            drops.add(
                fmt::format("IF OBJECT_ID({}) IS NOT NULL ALTER TABLE {} DROP CONSTRAINT IF EXISTS "
                            "{};\n",
                            literal(name), name, bracket(key.name)));
        }
        if (table.options.temporal == TemporalType::versioned) {
            drops.add(fmt::format(
                "IF OBJECTPROPERTY(OBJECT_ID({}), 'TableTemporalType') = 2 ALTER TABLE {} SET "
                "(SYSTEM_VERSIONING = OFF);\n",
                literal(name), name));
        }
    }
}

void drop_objects(Context& context, Dropper& drops) {
    for (auto id = context.order.rbegin(); id != context.order.rend(); ++id) {
        if (!context.chosen(*id)) continue;
        const NamedObject* object = context.names.object(*id);
        if (object == nullptr) continue;
        drops.drop(object->module != nullptr ? drop_word(*object->module) : "TABLE",
                   context.names.object_name(*id));
    }
}

void drop_types(Context& context, Dropper& drops) {
    for (const Synonym& s : context.db.synonyms)
        drops.drop("SYNONYM", context.names.object_name(s.object_id));
    for (const Sequence& s : context.db.sequences)
        drops.drop("SEQUENCE", context.names.object_name(s.object_id));
    for (const Table* each : context.tables) {
        const Table& table = *each;
        if (table.is_table_type && !table.is_system) {
            drops.drop("TYPE", context.names.qualified(table.schema_id, table.name));
        }
    }
    for (const UserType& type : context.db.user_types)
        drops.drop("TYPE", context.names.qualified(type.schema_id, type.name));
    for (const Module* each : context.modules) {
        const Module& module = *each;
        if (!module.is_system && (module.type == "R" || module.type == "D")) {
            drops.drop(drop_word(module), context.names.object_name(module.object_id));
        }
    }
}

}  // namespace

void script_drops(Context& context) {
    context.out.heading("Drops");
    Dropper drops(context);
    if (context.only_object == 0) {
        for (const SecurityPolicy& policy : context.db.security_policies)
            drops.drop("SECURITY POLICY", context.names.object_name(policy.object_id));
    }
    for (const Module* each : context.modules) {
        const Module& module = *each;
        if (!is_trigger(module) || module.is_system || !context.chosen(module.object_id)) continue;
        if (is_database_trigger(module)) {
            drops.drop("TRIGGER", bracket(module.name), " ON DATABASE");
        } else {
            drops.drop("TRIGGER", context.names.object_name(module.object_id));
        }
    }
    untie_tables(context, drops);
    drop_objects(context, drops);
    if (context.only_object == 0) drop_types(context, drops);
    drops.finish();
}

}  // namespace gantry::catalog::script

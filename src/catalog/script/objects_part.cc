// Tables, views, functions and procedures, each after what it needs.
//
// A view, an inline function, a module bound to its schema and a computed column need what they
// name; procedures and other functions may be made before it (deferred name resolution), so theirs
// are weak needs. Needs come from the references the server recorded; where it recorded none, from
// the names in the text. Defaults and checks that call functions are added after all of these,
// which leaves circles only through computed columns: those are added later by ALTER TABLE.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "catalog/script/order.h"
#include "catalog/script/parts.h"
#include "catalog/script/quote.h"
#include "catalog/script/tokens.h"

namespace gantry::catalog::script {
namespace {

bool is_object_module(const Module& module) {
    return module.kind != ModuleKind::trigger && module.type != "TA" && module.type != "R" &&
           module.type != "D" && module.type != "RF";
}

bool needs_names_first(const Module& module) {
    return module.kind == ModuleKind::view || module.kind == ModuleKind::inline_function ||
           module.schema_bound || module.natively_compiled;
}

// Tables, then functions, views, procedures: where needs leave a choice.
char rank_of(const Module& module) {
    switch (module.kind) {
        case ModuleKind::scalar_function:
        case ModuleKind::inline_function:
        case ModuleKind::table_function:
            return '1';
        case ModuleKind::view:
            return '2';
        case ModuleKind::procedure:
            return '3';
        default:
            return module.type == "PC" ? '3' : '1';
    }
}

class Needs {
  public:
    explicit Needs(Context& context) : context_(context) {
        for (const Dependency& d : context.db.dependencies) {
            if (d.referencing_class == 1 && d.referenced_class == 1 && d.server.empty() &&
                d.database.empty()) {
                recorded_[d.referencing_id].push_back(&d);
            }
        }
    }

    std::vector<OrderEdge> edges;

    void add_module(const Module& module) {
        const bool weak = !needs_names_first(module);
        const bool has_recorded = add_recorded(module.object_id, module.schema_id, weak);
        // What the server recorded is enough, but an old server's record may lack names that came
        // later: names in the text then only choose between orders that are possible.
        add_names(module.object_id, module.schema_id, module.text, module.quoted_identifier,
                  weak || has_recorded);
    }

    void add_table(const Table& table) {
        for (const Column& column : table.columns) {
            if (column.is_computed()) {
                add_names(table.object_id, table.schema_id, column.computed_text, true, false);
            }
        }
        if (table.options.history_table_id != 0) {
            edges.push_back({table.object_id, table.options.history_table_id, false});
        }
    }

    // Does the text call a function or take a value of a sequence's?
    bool calls_function(const Table& table, const std::string& text) const {
        for (const NamePath& path : names_in(scan_tokens(text))) {
            const NamedObject* object = resolve(path, table.schema_id);
            if (object != nullptr && object->module != nullptr) return true;
        }
        return false;
    }

  private:
    bool add_recorded(int32_t id, int32_t schema_id, bool weak) {
        auto found = recorded_.find(id);
        if (found == recorded_.end()) return false;
        for (const Dependency* d : found->second) {
            int32_t target = d->referenced_id;
            if (target == 0) {
                const NamedObject* object = context_.names.find(d->schema, d->entity, schema_id);
                if (object == nullptr) continue;
                target = object->id;
            }
            edges.push_back({id, target, weak && !d->schema_bound});
        }
        return true;
    }

    const NamedObject* resolve(const NamePath& path, int32_t schema_id) const {
        const auto& parts = path.parts;
        // Of a.b.c.d(...) a function may be the first two parts, the rest being a method's.
        if (parts.size() == 1) return context_.names.find({}, parts[0], schema_id);
        if (const NamedObject* found = context_.names.find(parts[0], parts[1], schema_id)) {
            return found;
        }
        if (parts.size() == 3 &&
            context_.names.fold(parts[0]) == context_.names.fold(context_.db.name)) {
            return context_.names.find(parts[1], parts[2], schema_id);
        }
        return nullptr;
    }

    void add_names(int32_t id, int32_t schema_id, const std::string& text, bool quoted_identifier,
                   bool weak) {
        if (text.empty()) return;
        for (const NamePath& path : names_in(scan_tokens(text, quoted_identifier))) {
            const NamedObject* object = resolve(path, schema_id);
            if (object != nullptr) edges.push_back({id, object->id, weak});
        }
    }

    Context& context_;
    std::map<int32_t, std::vector<const Dependency*>> recorded_;
};

void defer_constraints(Context& context, const Needs& needs, const Table& table) {
    for (const Column& column : table.columns) {
        const auto& value = column.default_constraint;
        if (value && needs.calls_function(table, value->text)) {
            context.deferred_constraints.insert(value->object_id);
        }
    }
    for (const CheckConstraint& check : table.checks) {
        if (check.disabled || check.not_trusted || needs.calls_function(table, check.text)) {
            context.deferred_constraints.insert(check.object_id);
        }
    }
}

// Tables that are placed although a function of a computed column is not there yet.
void defer_columns(Context& context, const Needs& needs, const Order& order) {
    for (int32_t id : order.circular) {
        const NamedObject* object = context.names.object(id);
        if (object == nullptr || object->table == nullptr) continue;
        for (const Column& column : object->table->columns) {
            if (column.is_computed() &&
                needs.calls_function(*object->table, column.computed_text)) {
                context.deferred_columns.emplace(id, column.id);
            }
        }
    }
}

std::string sort_key(const Context& context, char rank, int32_t schema_id, const std::string& name,
                     int32_t id) {
    return fmt::format("{}{}\n{}\n{:010}", rank, context.names.schema(schema_id), name,
                       uint32_t(id));
}

bool is_wanted(const Context& context, const Module& module) {
    switch (module.kind) {
        case ModuleKind::view:
            return context.wants(ScriptPart::views);
        case ModuleKind::procedure:
            return context.wants(ScriptPart::procedures);
        case ModuleKind::clr:
            return context.wants(module.type == "PC" ? ScriptPart::procedures
                                                     : ScriptPart::functions);
        default:
            return context.wants(ScriptPart::functions);
    }
}

}  // namespace

void order_objects(Context& context) {
    Needs needs(context);
    std::vector<OrderNode> nodes;
    for (const Table* each : context.tables) {
        const Table& table = *each;
        if (table.is_table_type) continue;
        if (table.is_system) {
            ++context.shipped_count;
            continue;
        }
        // A ledger's history comes with its table.
        if (table.options.ledger == LedgerType::history) continue;
        nodes.push_back({table.object_id,
                         sort_key(context, '0', table.schema_id, table.name, table.object_id)});
        needs.add_table(table);
        defer_constraints(context, needs, table);
    }
    for (const Module* each : context.modules) {
        const Module& module = *each;
        // RF: procedures that replication makes for its filters.
        if (!is_object_module(module) && module.type != "RF") continue;
        if (module.is_system || module.type == "RF") {
            ++context.shipped_count;
            continue;
        }
        if (module.ledger_view_type != 0) continue;  // so does its view
        nodes.push_back({module.object_id, sort_key(context, rank_of(module), module.schema_id,
                                                    module.name, module.object_id)});
        needs.add_module(module);
    }
    Order order = order_nodes(nodes, needs.edges);
    defer_columns(context, needs, order);
    context.order = std::move(order.ids);
}

void script_objects(Context& context) {
    char last_rank = 0;
    for (int32_t id : context.order) {
        if (!context.chosen(id)) continue;
        const NamedObject* object = context.names.object(id);
        if (object == nullptr) continue;
        const char rank = object->table != nullptr ? '0' : '1';
        if (rank != last_rank) {
            context.out.heading(rank == '0' ? "Tables" : "Views, functions and procedures");
            last_rank = rank;
        }
        if (object->table != nullptr) {
            script_table(context, *object->table);
        } else if (object->module != nullptr && is_wanted(context, *object->module)) {
            script_module(context, *object->module);
        }
    }
}

}  // namespace gantry::catalog::script

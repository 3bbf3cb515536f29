#include "assess/code_references.h"

#include <fmt/format.h>

#include <set>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"
#include "tsql/references.h"
#include "tsql/visit.h"

namespace gantry::assess {

using namespace tsql;

namespace {

// Methods of xml: t.column.value(...) is no function of a database t.
constexpr std::string_view k_methods = " value query nodes exist modify tostring ";
constexpr std::string_view k_job_procedures =
    " sp_start_job sp_stop_job sp_update_job sp_add_job sp_delete_job sp_add_jobstep "
    "sp_add_jobschedule sp_attach_schedule sp_add_jobserver ";
constexpr std::string_view k_of_the_server =
    " sys information_schema spt_values syslogins sysxlogins sysdatabases sysprocesses sysservers "
    "sysobjects syscolumns sysindexes sysmessages sysperfinfo syslockinfo sysconfigures "
    "sysaltfiles ";

bool is_the_servers_own(const ObjectName& name) {
    const std::string object = ascii_lower(name.object());
    return object.starts_with("sp_") || object.starts_with("xp_") || object.starts_with("fn_") ||
           lists(k_of_the_server, object) || lists(k_of_the_server, ascii_lower(name.schema()));
}

const Expr* argument(const ExecuteStatement& node, std::string_view name) {
    for (const ExecuteArgument* one : node.arguments) {
        if (ascii_iequals(one->name, name)) return one->value;
    }
    if (node.arguments.empty() || !node.arguments[0]->name.empty()) return nullptr;
    return node.arguments[0]->value;
}

std::string text_of(const Node* node) {
    std::string out;
    if (const auto* expression = try_as<Literal>(node)) literal_text(expression, out);
    return out;
}

}  // namespace

class ReferenceWalk {
  public:
    ReferenceWalk(CodeReferences& out, const CodeReferences::Place& place,
                  std::string_view database)
        : out_(out), place_(place), database_(database) {}

    void statement(const Node& root) {
        local_names_.clear();
        for_each_node(root, [&](const Node& node) { collect(node); });
        for (const Reference& reference : find_references(root))
            named(reference);
        for_each_node(root, [&](const Node& node) { other(node); });
        if (const auto* use = root.try_as<UseStatement>()) {
            used(*use);
            database_ = use->database.name;
        }
    }

  private:
    void collect(const Node& node) {
        auto add = [&](std::string_view name) {
            if (!name.empty()) local_names_.insert(ascii_lower(name));
        };
        if (const auto* table = node.try_as<NamedTable>()) {
            add(table->alias.name);
            add(table->name.object());
        } else if (const auto* derived = node.try_as<DerivedTable>()) {
            add(derived->alias.name);
        } else if (const auto* function = node.try_as<FunctionTable>()) {
            add(function->alias.name);
        } else if (const auto* common = node.try_as<CommonTable>()) {
            add(common->name.name);
        }
    }

    void note(OutsideReference reference, const Node& node) {
        out_.note(std::move(reference), place_, node.range.line);
    }

    void used(const UseStatement& node) {
        if (!node.database || ascii_iequals(node.database.name, place_database_)) return;
        OutsideReference out;
        out.database = node.database.name;
        out.user_objects = true;
        note(std::move(out), node);
    }

    // Names with a database or a server before them.
    void named(const Reference& reference) {
        const ObjectName& name = reference.name;
        if (reference.kind == ReferenceKind::server) return server(name.object(), {}, reference);
        if (reference.kind == ReferenceKind::other || reference.node->is<RemoteTable>()) return;
        const bool function = reference.kind == ReferenceKind::function;
        if (function && !is_function_of_a_database(name)) return;
        if (!name.server().empty()) return server(name.server(), name.database(), reference);
        const std::string_view database = name.database();
        if (database.empty() || ascii_iequals(database, database_)) return;
        if (ascii_iequals(database, "tempdb")) return;
        OutsideReference out;
        out.database = database;
        out.name = fmt::format("{}.{}", name.schema(), name.object());
        out.user_objects = !is_the_servers_own(name);
        note(std::move(out), *reference.node);
    }

    bool is_function_of_a_database(const ObjectName& name) const {
        if (name.parts.size() != 3) return false;
        if (lists(k_methods, ascii_lower(name.object()))) return false;
        return local_names_.count(ascii_lower(name.database())) == 0;
    }

    void server(std::string_view server, std::string_view database, const Reference& reference) {
        OutsideReference out;
        out.kind = OutsideKind::linked_server;
        out.server = server;
        out.database = database;
        if (reference.kind != ReferenceKind::server) {
            out.name = fmt::format("{}.{}", reference.name.schema(), reference.name.object());
        }
        note(std::move(out), *reference.node);
    }

    void other(const Node& node) {
        if (const auto* execute = node.try_as<ExecuteStatement>()) {
            this->execute(*execute);
        } else if (const auto* remote = node.try_as<RemoteTable>()) {
            data_source(*remote);
        } else if (const auto* admin = node.try_as<AdminStatement>()) {
            if (admin->title.starts_with("BEGIN DIALOG")) dialog(*admin);
        }
    }

    void execute(const ExecuteStatement& node) {
        if (node.at_server) {
            OutsideReference out;
            out.kind = OutsideKind::linked_server;
            out.server = node.at_server.name;
            note(std::move(out), node);
        }
        const std::string procedure = ascii_lower(node.procedure.object());
        const bool job = lists(k_job_procedures, procedure);
        if (!job && procedure != "sp_send_dbmail") return;
        OutsideReference out;
        out.kind = job ? OutsideKind::job : OutsideKind::mail;
        if (const Expr* name = argument(node, job ? "@job_name" : "@profile_name")) {
            out.name = text_of(name);
        }
        note(std::move(out), node);
    }

    // OPENROWSET('provider', 'connection' ...), OPENDATASOURCE; BULK reads a file.
    void data_source(const RemoteTable& node) {
        const bool source =
            node.remote == RemoteKind::openrowset || node.remote == RemoteKind::opendatasource;
        if (!source || node.arguments.empty()) return;
        OutsideReference out;
        out.kind = OutsideKind::data_source;
        out.server = text_of(node.arguments[0]);
        if (node.arguments.size() > 1) out.name = server_of(text_of(node.arguments[1]));
        note(std::move(out), node);
    }

    // Of a connection string its server; never its password.
    static std::string server_of(std::string_view connection) {
        // A file: Access, text.
        if (connection.find('=') == connection.npos) return std::string(connection);
        while (!connection.empty()) {
            const size_t end = std::min(connection.find(';'), connection.size());
            const std::string_view part = connection.substr(0, end);
            connection.remove_prefix(std::min(end + 1, connection.size()));
            const size_t equals = part.find('=');
            if (equals == part.npos) continue;
            const std::string key = ascii_lower(part.substr(0, equals));
            if (key == "server" || key == "data source" || key == "address" || key == "database") {
                return std::string(part.substr(equals + 1));
            }
        }
        return {};
    }

    void dialog(const AdminStatement& node) {
        OutsideReference out;
        out.kind = OutsideKind::dialog;
        out.name = text_of(node.value("target"));
        out.broker = text_of(node.value("broker"));
        if (!out.name.empty()) note(std::move(out), node);
    }

    CodeReferences& out_;
    const CodeReferences::Place& place_;
    std::string_view database_, place_database_ = database_;
    std::set<std::string> local_names_;
};

void CodeReferences::note(OutsideReference reference, const Place& place, uint32_t line) {
    // One entry for a database or server whatever is read there; one for each job or service.
    const bool by_name =
        reference.kind != OutsideKind::database && reference.kind != OutsideKind::linked_server;
    Key key(reference.kind, ascii_lower(reference.server), ascii_lower(reference.database),
            by_name ? ascii_lower(reference.name) : std::string(), ascii_lower(reference.broker));
    const auto found = known_.find(key);
    if (found == known_.end()) {
        if (references_.size() >= k_references_max) return;
        known_.emplace(std::move(key), references_.size());
        reference.dynamic = true;
        references_.push_back(std::move(reference));
    }
    OutsideReference& entry =
        references_[found == known_.end() ? references_.size() - 1 : found->second];
    if (found != known_.end()) entry.user_objects |= reference.user_objects;
    ++entry.count;
    entry.dynamic &= place.dynamic;
    if (entry.places.size() < k_places_max) {
        std::string text = fmt::format("{}:{}", place.object, line + place.first_line - 1);
        if (entry.places.empty() || entry.places.back() != text) {
            entry.places.push_back(std::move(text));
        }
    }
}

void CodeReferences::add(const ParseResult& result, std::string_view database, const Place& place) {
    ReferenceWalk walk(*this, place, database);
    for (const Statement* statement : result.statements)
        walk.statement(*statement);
    if (result.expression != nullptr) walk.statement(*result.expression);
}

std::vector<OutsideReference> CodeReferences::take() {
    known_.clear();
    return std::move(references_);
}

}  // namespace gantry::assess

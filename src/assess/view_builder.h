#pragma once
// The making of an InstanceView, private to instance_view: methods by subject in view_*.cc.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assess/instance_view.h"
#include "assess/view_groups.h"

namespace gantry::assess {

class ViewBuilder {
  public:
    explicit ViewBuilder(const ViewInputs& inputs);
    InstanceView build();

  private:
    static constexpr size_t k_none = size_t(-1);

    // Who names something: a database, or a job, trigger ... that works in one.
    struct Origin {
        std::string id;     // of its node
        std::string title;  // "job Nightly, step 2"; the label of a database
        size_t database = k_none;
        std::string server;
        bool ties = true;  // whether what it names must move with its database
    };

    // ---- the graph ----
    std::string node(std::string_view kind, std::string_view name, std::string_view detail = {});
    void edge(const std::string& from, const std::string& to, std::string_view kind,
              std::string detail = {}, uint64_t count = 1);
    void tie(const Origin& origin, size_t database, std::string reason);
    size_t find_database(std::string_view name, std::string_view server) const;
    bool is_instance_of(std::string_view server) const;
    bool is_local_server(std::string_view name, std::string_view origin_server) const;
    std::string database_node(size_t index) const { return "database:" + labels_[index]; }

    // ---- databases (view_databases.cc) ----
    void label_databases();
    void databases();
    void references(const std::vector<OutsideReference>& references, const Origin& origin);
    void refer(const Origin& origin, std::string_view database, std::string_view kind,
               const std::string& detail, uint64_t count, bool user_objects);
    void linked_server(const Origin& origin, std::string_view server, std::string_view database,
                       std::string_view kind, const std::string& detail, uint64_t count);
    void dialog(const Origin& origin, const std::string& service, const std::string& broker,
                std::string_view kind, const std::string& detail);
    void route(const Origin& origin, const RouteFacts& route);
    size_t find_service(const std::string& service, const std::string& broker,
                        const Origin& origin) const;

    // ---- the instance (view_instance.cc) ----
    void instance();
    void servers();
    void jobs();
    void job(const catalog::AgentJob& job);
    void alerts();
    void module(const catalog::Module& module, std::string_view kind);
    std::vector<OutsideReference> read_code(const std::string& object, const std::string& text,
                                            const std::string& database, bool quoted_identifier,
                                            uint64_t& not_analysed) const;

    // ---- logins (view_logins.cc) ----
    void logins();
    void users_of(size_t database);
    void owner_of(size_t database);
    void orphan(size_t database, const UserFacts& user);
    LoginNeed& need(const std::vector<uint8_t>& sid, const std::string& name, char type);
    const catalog::ServerPrincipal* find_login(const std::vector<uint8_t>& sid) const;
    void finish_logins();

    // ---- features (view_features.cc) ----
    void features();
    void agent_features();
    void server_features();
    void database_features();
    void feature(std::string_view kind, std::string name, std::string detail = {},
                 const std::string& node_id = {});

    void groups();

    const ViewInputs& inputs_;
    const catalog::Instance* instance_;
    InstanceView out_;
    std::vector<std::string> labels_;  // of databases, different from each other
    std::multimap<std::string, size_t> databases_by_name_;     // lower-cased
    std::multimap<std::string, size_t> databases_by_service_;  // as written: services are binary
    std::multimap<std::string, size_t> databases_by_broker_;
    std::map<std::string, size_t> nodes_by_id_;
    std::map<std::tuple<std::string, std::string, std::string, std::string>, size_t> edges_;
    std::map<std::string, std::set<std::string>> used_by_;  // node id: titles
    std::vector<Tie> ties_;
    std::set<std::tuple<size_t, size_t, std::string>> known_ties_;
    std::map<std::string, MissingDatabase> missing_;    // lower-cased
    std::map<std::vector<uint8_t>, LoginNeed> logins_;  // by SID
    std::map<std::vector<uint8_t>, const catalog::ServerPrincipal*> principals_;
};

// "tcp:HOST,1433" is HOST.
std::string server_of_address(std::string_view address);
std::string bracketed_name(std::string_view name);

}  // namespace gantry::assess

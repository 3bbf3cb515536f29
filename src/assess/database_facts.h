#pragma once
// What the view of an instance needs to know of one database, kept after the database is closed:
// a few kilobytes, bounded. Plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "assess/code_references.h"
#include "catalog/model.h"

namespace gantry::assess {

struct UserFacts {
    std::string name;
    char type = 'S';  // sys.database_principals.type: S, U, G, C, K, E, X
    catalog::AuthenticationType authentication = catalog::AuthenticationType::none;
    std::vector<uint8_t> sid;
};

struct SynonymFacts {
    std::string name;                      // "dbo.Orders"
    std::string server, database, object;  // of its target; server and database may be empty
};

struct RouteFacts {
    std::string name, service, broker, address, mirror;
};

struct AssemblyFacts {
    std::string name, permission_set;
};

struct DatabaseFacts {
    static constexpr size_t k_entries_max = 10'000;  // of each list

    std::string name, server;  // server: of the backup's header, empty when unknown
    std::vector<OutsideReference> references;
    std::vector<SynonymFacts> synonyms;  // to other databases and servers
    std::vector<UserFacts> users;        // without roles and the built-in ones
    std::vector<uint8_t> owner_sid;
    std::string broker_guid;                // "6F9619FF-..."; empty: none
    std::vector<std::string> services;      // users' own
    std::vector<RouteFacts> routes;         // without the one each database has
    std::vector<RouteFacts> notifications;  // event notifications: name, service, broker
    std::vector<AssemblyFacts> assemblies;
    std::vector<std::string> audit_guids;      // of server audits its specifications write to
    std::vector<RouteFacts> external_sources;  // name and address
    bool trustworthy = false, chaining = false, contained = false, encrypted = false;
    uint64_t not_analysed = 0;  // places where a reference may hide
    bool cut = false;           // some list was longer than is kept
};

// Without the references of its code, which come of the walk over it.
DatabaseFacts facts_of(const catalog::Database& database);

// "[db].[schema].[object]" as the parts of a name, the object last; empty when it is none.
std::vector<std::string> name_parts(std::string_view text);
// "0x0105..."
std::string hex_text(const std::vector<uint8_t>& bytes);

}  // namespace gantry::assess

#pragma once
// What the texts of one database (or of one job) name outside of it: other databases, linked
// servers, data sources named on the spot, jobs, mail, services of Service Broker. Fed by the walk
// that looks for rules, so that dynamic SQL of literals counts; kept as a short summary.
//
// For one thread. Bounded: k_references_max different targets, k_places_max places each.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tsql/parser.h"

namespace gantry::assess {

enum class OutsideKind : uint8_t {
    database,       // a name of three parts
    linked_server,  // of four, OPENQUERY, EXECUTE ... AT
    data_source,    // OPENROWSET, OPENDATASOURCE: provider and connection in the text
    job,            // sp_start_job and the like
    mail,           // sp_send_dbmail
    dialog,         // BEGIN DIALOG ... TO SERVICE
};

struct OutsideReference {
    OutsideKind kind = OutsideKind::database;
    std::string server;    // of linked_server, data_source: its provider
    std::string database;  // of database; of linked_server where it is named
    std::string name;      // the first object; the job, mail profile, service
    std::string broker;    // of a dialog: the broker instance that is named
    uint64_t count = 0;
    bool dynamic = false;             // in dynamic SQL only
    bool user_objects = false;        // some object is not one of the server's own (sp_, xp_, sys)
    std::vector<std::string> places;  // the first ones: "dbo.usp_Load:12"
};

class CodeReferences {
  public:
    static constexpr size_t k_references_max = 2000, k_places_max = 3;

    struct Place {
        std::string_view object;  // whose text it is
        uint32_t first_line = 1;
        bool dynamic = false;
    };
    // `database`: whose text it is, whose own objects are no reference. USE inside the text
    // changes it for what follows.
    void add(const tsql::ParseResult& result, std::string_view database, const Place& place);

    // In the order they were met first.
    std::vector<OutsideReference> take();

  private:
    friend class ReferenceWalk;
    void note(OutsideReference reference, const Place& place, uint32_t line);

    using Key = std::tuple<OutsideKind, std::string, std::string, std::string, std::string>;
    std::map<Key, size_t> known_;
    std::vector<OutsideReference> references_;
};

}  // namespace gantry::assess

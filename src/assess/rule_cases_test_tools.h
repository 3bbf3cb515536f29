#pragma once
// One case for each rule about schemas, files and instances: a change of a plain database or
// instance that makes the rule fire, and a near miss that must not. Used by the tests alone; the
// table of rules and tests (docs/reference/assess-rules.md) is made from them too.

#include <span>
#include <string_view>
#include <vector>

#include "assess/assess.h"

namespace gantry::assess {

// What is assessed: a plain database on a plain instance, to level 160.
struct SchemaInput {
    catalog::Database database;
    uint64_t size_bytes = uint64_t{1} << 20;
    catalog::Instance instance;
};

struct SchemaCase {
    std::string_view rule;
    void (*fires)(SchemaInput& input);
    void (*misses)(SchemaInput& input);
};

struct InstanceCase {
    std::string_view rule;
    void (*fires)(catalog::Instance& instance);
    void (*misses)(catalog::Instance& instance);
};

std::span<const SchemaCase> file_cases();      // schema_file_cases_test.cc
std::span<const SchemaCase> table_cases();     // schema_table_cases_test.cc
std::span<const SchemaCase> object_cases();    // schema_object_cases_test.cc
std::span<const InstanceCase> msdb_cases();    // instance_msdb_cases_test.cc
std::span<const InstanceCase> master_cases();  // instance_master_cases_test.cc

// A database and an instance of which nothing is found.
SchemaInput plain_input();
catalog::Instance plain_instance();

inline bool fires(const Subject& subject, std::string_view rule) {
    for (const Finding& finding : subject.findings) {
        if (finding.rule->id == rule) return true;
    }
    return false;
}

}  // namespace gantry::assess

#pragma once
// Versions of SQL Server that databases come from: their names, builds, compatibility levels and
// the internal versions of their databases. Pure.
//
// Source of the builds: the build lists of SQL Server's documentation; of the ways into a managed
// instance they decide only 11.0.3339 (2012 SP1 CU2) does.

#include <optional>
#include <string>
#include <string_view>

namespace gantry::assess {

struct SourceVersion {
    std::string name;  // "SQL Server 2012 SP1"
    int major = 0, minor = 0;
    int build = 0;                // 0: unknown
    int compatibility_level = 0;  // the version's own
    bool operator==(const SourceVersion&) const = default;

    // Of that build or a later one; an unknown build is the version's first.
    bool at_least(int other_major, int other_build = 0) const {
        return major != other_major ? major > other_major : build >= other_build;
    }
};

// As people write it: "2012", "2012SP1", "2012 sp1 cu2", "SQL Server 2008 R2", "2016 SP2 CU3
// Enterprise", "13", "11.0.3000", "11.0.3000.0", or the whole of @@VERSION. Nothing for what is no
// known version.
std::optional<SourceVersion> parse_source_version(std::string_view text);

// Of a backup's header.
std::optional<SourceVersion> source_version_of_build(int major, int minor, int build);

// Of a database without a backup header: the build is unknown. 611 is 2005.
std::optional<SourceVersion> source_version_of_database(int internal_version);

// "2000, 2005, ... 2025": for messages.
std::string known_source_versions();

}  // namespace gantry::assess

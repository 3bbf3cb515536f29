#include "size/workload.h"

#include <algorithm>

#include "base/utf.h"

namespace gantry::size {
namespace {

template <class Named>
Named& entry_of(std::vector<Named>& entries, std::string_view name) {
    auto found = std::find_if(entries.begin(), entries.end(),
                              [&](const Named& entry) { return ascii_iequals(entry.name, name); });
    if (found != entries.end()) return *found;
    Named& added = entries.emplace_back();
    added.name = name;
    return added;
}

}  // namespace

std::string_view file_type_name(FileType type) {
    switch (type) {
        case FileType::rows:
            return "Rows";
        case FileType::log:
            return "Log";
        case FileType::filestream:
            return "Filestream";
        case FileType::fulltext:
            return "Fulltext";
        case FileType::other:
            break;
    }
    return "NotSupported";
}

bool is_system_database(std::string_view name) {
    for (std::string_view system :
         {"master", "model", "msdb", "tempdb", "mssqlsystemresource", "distribution"}) {
        if (ascii_iequals(name, system)) return true;
    }
    return false;
}

DatabaseLoad& database_of(Workload& workload, std::string_view name) {
    return entry_of(workload.databases, name);
}

FileLoad& file_of(DatabaseLoad& database, std::string_view name) {
    return entry_of(database.files, name);
}

}  // namespace gantry::size

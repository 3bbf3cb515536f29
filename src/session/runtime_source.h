#pragma once
// Rows of system views that only the running server knows (engine/system/system_view.h:
// {runtime:NAME}). A source gives a JSON array of objects when a statement that reads one of its
// views starts; it travels as a parameter of the statement, in the same round trip.
//
//     environment.runtime.add("sys_info", [](const Viewer&) { return rows_as_json(); });
//
// Sources are added before the first session; rows() is called from any session's thread. What is
// given must be valid JSON in UTF-8 without U+0000.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace gantry::session {

// Who asks.
struct Viewer {
    int32_t session_id = 0;
    bool sees_all = false;     // VIEW SERVER STATE; else its own session only
    bool sees_hashes = false;  // CONTROL SERVER: of passwords
};

class RuntimeSources {
  public:
    using Rows = std::function<std::string(const Viewer&)>;

    void add(std::string name, Rows rows) { sources_[std::move(name)] = std::move(rows); }
    // "[]" of a source this server does not have.
    std::string rows(std::string_view name, const Viewer& viewer) const {
        auto found = sources_.find(name);
        return found == sources_.end() ? "[]" : found->second(viewer);
    }

  private:
    std::map<std::string, Rows, std::less<>> sources_;
};

}  // namespace gantry::session

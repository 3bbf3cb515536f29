#pragma once
// Parsed batches and modules, and the statements compiled from them, shared by all sessions. A
// unit is found by its text and parse options; a compiled statement in it by its syntax node and
// everything else compiling depends on (engine/context.h).
//
// Thread-safe. Bounded: the least recently used units go when there are too many or too large.

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/compiled.h"
#include "tsql/parser.h"

namespace gantry::session {

// What a compiled statement depends on besides its node. All of it is compared, not only hashed.
struct CompileKey {
    const void* node = nullptr;
    uint8_t purpose = 0;  // a node compiled as a statement, a value or a condition
    types::SqlType target;
    uint64_t catalog_version = 0;
    uint64_t private_version = 0;  // of the session's own view of the catalog; 0: none
    std::string context;           // database, settings and variables, see Interpreter

    bool operator==(const CompileKey&) const = default;
};

struct CompileKeyHash {
    size_t operator()(const CompileKey& key) const;
};

class Unit {
  public:
    enum class Kind : uint8_t { batch, parameter_list };

    Unit(std::string_view text, const tsql::ParseOptions& options, Kind kind);

    const tsql::ParseResult& parsed() const { return parsed_; }
    size_t text_bytes() const { return text_bytes_; }
    // Throws SqlError of the first syntax error. (All of them: parsed().diagnostics.)
    void check() const;

    engine::CompiledPtr find(const CompileKey& key) const;
    void store(const CompileKey& key, engine::CompiledPtr compiled) const;

  private:
    tsql::ParseResult parsed_;
    size_t text_bytes_;
    mutable std::mutex mutex_;
    mutable std::unordered_map<CompileKey, engine::CompiledPtr, CompileKeyHash> compiled_;
};

using UnitPtr = std::shared_ptr<const Unit>;

class UnitCache {
  public:
    UnitPtr get(std::string_view text, const tsql::ParseOptions& options,
                Unit::Kind kind = Unit::Kind::batch);

  private:
    struct Entry {
        std::string key;
        UnitPtr unit;
    };
    using Order = std::list<Entry>;

    void trim();

    std::mutex mutex_;
    Order order_;  // most recent first
    std::unordered_map<std::string_view, Order::iterator> by_key_;  // views into order_
    size_t bytes_ = 0;
};

}  // namespace gantry::session

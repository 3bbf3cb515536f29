#pragma once
// A file that becomes shorter while it is mapped, or whose disk fails, ends a program with SIGBUS
// when the bytes are read. A guarded mapping reads as zeros from there on instead, and says so:
// whoever has read must ask failed() before the bytes count for anything.
//
// Thread-safe. At most k_guards_max mappings are guarded at a time; others are as without.

#include <cstddef>
#include <cstdint>

namespace gantry {

class MappingGuard {
  public:
    static constexpr size_t k_guards_max = 4096;

    MappingGuard(const uint8_t* data, uint64_t size);
    ~MappingGuard();
    MappingGuard(const MappingGuard&) = delete;
    MappingGuard& operator=(const MappingGuard&) = delete;

    // Some bytes could not be read.
    bool failed() const;

  private:
    size_t slot_ = k_guards_max;
};

}  // namespace gantry

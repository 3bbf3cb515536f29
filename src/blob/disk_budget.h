#pragma once
// How much disk the copies of what was fetched may take together: of all devices of one restore.
// base/spool_space.h says how much that is; whoever has no room makes the others drop what they can
// fetch again. Thread-safe.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace gantry::blob {

class DiskBudget {
  public:
    class Holder {
      public:
        virtual ~Holder() = default;
        // Drops about `bytes`, what was used longest ago first, and gives them back to the budget.
        // `unread_too`: what was fetched and never used goes before anything else.
        virtual void evict(uint64_t bytes, bool unread_too) = 0;
    };

    // Sources that share the budget keep what they fetch in `directory`. `bytes_max` besides what spool_bytes_left() says.
    explicit DiskBudget(std::string directory, uint64_t bytes_max = UINT64_MAX)
        : directory_(std::move(directory)), bytes_max_(bytes_max) {}

    void add(Holder* holder);
    void remove(Holder* holder);

    // False when there is no room, even after holders dropped what they could. `demanded`: somebody
    // waits for it. Holders must not be locked by the caller.
    bool reserve(uint64_t bytes, bool demanded);
    void give_back(uint64_t bytes) { used_ -= bytes; }

    const std::string& directory() const { return directory_; }
    uint64_t used() const { return used_; }
    uint64_t left() const;

  private:
    std::string directory_;
    uint64_t bytes_max_;
    std::atomic<uint64_t> used_{0};
    std::mutex mutex_;
    std::vector<Holder*> holders_;
};

}  // namespace gantry::blob

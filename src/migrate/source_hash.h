#pragma once
// Count and hash of tables as a backup has them, while its pages are decoded by several threads.
// Errors: FormatError of the first page that cannot be read; Stopped when told to.

#include <functional>
#include <stop_token>
#include <vector>

#include "base/error.h"
#include "migrate/compared_table.h"

namespace gantry::migrate {

class Stopped : public Error {
  public:
    Stopped() : Error("stopped; run the same command again to go on") {}
};

struct SourceHashOptions {
    size_t threads = 2;
    XmlStyle xml = XmlStyle::as_it_is;
    std::stop_token stop = {};
    std::function<void(uint64_t rows)> progress = {};  // rows since the last call; from any thread
};

// In the order of `tables`; of those with `why_not` nothing.
std::vector<TableHash> hash_tables(const catalog::DatabaseImage& image,
                                   const std::vector<ComparedTable>& tables,
                                   const SourceHashOptions& options);

}  // namespace gantry::migrate

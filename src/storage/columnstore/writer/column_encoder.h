#pragma once
// A column's values as a columnstore keeps them: picks an encoding for each row group's values and
// makes its segment and dictionaries, for databases that tests write. The choice is simple, not
// SQL Server's: few different values get a dictionary, the first row group's is the global one.
// Not thread-safe.

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "storage/columnstore/column_reader.h"

namespace gantry::storage::columnstore {

struct EncodedDictionary {
    Bytes blob;
    int64_t entry_count = 0;
    int64_t last_id = 0;
};

struct EncodedSegment {
    Bytes blob;
    SegmentFacts facts;
    bool uses_global = false;
    std::optional<EncodedDictionary> new_global;  // the first time
    std::optional<EncodedDictionary> local;
};

class ColumnEncoder {
  public:
    // Stores a value of over 8000 bytes and gives its pointer.
    using StoreLarge = std::function<BlobPointer(ByteSpan)>;

    ColumnEncoder(const ValueShape& shape, StoreLarge store_large);

    // Values as rows hold them; nothing: NULL.
    EncodedSegment encode(const std::vector<std::optional<Bytes>>& values);

  private:
    EncodedSegment encode_integers(const std::vector<std::optional<Bytes>>& values);
    EncodedSegment encode_with_dictionary(const std::vector<std::optional<Bytes>>& values);
    EncodedDictionary make_dictionary(const std::vector<Bytes>& entries, int64_t first_id) const;

    ValueShape shape_;
    StoreLarge store_large_;
    bool has_global_ = false;
    std::map<Bytes, int64_t> global_;  // value to data id
    int64_t global_last_ = 0;
};

// The integer that a columnstore keeps for a value of a type that is_kept_as_integer().
int64_t integer_of_value(const ValueShape& shape, ByteSpan bytes);

}  // namespace gantry::storage::columnstore

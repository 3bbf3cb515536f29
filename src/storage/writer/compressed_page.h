#pragma once
// Page compression for pages that we write: an anchor for every column that gains by one, and a
// dictionary of values that come back. Not thread-safe.
// Facts: docs/formats/records.md (compressed rows).

#include <map>

#include "storage/writer/compressed_encoder.h"

namespace gantry::storage {

class CompressedPage {
  public:
    bool is_active() const { return active_; }
    void clear();
    // Chooses anchors and dictionary for the rows of a page. False, and inactive, when the page
    // would not get smaller.
    bool choose(const std::vector<CompressedFields>& rows);
    // The row as it stands on this page; as it is when inactive.
    CompressedFields encode(const CompressedFields& row) const;
    // What goes before the rows.
    const Bytes& compression_record() const { return record_; }

  private:
    void choose_anchor(const std::vector<CompressedFields>& rows, size_t column);
    void choose_dictionary(const std::vector<CompressedFields>& rows);
    CompressedField strip_anchor(const CompressedField& field, size_t column) const;
    void build_record();

    bool active_ = false;
    CompressedFields anchor_;
    std::vector<Bytes> entries_;
    std::map<Bytes, uint8_t> symbols_;
    Bytes record_;
};

}  // namespace gantry::storage

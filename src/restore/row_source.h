#pragma once
// Where a restore's schema and rows come from. A native backup is one (backup_source.cc); tests
// have their own.
//
// model() and the numbers are constant after construction; scan() may be called from any number of
// threads at once, each with its own range.

#include <functional>
#include <string>
#include <vector>

#include "catalog/database_image.h"

namespace gantry::restore {

struct SourceFile {
    std::string logical_name;
    uint64_t pages = 0;
    int position = 1;  // of its backup set on the media
};

class RowSource {
  public:
    // A value for each of DatabaseImage::stored_columns(table), valid during the call.
    using Visitor = std::function<void(catalog::RowView)>;

    virtual ~RowSource() = default;

    virtual const catalog::Database& model() const = 0;
    // What the statement has read, as its messages name it.
    virtual std::vector<SourceFile> files() const = 0;
    // Pages a scan of the table reads.
    virtual uint64_t page_count(const catalog::Table& table) const = 0;
    // Whether the table lies in a file that was left out: it has no rows to scan then.
    virtual bool is_left_out(const catalog::Table& table) const {
        (void)table;
        return false;
    }
    // About `parts` ranges of about equal size that together are the table; fewer when it is
    // small. Returns how many there are; scan() takes their numbers.
    virtual size_t split(const catalog::Table& table, size_t parts) = 0;
    // This range is scanned soon, behind those announced before it. Only a hint.
    virtual void will_need(const catalog::Table& table, size_t part) const {
        (void)table;
        (void)part;
    }
    virtual void scan(const catalog::Table& table, size_t part, const Visitor& visit) const = 0;
    // Throws when something that was read, the model too, was not there.
    virtual void require_read() const {}
    // Whether a scan may wait for bytes that come from elsewhere.
    virtual bool fetches() const { return false; }
};

}  // namespace gantry::restore

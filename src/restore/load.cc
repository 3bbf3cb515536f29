#include "restore/load.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/store/pg_names.h"
#include "restore/errors.h"
#include "storage/page.h"
#include "types/pg_binary.h"

namespace gantry::restore {
namespace {

constexpr size_t k_flush_bytes = 128 << 10;
constexpr uint64_t k_rows_between_checks = 256;

struct LoadColumn {
    const catalog::Column* column;
    size_t field;  // in the source's row
};

// The columns COPY fills, with their place in the source's rows.
std::vector<LoadColumn> load_columns(const TableLoad& load) {
    std::vector<LoadColumn> out;
    size_t field = 0;
    for (size_t index : catalog::DatabaseImage::stored_columns(*load.table)) {
        const catalog::Column& column = load.table->columns[index];
        bool generated = std::find(load.generated_columns.begin(), load.generated_columns.end(),
                                   column.id) != load.generated_columns.end();
        if (!generated) out.push_back({&column, field});
        ++field;
    }
    return out;
}

std::string copy_sql(const TableLoad& load, const std::vector<LoadColumn>& columns) {
    std::string names;
    for (const LoadColumn& item : columns) {
        if (!names.empty()) names += ", ";
        names += store::quoted(store::pg_column(item.column->name));
    }
    return fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", load.pg_name, names);
}

void raise_to(std::atomic<int64_t>& maximum, int64_t value) {
    int64_t seen = maximum.load();
    while (value > seen && !maximum.compare_exchange_weak(seen, value)) {
    }
}

class RowEncoder {
  public:
    RowEncoder(TableLoad& load, std::vector<LoadColumn> columns, pg::CopyWriter& copy,
               const WorkerPool::Worker& worker, Counters& counters)
        : load_(load),
          columns_(std::move(columns)),
          copy_(copy),
          worker_(worker),
          counters_(counters) {
        buffer_.reserve(2 * k_flush_bytes);
        store_be(count_, int16_t(columns_.size()));
    }

    void add(catalog::RowView fields) {
        buffer_.insert(buffer_.end(), count_, count_ + 2);
        for (const LoadColumn& item : columns_) add_field(item, fields);
        ++rows_;
        if (rows_ % k_rows_between_checks == 0) {
            worker_.check();
            count_rows();
        }
        if (buffer_.size() >= k_flush_bytes) flush();
    }

    void finish() {
        flush();
        count_rows();
        if (rowversion_max_ > 0) raise_to(load_.rowversion_max, rowversion_max_);
    }
    uint64_t rows() const { return rows_; }

  private:
    void add_field(const LoadColumn& item, catalog::RowView fields) {
        if (item.field >= fields.size()) {
            throw FormatError(fmt::format("a row of table {} has {} values, column {} is number {}",
                                          load_.display_name, fields.size(), item.column->name,
                                          item.field + 1));
        }
        const storage::FieldView& field = fields[item.field];
        if (field.null) {
            types::append_copy_null(buffer_);
            return;
        }
        const types::SqlType& type = item.column->type;
        try {
            types::append_storage_as_pg(field.bytes(), type, buffer_);
        } catch (const FormatError& error) {
            throw FormatError(fmt::format("row {} of table {}, column {}: {}", rows_ + 1,
                                          load_.display_name, item.column->name, error.what()),
                              error.number(), error.hint());
        }
        if (type.id == types::TypeId::rowversion && field.size == 8) {
            rowversion_max_ = std::max(rowversion_max_, load_be<int64_t>(field.data));
        }
    }

    void count_rows() {
        counters_.rows_done += rows_ - rows_counted_;
        rows_counted_ = rows_;
    }

    void flush() {
        copy_.put(buffer_);
        // A long value must not keep its memory for the rest of the table.
        if (buffer_.capacity() > 16 * k_flush_bytes) Bytes().swap(buffer_);
        buffer_.clear();
    }

    TableLoad& load_;
    std::vector<LoadColumn> columns_;
    pg::CopyWriter& copy_;
    const WorkerPool::Worker& worker_;
    Counters& counters_;
    Bytes buffer_;
    uint8_t count_[2];
    uint64_t rows_ = 0;
    uint64_t rows_counted_ = 0;
    int64_t rowversion_max_ = 0;
};

}  // namespace

void load_part(const RowSource& source, TableLoad& load, size_t part,
               const WorkerPool::Worker& worker, Counters& counters) {
    worker.check();
    std::vector<LoadColumn> columns = load_columns(load);
    if (columns.empty()) {
        throw FormatError(fmt::format("table {} has no stored columns", load.display_name));
    }
    try {
        pg::CopyWriter copy(worker.connection, copy_sql(load, columns));
        copy.put(pg::k_copy_binary_header);
        RowEncoder encoder(load, std::move(columns), copy, worker, counters);
        source.scan(*load.table, part,
                    [&](catalog::RowView fields) { encoder.add(fields); });
        encoder.finish();
        copy.put(pg::k_copy_binary_trailer);
        load.rows_loaded += copy.finish();
        load.rows_decoded += encoder.rows();
    } catch (const pg::PgError& error) {
        worker.check();  // a cancelled statement is no error of the table
        rethrow_pg(error, "table " + load.display_name);
    }
    counters.bytes_done += load.pages * storage::k_page_size / load.parts;
    if (--load.parts_left == 0) ++counters.tables_done;
}

}  // namespace gantry::restore

#include "migrate/comparison.h"

#include <fmt/format.h>

#include <algorithm>

namespace gantry::migrate {
namespace {

constexpr int k_invalid_object = 208;

}  // namespace

SourceReader::SourceReader(const PlannedDatabase& database, const OpenFile& open,
                           const RunOptions& options, Product product)
    : database_(database), open_(open) {
    hash_options_.threads = options.threads;
    hash_options_.xml =
        product == Product::gantry ? XmlStyle::as_it_is : XmlStyle::character_reference;
    hash_options_.stop = ended_.get_token();
    thread_ = std::thread([this] {
        try {
            read();
        } catch (...) {
            failure_ = std::current_exception();
        }
    });
}

SourceReader::~SourceReader() {
    ended_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void SourceReader::read() {
    source_ = open_source(database_, open_);
    tables_ = compared_tables(*source_.image);
    hashes_ = hash_tables(*source_.image, tables_, hash_options_);
}

void SourceReader::finish() {
    if (thread_.joinable()) thread_.join();
    if (failure_) std::rethrow_exception(failure_);
}

void SourceReader::hash_again(size_t table) {
    hashes_[table] = hash_tables(*source_.image, {tables_[table]}, hash_options_)[0];
}

std::vector<TableRecord> Comparison::run(const std::function<void(double)>& progress) {
    {
        // Decoding takes its time: a stop must not wait for it.
        const std::stop_callback end(stop_, [this] { source_.end(); });
        source_.finish();
    }
    std::vector<TableRecord> out;
    const size_t count = source_.tables().size();
    for (size_t i = 0; i < count; ++i) {
        if (stop_.stop_requested()) throw Stopped();
        out.push_back(compare(i));
        progress(double(i + 1) / double(count));
    }
    return out;
}

TableRecord Comparison::compare(size_t index) {
    ComparedTable& table = source_.tables()[index];
    TableRecord out;
    out.name = table.display_name();
    out.detail = table.note;
    if (!table.why_not.empty()) {
        out.result = TableResult::not_compared;
        out.detail = table.why_not;
        return out;
    }
    TableHash there;
    try {
        try {
            there = target_.hash(database_, table, stop_);
        } catch (const SqlError& error) {
            if (error.number() == k_invalid_object || !take_out_columns(index)) throw;
            there = target_.hash(database_, table, stop_);
        }
        const TableHash& here = source_.hash(index);
        out.source_rows = here.rows;
        out.target_rows = there.rows;
        out.source_hash = sum_text(here.sum);
        out.target_hash = sum_text(there.sum);
        out.result = here == there ? TableResult::equal : TableResult::different;
    } catch (const SqlError& error) {
        const bool missing = error.number() == k_invalid_object;
        out.source_rows = source_.hash(index).rows;
        out.source_hash = sum_text(source_.hash(index).sum);
        out.result = missing ? TableResult::missing : TableResult::not_compared;
        out.detail = fmt::format("Msg {}: {}", error.number(), error.what());
    }
    for (const SkippedColumn& column : table.skipped)
        out.not_compared.push_back(fmt::format("{}: {}", column.name, column.reason));
    if (out.result == TableResult::different || out.result == TableResult::missing) equal_ = false;
    return out;
}

// True when the target cannot compute some columns: they are left out from now on.
bool Comparison::take_out_columns(size_t index) {
    ComparedTable& table = source_.tables()[index];
    std::vector<ComparedColumn> kept;
    bool any = false;
    for (ComparedColumn& column : table.columns) {
        std::string reason = target_.probe(database_, table, column);
        if (reason.empty()) {
            kept.push_back(std::move(column));
        } else {
            table.skipped.push_back({column.name, std::move(reason)});
            any = true;
        }
    }
    table.columns = std::move(kept);
    if (any) source_.hash_again(index);
    return any;
}

}  // namespace gantry::migrate

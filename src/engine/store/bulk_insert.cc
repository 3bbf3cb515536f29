#include "engine/store/bulk_insert.h"

#include <utility>

#include <fmt/format.h>

#include "base/error.h"

namespace gantry::store {
namespace {

constexpr size_t k_flush_bytes = 4 << 20;

std::vector<std::pair<std::string, std::string>> parse_columns(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> out;
    while (!text.empty()) {
        size_t comma = std::min(text.find(','), text.size());
        std::string_view item = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        size_t begin = item.find_first_not_of(" \n");
        item.remove_prefix(begin);
        size_t space = item.find(' ');
        out.emplace_back(item.substr(0, space), item.substr(space + 1));
    }
    return out;
}

void append_element(const pg::Param& value, std::string& array) {
    if (!array.empty()) array += ',';
    if (!value) {
        array += "NULL";
        return;
    }
    array += '"';
    for (char c : *value) {
        if (c == '"' || c == '\\') array += '\\';
        array += c;
    }
    array += '"';
}

}  // namespace

std::string column_names(const TableSpec& spec) {
    std::string out;
    for (const auto& [name, type] : parse_columns(spec.columns)) {
        if (!out.empty()) out += ", ";
        out += name;
    }
    return out;
}

BulkInsert::BulkInsert(pg::Executor& executor, const TableSpec& spec,
                       std::string_view on_conflict)
    : executor_(executor) {
    std::string arrays;
    for (const auto& [name, type] : parse_columns(spec.columns)) {
        arrays_.emplace_back();
        if (!arrays.empty()) arrays += ", ";
        arrays += fmt::format("${}::{}[]", arrays_.size(), type);
    }
    sql_ = fmt::format("INSERT INTO gantry.{} ({}) SELECT * FROM unnest({}) {}", spec.table,
                       column_names(spec), arrays, on_conflict);
}

void BulkInsert::add(const std::vector<pg::Param>& row) {
    GANTRY_ASSERT(row.size() == arrays_.size());
    for (size_t i = 0; i < row.size(); ++i) {
        append_element(row[i], arrays_[i]);
        if (row[i]) bytes_ += row[i]->size();
    }
    ++rows_;
    if (bytes_ > k_flush_bytes) flush();
}

void BulkInsert::finish() { flush(); }

void BulkInsert::flush() {
    if (rows_ == 0) return;
    std::vector<pg::Param> params;
    for (std::string& array : arrays_) {
        params.emplace_back("{" + array + "}");
        array.clear();
    }
    executor_.query(sql_, params);
    rows_ = 0;
    bytes_ = 0;
}

}  // namespace gantry::store

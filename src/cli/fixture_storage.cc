#include "cli/fixture_storage.h"

#include <charconv>
#include <map>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::cli {
namespace {

using tsql::Option;

constexpr int k_partitions_max = 1000;

catalog::Index* rows_index(catalog::Table& table) {
    for (catalog::Index& index : table.indexes) {
        bool holds_rows =
            index.kind == catalog::IndexKind::heap || index.kind == catalog::IndexKind::clustered;
        if (holds_rows && !index.hypothetical) return &index;
    }
    return nullptr;
}

uint8_t compression_of(const Option& option) {
    if (option.word == "NONE") return uint8_t(storage::Compression::none);
    if (option.word == "ROW") return uint8_t(storage::Compression::row);
    if (option.word == "PAGE") return uint8_t(storage::Compression::page);
    throw SqlError(40517, "DATA_COMPRESSION = " + std::string(option.word) +
                              " is not supported in fixture scripts.");
}

int number_of(const Option& option) {
    const tsql::Literal* literal =
        option.value != nullptr ? option.value->try_as<tsql::Literal>() : nullptr;
    int number = 0;
    if (literal != nullptr) {
        std::from_chars(literal->text.data(), literal->text.data() + literal->text.size(), number);
    }
    if (number < 1 || number > k_partitions_max) {
        throw SqlError(7722, "Invalid partition number specified.");
    }
    return number;
}

// (1, 3 TO 5)
void add_numbers(tsql::List<const Option*> items, uint8_t compression,
                 std::map<int, uint8_t>& out) {
    for (const Option* item : items) {
        int first = number_of(*item), last = first;
        for (const Option* to : item->options)
            last = number_of(*to);
        for (int number = first; number <= last; ++number)
            out[number] = compression;
    }
}

}  // namespace

void apply_compression(tsql::List<const Option*> options, catalog::Table& table) {
    std::map<int, uint8_t> wanted;
    for (const Option* option : options) {
        if (option->name != "DATA_COMPRESSION") continue;
        bool has_partitions = false;
        for (const Option* tail : option->options) {
            if (tail->name != "ON PARTITIONS") continue;
            add_numbers(tail->options, compression_of(*option), wanted);
            has_partitions = true;
        }
        if (!has_partitions) wanted[1] = compression_of(*option);
    }
    catalog::Index* index = rows_index(table);
    if (wanted.empty() || index == nullptr) return;
    index->partitions.assign(size_t(wanted.rbegin()->first), {});
    for (size_t i = 0; i < index->partitions.size(); ++i) {
        index->partitions[i].number = int32_t(i + 1);
        auto found = wanted.find(int(i + 1));
        if (found != wanted.end()) index->partitions[i].compression = found->second;
    }
}

bool set_table_option(std::string_view name, int64_t value, catalog::Table& table,
                      storage::RowOddities& oddities) {
    if (ascii_iequals(name, "vardecimal storage format")) {
        table.options.vardecimal = value != 0;
        return true;
    }
    uint32_t every = value > 0 ? uint32_t(value) : 0;
    if (ascii_iequals(name, "fixture ghost every")) {
        oddities.ghost_every = every;
    } else if (ascii_iequals(name, "fixture version every")) {
        oddities.version_every = every;
    } else if (ascii_iequals(name, "fixture forward every")) {
        oddities.forward_every = every;
    } else {
        return false;
    }
    return true;
}

void share_rows(catalog::Table& table) {
    catalog::Index* index = rows_index(table);
    if (index == nullptr || index->partitions.empty()) return;
    int64_t share = table.row_count / int64_t(index->partitions.size());
    for (catalog::Partition& partition : index->partitions)
        partition.row_count = share;
}

}  // namespace gantry::cli

#include "catalog/writer/system_rows.h"

#include <algorithm>

#include "base/error.h"
#include "base/utf.h"
#include "catalog/writer/physical_type.h"

namespace gantry::catalog {
namespace {

using types::TypeId;

types::SqlType sql_type(const SystemColumn& column) {
    types::SqlType type;
    type.id = column.type;
    type.length = column.length;
    return type;
}

// Order of two values of a key column: integers by value, others by bytes.
int compare_values(TypeId type, ByteSpan a, ByteSpan b) {
    auto sign = [](auto x, auto y) { return x < y ? -1 : x > y ? 1 : 0; };
    switch (type) {
        case TypeId::tinyint:
            return sign(a[0], b[0]);
        case TypeId::smallint:
            return sign(load_le<int16_t>(a.data()), load_le<int16_t>(b.data()));
        case TypeId::int_:
            return sign(load_le<int32_t>(a.data()), load_le<int32_t>(b.data()));
        case TypeId::bigint:
            return sign(load_le<int64_t>(a.data()), load_le<int64_t>(b.data()));
        default: {
            int order = std::memcmp(a.data(), b.data(), std::min(a.size(), b.size()));
            return order != 0 ? order : sign(a.size(), b.size());
        }
    }
}

}  // namespace

SystemTableRow& SystemTableRow::bytes(ByteSpan value) {
    fields_.push_back({data_.size(), value.size(), false});
    data_.insert(data_.end(), value.begin(), value.end());
    return *this;
}

SystemTableRow& SystemTableRow::zeros(size_t count) {
    return bytes(Bytes(count));
}

SystemTableRow& SystemTableRow::text(std::string_view utf8) {
    return utf8.empty() ? null() : bytes(utf8_to_utf16le(utf8));
}

SystemTableRow& SystemTableRow::padded(std::string_view utf8, size_t units) {
    Bytes utf16 = utf8_to_utf16le(utf8);
    if (utf16.size() > 2 * units) utf16.resize(2 * units);
    while (utf16.size() < 2 * units) {
        utf16.push_back(' ');
        utf16.push_back(0);
    }
    return bytes(utf16);
}

SystemTableRow& SystemTableRow::null() {
    fields_.push_back({data_.size(), 0, true});
    return *this;
}

SystemTableRow& SystemTableRow::variant_int(int32_t value) {
    uint8_t raw[6] = {uint8_t(TypeId::int_), 1};
    store_le<int32_t>(raw + 2, value);
    return bytes(raw);
}

SystemTableRow& SystemTableRow::variant_text(std::string_view utf8, uint32_t collation) {
    Bytes utf16 = utf8_to_utf16le(utf8);
    ByteWriter out;
    out.u8(uint8_t(TypeId::nvarchar));
    out.u8(1);
    out.u16(uint16_t(std::max<size_t>(utf16.size(), 2)));
    out.u32(collation);
    out.append(utf16);
    return bytes(out.bytes());
}

SystemTableRow& SystemTableRow::page(uint32_t page, uint16_t file) {
    uint8_t raw[6];
    store_le<uint32_t>(raw, page);
    store_le<uint16_t>(raw + 4, file);
    return bytes(raw);
}

std::vector<storage::Field> SystemTableRow::fields() const {
    std::vector<storage::Field> out;
    out.reserve(fields_.size());
    for (const Place& place : fields_) {
        out.push_back({ByteSpan(data_).subspan(place.offset, place.size), place.null, false});
    }
    return out;
}

ByteSpan SystemTableRow::field(size_t index) const {
    return ByteSpan(data_).subspan(fields_[index].offset, fields_[index].size);
}

void SystemTableRows::add(int32_t table, SystemTableRow row) {
    const SystemTable& definition = system_table(table);
    std::vector<storage::Field> fields = row.fields();
    GANTRY_ASSERT(fields.size() == definition.columns.size());
    for (size_t i = 0; i < fields.size(); ++i) {
        uint16_t size = fixed_size(sql_type(definition.columns[i]));
        GANTRY_ASSERT(fields[i].null ? definition.columns[i].nullable
                                     : size == 0 || fields[i].bytes.size() == size);
    }
    rows_[table].push_back(std::move(row));
}

const std::vector<SystemTableRow>& SystemTableRows::sorted(int32_t table) {
    std::vector<SystemTableRow>& rows = rows_[table];
    const SystemTable& definition = system_table(table);
    std::vector<size_t> keys;
    for (int8_t ordinal = 1;; ++ordinal) {
        size_t i = 0;
        while (i < definition.columns.size() && definition.columns[i].key != ordinal)
            ++i;
        if (i == definition.columns.size()) break;
        keys.push_back(i);
    }
    std::stable_sort(rows.begin(), rows.end(), [&](const SystemTableRow& a, const SystemTableRow& b) {
        for (size_t i : keys) {
            int order = compare_values(definition.columns[i].type, a.field(i), b.field(i));
            if (order != 0) return order < 0;
        }
        return false;
    });
    return rows;
}

size_t SystemTableRows::count(int32_t table) const {
    auto found = rows_.find(table);
    return found == rows_.end() ? 0 : found->second.size();
}

}  // namespace gantry::catalog

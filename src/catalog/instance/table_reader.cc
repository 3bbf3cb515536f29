#include "catalog/instance/table_reader.h"

#include "base/error.h"
#include "base/utf.h"
#include "catalog/system_text.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

ByteSpan NamedRowView::stored(size_t column) const {
    int place = places_[column];
    if (place < 0 || row_[size_t(place)].null) return {};
    return row_[size_t(place)].bytes();
}

bool NamedRowView::is_null(size_t column) const {
    return places_[column] < 0 || row_[size_t(places_[column])].null;
}

int64_t NamedRowView::integer(size_t column) const {
    ByteSpan bytes = stored(column);
    switch (types_[column].id) {
        case TypeId::bit:
        case TypeId::tinyint:
            return bytes.empty() ? 0 : bytes[0];
        case TypeId::smallint:
            return bytes.size() == 2 ? load_le<int16_t>(bytes.data()) : 0;
        case TypeId::int_:
            return bytes.size() == 4 ? load_le<int32_t>(bytes.data()) : 0;
        case TypeId::bigint:
            return bytes.size() == 8 ? load_le<int64_t>(bytes.data()) : 0;
        case TypeId::decimal:
        case TypeId::numeric: {
            auto value = types::decimal_from_storage(bytes);
            return value ? int64_t(*value) : 0;
        }
        default:
            return 0;
    }
}

std::string NamedRowView::text(size_t column) const {
    if (is_null(column)) return {};
    ByteSpan bytes = stored(column);
    const SqlType& type = types_[column];
    if (type.id == TypeId::datetime) return datetime_text(bytes);
    if (type.id == TypeId::uniqueidentifier) return guid_text(bytes);
    if (type.id == TypeId::nvarchar || type.id == TypeId::ntext) return utf16le_to_utf8(bytes);
    try {
        types::Value value = types::value_from_storage(bytes, type);
        std::string out = value.is_null() ? std::string() : types::to_text(value);
        bool padded = type.id == TypeId::char_ || type.id == TypeId::nchar;
        if (padded) out.erase(out.find_last_not_of(' ') + 1);
        return out;
    } catch (const Error&) {
        return to_hex(bytes);
    }
}

std::vector<uint8_t> NamedRowView::bytes(size_t column) const {
    ByteSpan bytes = stored(column);
    return {bytes.begin(), bytes.end()};
}

const Table* find_dbo_table(const Database& database, std::string_view name) {
    constexpr int32_t k_schema_dbo = 1;
    for (const Table& table : database.tables) {
        if (table.schema_id == k_schema_dbo && table.name == name && !table.is_table_type) {
            return &table;
        }
    }
    return nullptr;
}

bool scan_table(const DatabaseImage& image, std::string_view name,
                const std::vector<std::string_view>& columns,
                const std::function<void(const NamedRowView&)>& visit) {
    const Table* table = find_dbo_table(image.model(), name);
    if (table == nullptr) return false;
    std::vector<size_t> stored = DatabaseImage::stored_columns(*table);
    std::vector<int> places(columns.size(), -1);
    std::vector<SqlType> types(columns.size());
    for (size_t i = 0; i < columns.size(); ++i) {
        for (size_t place = 0; place < stored.size(); ++place) {
            const Column& column = table->columns[stored[place]];
            if (column.name != columns[i]) continue;
            places[i] = int(place);
            types[i] = column.type;
            types[i].user_type = 0;
        }
    }
    for (const RowRange& range : image.split(*table, 1)) {
        image.scan(*table, range,
                   [&](const RowView& row) { visit(NamedRowView(row, places, types)); });
    }
    return true;
}

}  // namespace gantry::catalog

#include "session/captured_rows.h"

#include <optional>

#include "types/pg_binary.h"

namespace gantry::session {

namespace {

std::optional<ByteSpan> field(ByteSpan row, size_t index) {
    ByteReader reader(row);
    size_t count = reader.be<uint16_t>();
    for (size_t i = 0; i < count; ++i) {
        auto size = reader.be<int32_t>();
        ByteSpan data = size < 0 ? ByteSpan() : reader.take(size_t(size));
        if (reader.failed()) break;
        if (i == index) return size < 0 ? std::nullopt : std::optional(data);
    }
    return std::nullopt;
}

}  // namespace

types::Value field_value(ByteSpan row, size_t index, const types::SqlType& type) {
    auto bytes = field(row, index);
    return bytes ? types::decode_pg(*bytes, type) : types::Value::null(type);
}

CapturedRows::Set& CapturedRows::set_of(std::vector<types::SqlType> types) {
    // Only the last one: rows keep the order in which they came.
    if (!sets_.empty() && sets_.back()->types == types) return *sets_.back();
    sets_.push_back(std::make_unique<Set>());
    sets_.back()->types = std::move(types);
    return *sets_.back();
}

std::vector<types::SqlType> types_of(const std::vector<engine::ResultColumn>& columns) {
    std::vector<types::SqlType> out;
    for (const engine::ResultColumn& column : columns)
        out.push_back(column.type);
    return out;
}

void CaptureSink::row(ByteSpan body) {
    last_.assign(body.begin(), body.end());
    ByteReader reader(body);
    reader.skip(sizeof(uint16_t));
    for (size_t i = 0; i < set_.types.size(); ++i) {
        auto size = reader.be<int32_t>();
        if (size > 0) reader.skip(size_t(size));
    }
    if (reader.failed()) throw FormatError("a row of PostgreSQL is shorter than its columns");
    ByteWriter out;
    out.be(uint16_t(set_.types.size()));
    out.append(body.subspan(sizeof(uint16_t), reader.position() - sizeof(uint16_t)));
    set_.rows.append(out.bytes());
}

}  // namespace gantry::session

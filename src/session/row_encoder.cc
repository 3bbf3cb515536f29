#include "session/row_encoder.h"

#include <fmt/core.h>

#include "base/code_page.h"
#include "base/error.h"
#include "session/encode_functions.h"
#include "types/collation.h"
#include "types/pg_binary.h"

namespace gantry::session {

namespace {

using tds::ValueForm;
using types::SqlType;
using types::TypeId;

void set_null(ColumnCodec& codec) {
    auto fill = [&](uint8_t size, uint8_t byte) {
        codec.null_size = size;
        std::memset(codec.null_bytes, byte, size);
    };
    switch (codec.wire.form) {
        case ValueForm::nothing:
        case ValueForm::fixed:
            return;
        case ValueForm::length8:
        case ValueForm::text:
            return fill(1, 0);
        case ValueForm::length16:
            return fill(2, 0xFF);
        case ValueForm::variant:
            return fill(4, 0);
        case ValueForm::chunked:
            return fill(8, 0xFF);
    }
}

uint16_t column_flags(const engine::ResultColumn& column) {
    uint16_t flags = 0;
    if (column.nullable) flags |= tds::k_column_nullable;
    if (column.case_sensitive) flags |= tds::k_column_case_sensitive;
    if (column.identity) {
        flags |= tds::k_column_identity;
    } else if (column.expression || column.computed) {
        flags |= tds::k_column_computed;
    } else {
        flags |= tds::k_column_updatable_unknown;
    }
    return flags;
}

tds::ColumnMetadata make_metadata(const engine::ResultColumn& column, const ColumnCodec& codec) {
    tds::ColumnMetadata out;
    out.name = column.name;
    out.type = codec.wire;
    out.user_type = tds::wire_user_type(column.type);
    out.flags = column_flags(column);
    if (codec.wire.form == ValueForm::text) {
        for (const std::string* part :
             {&column.base_database, &column.base_schema, &column.base_table}) {
            if (!part->empty()) out.table_parts.push_back(*part);
        }
        if (out.table_parts.empty()) out.table_parts.emplace_back();
    }
    return out;
}

[[noreturn]] void bad_row(const char* what) {
    throw FormatError(fmt::format("a row from PostgreSQL is malformed: {}", what));
}

}  // namespace

ColumnCodec make_codec(const SqlType& type, bool nullable, tds::TdsVersion version) {
    ColumnCodec codec;
    codec.type = type;
    bool has_collation = types::is_character(type.id) || type.id == TypeId::xml ||
                         type.id == TypeId::json || type.id == TypeId::vector;
    uint32_t collation = type.collation != 0 ? type.collation : types::k_default_collation;
    tds::CollationBytes bytes = types::tds_collation(collation);
    codec.wire = tds::wire_type(type, nullable, version, bytes);
    if (has_collation) codec.code_page = types::code_page_of(collation);
    if (codec.code_page == 0) codec.code_page = 1252;
    codec.time_bytes = tds::time_wire_bytes(type.scale);
    for (int i = type.scale; i < 7; ++i) codec.divisor *= 10;
    codec.encode = choose_encoder(codec);
    set_null(codec);
    return codec;
}

RowEncoder::RowEncoder(std::span<const engine::ResultColumn> columns, tds::TdsVersion version) {
    codecs_.reserve(columns.size());
    std::vector<tds::ColumnMetadata> metadata;
    for (const engine::ResultColumn& column : columns) {
        codecs_.push_back(make_codec(column.type, column.nullable, version));
        metadata.push_back(make_metadata(column, codecs_.back()));
    }
    ByteWriter token;
    tds::TokenWriter(token, version).columns(metadata);
    metadata_ = token.take();
}

void RowEncoder::append_row(ByteSpan row, Bytes& out) const {
    if (row.size() < 2) bad_row("no column count");
    size_t count = load_be<uint16_t>(row.data());
    if (count < codecs_.size()) bad_row("too few columns");
    size_t start = out.size();
    out.resize(start + 1 + row.size() * 2 + codecs_.size() * k_value_room);
    uint8_t* to = out.data() + start;
    *to++ = uint8_t(tds::TokenType::row);
    const uint8_t* from = row.data() + 2;
    const uint8_t* end = row.data() + row.size();
    for (const ColumnCodec& codec : codecs_) {
        if (end - from < 4) bad_row("it ends early");
        int32_t size = load_be<int32_t>(from);
        from += 4;
        if (size < 0) {
            if (codec.null_size == 0) bad_row("NULL in a column that has none");
            std::memcpy(to, codec.null_bytes, codec.null_size);
            to += codec.null_size;
            continue;
        }
        if (end - from < size) bad_row("it ends early");
        to = codec.encode(to, from, size_t(size), codec);
        from += size;
    }
    out.resize(size_t(to - out.data()));
}

void append_value(const types::Value& value, const ColumnCodec& codec, Bytes& out) {
    if (value.is_null()) {
        GANTRY_ASSERT(codec.null_size != 0);
        out.insert(out.end(), codec.null_bytes, codec.null_bytes + codec.null_size);
        return;
    }
    Bytes binary;
    types::encode_pg(value, binary);
    size_t start = out.size();
    out.resize(start + binary.size() * 2 + k_value_room);
    uint8_t* to = codec.encode(out.data() + start, binary.data(), binary.size(), codec);
    out.resize(size_t(to - out.data()));
}

}  // namespace gantry::session

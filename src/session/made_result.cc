#include "session/made_result.h"

#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::session {

engine::ResultColumn made_column(std::string name, types::SqlType type, bool nullable) {
    engine::ResultColumn out;
    out.name = std::move(name);
    out.type = type;
    out.nullable = nullable;
    out.expression = true;
    return out;
}

MadeResult::MadeResult(Reply& reply, std::vector<engine::ResultColumn> columns,
                       CapturedRows* capture)
    : reply_(reply), columns_(std::move(columns)), encoder_(columns_, reply.version()) {
    if (capture != nullptr) {
        capture_.emplace(*capture, types_of(columns_));
    } else {
        reply_.token(encoder_.metadata());
    }
}

void MadeResult::add(const std::vector<types::Value>& values) {
    GANTRY_ASSERT(values.size() == columns_.size());
    ByteWriter row;
    row.be(uint16_t(values.size()));
    for (size_t i = 0; i < values.size(); ++i) {
        if (values[i].is_null()) {
            row.be(int32_t(-1));
            continue;
        }
        Bytes bytes;
        types::encode_pg(types::convert(values[i], columns_[i].type), bytes);
        row.be(int32_t(bytes.size()));
        row.append(bytes);
    }
    if (capture_) {
        capture_->row(row.bytes());
    } else {
        encoder_.append_row(row.bytes(), reply_.row_bytes());
    }
    ++count_;
}

}  // namespace gantry::session

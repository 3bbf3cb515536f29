#include "tds/request.h"

#include <fmt/core.h>

#include "base/utf.h"
#include "tds/text.h"

namespace gantry::tds {

namespace {

constexpr uint16_t k_header_transaction = 2;
constexpr size_t k_header_count_max = 16;

RequestHeaders read_headers(ByteReader& reader, TdsVersion version) {
    RequestHeaders out;
    if (version < TdsVersion::v7_2) return out;
    size_t start = reader.position();
    size_t total = reader.u32();
    if (total < 4 || total - 4 > reader.remaining()) {
        throw ProtocolError(fmt::format("ALL_HEADERS says it has {} bytes", total));
    }
    for (size_t count = 0; reader.position() < start + total; ++count) {
        size_t header_start = reader.position();
        size_t length = reader.u32();
        uint16_t type = reader.u16();
        if (reader.failed() || length < 6 || header_start + length > start + total ||
            count >= k_header_count_max) {
            throw ProtocolError("ALL_HEADERS is malformed");
        }
        if (type == k_header_transaction && length >= 18) {
            out.transaction = reader.u64();
            out.outstanding_requests = reader.u32();
        }
        reader.seek(header_start + length);
    }
    return out;
}

}  // namespace

BatchRequest parse_batch(ByteSpan payload, TdsVersion version) {
    ByteReader reader(payload);
    BatchRequest out;
    out.headers = read_headers(reader, version);
    out.text = utf16le_to_utf8(reader.take(reader.remaining()));
    return out;
}

TransactionRequest parse_transaction_request(ByteSpan payload, TdsVersion version) {
    ByteReader reader(payload);
    TransactionRequest out;
    out.headers = read_headers(reader, version);
    uint16_t kind = reader.u16();
    if (reader.failed()) throw ProtocolError("a transaction manager request is too short");
    out.kind = TransactionRequestKind(kind);
    auto read_next = [&] {
        out.begin_again = (reader.u8() & 1) != 0;
        if (!out.begin_again) return;
        out.next_isolation = reader.u8();
        out.next_name = read_b_varchar(reader);
    };
    switch (out.kind) {
        case TransactionRequestKind::begin:
            out.isolation = reader.u8();
            out.name = read_b_varchar(reader);
            break;
        case TransactionRequestKind::commit:
        case TransactionRequestKind::rollback:
            out.name = read_b_varchar(reader);
            read_next();
            break;
        case TransactionRequestKind::save:
            out.name = read_b_varchar(reader);
            break;
        case TransactionRequestKind::get_dtc_address:
        case TransactionRequestKind::propagate:
        case TransactionRequestKind::promote:
            return out;
        default:
            throw ProtocolError(fmt::format("transaction manager request {}", kind));
    }
    if (reader.failed()) throw ProtocolError("a transaction manager request is too short");
    return out;
}

std::string_view procedure_name(ProcedureId id) {
    static constexpr std::string_view names[] = {
        "",               "sp_cursor",        "sp_cursoropen", "sp_cursorprepare",
        "sp_cursorexecute", "sp_cursorprepexec", "sp_cursorunprepare", "sp_cursorfetch",
        "sp_cursoroption", "sp_cursorclose",   "sp_executesql", "sp_prepare",
        "sp_execute",     "sp_prepexec",      "sp_prepexecrpc", "sp_unprepare"};
    return uint16_t(id) <= k_procedure_id_max ? names[uint16_t(id)] : std::string_view{};
}

namespace {

constexpr uint8_t k_parameter_output = 0x01;
constexpr uint8_t k_parameter_default = 0x02;
constexpr uint8_t k_parameter_encrypted = 0x08;

constexpr uint64_t k_plp_null = ~uint64_t(0);
constexpr uint64_t k_plp_unknown = ~uint64_t(1);

constexpr uint8_t k_separator_old = 0x80;
constexpr uint8_t k_separator = 0xFF;
constexpr uint8_t k_no_exec = 0xFE;

class RpcReader {
  public:
    RpcReader(ByteSpan payload, TdsVersion version) : reader_(payload), version_(version) {}

    RpcRequest read();

  private:
    RpcCall read_call();
    RpcParameter read_parameter(size_t name_units);
    void read_value(RpcParameter& out);
    void read_length8(RpcParameter& out);
    void read_chunks(RpcParameter& out);

    ByteReader reader_;
    TdsVersion version_;
};

RpcRequest RpcReader::read() {
    RpcRequest out;
    out.headers = read_headers(reader_, version_);
    do {
        if (out.calls.size() >= k_rpc_calls_max) throw ProtocolError("RPC: too many calls");
        out.calls.push_back(read_call());
    } while (!reader_.at_end());
    return out;
}

RpcCall RpcReader::read_call() {
    RpcCall out;
    uint16_t name_units = reader_.u16();
    if (name_units == 0xFFFF) {
        uint16_t id = reader_.u16();
        if (reader_.failed() || id == 0 || id > k_procedure_id_max) {
            throw ProtocolError(fmt::format("RPC: procedure id {}", id));
        }
        out.id = ProcedureId(id);
    } else {
        out.name = utf16le_to_utf8(reader_.take(size_t(name_units) * 2));
    }
    uint16_t options = reader_.u16();
    if (reader_.failed()) throw ProtocolError("RPC: the request ends early");
    out.recompile = (options & 1) != 0;
    out.no_metadata = (options & 2) != 0;
    uint8_t separator = version_ >= TdsVersion::v7_2 ? k_separator : k_separator_old;
    while (!reader_.at_end()) {
        uint8_t first = reader_.u8();
        if (first == separator) return out;
        if (first == k_no_exec && version_ >= TdsVersion::v7_2) return out;
        if (out.parameters.size() >= k_rpc_parameters_max) {
            throw ProtocolError("RPC: too many parameters");
        }
        out.parameters.push_back(read_parameter(first));
    }
    return out;
}

RpcParameter RpcReader::read_parameter(size_t name_units) {
    RpcParameter out;
    out.name = utf16le_to_utf8(reader_.take(name_units * 2));
    uint8_t status = reader_.u8();
    if (reader_.failed()) throw ProtocolError("RPC: a parameter ends early");
    out.output = (status & k_parameter_output) != 0;
    out.use_default = (status & k_parameter_default) != 0;
    if ((status & k_parameter_encrypted) != 0) {
        throw SqlError(33514, 16, 1, "Parameters encrypted by the client are not supported.");
    }
    out.type = read_type_info(reader_, version_);
    read_value(out);
    if (reader_.failed()) {
        throw ProtocolError(fmt::format("RPC: the value of parameter '{}' ends early", out.name));
    }
    return out;
}

// Lengths of values that their type fixes.
bool is_length_allowed(const WireType& type, size_t length) {
    switch (type.token) {
        case WireToken::int_n:
        case WireToken::bit_n:
        case WireToken::float_n:
        case WireToken::money_n:
        case WireToken::datetime_n:
        case WireToken::guid:
            return length == type.length;
        case WireToken::decimal_n:
        case WireToken::numeric_n:
        case WireToken::decimal_legacy:
        case WireToken::numeric_legacy:
            return length >= 2 && length <= 17;
        case WireToken::date_n:
            return length == 3;
        case WireToken::time_n:
            return length == time_wire_bytes(type.scale);
        case WireToken::datetime2_n:
            return length == size_t(time_wire_bytes(type.scale)) + 3;
        case WireToken::datetimeoffset_n:
            return length == size_t(time_wire_bytes(type.scale)) + 5;
        default:
            return true;
    }
}

void RpcReader::read_length8(RpcParameter& out) {
    size_t length = reader_.u8();
    if (length == 0) {
        out.is_null = true;
        return;
    }
    if (!is_length_allowed(out.type, length)) {
        throw ProtocolError(fmt::format("RPC: parameter '{}' of type {:#04x} has {} bytes",
                                        out.name, int(out.type.token), length));
    }
    out.value = reader_.take(length);
}

void RpcReader::read_chunks(RpcParameter& out) {
    uint64_t total = reader_.u64();
    if (total == k_plp_null) {
        out.is_null = true;
        return;
    }
    // The stated total is only a hint: what counts is what comes, and that is bounded by the
    // message.
    bool known = total != k_plp_unknown;
    while (!reader_.failed()) {
        uint32_t length = reader_.u32();
        if (length == 0) break;
        ByteSpan chunk = reader_.take(length);
        if (out.value.empty()) {
            out.value = chunk;
            continue;
        }
        if (!out.joined) {
            out.joined = std::make_unique<Bytes>(out.value.begin(), out.value.end());
        }
        out.joined->insert(out.joined->end(), chunk.begin(), chunk.end());
        out.value = *out.joined;
    }
    if (!reader_.failed() && known && total != out.value.size()) {
        throw ProtocolError(fmt::format("RPC: parameter '{}' says {} bytes and has {}", out.name,
                                        total, out.value.size()));
    }
}

void RpcReader::read_value(RpcParameter& out) {
    switch (out.type.form) {
        case ValueForm::nothing:
            out.is_null = true;
            return;
        case ValueForm::fixed:
            out.value = reader_.take(out.type.length);
            return;
        case ValueForm::length8:
            return read_length8(out);
        case ValueForm::length16: {
            uint16_t length = reader_.u16();
            if (length == 0xFFFF) {
                out.is_null = true;
            } else {
                out.value = reader_.take(length);
            }
            return;
        }
        case ValueForm::text: {
            uint32_t length = reader_.u32();
            if (length == 0xFFFFFFFF) {
                out.is_null = true;
            } else {
                out.value = reader_.take(length);
            }
            return;
        }
        case ValueForm::variant: {
            uint32_t length = reader_.u32();
            out.is_null = length == 0;
            out.value = reader_.take(length);
            return;
        }
        case ValueForm::chunked:
            return read_chunks(out);
    }
}

}  // namespace

RpcRequest parse_rpc(ByteSpan payload, TdsVersion version) {
    return RpcReader(payload, version).read();
}

}  // namespace gantry::tds

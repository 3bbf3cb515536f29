#pragma once
// What a logged-in client asks for: SQL batches, RPCs, transaction manager requests
// (MS-TDS 2.2.6.7, 2.2.6.6, 2.2.6.9). Values borrow from the message's payload: keep it alive.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "tds/protocol.h"
#include "tds/wire_type.h"

namespace gantry::tds {

// ALL_HEADERS (MS-TDS 2.2.5.3), from TDS 7.2 on.
struct RequestHeaders {
    uint64_t transaction = 0;  // descriptor the client believes in; 0 is none
    uint32_t outstanding_requests = 1;
};

struct BatchRequest {
    RequestHeaders headers;
    std::string text;
};
BatchRequest parse_batch(ByteSpan payload, TdsVersion version);

// Ids of procedures that travel as a number (MS-TDS 2.2.6.6).
enum class ProcedureId : uint16_t {
    none = 0,
    cursor = 1,
    cursor_open = 2,
    cursor_prepare = 3,
    cursor_execute = 4,
    cursor_prep_exec = 5,
    cursor_unprepare = 6,
    cursor_fetch = 7,
    cursor_option = 8,
    cursor_close = 9,
    execute_sql = 10,
    prepare = 11,
    execute = 12,
    prep_exec = 13,
    prep_exec_rpc = 14,
    unprepare = 15,
};
constexpr uint16_t k_procedure_id_max = 15;
// "sp_executesql" and so on; empty for none.
std::string_view procedure_name(ProcedureId id);

struct RpcParameter {
    std::string name;  // with '@', empty when by position
    bool output = false;
    bool use_default = false;
    WireType type;
    bool is_null = false;
    // The value without length; PLP chunks and variants are joined. Borrows from the payload or
    // from `joined`.
    ByteSpan value;
    std::unique_ptr<Bytes> joined;
};

struct RpcCall {
    ProcedureId id = ProcedureId::none;
    std::string name;  // of the procedure when id is none
    bool recompile = false;
    bool no_metadata = false;
    std::vector<RpcParameter> parameters;
};

struct RpcRequest {
    RequestHeaders headers;
    std::vector<RpcCall> calls;
};
// Throws ProtocolError for malformed bytes, SqlError for a type that is not supported.
RpcRequest parse_rpc(ByteSpan payload, TdsVersion version);

// No procedure has more parameters (SQL Server's limit), and no request more calls than this.
constexpr size_t k_rpc_parameters_max = 2100 + 64;
constexpr size_t k_rpc_calls_max = 10000;

enum class TransactionRequestKind : uint16_t {
    get_dtc_address = 0,
    propagate = 1,
    begin = 5,
    promote = 6,
    commit = 7,
    rollback = 8,
    save = 9,
};

struct TransactionRequest {
    RequestHeaders headers;
    TransactionRequestKind kind = TransactionRequestKind::begin;
    uint8_t isolation = 0;  // 0 unchanged, 1 read uncommitted .. 4 serializable, 5 snapshot
    std::string name;
    bool begin_again = false;  // commit and rollback may begin the next transaction at once
    uint8_t next_isolation = 0;
    std::string next_name;
};
TransactionRequest parse_transaction_request(ByteSpan payload, TdsVersion version);

}  // namespace gantry::tds

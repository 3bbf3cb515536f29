// The first byte chooses the TDS version and the kind of request.

#include "tds/request.h"

using namespace gantry;
using namespace gantry::tds;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 1) return 0;
    auto version = TdsVersion(data[0] % 4);
    ByteSpan bytes(data + 1, size - 1);
    try {
        switch (data[0] / 4 % 3) {
            case 0:
                for (const RpcCall& call : parse_rpc(bytes, version).calls) {
                    for (const RpcParameter& parameter : call.parameters) {
                        sql_type_of(parameter.type);
                    }
                }
                break;
            case 1:
                parse_transaction_request(bytes, version);
                break;
            default:
                parse_batch(bytes, version);
        }
    } catch (const Error&) {
    }
    return 0;
}

// Packets in arbitrary pieces, then whatever message they make.

#include "base/error.h"
#include "tds/channel.h"
#include "tds/login7.h"
#include "tds/request.h"

using namespace gantry;
using namespace gantry::tds;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 1) return 0;
    size_t step = data[0] + 1u;
    ByteSpan rest(data + 1, size - 1);
    Channel channel(nullptr);
    try {
        while (!rest.empty()) {
            size_t part = std::min(step, rest.size());
            channel.receive(rest.first(part));
            rest = rest.subspan(part);
            while (auto message = channel.next()) {
                try {
                    if (message->type == PacketType::prelogin) parse_prelogin(message->payload);
                    if (message->type == PacketType::login7) parse_login7(message->payload);
                    if (message->type == PacketType::rpc) {
                        parse_rpc(message->payload, TdsVersion::v7_4);
                    }
                } catch (const Error&) {
                }
            }
        }
    } catch (const ProtocolError&) {
    }
    return 0;
}

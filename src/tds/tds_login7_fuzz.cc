#include "tds/login7.h"
#include "tds/prelogin.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    gantry::ByteSpan bytes(data, size);
    try {
        gantry::tds::parse_login7(bytes);
    } catch (const gantry::Error&) {
    }
    try {
        gantry::tds::Prelogin prelogin = gantry::tds::parse_prelogin(bytes);
        gantry::tds::build_prelogin_reply(prelogin, prelogin.encryption);
    } catch (const gantry::Error&) {
    }
    return 0;
}

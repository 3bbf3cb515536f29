// Tokens of binary XML as text: an error, or text that is UTF-8 and bounded by the bytes.

#include "base/error.h"
#include "base/utf.h"
#include "types/binary_xml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    Bytes bytes{0xDF, 0xFF, 0x02, 0xB0, 0x04};
    bytes.insert(bytes.end(), data, data + size);
    try {
        std::string text = types::binary_xml_to_text(bytes);
        GANTRY_ASSERT(is_valid_utf8(text));
        GANTRY_ASSERT(text.size() <= (2u << 20) + bytes.size() * 300);
    } catch (const Error&) {
    }
    return 0;
}

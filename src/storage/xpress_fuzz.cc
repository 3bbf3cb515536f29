// The decompressor alone: the first two bytes are the size of the output.

#include "storage/xpress_huffman.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    if (size < 2) return 0;
    Bytes out(load_le<uint16_t>(data));
    storage::xpress_huffman_decode({data + 2, size - 2}, out);
    return 0;
}

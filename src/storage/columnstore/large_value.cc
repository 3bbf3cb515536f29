#include "storage/columnstore/large_value.h"

#include <fmt/format.h>

#include "storage/columnstore/archive.h"
#include "storage/lob.h"

namespace gantry::storage::columnstore {

namespace {
constexpr uint8_t k_pointer_tag = 0x11;
constexpr uint8_t k_pointer_version = 0x01;
constexpr size_t k_pointer_size = 22;
constexpr size_t k_size_at = 2;
constexpr size_t k_blob_at = 6;
constexpr uint8_t k_in_place_tag = 0x21;
// Longer ones are not in place.
constexpr size_t k_in_place_max = 8001;
}  // namespace

bool is_large_value(ByteSpan bytes) {
    return bytes.size() == k_pointer_size && bytes[0] == k_pointer_tag &&
           bytes[1] == k_pointer_version;
}

ByteSpan read_large_value(ByteSpan pointer, const PageSource& source, Arena& arena,
                          const SegmentName& name) {
    size_t size = load_le<uint32_t>(pointer.data() + k_size_at);
    LobReader lobs(source, arena);
    LobValue value = lobs.read_text_pointer(pointer.subspan(k_blob_at), {});
    ByteSpan bytes = value.bytes;
    // It is archived whatever the table's compression, unless that did not make it smaller.
    if (bytes.size() != size && is_archived(bytes)) {
        Bytes plain = expand_archive(bytes, name);
        uint8_t* copy = arena.allocate(plain.size());
        std::memcpy(copy, plain.data(), plain.size());
        bytes = {copy, plain.size()};
    }
    if (value.null || bytes.size() != size) {
        fail(name,
             fmt::format("a large value has {} bytes, its pointer says {}", bytes.size(), size));
    }
    return bytes;
}

bool has_in_place_tag(ByteSpan bytes, bool wide) {
    return !bytes.empty() && bytes.size() <= k_in_place_max && bytes[0] == k_in_place_tag &&
           (!wide || bytes.size() % 2 != 0);
}

}  // namespace gantry::storage::columnstore

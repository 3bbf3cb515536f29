#include "blob/base64.h"

#include <array>

namespace gantry::blob {
namespace {

constexpr std::string_view k_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(ByteSpan bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t i = 0; i < bytes.size(); i += 3) {
        size_t count = std::min<size_t>(3, bytes.size() - i);
        uint32_t group = uint32_t(bytes[i]) << 16;
        if (count > 1) group |= uint32_t(bytes[i + 1]) << 8;
        if (count > 2) group |= bytes[i + 2];
        out += k_letters[group >> 18];
        out += k_letters[(group >> 12) & 63];
        out += count > 1 ? k_letters[(group >> 6) & 63] : '=';
        out += count > 2 ? k_letters[group & 63] : '=';
    }
    return out;
}

std::optional<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 4 * 3);
    for (size_t i = 0; i < text.size(); i += 4) {
        bool last = i + 4 == text.size();
        size_t padding = !last ? 0 : text[i + 3] != '=' ? 0 : text[i + 2] != '=' ? 1 : 2;
        uint32_t group = 0;
        for (size_t j = 0; j < 4 - padding; ++j) {
            size_t value = k_letters.find(text[i + j]);
            if (value == std::string_view::npos) return std::nullopt;
            group |= uint32_t(value) << (18 - 6 * j);
        }
        out.push_back(uint8_t(group >> 16));
        if (padding < 2) out.push_back(uint8_t(group >> 8));
        if (padding < 1) out.push_back(uint8_t(group));
    }
    return out;
}

}  // namespace gantry::blob

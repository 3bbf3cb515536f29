#include "types/vector_text.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <iterator>

#include "base/error.h"

namespace gantry::types {
namespace {

constexpr uint8_t k_signature = 0xA9;
constexpr size_t k_header_size = 8;

enum class Kind : uint8_t { float32 = 0, float16 = 1 };

float from_half(uint16_t half) {
    float sign = half & 0x8000 ? -1.0f : 1.0f;
    int exponent = half >> 10 & 0x1F;
    int fraction = half & 0x3FF;
    if (exponent == 31) return fraction == 0 ? sign * HUGE_VALF : NAN;
    if (exponent == 0) return sign * std::ldexp(float(fraction), -24);
    return sign * std::ldexp(float(fraction | 0x400), exponent - 25);
}

struct Vector {
    Kind kind;
    size_t count;
    ByteSpan numbers;
};

Vector parse(ByteSpan storage) {
    ByteReader in(storage);
    uint8_t signature = in.u8();
    uint8_t version = in.u8();
    Vector out{};
    out.count = in.u16();
    uint8_t kind = in.u8();
    in.skip(3);
    if (in.failed() || signature != k_signature || version != 1) {
        throw FormatError(
            fmt::format("a vector of {} bytes has no header of version 1", storage.size()));
    }
    if (kind > 1) throw FormatError(fmt::format("vectors of number kind {} are not known", kind));
    out.kind = Kind(kind);
    out.numbers = in.take(out.count * (out.kind == Kind::float16 ? 2 : 4));
    if (in.failed() || !in.at_end()) {
        throw FormatError(fmt::format("a vector of {} numbers does not fit its {} bytes", out.count,
                                      storage.size()));
    }
    return out;
}

// "1.0000000e+000": eight digits and an exponent of three, as the C run-time of Windows prints.
void append_server_number(float value, std::string& out) {
    std::string text = fmt::format("{:.7e}", value);
    size_t digits = text.size() - text.rfind('e') - 2;
    if (text.find('e') != std::string::npos && digits < 3) {
        text.insert(text.rfind('e') + 2, 3 - digits, '0');
    }
    out += text;
}

}  // namespace

size_t vector_count(ByteSpan storage) {
    return parse(storage).count;
}

void append_vector_text(ByteSpan storage, VectorStyle style, std::string& out) {
    Vector vector = parse(storage);
    out += '[';
    for (size_t i = 0; i < vector.count; ++i) {
        if (i != 0) out += ',';
        float value = vector.kind == Kind::float16
                          ? from_half(load_le<uint16_t>(vector.numbers.data() + i * 2))
                          : std::bit_cast<float>(load_le<uint32_t>(vector.numbers.data() + i * 4));
        if (style == VectorStyle::server) {
            append_server_number(value, out);
        } else {
            fmt::format_to(std::back_inserter(out), "{}", value);
        }
    }
    out += ']';
}

}  // namespace gantry::types

#include "session/raiserror_format.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/utf.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

using types::Value;

constexpr size_t k_message_units_max = 2047;
constexpr size_t k_width_max = 2047;

struct Spec {
    bool left = false, plus = false, zero = false, blank = false, alternate = false;
    size_t width = 0;
    std::optional<size_t> precision;
    char type = 0;
};

[[noreturn]] void bad_format(std::string_view spec) {
    throw SqlError(2787, 16, 1, fmt::format("Invalid format specification: '{}'.", spec));
}

class Formatter {
  public:
    Formatter(std::string_view format, const std::vector<Value>& values)
        : format_(format), values_(values) {}

    std::string run();

  private:
    void specification();
    size_t number();
    std::string integer(const Spec& spec, const Value& value);
    std::string text(const Spec& spec, const Value& value);
    const Value* next_value() {
        return used_ < values_.size() ? &values_[used_++] : nullptr;
    }
    [[noreturn]] void mismatch() {
        throw SqlError(2786, 16, 1,
                       fmt::format("The data type of substitution parameter {} does not match the "
                                   "expected type of the format specification.", used_));
    }

    std::string_view format_;
    const std::vector<Value>& values_;
    size_t at_ = 0;
    size_t used_ = 0;
    std::string out_;
};

std::string Formatter::run() {
    while (at_ < format_.size()) {
        if (format_[at_] != '%') {
            out_ += format_[at_++];
            continue;
        }
        if (at_ + 1 < format_.size() && format_[at_ + 1] == '%') {
            out_ += '%';
            at_ += 2;
            continue;
        }
        specification();
    }
    if (utf16_length(out_) <= k_message_units_max) return std::move(out_);
    return std::string(types::cut_utf16(out_, k_message_units_max - 3)) + "...";
}

size_t Formatter::number() {
    if (at_ < format_.size() && format_[at_] == '*') {
        ++at_;
        const Value* value = next_value();
        if (value == nullptr || value->is_null() || !types::is_integer(value->type().id)) {
            mismatch();
        }
        return size_t(std::clamp<int64_t>(value->integer(), 0, k_width_max));
    }
    size_t out = 0;
    while (at_ < format_.size() && format_[at_] >= '0' && format_[at_] <= '9') {
        out = std::min(out * 10 + size_t(format_[at_++] - '0'), k_width_max);
    }
    return out;
}

void Formatter::specification() {
    size_t start = at_++;
    Spec spec;
    for (; at_ < format_.size(); ++at_) {
        char c = format_[at_];
        if (c == '-') spec.left = true;
        else if (c == '+') spec.plus = true;
        else if (c == '0') spec.zero = true;
        else if (c == ' ') spec.blank = true;
        else if (c == '#') spec.alternate = true;
        else break;
    }
    spec.width = number();
    if (at_ < format_.size() && format_[at_] == '.') {
        ++at_;
        spec.precision = number();
    }
    while (at_ < format_.size() && (format_[at_] == 'h' || format_[at_] == 'l')) ++at_;
    if (format_.substr(at_).substr(0, 3) == "I64") at_ += 3;
    if (at_ >= format_.size()) bad_format(format_.substr(start));
    spec.type = format_[at_++];
    std::string_view whole = format_.substr(start, at_ - start);
    if (std::string_view("diouxXs").find(spec.type) == std::string_view::npos) bad_format(whole);
    const Value* value = next_value();
    // SQL Server prints "(null)" for what was not given or is NULL.
    std::string body;
    if (value == nullptr || value->is_null()) {
        body = "(null)";
    } else {
        body = spec.type == 's' ? text(spec, *value) : integer(spec, *value);
    }
    size_t length = utf16_length(body);
    size_t padding = spec.width > length ? spec.width - length : 0;
    bool zeros = spec.zero && !spec.left && spec.type != 's';
    if (zeros && padding > 0) {
        size_t sign = !body.empty() && (body[0] == '-' || body[0] == '+') ? 1 : 0;
        body.insert(sign, padding, '0');
    } else if (spec.left) {
        body.append(padding, ' ');
    } else {
        body.insert(0, padding, ' ');
    }
    out_ += body;
}

std::string Formatter::integer(const Spec& spec, const Value& value) {
    if (!types::is_integer(value.type().id)) mismatch();
    int64_t number = value.integer();
    bool wide = value.type().id == types::TypeId::bigint;
    uint64_t bits = wide ? uint64_t(number) : uint64_t(uint32_t(number));
    switch (spec.type) {
        case 'u':
            return std::to_string(bits);
        case 'o':
            return fmt::format("{}{:o}", spec.alternate && bits != 0 ? "0" : "", bits);
        case 'x':
            return fmt::format("{}{:x}", spec.alternate && bits != 0 ? "0x" : "", bits);
        case 'X':
            return fmt::format("{}{:X}", spec.alternate && bits != 0 ? "0X" : "", bits);
        default:
            break;
    }
    std::string out = std::to_string(number);
    if (number >= 0 && spec.plus) return "+" + out;
    if (number >= 0 && spec.blank) return " " + out;
    return out;
}

std::string Formatter::text(const Spec& spec, const Value& value) {
    if (!types::is_character(value.type().id)) mismatch();
    std::string_view text = value.text();
    if (spec.precision) text = types::cut_utf16(text, *spec.precision);
    return std::string(text);
}

}  // namespace

std::string format_message(std::string_view format, const std::vector<Value>& values) {
    return Formatter(format, values).run();
}

}  // namespace gantry::session

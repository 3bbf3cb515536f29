#include "storage/scsu.h"

namespace gantry::storage {

namespace {

// UTS 6, tables 4 and 5.
constexpr uint32_t k_static_windows[8] = {0x0000, 0x0080, 0x0100, 0x0300,
                                          0x2000, 0x2080, 0x2100, 0x3000};
constexpr uint32_t k_initial_windows[8] = {0x0080, 0x00C0, 0x0400, 0x0600,
                                           0x0900, 0x3040, 0x30A0, 0xFF00};
constexpr uint32_t k_special_windows[7] = {0x00C0, 0x0250, 0x0370, 0x0530, 0x3040, 0x30A0, 0xFF60};

uint32_t window_offset(uint32_t index) {
    if (index >= 0x01 && index <= 0x67) return index * 0x80;
    if (index >= 0x68 && index <= 0xA7) return index * 0x80 + 0xAC00;
    if (index >= 0xF9) return k_special_windows[index - 0xF9];
    return 0;
}

class Decoder {
  public:
    Decoder(ByteSpan in, uint8_t* out) : in_(in), out_(out), start_(out) {
        for (int i = 0; i < 8; ++i)
            windows_[i] = k_initial_windows[i];
    }

    bool run(size_t& size) {
        for (;;) {
            if (!unicode_) plain_text();
            if (at_ >= in_.size() || !(unicode_ ? unicode_step() : single_step())) break;
        }
        size = size_t(out_ - start_);
        return !reserved_;
    }

  private:
    // Most text is printable ASCII.
    void plain_text() {
        while (at_ < in_.size() && uint8_t(in_[at_] - 0x20) < 0x60) {
            out_[0] = in_[at_++];
            out_[1] = 0;
            out_ += 2;
        }
    }
    bool byte(uint32_t& value) {
        if (at_ >= in_.size()) return false;
        value = in_[at_++];
        return true;
    }
    void unit(uint32_t value) {
        store_le<uint16_t>(out_, uint16_t(value));
        out_ += 2;
    }
    void code_point(uint32_t value) {
        if (value < 0x10000) {
            unit(value);
        } else {
            unit(0xD800 + ((value - 0x10000) >> 10 & 0x3FF));
            unit(0xDC00 + ((value - 0x10000) & 0x3FF));
        }
    }
    bool define(uint32_t window, uint32_t index) {
        windows_[window] = window_offset(index);
        active_ = window;
        reserved_ = windows_[window] == 0;
        return !reserved_;
    }
    bool define_extended() {
        uint32_t high, low;
        if (!byte(high) || !byte(low)) return false;
        active_ = high >> 5;
        windows_[active_] = 0x10000 + (((high & 0x1F) << 8 | low) << 7);
        return true;
    }

    bool single_step() {
        uint32_t b, next;
        byte(b);
        if (b >= 0x80) {
            code_point(windows_[active_] + (b - 0x80));
        } else if (b >= 0x20 || b == 0x00 || b == 0x09 || b == 0x0A || b == 0x0D) {
            unit(b);
        } else if (b >= 0x01 && b <= 0x08) {  // quote from window
            if (!byte(next)) return false;
            code_point(next < 0x80 ? k_static_windows[b - 1] + next
                                   : windows_[b - 1] + (next - 0x80));
        } else if (b >= 0x10 && b <= 0x17) {  // change window
            active_ = b - 0x10;
        } else if (b >= 0x18 && b <= 0x1F) {  // define window
            if (!byte(next)) return false;
            return define(b - 0x18, next);
        } else if (b == 0x0B) {
            return define_extended();
        } else if (b == 0x0E) {  // quote one UTF-16 unit
            return quote_unit();
        } else if (b == 0x0F) {
            unicode_ = true;
        } else {  // 0C
            reserved_ = true;
            return false;
        }
        return true;
    }

    bool unicode_step() {
        uint32_t b, next;
        byte(b);
        if (b >= 0xE0 && b <= 0xE7) {
            active_ = b - 0xE0;
            unicode_ = false;
        } else if (b >= 0xE8 && b <= 0xEF) {
            if (!byte(next)) return false;
            unicode_ = false;
            return define(b - 0xE8, next);
        } else if (b == 0xF0) {
            return quote_unit();
        } else if (b == 0xF1) {
            unicode_ = false;
            return define_extended();
        } else if (b == 0xF2) {
            reserved_ = at_ < in_.size();
            return false;
        } else {
            if (!byte(next)) return false;
            unit(b << 8 | next);
        }
        return true;
    }

    bool quote_unit() {
        uint32_t high, low;
        if (!byte(high) || !byte(low)) return false;
        unit(high << 8 | low);
        return true;
    }

    ByteSpan in_;
    uint8_t* out_;
    uint8_t* start_;
    size_t at_ = 0;
    uint32_t windows_[8];
    uint32_t active_ = 0;
    bool unicode_ = false;
    bool reserved_ = false;
};

}  // namespace

bool scsu_decode(ByteSpan scsu, uint8_t* out, size_t& size) {
    return Decoder(scsu, out).run(size);
}

// Latin-1 as it is, other characters from one window that is defined when it changes, the rest
// quoted: not the shortest SCSU, but valid.
Bytes scsu_encode(ByteSpan utf16) {
    constexpr uint8_t k_quote_unit = 0x0E, k_change_window = 0x10, k_define_window = 0x18;
    Bytes out;
    uint32_t window = 0x80;  // of dynamic window 0
    for (size_t at = 0; at + 1 < utf16.size(); at += 2) {
        uint32_t unit = load_le<uint16_t>(utf16.data() + at);
        bool plain = unit >= 0x20 || unit == 0 || unit == 9 || unit == 10 || unit == 13;
        if (unit < 0x80 && plain) {
            out.push_back(uint8_t(unit));
        } else if (unit >= 0x80 && unit < 0x3400 && unit - unit % 0x80 == window) {
            out.push_back(uint8_t(0x80 + unit % 0x80));
        } else if (unit >= 0x80 && unit < 0x3400) {
            window = unit - unit % 0x80;
            out.insert(out.end(),
                       {k_define_window, uint8_t(unit / 0x80), uint8_t(0x80 + unit % 0x80)});
        } else {
            out.insert(out.end(), {k_quote_unit, uint8_t(unit >> 8), uint8_t(unit)});
        }
    }
    if (out.size() % 2 == 0) out.push_back(k_change_window);
    if (out.size() >= utf16.size()) out.clear();
    return out;
}

}  // namespace gantry::storage

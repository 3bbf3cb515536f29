// Text to dates: the literal formats of the documentation ("datetime", "datetime2", CAST and
// CONVERT styles), one scanner for all of them.

#include <array>

#include "base/utf.h"
#include "types/date_time.h"

namespace gantry::types {
namespace {

struct Number {
    int64_t value = 0;
    int digits = 0;
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_blank(char c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

int month_by_name(std::string_view word) {
    for (int m = 1; m <= 12; ++m) {
        std::string_view name = month_name(m);
        if (ascii_iequals(word, name) || ascii_iequals(word, name.substr(0, 3))) return m;
    }
    return ascii_iequals(word, "sept") ? 9 : 0;
}

DateOrder order_of_style(int style, DateOrder fallback) {
    switch (style) {
        case 1: case 10: case 101: case 110: case 7: case 107: case 9: case 109:
            return DateOrder::mdy;
        case 3: case 4: case 5: case 6: case 13: case 103: case 104: case 105: case 106: case 113:
            return DateOrder::dmy;
        case 2: case 11: case 12: case 102: case 111: case 112: case 20: case 21: case 23: case 25:
        case 120: case 121: case 126: case 127:
            return DateOrder::ymd;
        default: return fallback;
    }
}

class Scanner {
  public:
    Scanner(std::string_view text, TypeId target, const DateParseOptions& options)
        : text_(text), target_(target), options_(options) {
        order_ = order_of_style(options.style, options.order);
        legacy_ = target == TypeId::datetime || target == TypeId::smalldatetime;
    }

    DateParse run(ParsedDateTime& out) {
        if (text_.size() > 128) return DateParse::malformed;
        while (true) {
            skip_blanks();
            if (at_ == text_.size()) break;
            if (!item()) return DateParse::malformed;
        }
        return finish(out);
    }

  private:
    void skip_blanks() {
        while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == ',')) ++at_;
    }
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool number(Number& out) {
        out = {};
        while (is_digit(peek())) {
            if (++out.digits > 9) return false;
            out.value = out.value * 10 + (text_[at_++] - '0');
        }
        return out.digits > 0;
    }

    std::string_view word() {
        size_t start = at_;
        while (is_letter(peek())) ++at_;
        return text_.substr(start, at_ - start);
    }

    // AM, PM after optional blanks; moves past it.
    bool half_day(bool& afternoon) {
        size_t save = at_;
        while (is_blank(peek())) ++at_;
        std::string_view w = word();
        if (ascii_iequals(w, "am") || ascii_iequals(w, "pm")) {
            afternoon = (w[0] | 0x20) == 'p';
            return true;
        }
        at_ = save;
        return false;
    }

    bool item() {
        char c = peek();
        if (is_digit(c)) return numeric_item();
        if (is_letter(c)) return word_item();
        if ((c == '+' || c == '-') && has_time_ && !has_offset_) return offset();
        return false;
    }

    bool word_item() {
        std::string_view w = word();
        if (w.size() == 1 && (w[0] == 'T' || w[0] == 't') && count_ == 3 && !has_time_) {
            return is_digit(peek());
        }
        if (w.size() == 1 && (w[0] == 'Z' || w[0] == 'z') && has_time_ && !has_offset_) {
            has_offset_ = true;
            return true;
        }
        int month = month_by_name(w);
        if (month == 0 || month_word_ != 0 || count_ > 2) return false;
        month_word_ = month;
        while (is_blank(peek()) || peek() == ',' || peek() == '-' || peek() == '/' ||
               peek() == '.') {
            ++at_;
        }
        return true;
    }

    bool numeric_item() {
        Number n;
        if (!number(n)) return false;
        bool afternoon = false;
        if (peek() == ':' && !has_time_) return time(n);
        if (!has_time_ && n.digits <= 2 && half_day(afternoon)) {
            hour_ = n.value;
            has_time_ = true;
            return n.value >= 0 && apply_half(afternoon);
        }
        return date_number(n);
    }

    static bool is_separator(char c) { return c == '-' || c == '/' || c == '.'; }

    bool date_number(const Number& n) {
        if (count_ == 0 && month_word_ == 0 && (n.digits == 8 || n.digits == 6) &&
            !is_separator(peek())) {
            return compact_date(n);
        }
        if (count_ == 3 || compact_) return false;
        numbers_[size_t(count_++)] = n;
        if (is_separator(peek())) {
            ++separators_;
            ++at_;
            while (is_blank(peek())) ++at_;
            return is_digit(peek()) || is_letter(peek());
        }
        return true;
    }

    bool compact_date(const Number& n) {
        compact_ = true;
        int64_t year = n.digits == 8 ? n.value / 10000 : two_digit_year(n.value / 10000);
        year_ = year;
        month_ = n.value / 100 % 100;
        day_ = n.value % 100;
        count_ = 3;
        return true;
    }

    bool time(const Number& hour) {
        has_time_ = true;
        hour_ = hour.value;
        Number n;
        ++at_;
        if (hour.digits > 2 || !number(n) || n.digits > 2) return false;
        minute_ = n.value;
        if (peek() == ':') {
            ++at_;
            if (!number(n) || n.digits > 2) return false;
            second_ = n.value;
            if (!fraction()) return false;
        }
        bool afternoon = false;
        if (half_day(afternoon) && !apply_half(afternoon)) return false;
        return true;
    }

    bool fraction() {
        char separator = peek();
        if (separator != '.' && separator != ':') return true;
        ++at_;
        Number n;
        if (!number(n)) return separator == '.' && !legacy_;
        if (n.digits > (legacy_ ? 3 : 7)) return false;
        fraction_digits_ = n.digits;
        ticks_ = n.value;
        if (separator == ':') {  // a count of milliseconds
            if (n.digits > 3) return false;
            ticks_ *= 10'000;
            fraction_digits_ = 3;
            return true;
        }
        for (int i = n.digits; i < 7; ++i) ticks_ *= 10;
        return true;
    }

    bool apply_half(bool afternoon) {
        if (hour_ > 23 || (hour_ == 0 && afternoon)) return false;
        if (hour_ > 12) return afternoon;
        if (hour_ == 12) hour_ = afternoon ? 12 : 0;
        else if (afternoon) hour_ += 12;
        return true;
    }

    bool offset() {
        bool negative = text_[at_++] == '-';
        Number hours;
        Number minutes;
        if (!number(hours) || hours.digits > 2 || peek() != ':') return false;
        ++at_;
        if (!number(minutes) || minutes.digits != 2 || minutes.value > 59) return false;
        int64_t total = hours.value * 60 + minutes.value;
        if (total > 840) return false;
        offset_ = int16_t(negative ? -total : total);
        has_offset_ = true;
        return true;
    }

    int64_t two_digit_year(int64_t year) const {
        int century = options_.two_digit_year_cutoff / 100 * 100;
        return year <= options_.two_digit_year_cutoff % 100 ? century + year
                                                            : century - 100 + year;
    }
    int64_t full_year(const Number& n) const {
        return n.digits <= 2 ? two_digit_year(n.value) : n.value;
    }

    // The numbers of a date with separators or a month name, put in their places.
    bool resolve() {
        if (compact_) return true;
        if (month_word_ != 0) return resolve_named();
        if (count_ == 1 && numbers_[0].digits == 4 && separators_ == 0) {
            year_ = numbers_[0].value;
            month_ = day_ = 1;
            return true;
        }
        if (count_ != 3 || separators_ != 2) return false;
        if (numbers_[0].digits == 4) {
            // datetime reads what follows the year in the session's order, unless ISO's T is there.
            bool day_first = legacy_ && options_.style == 0 &&
                             (order_ == DateOrder::dmy || order_ == DateOrder::ydm) &&
                             text_.find_first_of("Tt") == std::string_view::npos;
            return assign(0, day_first ? 2 : 1, day_first ? 1 : 2);
        }
        if (numbers_[2].digits == 4 || numbers_[1].digits == 4) {
            if (numbers_[1].digits == 4) return assign(1, 0, 2);
            bool day_first = order_ == DateOrder::dmy || order_ == DateOrder::ydm ||
                             order_ == DateOrder::dym;
            return day_first ? assign(2, 1, 0) : assign(2, 0, 1);
        }
        switch (order_) {
            case DateOrder::mdy: return assign(2, 0, 1);
            case DateOrder::dmy: return assign(2, 1, 0);
            case DateOrder::ymd: return assign(0, 1, 2);
            case DateOrder::ydm: return assign(0, 2, 1);
            case DateOrder::myd: return assign(1, 0, 2);
            case DateOrder::dym: return assign(1, 2, 0);
        }
        return false;
    }

    bool assign(size_t year, size_t month, size_t day) {
        year_ = full_year(numbers_[year]);
        month_ = numbers_[month].value;
        day_ = numbers_[day].value;
        return numbers_[month].digits <= 2 && numbers_[day].digits <= 2;
    }

    bool resolve_named() {
        month_ = month_word_;
        day_ = 1;
        if (count_ == 0 || count_ > 2) return false;
        if (count_ == 1) {
            year_ = numbers_[0].value;
            return numbers_[0].digits == 4;
        }
        size_t year = numbers_[0].digits == 4 ? 0 : 1;
        year_ = full_year(numbers_[year]);
        day_ = numbers_[1 - year].value;
        return numbers_[1 - year].digits <= 2;
    }

    DateParse finish(ParsedDateTime& out) {
        out = {};
        bool has_date = count_ > 0 || month_word_ != 0;
        if (!has_date) {
            year_ = 1900;
            month_ = day_ = 1;
        } else if (!resolve()) {
            return DateParse::malformed;
        }
        if (has_offset_ && !has_date && target_ != TypeId::time &&
            target_ != TypeId::datetimeoffset) {
            return DateParse::malformed;
        }
        if (year_ < 1 || year_ > 9999 ||
            !is_valid_date(int32_t(year_), int32_t(month_), int32_t(day_))) {
            return DateParse::out_of_range;
        }
        if (hour_ > 23 || minute_ > 59 || second_ > 59) return DateParse::out_of_range;
        if (has_offset_ && legacy_ && offset_ != 0) return DateParse::malformed;
        out.value.days = days_from_civil(int32_t(year_), int32_t(month_), int32_t(day_));
        out.value.ticks = ((hour_ * 60 + minute_) * 60 + second_) * k_ticks_per_second + ticks_;
        out.value.offset = offset_;
        out.has_date = has_date;
        out.has_time = has_time_;
        out.has_offset = has_offset_;
        out.fraction_digits = fraction_digits_;
        return DateParse::ok;
    }

    std::string_view text_;
    TypeId target_;
    const DateParseOptions& options_;
    DateOrder order_ = DateOrder::mdy;
    bool legacy_ = false;
    size_t at_ = 0;

    std::array<Number, 3> numbers_{};
    int count_ = 0;
    int separators_ = 0;
    bool compact_ = false;
    int month_word_ = 0;
    int64_t year_ = 0, month_ = 0, day_ = 0;
    int64_t hour_ = 0, minute_ = 0, second_ = 0, ticks_ = 0;
    int fraction_digits_ = 0;
    int16_t offset_ = 0;
    bool has_time_ = false;
    bool has_offset_ = false;
};

}  // namespace

std::optional<DateOrder> date_order_by_name(std::string_view name) {
    static constexpr std::array<std::string_view, 6> k_names = {"mdy", "dmy", "ymd",
                                                                "ydm", "myd", "dym"};
    for (size_t i = 0; i < k_names.size(); ++i) {
        if (ascii_iequals(name, k_names[i])) return DateOrder(i);
    }
    return std::nullopt;
}

DateParse parse_date_time(std::string_view text, TypeId target, const DateParseOptions& options,
                          ParsedDateTime& out) {
    return Scanner(text, target, options).run(out);
}

}  // namespace gantry::types

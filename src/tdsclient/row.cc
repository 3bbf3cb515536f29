#include "tdsclient/row.h"

#include <fmt/format.h>
#include <sybdb.h>

#include <charconv>
#include <cstring>

#include "base/error.h"

namespace gantry::tdsclient {
namespace {

template <class T>
T load(const BYTE* data) {
    T out;
    std::memcpy(&out, data, sizeof(T));
    return out;
}

// Money is a whole number of ten-thousandths.
std::string money_text(int64_t units) {
    const char* sign = units < 0 ? "-" : "";
    const uint64_t size = units < 0 ? uint64_t(0) - uint64_t(units) : uint64_t(units);
    return fmt::format("{}{}.{:04}", sign, size / 10000, size % 10000);
}

int64_t money_units(const BYTE* data) {
    const auto value = load<DBMONEY>(data);
    return int64_t(uint64_t(uint32_t(value.mnyhigh)) << 32 | value.mnylow);
}

// As ISO 8601; db-lib counts months from 0.
std::string date_time_text(DBPROCESS* process, int type, const BYTE* data) {
    DBDATEREC2 at = {};
    if (dbanydatecrack(process, &at, type, data) == FAIL) return {};
    const std::string date =
        fmt::format("{:04}-{:02}-{:02}", at.dateyear, at.datemonth + 1, at.datedmonth);
    if (type == SYBMSDATE) return date;
    std::string clock = fmt::format("{:02}:{:02}:{:02}", at.datehour, at.dateminute, at.datesecond);
    if (type == SYBDATETIME) {
        clock += fmt::format(".{:03}", (at.datensecond + 500000) / 1000000);
    } else if (type != SYBDATETIME4) {
        const int scale = load<DBDATETIMEALL>(data).time_prec;
        if (scale > 0) clock += fmt::format(".{:09}", at.datensecond).substr(0, size_t(scale) + 1);
    }
    if (type == SYBMSTIME) return clock;
    std::string out = date + "T" + clock;
    if (type == SYBMSDATETIMEOFFSET) {
        const int minutes = std::abs(at.datetzone);
        out +=
            fmt::format("{}{:02}:{:02}", at.datetzone < 0 ? '-' : '+', minutes / 60, minutes % 60);
    }
    return out;
}

std::string guid_text(const BYTE* data) {
    return fmt::format("{:08X}-{:04X}-{:04X}-{:02X}{:02X}-{:02X}{:02X}{:02X}{:02X}{:02X}{:02X}",
                       load<uint32_t>(data), load<uint16_t>(data + 4), load<uint16_t>(data + 6),
                       data[8], data[9], data[10], data[11], data[12], data[13], data[14],
                       data[15]);
}

std::string converted_text(DBPROCESS* process, int type, const BYTE* data, int size) {
    char text[64] = {};
    const int length = dbconvert(process, type, data, size, SYBCHAR, reinterpret_cast<BYTE*>(text),
                                 DBINT(sizeof text - 1));
    std::string out(text, size_t(std::max(length, 0)));
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

int64_t whole_number(std::string_view text) {
    int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

}  // namespace

bool Row::is_null(size_t column) const {
    GANTRY_ASSERT(column < columns_.size());
    return dbdata(static_cast<DBPROCESS*>(process_), int(column) + 1) == nullptr;
}

ByteSpan Row::bytes(size_t column) const {
    GANTRY_ASSERT(column < columns_.size());
    auto* process = static_cast<DBPROCESS*>(process_);
    const BYTE* data = dbdata(process, int(column) + 1);
    const DBINT size = dbdatlen(process, int(column) + 1);
    if (data == nullptr || size <= 0) return {};
    return {data, size_t(size)};
}

int64_t Row::integer(size_t column) const {
    const ByteSpan data = bytes(column);
    if (data.empty()) return 0;
    switch (columns_[column].library_type) {
        case SYBBIT:
        case SYBINT1:
            return data[0];
        case SYBINT2:
            return load<int16_t>(data.data());
        case SYBINT4:
            return load<int32_t>(data.data());
        case SYBINT8:
            return load<int64_t>(data.data());
        case SYBREAL:
        case SYBFLT8:
            return int64_t(real(column));
        default:
            return whole_number(text(column));
    }
}

double Row::real(size_t column) const {
    const ByteSpan data = bytes(column);
    if (data.empty()) return 0;
    switch (columns_[column].library_type) {
        case SYBREAL:
            return double(load<float>(data.data()));
        case SYBFLT8:
            return load<double>(data.data());
        default: {
            const std::string digits = text(column);
            double out = 0;
            std::from_chars(digits.data(), digits.data() + digits.size(), out);
            return out;
        }
    }
}

std::string Row::text(size_t column) const {
    const ByteSpan data = bytes(column);
    if (data.empty()) return {};
    auto* process = static_cast<DBPROCESS*>(process_);
    const int type = columns_[column].library_type;
    switch (columns_[column].type) {
        case ValueType::integer:
            return fmt::format("{}", integer(column));
        case ValueType::real:
            return type == SYBREAL ? fmt::format("{}", load<float>(data.data()))
                                   : fmt::format("{}", load<double>(data.data()));
        case ValueType::decimal:
            if (type == SYBMONEY) return money_text(money_units(data.data()));
            if (type == SYBMONEY4) return money_text(load<int32_t>(data.data()));
            return converted_text(process, type, data.data(), int(data.size()));
        case ValueType::text:
            return {reinterpret_cast<const char*>(data.data()), data.size()};
        case ValueType::date_time:
            return date_time_text(process, type, data.data());
        case ValueType::guid:
            return data.size() == 16 ? guid_text(data.data()) : std::string();
        case ValueType::bytes:
        case ValueType::variant:
            break;
    }
    std::string out = "0x";
    out.reserve(2 + data.size() * 2);
    for (uint8_t byte : data)
        fmt::format_to(std::back_inserter(out), "{:02X}", byte);
    return out;
}

size_t Row::place(std::string_view column) const {
    for (size_t i = 0; i < columns_.size(); ++i) {
        const size_t at = (next_ + i) % columns_.size();
        if (columns_[at].name != column) continue;
        next_ = at + 1;
        return at;
    }
    // The queries are ours: a name that is not there is our mistake.
    GANTRY_ASSERT(!"the result has no such column");
    return 0;
}

}  // namespace gantry::tdsclient

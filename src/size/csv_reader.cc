#include "size/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::size {
namespace {

constexpr size_t k_block_bytes = size_t(64) << 10;
constexpr size_t k_field_bytes_max = size_t(64) << 10;
constexpr size_t k_fields_max = 256;
constexpr int k_end = -1;

}  // namespace

CsvReader::CsvReader(const ByteSource& source) : source_(source) {
    start();
}

void CsvReader::fail(const std::string& message, const std::string& hint) const {
    throw FormatError(fmt::format("{}:{}: {}", source_.name(), record_line_, message), 0, hint);
}

// Tells the encoding by the byte order mark, or by the zero byte beside the first letter.
void CsvReader::start() {
    std::array<uint8_t, 3> head{};
    const size_t size = source_.read_at(0, head);
    if (size >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF) {
        offset_ = 3;
    } else if (size >= 2 && head[0] == 0xFF && head[1] == 0xFE) {
        encoding_ = Encoding::utf16le;
        offset_ = 2;
    } else if (size >= 2 && head[0] == 0xFE && head[1] == 0xFF) {
        encoding_ = Encoding::utf16be;
        offset_ = 2;
    } else if (size >= 2 && head[0] != 0 && head[1] == 0) {
        encoding_ = Encoding::utf16le;
    } else if (size >= 2 && head[0] == 0 && head[1] != 0) {
        encoding_ = Encoding::utf16be;
    }
    fill();
    const std::string_view first = std::string_view(block_).substr(0, block_.find_first_of("\r\n"));
    size_t most = 0;
    separator_ = ',';
    for (char candidate : {',', ';', '\t'}) {
        const size_t count = size_t(std::count(first.begin(), first.end(), candidate));
        if (count > most) most = count, separator_ = candidate;
    }
}

bool CsvReader::fill() {
    block_.clear();
    at_ = 0;
    while (block_.empty()) {
        raw_.resize(k_block_bytes);
        const size_t size = source_.read_at(offset_, raw_);
        if (size == 0 && carry_.empty()) return false;
        offset_ += size;
        raw_.resize(size);
        if (encoding_ == Encoding::utf8) {
            block_.assign(reinterpret_cast<const char*>(raw_.data()), raw_.size());
            return true;
        }
        Bytes units = std::move(carry_);
        carry_.clear();
        units.insert(units.end(), raw_.begin(), raw_.end());
        if (size != 0 && units.size() % 2 != 0) carry_.push_back(units.back()), units.pop_back();
        Bytes half;  // the first half of a surrogate pair, whose second is in the next block
        if (size != 0 && units.size() >= 2) {
            const uint8_t high = encoding_ == Encoding::utf16le ? units.back() : units.end()[-2];
            if ((high & 0xFC) == 0xD8) {
                half.assign(units.end() - 2, units.end());
                units.resize(units.size() - 2);
            }
        }
        carry_.insert(carry_.begin(), half.begin(), half.end());
        if (encoding_ == Encoding::utf16be) {
            for (size_t i = 0; i + 1 < units.size(); i += 2)
                std::swap(units[i], units[i + 1]);
        }
        append_utf16le_as_utf8(units, block_);
        if (size == 0) return !block_.empty();
    }
    return true;
}

int CsvReader::peek() {
    if (at_ == block_.size() && !fill()) return k_end;
    return uint8_t(block_[at_]);
}

void CsvReader::advance() {
    ++at_;
}

void CsvReader::append(std::string& field, char c) const {
    if (field.size() == k_field_bytes_max) {
        fail(
            fmt::format("a field is longer than {} bytes: is a quote missing?", k_field_bytes_max));
    }
    field += c;
}

void CsvReader::end_line() {
    const int c = peek();
    if (c == k_end) return;
    advance();
    if (c == '\r' && peek() == '\n') advance();
    ++line_;
}

void CsvReader::read_quoted(std::string& field) {
    advance();
    for (;;) {
        const int c = peek();
        if (c == k_end) fail("a quote is opened and never closed");
        advance();
        if (c == '"') {
            if (peek() != '"') break;
            advance();
        }
        if (c == '\n') ++line_;
        append(field, char(c));
    }
    const int after = peek();
    if (after != k_end && after != separator_ && after != '\r' && after != '\n') {
        fail("text follows a closing quote");
    }
}

void CsvReader::read_plain(std::string& field) {
    for (;;) {
        const int c = peek();
        if (c == k_end || c == separator_ || c == '\r' || c == '\n') return;
        advance();
        append(field, char(c));
    }
}

bool CsvReader::next(std::vector<std::string>& fields) {
    fields.clear();
    while (peek() == '\r' || peek() == '\n')
        end_line();
    record_line_ = line_;
    if (peek() == k_end) return false;
    for (;;) {
        if (fields.size() == k_fields_max) fail(fmt::format("more than {} fields", k_fields_max));
        std::string& field = fields.emplace_back();
        if (peek() == '"') {
            read_quoted(field);
        } else {
            read_plain(field);
        }
        if (peek() != separator_) break;
        advance();
    }
    end_line();
    return true;
}

}  // namespace gantry::size

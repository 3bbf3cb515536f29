#pragma once
// Comma-separated values (RFC 4180) as performance collectors, spreadsheets and sqlcmd write them:
// UTF-8 or UTF-16 with or without a byte order mark, fields in quotes or not, separated by comma,
// semicolon or tab (what the first line has most of), lines ending in CR LF, LF or CR.
//
// Reads a block at a time: memory is bounded by one record, whatever the file's size. The source
// must outlive the reader. For one thread. Errors: FormatError with file and line of what breaks
// the form or a bound; IoError.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"

namespace gantry::size {

class CsvReader {
  public:
    explicit CsvReader(const ByteSource& source);

    // The next record that is not an empty line; false at the end.
    bool next(std::vector<std::string>& fields);
    // 1-based line where the record that next() gave begins.
    uint64_t line() const { return record_line_; }
    char separator() const { return separator_; }

    // Throws FormatError "file:line: message" about the last record.
    [[noreturn]] void fail(const std::string& message, const std::string& hint = {}) const;

  private:
    enum class Encoding : uint8_t { utf8, utf16le, utf16be };

    void start();
    bool fill();
    int peek();
    void advance();
    void read_quoted(std::string& field);
    void read_plain(std::string& field);
    void end_line();
    void append(std::string& field, char c) const;

    const ByteSource& source_;
    uint64_t offset_ = 0;
    Encoding encoding_ = Encoding::utf8;
    Bytes raw_;          // as read, before UTF-16 is decoded
    Bytes carry_;        // of UTF-16: what the next block completes
    std::string block_;  // UTF-8
    size_t at_ = 0;
    uint64_t line_ = 1;
    uint64_t record_line_ = 1;
    char separator_ = 0;
};

// A number with a decimal point, or a decimal comma where the comma separates nothing. False when
// it is none, is not finite or has anything around it but blanks.
bool parse_number(std::string_view text, bool decimal_comma, double& out);

// "2026-01-31 23:59:59", with T instead of the blank, a fraction and a Z, without seconds or
// without a time. Seconds since 1970. False when it is none of these or no such time exists.
bool parse_time(std::string_view text, int64_t& out);
// "2026-01-31 23:59:59"
std::string time_text(int64_t time);

}  // namespace gantry::size

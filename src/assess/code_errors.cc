#include "assess/code_errors.h"

#include <algorithm>

#include "base/utf.h"
#include "tsql/words.h"

namespace gantry::assess {

using namespace tsql;

namespace {

bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '@' || c == '#' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

// The word that begins at the offset.
std::string_view word_at(std::string_view text, size_t offset) {
    size_t end = std::min(offset, text.size());
    while (end < text.size() && is_word_byte(text[end]))
        ++end;
    return text.substr(std::min(offset, text.size()), end - std::min(offset, text.size()));
}

// The word in front of the offset, blanks between them left out; moves the offset to its start.
std::string_view word_before(std::string_view text, size_t& offset) {
    size_t end = std::min(offset, text.size());
    while (end > 0 && static_cast<unsigned char>(text[end - 1]) <= ' ')
        --end;
    size_t begin = end;
    while (begin > 0 && is_word_byte(text[begin - 1]))
        --begin;
    offset = begin;
    return text.substr(begin, end - begin);
}

// A label's colon: no name or number follows it, as it does a host variable's.
bool is_label_colon(std::string_view text, size_t offset) {
    return offset < text.size() && text[offset] == ':' &&
           (offset + 1 == text.size() || static_cast<unsigned char>(text[offset + 1]) <= ' ');
}

// What DUMP and LOAD were said of.
bool is_dumped(std::string_view word) {
    for (std::string_view one : {"database", "log", "tran", "transaction"}) {
        if (ascii_iequals(word, one)) return true;
    }
    return false;
}

struct WordRule {
    std::string_view word;  // where the error is
    std::string_view rule;
};
constexpr WordRule k_words[] = {
    {"no_log", "UR00006"},
    {"truncate_only", "UR00006"},
    {"compute", "ComputeClause"},
    {"fastfirstrow", "FastFirstRowHint"},
};

}  // namespace

std::string_view rule_of_error(const Diagnostic& error, std::string_view text) {
    if (error.number == 4147) {
        return text.substr(std::min<size_t>(error.offset, text.size())).starts_with("=*")
                   ? "NonANSIRightOuterJoinSyntax"
                   : "NonANSILeftOuterJoinSyntax";
    }
    const std::string_view here = word_at(text, error.offset);
    size_t before_at = error.offset;
    const std::string_view before = word_before(text, before_at);
    if (error.number == 156 || error.number == 155 || error.number == 321) {
        for (const WordRule& known : k_words) {
            if (ascii_iequals(here, known.word)) return known.rule;
        }
    }
    const bool dump = ascii_iequals(here, "dump") || ascii_iequals(here, "load");
    if (error.number == 156 && dump) {
        size_t next = error.offset + here.size();
        while (next < text.size() && static_cast<unsigned char>(text[next]) <= ' ')
            ++next;
        return is_dumped(word_at(text, next)) ? "UR00029" : "UR00001";
    }
    if (error.number == 156 && ascii_iequals(here, "default") && ascii_iequals(before, "default")) {
        return "Gantry.Deprecated.DefaultKeyword";
    }
    // Behind NEXT VALUE the parser looks for FOR.
    if (!ascii_iequals(here, "for") && ascii_iequals(before, "value") &&
        ascii_iequals(word_before(text, before_at), "next")) {
        return "NextColumn";
    }
    if (error.number != 102) return "UR00001";
    if (ascii_iequals(here, "value") && ascii_iequals(before, "next")) return "NextColumn";
    if (ascii_iequals(before, "raiserror") && !here.empty()) return "RAISERROR";
    const bool reserved = reserved_since(find_word(before)) > 0;
    if (reserved && is_label_colon(text, error.offset)) return "UR00011";
    return "UR00001";
}

std::string_view twin_of(std::string_view rule) {
    static constexpr WordRule k_twins[] = {
        {"ComputeClause", "UR00013"},
        {"SqlMail", "UR00113"},
        {"RAISERROR", "UR00308"},
        {"NonANSILeftOuterJoinSyntax", "UR00321"},
        {"NonANSIRightOuterJoinSyntax", "UR00322"},
        {"FastFirstRowHint", "UR00332"},
    };
    for (const WordRule& twin : k_twins) {
        if (twin.word == rule) return twin.rule;
    }
    return {};
}

}  // namespace gantry::assess

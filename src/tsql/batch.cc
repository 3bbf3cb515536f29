#include "tsql/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/code_page.h"
#include "base/utf.h"

namespace gantry::tsql {
namespace {

// Where a line leaves the text: inside a string, bracket or comment GO is not a command.
class LineState {
  public:
    bool in_text() const { return quote_ == 0 && comments_ == 0; }
    void reset() { quote_ = 0, comments_ = 0; }

    void scan(std::string_view line) {
        for (size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            const char next = i + 1 < line.size() ? line[i + 1] : '\0';
            if (comments_ > 0) {
                if (c == '*' && next == '/') --comments_, ++i;
                if (c == '/' && next == '*') ++comments_, ++i;
            } else if (quote_ != 0) {
                if (c == quote_) quote_ = 0;  // doubled: opens again with the next one
            } else if (c == '\'' || c == '"') {
                quote_ = c;
            } else if (c == '[') {
                quote_ = ']';
            } else if (c == '-' && next == '-') {
                return;
            } else if (c == '/' && next == '*') {
                ++comments_, ++i;
            }
        }
    }

  private:
    char quote_ = 0;
    int comments_ = 0;
};

std::string_view trim(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return text;
}

bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '@' || c == '#' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

class Splitter {
  public:
    Splitter(const BatchOptions& options) : options_(options), variables_(options.variables) {}

    void run(std::string_view script, int depth) {
        size_t position = 0;
        while (position < script.size()) {
            const size_t newline = script.find('\n', position);
            const size_t end = newline == script.npos ? script.size() : newline + 1;
            if (depth == 0) ++line_;
            take_line(script.substr(position, end - position), depth);
            position = end;
        }
        if (depth == 0) end_batch(1);
    }
    BatchSplit take() { return std::move(out_); }

  private:
    void take_line(std::string_view line, int depth) {
        if (state_.in_text()) {
            const std::string_view words = trim(line);
            if (go_line(words)) return;
            if (options_.sqlcmd && words.starts_with(':') && command(words.substr(1), depth)) {
                keep_line_count();
                return;
            }
        }
        if (batch_.text.empty()) batch_.first_line = line_;
        const size_t before = batch_.text.size();
        if (options_.sqlcmd && line.find("$(") != line.npos) {
            batch_.text += substituted(line);
        } else {
            batch_.text += line;
        }
        state_.scan(std::string_view(batch_.text).substr(before));
    }

    // A command's line stays as an empty one, so that lines keep their numbers.
    void keep_line_count() {
        if (!batch_.text.empty()) batch_.text += '\n';
    }

    // GO, GO 5, GO -- comment, GO;
    bool go_line(std::string_view words) {
        if (words.size() < 2 || !ascii_iequals(words.substr(0, 2), "go")) return false;
        std::string_view rest = words.substr(2);
        if (!rest.empty() && is_word_char(rest.front())) return false;
        if (const size_t comment = rest.find("--"); comment != rest.npos) {
            rest = rest.substr(0, comment);
        }
        rest = trim(rest);
        uint32_t count = 1;
        if (!rest.empty()) {
            const char* end = rest.data() + rest.size();
            const auto parsed = std::from_chars(rest.data(), end, count);
            const std::string_view after = trim({parsed.ptr, size_t(end - parsed.ptr)});
            if (parsed.ec != std::errc{} && after != ";") {
                if (rest.front() == ';') {
                    count = 1;
                } else if (is_word_char(rest.front()) || rest.front() == '-') {
                    report(fmt::format("A fatal scripting error occurred. Incorrect syntax was "
                                       "encountered while parsing {}.", words));
                    count = 1;
                } else {
                    return false;  // "go = 1": a name
                }
            } else if (!after.empty() && after != ";") {
                return false;
            }
        }
        end_batch(count);
        return true;
    }

    void report(std::string message) {
        Diagnostic diagnostic;
        diagnostic.line = line_;
        diagnostic.message = std::move(message);
        out_.diagnostics.push_back(std::move(diagnostic));
    }

    // :setvar name [value], :r file; every other known command is passed over.
    bool command(std::string_view text, int depth) {
        const size_t space = text.find_first_of(" \t");
        const std::string name = ascii_lower(text.substr(0, space));
        const std::string_view rest = space == text.npos ? "" : trim(text.substr(space));
        if (name == "setvar") {
            set_variable(rest);
            return true;
        }
        if (name == "r") {
            include(rest, depth);
            return true;
        }
        static constexpr std::string_view k_known[] = {
            "connect", "ed", "error", "exit", "help", "list", "listvar", "on", "out", "perftrace",
            "quit", "reset", "serverlist", "xml",
        };
        for (std::string_view known : k_known) {
            if (name == known) return true;
        }
        return text.starts_with('!');  // :!! operating system command
    }

    static std::string_view unquoted(std::string_view text) {
        if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
            return text.substr(1, text.size() - 2);
        }
        return text;
    }

    void set_variable(std::string_view rest) {
        const size_t space = rest.find_first_of(" \t");
        const std::string name = ascii_lower(rest.substr(0, space));
        if (name.empty()) return;
        if (space == rest.npos) {
            variables_.erase(name);
        } else {
            variables_[name] = unquoted(trim(rest.substr(space)));
        }
    }

    void include(std::string_view path, int depth) {
        constexpr int k_depth_max = 16;
        if (!options_.include) return;
        if (depth >= k_depth_max) {
            report(fmt::format("Files included by :r are nested more than {} deep.", k_depth_max));
            return;
        }
        const auto text = options_.include(substituted(unquoted(path)));
        if (text.has_value()) {
            run(*text, depth + 1);
        } else {
            report(fmt::format("The file '{}' of :r cannot be read.", unquoted(path)));
        }
    }

    // $(name); one that isn't set stays as it is.
    std::string substituted(std::string_view text) const {
        std::string out;
        size_t position = 0;
        for (;;) {
            const size_t open = text.find("$(", position);
            const size_t close = open == text.npos ? text.npos : text.find(')', open);
            if (close == text.npos) break;
            out += text.substr(position, open - position);
            const auto found = variables_.find(ascii_lower(text.substr(open + 2, close - open - 2)));
            if (found != variables_.end()) {
                out += found->second;
            } else {
                out += text.substr(open, close + 1 - open);
            }
            position = close + 1;
        }
        return out.append(text.substr(position));
    }

    void end_batch(uint32_t repeat) {
        state_.reset();
        batch_.repeat = repeat;
        if (!trim(batch_.text).empty()) out_.batches.push_back(std::move(batch_));
        batch_ = Batch{};
    }

    const BatchOptions& options_;
    std::map<std::string, std::string> variables_;
    BatchSplit out_;
    Batch batch_;
    LineState state_;
    uint32_t line_ = 0;
};

std::string utf16be_to_utf8(ByteSpan bytes) {
    Bytes swapped(bytes.begin(), bytes.end());
    for (size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
    return utf16le_to_utf8(swapped);
}

// Text of Latin letters in UTF-16 without mark: every other byte is zero.
bool zeros_at(ByteSpan bytes, size_t first) {
    constexpr size_t k_looked_at = 64;
    size_t zeros = 0;
    size_t seen = 0;
    for (size_t i = first; i < bytes.size() && i < k_looked_at; i += 2, ++seen) {
        if (bytes[i] == 0) ++zeros;
    }
    return seen > 1 && zeros * 4 >= seen * 3;
}

}  // namespace

BatchSplit split_batches(std::string_view script, const BatchOptions& options) {
    BatchOptions folded = options;
    folded.variables.clear();
    for (const auto& [name, value] : options.variables) {
        folded.variables[ascii_lower(name)] = value;
    }
    Splitter splitter(folded);
    splitter.run(script, 0);
    return splitter.take();
}

std::string decode_script(ByteSpan bytes) {
    auto starts = [&](std::initializer_list<uint8_t> mark) {
        return bytes.size() >= mark.size() && std::equal(mark.begin(), mark.end(), bytes.begin());
    };
    if (starts({0xEF, 0xBB, 0xBF})) return std::string(as_text(bytes.subspan(3)));
    if (starts({0xFF, 0xFE})) return utf16le_to_utf8(bytes.subspan(2));
    if (starts({0xFE, 0xFF})) return utf16be_to_utf8(bytes.subspan(2));
    if (zeros_at(bytes, 1)) return utf16le_to_utf8(bytes);
    if (zeros_at(bytes, 0)) return utf16be_to_utf8(bytes);
    if (is_valid_utf8(as_text(bytes))) return std::string(as_text(bytes));
    return code_page_to_utf8(bytes, 1252);
}

}  // namespace gantry::tsql

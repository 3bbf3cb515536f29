#include "tsql/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "base/code_page.h"
#include "base/utf.h"

namespace gantry::tsql {
namespace {

// Where a line leaves the text: inside a string, bracket or comment GO is not a command.
class LineState {
  public:
    // Where a command of this line could begin: its start, or the end of the comment it opens
    // with or stands in. npos: nowhere.
    size_t command_start(std::string_view line) const {
        if (quote_ != 0) return line.npos;
        int depth = comments_;
        size_t start = 0;
        for (size_t i = 0; i < line.size();) {
            const std::string_view two = line.substr(i, 2);
            if (two == "/*") {
                ++depth, i += 2;
            } else if (depth > 0 && two == "*/") {
                i += 2;
                if (--depth == 0) start = i;
            } else if (depth > 0 || uint8_t(line[i]) <= ' ') {
                ++i;
            } else {
                return start;
            }
        }
        return depth > 0 ? line.npos : start;
    }
    void reset() { quote_ = 0, comments_ = 0; }
    bool in_text() const { return quote_ == 0 && comments_ == 0; }
    // Where what is open now was opened.
    uint32_t opened_at() const { return opened_at_; }

    void scan(std::string_view line, uint32_t line_number) {
        bool opens = false;
        for (size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            const char next = i + 1 < line.size() ? line[i + 1] : '\0';
            if (comments_ > 0) {
                if (c == '*' && next == '/') --comments_, ++i;
                if (c == '/' && next == '*') ++comments_, ++i;
            } else if (quote_ != 0) {
                if (c == quote_) quote_ = 0;  // doubled: opens again with the next one
            } else if (c == '\'' || c == '"') {
                quote_ = c, opens = true;
            } else if (c == '[') {
                quote_ = ']', opens = true;
            } else if (c == '-' && next == '-') {
                break;
            } else if (c == '/' && next == '*') {
                ++comments_, ++i, opens = true;
            }
        }
        if (opens && !in_text()) opened_at_ = line_number;
    }

  private:
    char quote_ = 0;
    int comments_ = 0;
    uint32_t opened_at_ = 0;
};

std::string_view trim(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ')
        text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
        text.remove_suffix(1);
    return text;
}

bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '@' || c == '#' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

// What a line with GO says behind the word.
struct GoTail {
    enum class Is : uint8_t { command, wrong, name } is = Is::command;
    uint32_t count = 1;
    size_t end = 0;  // where the line's rest begins: a comment that goes on
};

class GoParser {
  public:
    explicit GoParser(std::string_view rest) : rest_(rest) {}

    GoTail run() {
        skip();
        if (const size_t digits = number_length(); digits != 0) {
            const auto parsed =
                std::from_chars(rest_.data() + at_, rest_.data() + at_ + digits, tail_.count);
            if (parsed.ec != std::errc{}) tail_.is = GoTail::Is::wrong;
            at_ += digits;
            skip();
        } else if (rest_.substr(at_).starts_with("$(")) {  // GO $(times)
            const size_t close = rest_.find(')', at_);
            if (close != rest_.npos) at_ = close + 1;
            skip();
        }
        tail_.end = at_;
        if (at_ == rest_.size() || rest_.substr(at_).starts_with("/*")) return tail_;
        const char next = rest_[at_];
        const bool name = !number_seen_ && next != ';' && next != '-' && !is_word_char(next) &&
                          next != '\'' && next != '"' && next != '[';
        tail_.is = name ? GoTail::Is::name : GoTail::Is::wrong;
        tail_.end = rest_.size();
        return tail_;
    }

  private:
    size_t number_length() {
        size_t length = 0;
        while (at_ + length < rest_.size() && rest_[at_ + length] >= '0' &&
               rest_[at_ + length] <= '9') {
            ++length;
        }
        number_seen_ = length != 0;
        return length;
    }

    // Blanks and comments; one that stays open is left where it is.
    void skip() {
        while (at_ < rest_.size()) {
            if (uint8_t(rest_[at_]) <= ' ') {
                ++at_;
            } else if (rest_.substr(at_).starts_with("--")) {
                at_ = rest_.size();
            } else if (rest_.substr(at_).starts_with("/*")) {
                const size_t close = rest_.find("*/", at_ + 2);
                if (close == rest_.npos) return;
                at_ = close + 2;
            } else {
                return;
            }
        }
    }

    std::string_view rest_;
    size_t at_ = 0;
    bool number_seen_ = false;
    GoTail tail_;
};

class Splitter {
  public:
    // `ends`: lines of the script that end a batch whatever is open there.
    Splitter(const BatchOptions& options, const std::set<uint32_t>& ends)
        : options_(options), ends_(ends), variables_(options.variables) {}

    void run(std::string_view script, int depth) {
        size_t position = 0;
        while (position < script.size()) {
            const size_t newline = script.find('\n', position);
            const size_t end = newline == script.npos ? script.size() : newline + 1;
            ++line_;
            if (depth == 0 && ends_.count(line_) != 0) state_.reset();
            take_line(script.substr(position, end - position), depth);
            position = end;
        }
        if (depth != 0) return;
        if (!state_.in_text()) unclosed_at_ = state_.opened_at();
        end_batch(1);
    }
    // The line where something begins that the script never closes; 0: all is closed.
    uint32_t unclosed_at() const { return unclosed_at_; }
    BatchSplit take() { return std::move(out_); }

  private:
    void take_line(std::string_view line, int depth) {
        if (const size_t start = state_.command_start(line); start != line.npos) {
            const std::string_view words = trim(line.substr(start));
            if (go_line(line, start)) return;
            if (options_.sqlcmd && start == 0 && command(words, depth)) {
                if (depth == 0) out_.commands.push_back({line_, false, true});
                keep_line_count();
                return;
            }
        }
        add_text(line);
    }

    void add_text(std::string_view line) {
        if (batch_.text.empty()) {
            batch_.first_line = script_line();
            batch_lines_ = 0;
        }
        ++batch_lines_;
        if (!file_.empty()) add_included();
        const size_t before = batch_.text.size();
        if (options_.sqlcmd && line.find("$(") != line.npos) {
            batch_.text += substituted(line, true);
        } else {
            batch_.text += line;
        }
        state_.scan(std::string_view(batch_.text).substr(before), script_line());
    }

    uint32_t script_line() const { return file_.empty() ? line_ : include_line_; }

    void add_included() {
        if (!batch_.included.empty()) {
            IncludedLines& last = batch_.included.back();
            if (last.first + last.count == batch_lines_ && last.file == file_ &&
                last.file_line + last.count == line_) {
                ++last.count;
                return;
            }
        }
        batch_.included.push_back({batch_lines_, 1, include_line_, line_, file_});
    }

    // A command's line stays as an empty one, so that lines keep their numbers.
    void keep_line_count() {
        if (!batch_.text.empty()) add_text("\n");
    }

    // GO, GO 5, GO -- comment, /* comment */ GO. GO; is wrong, as sqlcmd says too.
    bool go_line(std::string_view line, size_t start) {
        size_t at = start;
        while (at < line.size() && uint8_t(line[at]) <= ' ')
            ++at;
        if (!ascii_iequals(line.substr(at, 2), "go")) return false;
        const std::string_view rest = line.substr(at + 2);
        if (!rest.empty() && is_word_char(rest.front()) && !rest.starts_with("$(")) return false;
        const GoTail tail = GoParser(rest).run();
        if (tail.is == GoTail::Is::name) return false;
        if (tail.is == GoTail::Is::wrong) {
            report(
                fmt::format("A fatal scripting error occurred. Incorrect syntax was encountered "
                            "while parsing {}.",
                            trim(line.substr(at))));
        }
        if (file_.empty()) {
            out_.commands.push_back({line_, true, start == 0 && tail.end >= rest.size()});
        }
        if (start > 0) add_text(line.substr(0, start));  // the comment's end
        end_batch(tail.count);
        if (tail.end < rest.size()) add_text(rest.substr(tail.end));
        return true;
    }

    Diagnostic here(std::string message) const {
        Diagnostic diagnostic;
        diagnostic.line = script_line();
        diagnostic.message = std::move(message);
        return diagnostic;
    }
    void report(std::string message) { out_.diagnostics.push_back(here(std::move(message))); }

    // EXIT, QUIT, RESET and ED work without colon too, as in osql; they are taken for commands
    // only where a batch begins.
    bool old_command(std::string_view words) const {
        const size_t end = words.find_first_of(" \t(");
        const std::string name = ascii_lower(words.substr(0, end));
        const bool known =
            name == "exit"
                ? end == words.npos || trim(words.substr(end)).starts_with('(')
                : end == words.npos && (name == "quit" || name == "reset" || name == "ed");
        return known && trim(batch_.text).empty();
    }

    // :setvar name [value], :r file; every other known command is passed over.
    bool command(std::string_view words, int depth) {
        if (words.starts_with("!!")) return true;  // an operating system command
        if (!words.starts_with(':')) return old_command(words);
        const std::string_view text = words.substr(1);
        const size_t space = text.find_first_of(" \t(");
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
            "connect", "ed",  "error",     "exit", "help",  "list",       "listvar",
            "on",      "out", "perftrace", "quit", "reset", "serverlist", "xml",
        };
        for (std::string_view known : k_known) {
            if (name == known) return true;
        }
        return text.starts_with("!!");
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
            variables_[name] = substituted(unquoted(trim(rest.substr(space))), false);
        }
    }

    void include(std::string_view path, int depth) {
        constexpr int k_depth_max = 16;
        if (!options_.include) return;
        if (depth >= k_depth_max) {
            report(fmt::format("Files included by :r are nested more than {} deep.", k_depth_max));
            return;
        }
        const std::string file = substituted(unquoted(path), false);
        const auto text = options_.include(file, file_);
        if (!text.has_value()) {
            out_.warnings.push_back(here(fmt::format("The file '{}' of :r cannot be read.", file)));
            return;
        }
        const std::string outer_file = std::exchange(file_, file);
        const uint32_t outer_line = std::exchange(line_, 0);
        if (depth == 0) include_line_ = outer_line;
        run(*text, depth + 1);
        file_ = outer_file;
        line_ = outer_line;
        if (!batch_.text.empty() && !batch_.text.ends_with('\n')) batch_.text += '\n';
    }

    // $(name); one that isn't set stays as it is. `places`: remembers where, in the batch's text.
    std::string substituted(std::string_view text, bool places) {
        std::string out;
        size_t position = 0;
        for (;;) {
            const size_t open = text.find("$(", position);
            const size_t close = open == text.npos ? text.npos : text.find(')', open);
            if (close == text.npos) break;
            out += text.substr(position, open - position);
            position = close + 1;
            const std::string_view written = text.substr(open, position - open);
            const auto found = variables_.find(ascii_lower(written.substr(2, written.size() - 3)));
            if (found == variables_.end()) {
                out += written;
                continue;
            }
            if (places) {
                batch_.replacements.push_back({batch_lines_, uint32_t(utf16_length(out)) + 1,
                                               uint32_t(utf16_length(found->second)),
                                               uint32_t(utf16_length(written))});
            }
            out += found->second;
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
    const std::set<uint32_t>& ends_;
    std::map<std::string, std::string> variables_;
    BatchSplit out_;
    Batch batch_;
    LineState state_;
    uint32_t unclosed_at_ = 0;
    uint32_t line_ = 0;          // of the script or of the included file
    uint32_t batch_lines_ = 0;   // lines of the batch's text so far
    uint32_t include_line_ = 0;  // the script's line of the outermost :r
    std::string file_;           // the included file being read
};

// The first line behind line `line` that holds nothing but GO; 0: none.
uint32_t go_behind(std::string_view script, uint32_t line) {
    uint32_t number = 0;
    for (size_t position = 0; position < script.size();) {
        const size_t newline = std::min(script.find('\n', position), script.size() - 1);
        ++number;
        const std::string_view words = trim(script.substr(position, newline + 1 - position));
        if (number > line && ascii_iequals(words, "go")) return number;
        position = newline + 1;
    }
    return 0;
}

std::string utf16be_to_utf8(ByteSpan bytes) {
    Bytes swapped(bytes.begin(), bytes.end());
    for (size_t i = 0; i + 1 < swapped.size(); i += 2)
        std::swap(swapped[i], swapped[i + 1]);
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

void Batch::place_in_script(Diagnostic& diagnostic) const {
    const uint32_t line = diagnostic.line;
    for (const IncludedLines& lines : included) {
        if (line < lines.first || line >= lines.first + lines.count) continue;
        const std::string place =
            fmt::format("in '{}', line {}", lines.file, lines.file_line + line - lines.first);
        diagnostic.hint = diagnostic.hint.empty() ? place : place + ": " + diagnostic.hint;
        diagnostic.line = lines.script_line;
        diagnostic.column = 1;
        return;
    }
    uint32_t before = 0;  // lines of other files in front of this one
    for (const IncludedLines& lines : included) {
        if (lines.first < line) before += lines.count;
    }
    diagnostic.line = first_line + line - 1 - before;
    auto it = std::lower_bound(replacements.begin(), replacements.end(), line,
                               [](const Replacement& r, uint32_t value) { return r.line < value; });
    int64_t shift = 0;
    for (; it != replacements.end() && it->line == line; ++it) {
        if (diagnostic.column < it->column) break;
        if (diagnostic.column < it->column + it->text_length) {
            diagnostic.column = it->column;
            break;
        }
        shift += int64_t(it->script_length) - int64_t(it->text_length);
    }
    diagnostic.column = uint32_t(int64_t(diagnostic.column) + shift);
}

BatchSplit split_batches(std::string_view script, const BatchOptions& options) {
    BatchOptions folded = options;
    folded.variables.clear();
    for (const auto& [name, value] : options.variables) {
        folded.variables[ascii_lower(name)] = value;
    }
    // A quote that is never closed would take every GO behind it with it, and hide the errors of
    // all those batches: then the next GO ends the batch all the same.
    constexpr int k_rounds_max = 16;
    std::set<uint32_t> ends;
    for (int round = 1;; ++round) {
        Splitter splitter(folded, ends);
        splitter.run(script, 0);
        if (splitter.unclosed_at() == 0 || round == k_rounds_max) return splitter.take();
        const uint32_t go = go_behind(script, splitter.unclosed_at());
        if (go == 0 || !ends.insert(go).second) return splitter.take();
    }
}

namespace {

std::string decoded(ByteSpan bytes) {
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

}  // namespace

std::string decode_script(ByteSpan bytes) {
    std::string text = decoded(bytes);
    // Of Macintosh: a comment of two hyphens would never end.
    if (text.find('\n') == text.npos) std::replace(text.begin(), text.end(), '\r', '\n');
    return text;
}

}  // namespace gantry::tsql

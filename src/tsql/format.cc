// A batch, and a script of batches.

#include "tsql/format.h"

#include <algorithm>

#include "tsql/batch.h"
#include "tsql/compare.h"
#include "tsql/format/plan.h"

namespace gantry::tsql {
namespace {

std::string_view line_end_of(std::string_view text) {
    const size_t newlines = size_t(std::count(text.begin(), text.end(), '\n'));
    const size_t returns = size_t(std::count(text.begin(), text.end(), '\r'));
    return returns * 2 > newlines ? "\r\n" : "\n";
}

std::string laid_out(const ParseResult& parsed, const ParseOptions& parse_options,
                     const FormatOptions& options, bool bold, std::string_view line_end) {
    format::Layout layout = format::read_layout(parsed.text(), parse_options);
    if (options.keyword_case != KeywordCase::keep) format::mark_keywords(layout, parsed, bold);
    format::plan(layout, parsed, options);
    format::set_spaces(layout);
    return format::write(layout, options, line_end);
}

FormatResult format_text(std::string_view text, const ParseOptions& parse_options,
                         const FormatOptions& options, std::string_view line_end,
                         bool* quoted_identifier = nullptr) {
    FormatResult out;
    ParseOptions unlimited = parse_options;
    unlimited.max_chain_length = 0;
    const ParseResult parsed = parse(text, unlimited);
    if (quoted_identifier != nullptr) follow_quoted_identifier(parsed, *quoted_identifier);
    if (!parsed.ok()) {
        out.text = text;
        out.diagnostics = parsed.diagnostics;
        return out;
    }
    // Words that the tree holds as they were written keep their case where it matters.
    FormatOptions style = options;
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (attempt == 2) style.keyword_case = KeywordCase::keep;
        out.text = laid_out(parsed, parse_options, style, attempt == 0, line_end);
        const ParseResult again = parse(out.text, unlimited);
        if (again.ok() && equal_trees(parsed.statements, again.statements)) return out;
    }
    out.text = text;
    return out;
}

// What makes a comment of an sqlcmd command while its batch is laid out.
constexpr std::string_view k_command_mark = "--\x01";

// The script in lines, each with its end.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const size_t newline = text.find('\n');
        out.push_back(text.substr(0, newline == text.npos ? newline : newline + 1));
        text.remove_prefix(out.back().size());
    }
    return out;
}

class ScriptFormatter {
  public:
    ScriptFormatter(std::string_view script, const ParseOptions& parse_options,
                    const FormatOptions& options)
        : script_(script),
          parse_options_(parse_options),
          options_(options),
          line_end_(line_end_of(script)) {}

    FormatResult run() {
        const BatchSplit split = split_batches(script_);
        // A comment that goes on beside GO belongs to two batches: too rare to be moved about.
        if (std::any_of(split.commands.begin(), split.commands.end(),
                        [](const CommandLine& command) { return !command.whole; })) {
            out_.text = script_;
            return std::move(out_);
        }
        const std::vector<std::string_view> lines = lines_of(script_);
        auto command = split.commands.begin();
        for (uint32_t i = 0; i < lines.size(); ++i) {
            const bool is_command = command != split.commands.end() && command->line == i + 1;
            if (is_command && command->go) {
                end_batch();
                separator(lines[i]);
                batch_line_ = i + 2;
            } else if (is_command) {
                batch_ += k_command_mark;
                batch_ += lines[i];
                original_ += lines[i];
            } else {
                batch_ += lines[i];
                original_ += lines[i];
            }
            if (is_command) ++command;
        }
        end_batch();
        return std::move(out_);
    }

  private:
    void separator(std::string_view line) {
        while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') {
            line.remove_suffix(1);
        }
        while (!line.empty() && static_cast<unsigned char>(line.front()) <= ' ') {
            line.remove_prefix(1);
        }
        out_.text += line;
        out_.text += line_end_;
    }

    void end_batch() {
        const bool blank = std::all_of(batch_.begin(), batch_.end(),
                                       [](char c) { return static_cast<unsigned char>(c) <= ' '; });
        if (!blank) {
            if (!out_.text.empty()) out_.text += line_end_;
            add_batch();
        }
        batch_.clear();
        original_.clear();
    }

    void add_batch() {
        FormatResult result = format_text(batch_, parse_options_, options_, line_end_,
                                          &parse_options_.quoted_identifier);
        if (!result.diagnostics.empty() || result.text == batch_) {
            result.text = unmarked();
        }
        for (Diagnostic& diagnostic : result.diagnostics) {
            diagnostic.line += batch_line_ - 1;
            out_.diagnostics.push_back(std::move(diagnostic));
        }
        for (std::string_view line : lines_of(result.text)) {
            out_.text +=
                line.starts_with(k_command_mark) ? line.substr(k_command_mark.size()) : line;
        }
        if (!out_.text.ends_with('\n')) out_.text += line_end_;
    }

    // As it was, but for empty lines at its start and end, which GO has.
    std::string unmarked() const {
        std::string_view text = original_;
        for (size_t newline = text.find('\n'); newline != text.npos; newline = text.find('\n')) {
            if (text.substr(0, newline).find_first_not_of(" \t\r") != text.npos) break;
            text.remove_prefix(newline + 1);
        }
        while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') {
            text.remove_suffix(1);
        }
        return std::string(text);
    }

    std::string_view script_;
    ParseOptions parse_options_;
    const FormatOptions& options_;
    std::string_view line_end_;
    std::string batch_;
    std::string original_;
    uint32_t batch_line_ = 1;
    FormatResult out_;
};

}  // namespace

FormatResult format_batch(std::string_view text, const ParseOptions& parse_options,
                          const FormatOptions& options) {
    return format_text(text, parse_options, options, line_end_of(text));
}

FormatResult format_script(std::string_view script, const ParseOptions& parse_options,
                           const FormatOptions& options) {
    return ScriptFormatter(script, parse_options, options).run();
}

}  // namespace gantry::tsql

// From a planned layout to text: which groups fit on their line, indentation, comments.

#include <algorithm>

#include "base/utf.h"
#include "tsql/format/layout.h"

namespace gantry::tsql::format {
namespace {

// Deeper levels are not indented further: text would grow with the square of the nesting.
constexpr int k_indent_max = 40;

size_t width_of(std::string_view text) {
    size_t width = 0;
    for (char c : text)
        width += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return width;
}

class Writer {
  public:
    Writer(Layout& layout, const FormatOptions& options, std::string_view line_end)
        : layout_(layout),
          options_(options),
          line_end_(line_end),
          broken_(layout.groups.size(), true),
          base_(layout.groups.size(), 0) {}

    std::string run() {
        measure();
        link_fills();
        uint32_t next_group = 0;
        for (uint32_t i = 0; i <= layout_.size(); ++i) {
            Piece& piece = layout_.pieces[i];
            separate(i);
            if (i == layout_.size()) break;
            while (next_group < layout_.groups.size() && layout_.groups[next_group].first == i) {
                open(next_group++);
            }
            token(piece);
        }
        if (!out_.empty() && !at_line_start()) out_ += line_end_;
        return std::move(out_);
    }

  private:
    // Widths of everything on one line, and how many line breaks there must be before each token.
    void measure() {
        widths_.resize(layout_.pieces.size() + 1);
        forced_.resize(layout_.pieces.size() + 1);
        for (size_t i = 0; i < layout_.pieces.size(); ++i) {
            const Piece& piece = layout_.pieces[i];
            size_t width = piece.token.length == 0 ? 0 : width_of(layout_.source(piece.token));
            width += piece.glue ? 0 : 1;
            bool forced = piece.group != k_none && piece.kind == BreakKind::hard;
            for (const Comment& comment : piece.comments) {
                width += comment.length + 1;
                forced |= comment.line || comment.own_line;
            }
            width += piece.add_semicolon ? 1 : 0;
            widths_[i + 1] = widths_[i] + width;
            forced_[i + 1] = forced_[i] + (forced ? 1 : 0);
        }
    }

    // For each fill break, where the stretch ends that must fit.
    void link_fills() {
        stretch_end_.assign(layout_.pieces.size(), k_none);
        std::vector<uint32_t> next(layout_.groups.size(), k_none);
        for (uint32_t i = layout_.size(); i-- > 0;) {
            const uint32_t group = layout_.pieces[i].group;
            if (group == k_none) continue;
            stretch_end_[i] = next[group] == k_none ? layout_.groups[group].last : next[group];
            next[group] = i;
        }
    }

    // `from` to `to` from the current column on, with what clings to the end.
    bool fits(uint32_t from, uint32_t to, size_t column) const {
        if (forced_[to] != forced_[from + 1]) return false;
        uint32_t end = to;
        while (end < layout_.size() && end < to + 8 && layout_.pieces[end].glue)
            ++end;
        return column + widths_[end] - widths_[from] <= size_t(options_.line_width) + 1;
    }

    void open(uint32_t group) {
        const Group& range = layout_.groups[group];
        base_[group] = indent_;
        broken_[group] = !fits(range.first, range.last, column_);
    }

    bool breaks(uint32_t i) const {
        const Piece& piece = layout_.pieces[i];
        if (piece.group == k_none) return false;
        switch (piece.kind) {
            case BreakKind::hard:
                return true;
            case BreakKind::soft:
                return broken_[piece.group];
            case BreakKind::fill:
                return broken_[piece.group] && !fits(i, stretch_end_[i], column_ + 1);
        }
        return false;
    }

    // Comments and line break, or blank, before a token.
    void separate(uint32_t i) {
        const Piece& piece = layout_.pieces[i];
        const bool last = i == layout_.size();
        const bool breaking = last || i == 0 || breaks(i);
        int indent = last ? 0 : indent_;
        if (!last && piece.group != k_none) indent = base_[piece.group] + piece.indent;
        const bool forced = std::any_of(piece.comments.begin(), piece.comments.end(),
                                        [](const auto& c) { return c.line || c.own_line; });
        const bool new_line = breaking || forced;
        if (new_line && !breaking) {
            indent = continued_ ? indent_ : indent_ + 1;
        } else if (piece.group != k_none && !breaking) {
            indent = indent_;
        }
        const int comment_indent = indent + (piece.closes ? 1 : 0);
        for (const Comment& comment : piece.comments) {
            if (comment.own_line) {
                line(comment_indent, comment.blank_before && (piece.keep_blank || last));
            } else if (!out_.empty()) {
                if (!at_line_start()) put(" ");
            }
            this->comment(comment);
        }
        if (last) return;
        if (new_line) {
            line(indent, piece.blank_before && piece.keep_blank);
            continued_ = !breaking;
        } else if (!piece.glue || !piece.comments.empty()) {
            if (!at_line_start()) put(" ");
        }
    }

    void comment(const Comment& comment) {
        const std::string_view text = layout_.text.substr(comment.offset, comment.length);
        if (text.starts_with("--\x01")) drop_indent();  // an sqlcmd command: it must start its line
        put(text);
        after_line_comment_ = comment.line;
    }

    void token(Piece& piece) {
        const std::string_view text = layout_.source(piece.token);
        if (!piece.keyword || options_.keyword_case == KeywordCase::keep) {
            put(text);
        } else {
            put(options_.keyword_case == KeywordCase::upper ? ascii_upper(text)
                                                            : ascii_lower(text));
        }
        if (piece.add_semicolon) put(";");
        after_line_comment_ = false;
    }

    bool at_line_start() const { return line_start_ == out_.size(); }

    void drop_indent() {
        while (!out_.empty() && (out_.back() == ' ' || out_.back() == '\t'))
            out_.pop_back();
        column_ = 0;
        line_start_ = out_.size();
    }

    void line(int indent, bool blank) {
        if (!out_.empty()) {
            drop_indent();
            if (!out_.ends_with('\n') || after_line_comment_) out_ += line_end_;
            if (blank) out_ += line_end_;
        }
        after_line_comment_ = false;
        indent_ = indent;
        const int levels = std::min(indent, k_indent_max);
        if (options_.tabs) {
            out_.append(size_t(levels), '\t');
        } else {
            out_.append(size_t(levels * options_.indent_width), ' ');
        }
        column_ = size_t(levels * options_.indent_width);
        line_start_ = out_.size();
    }

    void put(std::string_view text) {
        out_ += text;
        const size_t newline = text.rfind('\n');
        column_ =
            newline == text.npos ? column_ + width_of(text) : width_of(text.substr(newline + 1));
    }

    Layout& layout_;
    const FormatOptions& options_;
    std::string_view line_end_;
    std::string out_;
    std::vector<bool> broken_;
    std::vector<int> base_;
    std::vector<size_t> widths_;
    std::vector<uint32_t> forced_;
    std::vector<uint32_t> stretch_end_;
    size_t column_ = 0;
    size_t line_start_ = 0;
    int indent_ = 0;
    bool continued_ = false;  // the line was begun because of a comment
    bool after_line_comment_ = false;
};

}  // namespace

std::string write(Layout& layout, const FormatOptions& options, std::string_view line_end) {
    return Writer(layout, options, line_end).run();
}

}  // namespace gantry::tsql::format

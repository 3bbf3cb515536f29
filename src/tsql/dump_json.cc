#include "tsql/dump_json.h"

#include <fmt/format.h>

#include <vector>

#include "base/utf.h"
#include "tsql/reflect.h"
#include "tsql/visit.h"

namespace gantry::tsql {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (size_t position = 0; position < text.size();) {
        const char32_t c = next_code_point(text, position);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c < 0x20 || (c >= 0xD800 && c <= 0xDFFF)) {
            out += fmt::format("\\u{:04x}", uint32_t(c));
        } else {
            append_utf8(c, out);
        }
    }
    return out + '"';
}

std::string name_json(const Identifier& name) {
    std::string out = fmt::format("{{\"name\": {}", quoted(name.name));
    if (name.quote != Quote::none) out += fmt::format(", \"quote\": \"{}\"", enum_name(name.quote));
    return out + "}";
}

// Text, or a node whose text is still to be made.
struct Step {
    std::string text;
    const Node* node = nullptr;
};

class JsonDumper {
  public:
    JsonDumper(const SourcePositions& positions, uint32_t first_line, std::string& out)
        : positions_(positions), first_line_(first_line), out_(out) {}

    void run(const Node& root) {
        steps_.push_back({{}, &root});
        while (!steps_.empty()) {
            const Step step = std::move(steps_.back());
            steps_.pop_back();
            if (step.node == nullptr) {
                out_ += step.text;
            } else {
                node(*step.node);
            }
        }
    }

  private:
    void node(const Node& any) {
        later_.clear();
        text_ =
            fmt::format("{{\"kind\": \"{}\", \"range\": {}", kind_name(any.kind), range(any.range));
        dispatch(any, [&](const auto& typed) {
            if (parenthesized_flag(typed)) text_ += ", \"parenthesized\": true";
            names_ = typed.k_fields;
            typed.with_fields([&](const auto&... fields) { (field(fields), ...); });
        });
        text_ += "}";
        flush();
        steps_.insert(steps_.end(), std::make_move_iterator(later_.rbegin()),
                      std::make_move_iterator(later_.rend()));
    }

    void flush() {
        if (!text_.empty()) later_.push_back({std::move(text_), nullptr});
        text_.clear();
    }
    void child(const Node* node) {
        if (node == nullptr) {
            text_ += "null";
            return;
        }
        flush();
        later_.push_back({{}, node});
    }

    std::string range(SourceRange place) const {
        const SourcePosition from = positions_.at(place.offset);
        const SourcePosition to = positions_.at(place.end());
        return fmt::format(
            "{{\"line\": {}, \"column\": {}, \"end_line\": {}, \"end_column\": {}, \"offset\": {}, "
            "\"length\": {}, \"byte_offset\": {}, \"byte_length\": {}}}",
            from.line + first_line_ - 1, from.column, to.line + first_line_ - 1, to.column,
            from.utf16_offset, to.utf16_offset - from.utf16_offset, place.offset, place.length);
    }

    template <class T>
    void field(const T& value) {
        const std::string_view name = next_field_name(names_);
        if constexpr (NodePointer<T>) {
            if (value == nullptr) return;
            text_ += fmt::format(", \"{}\": ", name);
            child(value);
        } else if constexpr (is_list<T>) {
            if (value.empty()) return;
            text_ += fmt::format(", \"{}\": [", name);
            for (size_t i = 0; i < value.size(); ++i) {
                if (i > 0) text_ += ", ";
                item(value[i]);
            }
            text_ += "]";
        } else {
            const std::string text = scalar(value);
            if (!text.empty()) text_ += fmt::format(", \"{}\": {}", name, text);
        }
    }

    template <class T>
    void item(const T& value) {
        if constexpr (NodePointer<T>) {
            child(value);
        } else {
            const std::string text = scalar(value);
            text_ += text.empty() ? "null" : text;
        }
    }

    // Empty for a default.
    template <class T>
    std::string scalar(const T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            return value ? "true" : "";
        } else if constexpr (std::is_enum_v<T>) {
            const std::string_view name = enum_name(value);
            return name == "none" || name == "unspecified" ? "" : quoted(name);
        } else if constexpr (std::is_same_v<T, Identifier>) {
            return value ? name_json(value) : "";
        } else if constexpr (std::is_same_v<T, ObjectName>) {
            if (!value) return "";
            std::string out;
            for (const Identifier& part : value.parts) {
                out += out.empty() ? "[" : ", ";
                out += name_json(part);
            }
            return out + "]";
        } else if constexpr (std::is_same_v<T, std::string_view>) {
            return value.empty() ? "" : quoted(value);
        } else {
            return fmt::format("{}", value);
        }
    }

    const SourcePositions& positions_;
    uint32_t first_line_;
    std::string& out_;
    std::vector<Step> steps_;
    std::vector<Step> later_;
    std::string text_;
    std::string_view names_;
};

}  // namespace

void append_json(const List<const Statement*>& statements, const SourcePositions& positions,
                 uint32_t first_line, std::string& out) {
    out += "[";
    for (size_t i = 0; i < statements.size(); ++i) {
        if (i > 0) out += ",";
        out += "\n";
        JsonDumper(positions, first_line, out).run(*statements[i]);
    }
    out += "]";
}

}  // namespace gantry::tsql

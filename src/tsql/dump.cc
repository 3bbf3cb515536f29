#include "tsql/dump.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "tsql/reflect.h"
#include "tsql/visit.h"

namespace gantry::tsql {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string name_text(const Identifier& name) {
    switch (name.quote) {
        case Quote::bracket: return fmt::format("[{}]", name.name);
        case Quote::double_quote: return fmt::format("\"{}\"", name.name);
        case Quote::single_quote: return fmt::format("'{}'", name.name);
        case Quote::none: break;
    }
    return std::string(name.name);
}

struct Entry {
    const Node* node;
    uint32_t depth;
    std::string_view label;
};

class Dumper {
  public:
    Dumper(std::string& out, bool with_places) : out_(out), with_places_(with_places) {}

    void run(const Node& root) {
        entries_.push_back({&root, 0, {}});
        while (!entries_.empty()) {
            const Entry entry = entries_.back();
            entries_.pop_back();
            line(entry);
        }
    }

  private:
    void line(const Entry& entry) {
        constexpr uint32_t k_indent_max = 200;  // deep chains would make the text quadratic
        out_.append(size_t(std::min(entry.depth, k_indent_max)) * 2, ' ');
        if (!entry.label.empty()) out_ += fmt::format("{}: ", entry.label);
        out_ += kind_name(entry.node->kind);
        if (with_places_) {
            out_ += fmt::format(" @{}+{} line {}", entry.node->range.offset,
                                entry.node->range.length, entry.node->range.line);
        }
        children_.clear();
        dispatch(*entry.node, [&](const auto& node) {
            if (parenthesized_flag(node)) out_ += " parenthesized";
            names_ = node.k_fields;
            node.with_fields([&](const auto&... fields) { (field(fields, entry.depth), ...); });
        });
        out_ += '\n';
        entries_.insert(entries_.end(), children_.rbegin(), children_.rend());
    }

    template <class T>
    void field(const T& value, uint32_t depth) {
        const std::string_view name = next_field_name(names_);
        if constexpr (NodePointer<T>) {
            if (value != nullptr) children_.push_back({value, depth + 1, name});
        } else if constexpr (is_list<T>) {
            list(name, value, depth);
        } else {
            const std::string text = scalar(value);
            if (!text.empty()) out_ += fmt::format(" {}={}", name, text);
        }
    }

    template <class T>
    void list(std::string_view name, const List<T>& values, uint32_t depth) {
        if constexpr (NodePointer<T>) {
            for (const T& value : values) children_.push_back({value, depth + 1, name});
        } else if (!values.empty()) {
            out_ += fmt::format(" {}=(", name);
            bool first = true;
            for (const T& value : values) {
                if (!first) out_ += ", ";
                first = false;
                out_ += scalar(value);
            }
            out_ += ')';
        }
    }

    template <class T>
    std::string scalar(const T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            return value ? "true" : "";
        } else if constexpr (std::is_enum_v<T>) {
            const std::string_view name = enum_name(value);
            return name == "none" || name == "unspecified" ? "" : std::string(name);
        } else if constexpr (std::is_same_v<T, Identifier>) {
            return name_text(value);
        } else if constexpr (std::is_same_v<T, ObjectName>) {
            std::string out;
            for (const Identifier& part : value.parts) {
                if (!out.empty()) out += '.';
                out += name_text(part);
            }
            return out;
        } else if constexpr (std::is_same_v<T, std::string_view>) {
            return value.empty() ? "" : quoted(value);
        } else {
            return fmt::format("{}", value);
        }
    }

    std::string& out_;
    bool with_places_;
    std::vector<Entry> entries_;
    std::vector<Entry> children_;
    std::string_view names_;
};

}  // namespace

std::string dump_tree(const Node& root, bool with_places) {
    std::string out;
    Dumper(out, with_places).run(root);
    return out;
}

std::string dump_statements(const List<const Statement*>& statements, bool with_places) {
    std::string out;
    for (const Statement* statement : statements) Dumper(out, with_places).run(*statement);
    return out;
}

}  // namespace gantry::tsql

// Which words of a text are names.

#include "tsql/format/plan.h"
#include "tsql/reflect.h"

namespace gantry::tsql::format {
namespace {

class NameFinder {
  public:
    NameFinder(Layout& layout, bool bold) : layout_(layout), bold_(bold) {}

    void node(const Node& any) {
        dispatch(any, [&](const auto& typed) {
            typed.with_fields([&](const auto&... fields) { (field(fields), ...); });
        });
    }

  private:
    template <class T>
    void field(const T& value) {
        if constexpr (std::is_same_v<T, Identifier>) {
            text(value.name, true);
        } else if constexpr (std::is_same_v<T, ObjectName>) {
            for (const Identifier& part : value.parts)
                text(part.name, true);
        } else if constexpr (std::is_same_v<T, std::string_view>) {
            text(value, false);
        } else if constexpr (is_list<T>) {
            for (const auto& item : value)
                field(item);
        }
    }

    // Names and words kept as written are parts of the source, not copies.
    void text(std::string_view value, bool name) {
        const char* begin = layout_.text.data();
        if (value.empty() || value.data() < begin || value.data() >= begin + layout_.text.size()) {
            return;
        }
        if (!name && bold_ && upper(value)) return;
        const uint32_t offset = uint32_t(value.data() - begin);
        for (uint32_t i = layout_.at(offset);
             i < layout_.size() && layout_.pieces[i].token.offset < offset + value.size(); ++i) {
            layout_.pieces[i].keyword = false;
        }
    }

    static bool upper(std::string_view value) {
        for (char c : value) {
            if (c >= 'a' && c <= 'z') return false;
        }
        return true;
    }

    Layout& layout_;
    bool bold_;
};

}  // namespace

void mark_keywords(Layout& layout, const ParseResult& result, bool bold) {
    for (Piece& piece : layout.pieces)
        piece.keyword = piece.token.kind == TokenKind::word;
    NameFinder finder(layout, bold);
    for (const Statement* statement : result.statements) {
        for_each_node(*statement, [&](const Node& node) { finder.node(node); });
    }
}

}  // namespace gantry::tsql::format

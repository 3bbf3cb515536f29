#include "assess/engine_check/text_check.h"

#include <algorithm>
#include <set>

#include "assess/code_rules.h"
#include "base/utf.h"

namespace gantry::assess {
namespace {

// The offset of a 1-based line; npos when the text has fewer.
size_t offset_of_line(std::string_view text, uint32_t line) {
    size_t at = 0;
    for (uint32_t i = 1; i < line; ++i) {
        at = text.find('\n', at);
        if (at == text.npos) return at;
        ++at;
    }
    return at;
}

// 1-based, in UTF-16 units.
uint32_t column_of(std::string_view line, size_t offset) {
    uint32_t out = 1;
    for (unsigned char c : line.substr(0, offset)) {
        if ((c & 0xC0) != 0x80) ++out;
        if (c >= 0xF0) ++out;
    }
    return out;
}

// The column of the name the failure is about, else of the first word.
uint32_t column_in(std::string_view text, size_t begin, const Failure& failure) {
    const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
    if (!failure.name.empty()) {
        const size_t at = ascii_lower(line).find(ascii_lower(failure.name));
        if (at != line.npos) return column_of(line, at);
    }
    if (failure.column != 0) return failure.column;
    const size_t word = line.find_first_not_of(" \t\r");
    return word == line.npos ? 1 : column_of(line, word);
}

}  // namespace

// One place for one thing to do: a name that is missing is told where it is met first.
void EngineTally::keep_first(std::vector<Failure>& failures) {
    std::set<std::pair<uint32_t, std::string>> seen;
    std::erase_if(failures, [&](const Failure& one) {
        const bool once = one.kind != FailureKind::not_supported;
        return !seen.emplace(once ? 0 : one.line, one.detail).second;
    });
}

void EngineTally::add(const CheckedText& text, std::vector<Failure> failures) {
    keep_first(failures);
    std::set<std::string> features;
    bool works = true, known = true;
    for (Failure& failure : failures) {
        if (failure.line == 0 && !text.text.empty()) failure.line = 1;
        if (failure.kind == FailureKind::cannot_tell) {
            known = false;
            // Of the batches of one script, once.
            if (text.type == "script" && !told_.insert(failure.detail).second) continue;
            findings_.not_analysed(
                {text.object, text.type, failure.detail, failure.line + text.first_line - 1});
            continue;
        }
        works = false;
        const bool not_supported = failure.kind == FailureKind::not_supported;
        Impact impact;
        impact.object = text.object;
        impact.type = text.type;
        if (failure.line != 0) impact.line = failure.line + text.first_line - 1;
        const size_t begin = offset_of_line(text.text, failure.line);
        if (failure.line != 0 && begin != text.text.npos) {
            impact.column = column_in(text.text, begin, failure);
            impact.excerpt = line_at(text.text, begin);
        }
        impact.detail = failure.detail;
        if (failure.source_too && text.type != "script") {
            impact.detail += "; the source does not have it either";
        }
        if (text.rule.empty()) {
            Feature& feature = features_[failure.feature];
            ++feature.places;
            feature.supported = feature.supported && !not_supported;
            if (features.insert(failure.feature).second) ++feature.texts;
        }
        findings_.add(not_supported       ? "Gantry.Engine.NotSupported"
                      : text.rule.empty() ? "Gantry.Engine.DoesNotBind"
                                          : std::string_view(text.rule),
                      std::move(impact));
    }
    if (!text.rule.empty()) return;
    if (text.is_module) {
        ++summary_.modules;
        summary_.modules_working += works && known ? 1 : 0;
        summary_.modules_unknown += works && !known ? 1 : 0;
    } else {
        ++summary_.expressions;
        summary_.expressions_working += works ? 1 : 0;
    }
}

void EngineTally::skip(const CheckedText& text, std::string reason) {
    ++summary_.modules;
    ++summary_.modules_unknown;
    if (!reason.empty()) findings_.not_analysed({text.object, text.type, std::move(reason), 0});
}

void EngineTally::finish() {
    summary_.checked = true;
    for (const auto& [name, feature] : features_) {
        summary_.features.push_back({name, !feature.supported, feature.texts, feature.places});
    }
    std::stable_sort(
        summary_.features.begin(), summary_.features.end(),
        [](const EngineFeature& a, const EngineFeature& b) { return a.texts > b.texts; });
}

}  // namespace gantry::assess

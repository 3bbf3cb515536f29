#include "assess/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "assess/report_json.h"
#include "base/error.h"

namespace gantry::assess {
namespace {

using Json = nlohmann::json;

// Text, or empty: fields that may be left out.
std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

const Json& list_of(const Json& object, const char* key) {
    static const Json empty = Json::array();
    const auto found = object.find(key);
    return found != object.end() && found->is_array() ? *found : empty;
}

void read_finding(const Json& finding, const OldSubject& subject, OldReport& out) {
    if (!finding.is_object()) return;
    OldPlace place;
    place.kind = subject.kind;
    place.subject = subject.name;
    place.rule = text_of(finding, "rule");
    place.title = text_of(finding, "title");
    place.severity = text_of(finding, "severity");
    const auto muted = finding.find("muted");
    place.muted = muted != finding.end() && muted->is_object();
    const Json& impacts = list_of(finding, "impacts");
    const auto count = finding.find("count");
    if (count != finding.end() && count->is_number_unsigned() &&
        count->get<uint64_t>() > impacts.size()) {
        out.cut_rules.push_back(place.rule);
    }
    for (const Json& impact : impacts) {
        if (!impact.is_object()) continue;
        place.object = text_of(impact, "object");
        place.type = text_of(impact, "type");
        place.detail = text_of(impact, "detail");
        out.places.push_back(place);
    }
}

using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;

struct Side {
    ComparedPlace place;
    uint64_t before = 0, now = 0;                  // all
    uint64_t counted_before = 0, counted_now = 0;  // not muted
};
using Sides = std::map<Key, Side>;

// The file of a backup has another name each time: it is the database's backup all the same.
std::string object_of(const std::string& object, const std::string& type) {
    return type == "backup" ? std::string() : object;
}

void add_before(const OldReport& before, Sides& sides) {
    for (const OldPlace& place : before.places) {
        Side& side = sides[{place.kind, place.subject, place.rule,
                            object_of(place.object, place.type), place.detail}];
        side.place = {place.kind,  place.subject,  place.rule,
                      place.title, place.severity, place.object,
                      place.type,  place.detail,   0};
        ++side.before;
        if (!place.muted) ++side.counted_before;
    }
}

void add_now(const Report& now, Sides& sides, std::set<std::string>& cut) {
    for (const Subject& subject : now.subjects) {
        for (const Finding& finding : subject.findings) {
            const Rule& rule = *finding.rule;
            if (finding.count > finding.impacts.size()) cut.insert(std::string(rule.id));
            for (const Impact& impact : finding.impacts) {
                Side& side = sides[{subject.kind, subject.name, std::string(rule.id),
                                    object_of(impact.object, impact.type), impact.detail}];
                side.place = {subject.kind,
                              subject.name,
                              std::string(rule.id),
                              std::string(rule.title),
                              std::string(severity_name(rule.severity)),
                              impact.object,
                              impact.type,
                              impact.detail,
                              0};
                ++side.now;
                if (finding.muted == nullptr) ++side.counted_now;
            }
        }
    }
}

using SubjectKey = std::pair<std::string, std::string>;

// The gravest first, then as they came.
void sort_places(std::vector<ComparedPlace>& places) {
    auto rank = [](const ComparedPlace& place) {
        constexpr std::string_view k_order[] = {"blocks restore", "blocks migration",
                                                "changes behaviour", "deprecated", "information"};
        return std::find(std::begin(k_order), std::end(k_order), place.severity) -
               std::begin(k_order);
    };
    std::stable_sort(places.begin(), places.end(),
                     [&](const ComparedPlace& a, const ComparedPlace& b) {
                         return std::make_pair(rank(a), std::string_view(a.rule)) <
                                std::make_pair(rank(b), std::string_view(b.rule));
                     });
}

}  // namespace

OldReport read_old_report(std::string_view json, const std::string& path) {
    const Json root = Json::parse(json, nullptr, false);
    if (!root.is_object() || !root.contains("subjects")) {
        throw Error(fmt::format("{}: not a report of gantry assess", path),
                    "make one: gantry assess PATH... --output json > old.json");
    }
    const auto version = root.find("schema_version");
    if (version == root.end() || !version->is_number_integer()) {
        throw Error(fmt::format("{}: the report has no schema_version", path),
                    "was it made by an older gantry? assess again to compare later");
    }
    if (version->get<int64_t>() != k_report_schema_version) {
        throw Error(fmt::format("{}: the report is of schema version {}, this gantry reads {}",
                                path, version->get<int64_t>(), k_report_schema_version),
                    "was it made by a newer gantry? compare with that one");
    }
    OldReport out;
    out.path = path;
    out.started = text_of(root, "started");
    out.target = text_of(root, "target");
    if (const auto tool = root.find("tool"); tool != root.end() && tool->is_object()) {
        out.tool_version = text_of(*tool, "version");
    }
    for (const Json& subject : list_of(root, "subjects")) {
        if (!subject.is_object()) continue;
        out.subjects.push_back({text_of(subject, "kind"), text_of(subject, "name")});
        for (const Json& finding : list_of(subject, "findings"))
            read_finding(finding, out.subjects.back(), out);
    }
    return out;
}

Comparison compare(const OldReport& before, const Report& now) {
    if (before.target != target_name(now.target)) {
        throw Error(fmt::format("{}: the report is about the target {}, not {}", before.path,
                                before.target, target_name(now.target)));
    }
    Comparison out;
    out.path = before.path;
    out.started = before.started;
    out.tool_version = before.tool_version;
    std::set<SubjectKey> old_subjects, new_subjects;
    for (const OldSubject& subject : before.subjects)
        old_subjects.emplace(subject.kind, subject.name);
    for (const Subject& subject : now.subjects)
        new_subjects.emplace(subject.kind, subject.name);
    for (const SubjectKey& subject : old_subjects) {
        if (!new_subjects.contains(subject)) out.subjects_missing.push_back(subject.second);
    }
    for (const SubjectKey& subject : new_subjects) {
        if (!old_subjects.contains(subject)) out.subjects_added.push_back(subject.second);
    }
    Sides sides;
    std::set<std::string> cut(before.cut_rules.begin(), before.cut_rules.end());
    add_before(before, sides);
    add_now(now, sides, cut);
    out.cut_rules.assign(cut.begin(), cut.end());
    for (auto& [key, side] : sides) {
        if (!new_subjects.contains({side.place.kind, side.place.subject})) continue;
        out.unchanged += std::min(side.before, side.now);
        const uint64_t gone = side.before - std::min(side.before, side.now);
        const uint64_t come = side.now - std::min(side.before, side.now);
        side.place.count = std::min(gone, side.counted_before);
        if (side.place.count != 0) out.fixed.push_back(side.place);
        side.place.count = std::min(come, side.counted_now);
        if (side.place.count != 0) out.added.push_back(side.place);
    }
    sort_places(out.fixed);
    sort_places(out.added);
    return out;
}

}  // namespace gantry::assess

#include "assess/report_json.h"

#include <map>
#include <nlohmann/json.hpp>

#include "assess/instance_view_json.h"
#include "assess/method_json.h"
#include "assess/score.h"

namespace gantry::assess {
namespace {

using Json = nlohmann::ordered_json;

constexpr Severity k_severities[] = {Severity::blocks_restore, Severity::blocks_migration,
                                     Severity::behaviour, Severity::deprecated,
                                     Severity::information};

std::string dump(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

template <class T>
Json effort_json(const T& of) {
    const Effort effort = of.effort();
    return {{"low_hours", effort.low_hours},
            {"high_hours", effort.high_hours},
            {"explanation", explain_effort(of)}};
}

template <class T>
Json score_json(const T& of) {
    const Score score = score_of(of);
    return {{"value", score.value},
            {"colour", score_colour(score.value)},
            {"explanation", score.explanation}};
}

// A part that was made elsewhere; null when it was not.
Json part_json(const std::string& text) {
    return text.empty() ? Json() : Json::parse(text);
}

Json counts_json(const Subject& subject) {
    Json out = Json::object();
    for (Severity severity : k_severities) {
        out[std::string(severity_name(severity))] = subject.count(severity);
    }
    return out;
}

Json targets_json(const Rule& rule) {
    Json out = Json::array();
    for (Target target : {Target::azure_sql_mi, Target::gantry}) {
        if (rule.targets & uint8_t(target)) out.push_back(target_name(target));
    }
    return out;
}

Json rule_json(const Rule& rule) {
    Json out = {{"id", rule.id},
                {"title", rule.title},
                {"severity", severity_name(rule.severity)},
                {"category", rule.category},
                {"scope", scope_name(rule.scope)},
                {"targets", targets_json(rule)},
                {"effort_hours", {{"first", rule.first_hours}, {"each", rule.each_hours}}},
                {"consequence", rule.consequence},
                {"fix", rule.fix}};
    if (!rule.before.empty()) out["before"] = rule.before;
    if (!rule.after.empty()) out["after"] = rule.after;
    if (rule.from_level != 0) out["from_compatibility_level"] = rule.from_level;
    out["reference"] = rule.reference;
    const Rule* published = find_rule(rule.id);
    if (published == nullptr) {
        out["origin"] = "rule file";
    } else if (published->severity != rule.severity) {
        out["published_severity"] = severity_name(published->severity);
    }
    return out;
}

Json impact_json(const Impact& impact) {
    Json out = {{"object", impact.object}, {"type", impact.type}};
    if (impact.line != 0) out["line"] = impact.line, out["column"] = impact.column;
    if (!impact.excerpt.empty()) out["excerpt"] = impact.excerpt;
    if (!impact.detail.empty()) out["detail"] = impact.detail;
    return out;
}

Json mute_json(const Mute* mute) {
    if (mute == nullptr) return {};
    return {{"reason", mute->reason}, {"until", mute->until}};
}

Json finding_json(const Finding& finding) {
    Json impacts = Json::array();
    for (const Impact& impact : finding.impacts)
        impacts.push_back(impact_json(impact));
    return {{"rule", finding.rule->id},
            {"title", finding.rule->title},
            {"severity", severity_name(finding.rule->severity)},
            {"category", finding.rule->category},
            {"count", finding.count},
            {"muted", mute_json(finding.muted)},
            {"impacts", std::move(impacts)}};
}

Json objects_json(const Subject& subject) {
    Json out = Json::object();
    for (const auto& [type, counts] : subject.objects) {
        out[type] = {{"works", counts.works},
                     {"needs_change", counts.needs_change},
                     {"blocked", counts.blocked},
                     {"not_analysed", counts.not_analysed}};
    }
    return out;
}

Json inventory_json(const Inventory& inventory) {
    Json out = Json::object();
    for (const auto& [kind, number] : inventory)
        out[kind] = number;
    return out;
}

Json not_analysed_json(const std::vector<NotAnalysed>& places) {
    Json out = Json::array();
    for (const NotAnalysed& place : places) {
        Json one = {{"object", place.object}, {"type", place.type}, {"reason", place.reason}};
        if (place.line != 0) one["line"] = place.line;
        out.push_back(std::move(one));
    }
    return out;
}

// Null when nothing was compiled: for other targets.
Json engine_json(const EngineSummary& engine) {
    if (!engine.checked) return {};
    Json features = Json::array();
    for (const EngineFeature& feature : engine.features) {
        features.push_back({{"name", feature.name},
                            {"missing", feature.missing},
                            {"texts", feature.texts},
                            {"places", feature.places}});
    }
    return {{"modules", engine.modules},
            {"modules_working", engine.modules_working},
            {"modules_unknown", engine.modules_unknown},
            {"expressions", engine.expressions},
            {"expressions_working", engine.expressions_working},
            {"features", std::move(features)}};
}

Json subject_json(const Subject& subject, Target target) {
    Json out = {{"name", subject.name}, {"kind", subject.kind}};
    if (!subject.server.empty()) out["server"] = subject.server;
    if (!subject.source.empty()) out["source"] = subject.source;
    if (subject.compatibility_level != 0) {
        out["compatibility_level"] = subject.compatibility_level;
    }
    if (subject.version != 0) out["database_version"] = subject.version;
    if (subject.method.version) out["version"] = subject.method.version->name;
    if (subject.size_bytes != 0) out["size_bytes"] = subject.size_bytes;
    if (subject.kind == "database") {
        out["tables"] = subject.tables;
        out["modules"] = subject.modules;
    }
    out["lines"] = subject.lines;
    out["verdict"] = verdict_name(subject.verdict());
    out["score"] = score_json(subject);
    out["effort"] = effort_json(subject);
    out["counts"] = counts_json(subject);
    out["muted"] = subject.muted();
    out["inventory"] = inventory_json(subject.inventory);
    out["objects"] = objects_json(subject);
    out["findings"] = Json::array();
    for (const Finding& finding : subject.findings)
        out["findings"].push_back(finding_json(finding));
    out["not_analysed"] = not_analysed_json(subject.not_analysed);
    out["warnings"] = subject.warnings;
    out["engine"] = engine_json(subject.engine);
    const bool moves = subject.kind == "database";
    out["method"] =
        moves ? method_json(advise_method(subject.method, target), advise_alternative(subject))
              : Json();
    return out;
}

Json places_json(const std::vector<ComparedPlace>& places) {
    Json out = Json::array();
    for (const ComparedPlace& place : places) {
        out.push_back({{"subject", place.subject},
                       {"kind", place.kind},
                       {"rule", place.rule},
                       {"title", place.title},
                       {"severity", place.severity},
                       {"object", place.object},
                       {"type", place.type},
                       {"detail", place.detail},
                       {"count", place.count}});
    }
    return out;
}

Json comparison_json(const std::optional<Comparison>& comparison) {
    if (!comparison) return {};
    return {{"path", comparison->path},
            {"started", comparison->started},
            {"tool_version", comparison->tool_version},
            {"fixed", places_json(comparison->fixed)},
            {"new", places_json(comparison->added)},
            {"unchanged", comparison->unchanged},
            {"subjects_missing", comparison->subjects_missing},
            {"subjects_added", comparison->subjects_added},
            {"cut_rules", comparison->cut_rules}};
}

Json rules_found_json(const Report& report) {
    std::map<std::string_view, const Rule*> by_id;
    for (const Subject& subject : report.subjects) {
        for (const Finding& finding : subject.findings)
            by_id[finding.rule->id] = finding.rule;
    }
    Json out = Json::array();
    for (const auto& [id, rule] : by_id)
        out.push_back(rule_json(*rule));
    return out;
}

}  // namespace

std::string report_json(const Report& report) {
    Json out = {{"schema_version", k_report_schema_version},
                {"tool", {{"name", "gantry"}, {"version", report.tool_version}}},
                {"command", report.command},
                {"started", report.started},
                {"duration_ms", report.duration_ms},
                {"target", target_name(report.target)},
                {"verdict", verdict_name(report.verdict())},
                {"summary", summary_of(report)},
                {"score", score_json(report)},
                {"effort", effort_json(report)}};
    out["inputs"] = Json::array();
    for (const ReportInput& input : report.inputs)
        out["inputs"].push_back({{"path", input.path}, {"bytes", input.bytes}});
    out["not_assessed"] = Json::array();
    for (const NotAssessed& one : report.not_assessed)
        out["not_assessed"].push_back({{"path", one.path}, {"reason", one.reason}});
    out["warnings"] = report.warnings;
    out["rules"] = rules_found_json(report);
    out["subjects"] = Json::array();
    for (const Subject& subject : report.subjects)
        out["subjects"].push_back(subject_json(subject, report.target));
    out["instance_view"] = instance_view_json(report.view);
    out["sizing"] = part_json(report.sizing_json);
    out["comparison"] = comparison_json(report.comparison);
    return dump(out);
}

std::string rules_json(const RuleSet& set) {
    Json rules = Json::array();
    for (const Rule* rule : set.all()) {
        Json one = rule_json(*rule);
        for (const MuteEntry* entry : set.mutes_of(*rule)) {
            Json mute = mute_json(&entry->mute);
            if (!entry->databases.empty()) mute["databases"] = entry->databases;
            if (!entry->objects.empty()) mute["objects"] = entry->objects;
            one["muted"].push_back(std::move(mute));
        }
        rules.push_back(std::move(one));
    }
    return dump({{"rules", std::move(rules)}});
}

}  // namespace gantry::assess

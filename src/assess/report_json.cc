#include "assess/report_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "assess/method_json.h"

namespace gantry::assess {
namespace {

using Json = nlohmann::ordered_json;

constexpr Severity k_severities[] = {Severity::blocks_restore, Severity::blocks_migration,
                                     Severity::behaviour, Severity::deprecated,
                                     Severity::information};

std::string dump(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json effort_json(const Effort& effort) {
    return {{"low_hours", effort.low_hours}, {"high_hours", effort.high_hours}};
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
    return out;
}

Json impact_json(const Impact& impact) {
    Json out = {{"object", impact.object}, {"type", impact.type}};
    if (impact.line != 0) out["line"] = impact.line, out["column"] = impact.column;
    if (!impact.excerpt.empty()) out["excerpt"] = impact.excerpt;
    if (!impact.detail.empty()) out["detail"] = impact.detail;
    return out;
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
            {"impacts", std::move(impacts)}};
}

Json subject_json(const Subject& subject, Target target) {
    Json out = {{"name", subject.name}, {"kind", subject.kind}};
    if (!subject.server.empty()) out["server"] = subject.server;
    if (!subject.source.empty()) out["source"] = subject.source;
    if (subject.compatibility_level != 0) {
        out["compatibility_level"] = subject.compatibility_level;
    }
    if (subject.version != 0) out["database_version"] = subject.version;
    if (subject.size_bytes != 0) out["size_bytes"] = subject.size_bytes;
    if (subject.kind == "database") {
        out["tables"] = subject.tables;
        out["modules"] = subject.modules;
    }
    out["lines"] = subject.lines;
    out["verdict"] = verdict_name(subject.verdict());
    out["effort"] = effort_json(subject.effort());
    out["counts"] = counts_json(subject);
    out["findings"] = Json::array();
    for (const Finding& finding : subject.findings)
        out["findings"].push_back(finding_json(finding));
    out["not_analysed"] = Json::array();
    for (const NotAnalysed& place : subject.not_analysed) {
        Json one = {{"object", place.object}, {"type", place.type}, {"reason", place.reason}};
        if (place.line != 0) one["line"] = place.line;
        out["not_analysed"].push_back(std::move(one));
    }
    out["warnings"] = subject.warnings;
    if (subject.kind == "database") {
        out["method"] =
            method_json(advise_method(subject.method, target), advise_alternative(subject));
    }
    return out;
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
    std::string out = "\"";
    for (char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

}  // namespace

std::string report_json(const Report& report) {
    Json subjects = Json::array();
    for (const Subject& subject : report.subjects)
        subjects.push_back(subject_json(subject, report.target));
    return dump({{"target", target_name(report.target)},
                 {"verdict", verdict_name(report.verdict())},
                 {"effort", effort_json(report.effort())},
                 {"subjects", std::move(subjects)}});
}

std::string report_csv(const Report& report) {
    std::string out = "kind,name,rule,severity,object,type,line,detail,excerpt\n";
    for (const Subject& subject : report.subjects) {
        for (const Finding& finding : subject.findings) {
            for (const Impact& impact : finding.impacts) {
                out += fmt::format("{},{},{},{},{},{},{},{},{}\n", subject.kind,
                                   csv_field(subject.name), finding.rule->id,
                                   severity_name(finding.rule->severity), csv_field(impact.object),
                                   csv_field(impact.type),
                                   impact.line == 0 ? "" : std::to_string(impact.line),
                                   csv_field(impact.detail), csv_field(impact.excerpt));
            }
        }
    }
    return out;
}

std::string rules_json() {
    Json rules = Json::array();
    for (const Rule* rule : all_rules())
        rules.push_back(rule_json(*rule));
    return dump({{"rules", std::move(rules)}});
}

}  // namespace gantry::assess

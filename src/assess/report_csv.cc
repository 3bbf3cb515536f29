#include "assess/report_csv.h"

#include <fmt/format.h>

#include <map>

#include "assess/score.h"

namespace gantry::assess {
namespace {

class Csv {
  public:
    explicit Csv(std::string_view heading) : out_(std::string(heading) + "\r\n") {}

    Csv& text(std::string_view field) {
        next();
        const bool formula =
            !field.empty() && std::string_view("=+-@\t\r").find(field[0]) != std::string_view::npos;
        if (!formula && field.find_first_of(",\"\r\n") == field.npos) {
            out_ += field;
            return *this;
        }
        out_ += '"';
        if (formula) out_ += '\'';
        for (char c : field) {
            if (c == '"') out_ += '"';
            out_ += c;
        }
        out_ += '"';
        return *this;
    }
    Csv& number(uint64_t value) { return plain(std::to_string(value)); }
    // Empty for 0, which stands for not known.
    Csv& known(uint64_t value) { return plain(value == 0 ? "" : std::to_string(value)); }
    Csv& decimal(double value) { return plain(fmt::format("{:g}", value)); }
    void end() {
        out_ += "\r\n";
        begun_ = false;
    }
    std::string take() { return std::move(out_); }

  private:
    Csv& plain(std::string_view field) {
        next();
        out_ += field;
        return *this;
    }
    void next() {
        if (begun_) out_ += ',';
        begun_ = true;
    }

    std::string out_;
    bool begun_ = false;
};

std::string subjects_csv(const Report& report) {
    Csv out(
        "kind,name,server,source,version,compatibility_level,size_bytes,tables,modules,lines,"
        "verdict,score,low_hours,high_hours,blocks_restore,blocks_migration,changes_behaviour,"
        "deprecated,information,muted,not_analysed");
    for (const Subject& subject : report.subjects) {
        out.text(subject.kind).text(subject.name).text(subject.server).text(subject.source);
        out.text(subject.method.version ? subject.method.version->name : "");
        out.known(uint64_t(subject.compatibility_level)).known(subject.size_bytes);
        out.number(subject.tables).number(subject.modules).number(subject.lines);
        out.text(verdict_name(subject.verdict())).number(uint64_t(score_of(subject).value));
        out.decimal(subject.effort().low_hours).decimal(subject.effort().high_hours);
        for (Severity severity :
             {Severity::blocks_restore, Severity::blocks_migration, Severity::behaviour,
              Severity::deprecated, Severity::information}) {
            out.number(subject.count(severity));
        }
        out.number(subject.muted()).number(subject.not_analysed.size()).end();
    }
    return out.take();
}

std::string rules_csv(const Report& report) {
    struct Found {
        const Rule* rule = nullptr;
        uint64_t subjects = 0, places = 0, muted = 0;
    };
    std::map<std::string_view, Found> by_id;
    for (const Subject& subject : report.subjects) {
        for (const Finding& finding : subject.findings) {
            Found& found = by_id[finding.rule->id];
            found.rule = finding.rule;
            if (finding.muted != nullptr) {
                found.muted += finding.count;
            } else {
                ++found.subjects;
                found.places += finding.count;
            }
        }
    }
    Csv out(
        "rule,title,severity,category,subjects,places,muted_places,hours,consequence,fix,"
        "reference");
    for (const auto& [id, found] : by_id) {
        const Rule& rule = *found.rule;
        const double hours =
            found.places == 0 ? 0 : rule.first_hours + rule.each_hours * double(found.places);
        out.text(id).text(rule.title).text(severity_name(rule.severity)).text(rule.category);
        out.number(found.subjects).number(found.places).number(found.muted).decimal(hours);
        out.text(rule.consequence).text(rule.fix).text(rule.reference).end();
    }
    return out.take();
}

std::string inventory_csv(const Report& report) {
    Csv out("kind,name,object_kind,number");
    for (const Subject& subject : report.subjects) {
        for (const auto& [kind, number] : subject.inventory) {
            out.text(subject.kind).text(subject.name).text(kind).number(number).end();
        }
    }
    return out.take();
}

std::string objects_csv(const Report& report) {
    Csv out("kind,name,object_type,works,needs_change,blocked,not_analysed");
    for (const Subject& subject : report.subjects) {
        for (const auto& [type, counts] : subject.objects) {
            out.text(subject.kind).text(subject.name).text(type).number(counts.works);
            out.number(counts.needs_change).number(counts.blocked).number(counts.not_analysed);
            out.end();
        }
    }
    return out.take();
}

std::string not_analysed_csv(const Report& report) {
    Csv out("kind,name,object,type,line,reason");
    for (const Subject& subject : report.subjects) {
        for (const NotAnalysed& place : subject.not_analysed) {
            out.text(subject.kind).text(subject.name).text(place.object).text(place.type);
            out.known(place.line).text(place.reason).end();
        }
    }
    return out.take();
}

std::string not_assessed_csv(const Report& report) {
    Csv out("path,reason");
    for (const NotAssessed& one : report.not_assessed)
        out.text(one.path).text(one.reason).end();
    return out.take();
}

std::string comparison_csv(const Comparison& comparison) {
    Csv out("change,kind,name,rule,severity,object,type,detail,places");
    auto add = [&](std::string_view change, const std::vector<ComparedPlace>& places) {
        for (const ComparedPlace& place : places) {
            out.text(change).text(place.kind).text(place.subject).text(place.rule);
            out.text(place.severity).text(place.object).text(place.type).text(place.detail);
            out.number(place.count).end();
        }
    };
    add("new", comparison.added);
    add("fixed", comparison.fixed);
    return out.take();
}

}  // namespace

std::string findings_csv(const Report& report) {
    Csv out(
        "kind,name,rule,severity,object,type,line,column,detail,excerpt,title,muted_reason,"
        "muted_until");
    for (const Subject& subject : report.subjects) {
        for (const Finding& finding : subject.findings) {
            for (const Impact& impact : finding.impacts) {
                out.text(subject.kind).text(subject.name).text(finding.rule->id);
                out.text(severity_name(finding.rule->severity)).text(impact.object);
                out.text(impact.type).known(impact.line).known(impact.column);
                out.text(impact.detail).text(impact.excerpt).text(finding.rule->title);
                const Mute* muted = finding.muted;
                out.text(muted == nullptr ? "" : muted->reason);
                out.text(muted == nullptr ? "" : muted->until).end();
            }
        }
    }
    return out.take();
}

std::vector<CsvTable> csv_tables(const Report& report) {
    std::vector<CsvTable> out = {
        {"findings.csv", findings_csv(report)},
        {"subjects.csv", subjects_csv(report)},
        {"rules.csv", rules_csv(report)},
        {"inventory.csv", inventory_csv(report)},
        {"objects.csv", objects_csv(report)},
        {"not_analysed.csv", not_analysed_csv(report)},
        {"not_assessed.csv", not_assessed_csv(report)},
    };
    if (report.comparison) out.push_back({"comparison.csv", comparison_csv(*report.comparison)});
    return out;
}

}  // namespace gantry::assess

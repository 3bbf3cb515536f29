#include "cli/size_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/text_table.h"
#include "size/csv_reader.h"

namespace gantry::cli {
namespace {

using size::Candidate;
using size::Choice;
using size::Need;

constexpr size_t k_width = 100;

// Breaks at blanks; further lines are indented two more.
std::string wrapped(std::string_view text, size_t indent, std::string_view mark = "") {
    const std::string clean = printable(text);
    std::string out, line = std::string(indent, ' ') + std::string(mark);
    const std::string next(indent + 2, ' ');
    size_t at = 0;
    bool first = true;
    while (at < clean.size()) {
        const size_t end = std::min(clean.find(' ', at), clean.size());
        const std::string word = clean.substr(at, end - at);
        if (!first && text_width(line) + 1 + text_width(word) > k_width) {
            out += line + '\n';
            line = next;
            first = true;
        }
        if (!first) line += ' ';
        line += word;
        first = false;
        at = end + 1;
    }
    return out + line + '\n';
}

std::string number(const std::optional<double>& value, std::string_view unit, int digits = 1) {
    return value ? fmt::format("{:.{}f} {}", *value, digits, unit) : "not known";
}

std::string gigabytes(const std::optional<double>& mb) {
    return mb ? size::gigabytes_text(*mb / 1024) : "not known";
}

class Printer {
  public:
    Printer(const size::SizeReport& report, bool all) : report_(report), all_(all) {}

    std::string run() {
        for (const size::InstanceSize& instance : report_.instances) {
            if (!out_.empty()) out_ += '\n';
            print_instance(instance);
        }
        if (report_.instances.size() > 1) print_overview();
        return std::move(out_);
    }

  private:
    template <class... Parts>
    void line(fmt::format_string<Parts...> format, Parts&&... parts) {
        out_ += fmt::format(format, std::forward<Parts>(parts)...) + '\n';
    }
    void list(const std::vector<std::string>& sentences, size_t indent, std::string_view mark) {
        for (const std::string& sentence : sentences)
            out_ += wrapped(sentence, indent, mark);
    }

    void print_instance(const size::InstanceSize& instance) {
        line("Instance {}", instance.server.empty() ? "of data files" : printable(instance.server));
        if (instance.azure) print_azure(*instance.azure);
        if (instance.gantry) {
            print_gantry("Recommendation", *instance.gantry, true);
            print_gantry("With headroom", *instance.gantry_headroom, all_);
        }
        print_need(instance);
        if (instance.azure) {
            print_candidates(instance.azure->baseline);
            if (all_) print_all_reasons(instance.azure->baseline);
        }
        if (all_) print_databases(instance.workload.need);
        list(instance.workload.notes, 2, "note: ");
    }

    void print_overview() {
        TextTable table({"instance", ">databases", ">data", "size"});
        for (const size::InstanceSize& instance : report_.instances) {
            const Need& need = instance.workload.need;
            std::string chosen = "none fits";
            if (instance.gantry) {
                chosen = fmt::format("{} cores, {:.0f} GB of memory", instance.gantry->cores,
                                     instance.gantry->memory_mb / 1024);
            } else if (const Candidate* best = instance.azure->baseline.best()) {
                chosen = fmt::format("{} {}, {} vCores, {:.0f} GB", tier_title(best->fit.sku.tier),
                                     hardware_name(best->fit.sku.hardware), best->fit.sku.vcores,
                                     best->fit.storage_gb);
            }
            table.add({instance.server.empty() ? "data files" : instance.server,
                       std::to_string(need.user_databases()),
                       size::gigabytes_text(need.data_mb / 1024), std::move(chosen)});
        }
        out_ += '\n' + table.text();
    }

    void print_azure(const size::Recommendation& azure) {
        const Candidate* best = azure.baseline.best();
        if (best == nullptr) {
            line("  No size of Azure SQL Managed Instance fits");
            list(azure.advice, 4, "");
            return;
        }
        // Without CPU and memory the number of vCores is what the storage takes, no more.
        const bool partial = !azure.baseline.need.cpu_cores || !azure.baseline.need.memory_mb;
        out_ += wrapped((partial ? "At least: " : "Recommendation: ") + candidate_text(*best), 2);
        print_reasons(*best);
        print_changes(*best);
        const Candidate* roomy = azure.headroom.best();
        const double headroom = report_.options.recommend.headroom_percent;
        out_ += wrapped(fmt::format("With {:.0f} % headroom: {}", headroom,
                                    roomy == nullptr ? "no size fits"
                                    : roomy->fit.sku == best->fit.sku &&
                                            roomy->fit.storage_gb == best->fit.storage_gb
                                        ? "the same"
                                        : candidate_text(*roomy)),
                        2);
        if (azure.time_series && !(azure.time_series->fit.sku == best->fit.sku)) {
            out_ += wrapped(
                fmt::format("By the time series: {} (at a limit in {:.1f} % of the windows)",
                            candidate_text(*azure.time_series),
                            azure.time_series->throttling.any.value_or(0)),
                2);
        }
        print_neighbour("Next smaller", azure.baseline.smaller, *best);
        print_neighbour("Next larger", azure.baseline.larger, *best);
    }

    // Limits that are far away are for --all.
    void print_reasons(const Candidate& candidate) {
        constexpr double k_near = 0.5;
        std::vector<std::string> hidden;
        for (const size::Check& check : candidate.fit.checks) {
            const bool minor = check.resource > size::Resource::storage &&
                               check.resource != size::Resource::iops &&
                               check.resource != size::Resource::throughput &&
                               check.resource != size::Resource::log_rate &&
                               check.resource != size::Resource::io_latency &&
                               check.resource != size::Resource::in_memory_oltp;
            if (!all_ && minor && check.fits && check.needed < k_near * check.limit) {
                hidden.push_back(check.sentence);
            }
        }
        for (const std::string& sentence : candidate.positive) {
            if (std::find(hidden.begin(), hidden.end(), sentence) == hidden.end()) {
                out_ += wrapped(sentence, 4, "+ ");
            }
        }
        list(candidate.negative, 4, "- ");
    }

    void print_changes(const Candidate& best) {
        const auto& changes = best.fit.file_changes;
        constexpr size_t k_shown = 5;
        const size_t shown = all_ ? changes.size() : std::min(k_shown, changes.size());
        for (size_t i = 0; i < shown; ++i) {
            const size::FileChange& change = changes[i];
            out_ += wrapped(
                fmt::format("{} file {} of {}: make it {}{:.0f} GB{}: {}",
                            change.log ? "log" : "data", change.file, change.database,
                            change.parts > 1 ? fmt::format("{} files of ", change.parts) : "",
                            change.to_gb, change.parts > 1 ? " each" : "", change.reason),
                4, "! ");
        }
        if (shown < changes.size()) line("    ! and {} more files", changes.size() - shown);
    }

    // What the step down lacks, and what the step up would leave unused.
    void print_neighbour(std::string_view title, const std::optional<Candidate>& neighbour,
                         const Candidate& best) {
        if (!neighbour) {
            line("  {}: there is none in this tier and hardware", title);
            return;
        }
        const auto& sku = neighbour->fit.sku;
        std::string text =
            fmt::format("{}: {} vCores, {:.1f} GB", title, sku.vcores, sku.memory_gb);
        if (neighbour->fit.fits()) {
            text += fmt::format(", relative cost {:.0f} against {:.0f}{}", neighbour->cost.total(),
                                best.cost.total(), utilisation(*neighbour));
        } else {
            text += " does not do: ";
            for (size_t i = 0; i < neighbour->negative.size(); ++i)
                text += (i == 0 ? "" : "; ") + neighbour->negative[i];
        }
        out_ += wrapped(text, 2);
    }

    static std::string utilisation(const Candidate& candidate) {
        std::string out;
        for (size::Resource resource : {size::Resource::cpu, size::Resource::memory}) {
            const size::Check* check = candidate.fit.find(resource);
            if (check == nullptr || check->limit == 0) continue;
            out += fmt::format(", {} used to {:.0f} %", resource_name(resource),
                               100 * check->needed / check->limit);
        }
        return out;
    }

    void print_need(const size::InstanceSize& instance) {
        const Need& need = instance.workload.need;
        const double scaling = report_.options.recommend.scaling_percent;
        if (need.points == 0) {
            line("  Rests on sizes and files alone, nothing was measured");
        } else {
            out_ += wrapped(
                fmt::format(
                    "Measured {} to {} UTC, {} values, percentile {:g}, scaling factor {:g} %",
                    size::time_text(need.start), size::time_text(need.end), need.points,
                    need.percentile, scaling),
                2);
        }
        TextTable table({"need", "value", "need", "value"});
        table.add({"CPU", number(need.cpu_cores, "cores", 2), "I/O", number(need.iops, "IOPS", 0)});
        table.add(
            {"memory", gigabytes(need.memory_mb), "throughput", number(need.mb_per_s, "MB/s")});
        table.add({"data", gigabytes(need.data_mb), "log rate", number(need.log_mb_per_s, "MB/s")});
        table.add({"log", gigabytes(need.log_mb), "latency of I/O", number(need.latency_ms, "ms")});
        table.add({"tempdb", gigabytes(need.tempdb_mb), "databases, files",
                   fmt::format("{}, {}", need.user_databases(), need.files())});
        if (need.memory_optimized || need.in_memory_mb.value_or(0) > 0) {
            table.add({"In-Memory OLTP", gigabytes(need.in_memory_mb), "", ""});
        }
        out_ += table.text(4);
        const auto& missing = instance.workload.missing;
        if (missing.empty()) return;
        std::string names;
        for (const std::string& name : missing)
            names += (names.empty() ? "" : ", ") + name;
        out_ += wrapped(fmt::format("Missing: {}. To measure them on the source: gantry size "
                                    "collector",
                                    names),
                        2);
    }

    void print_candidates(const Choice& choice) {
        TextTable table({"rank", "tier", "hardware", ">vCores", ">memory GB", ">storage GB",
                         ">cost", ">throttled"});
        for (const Candidate& one : choice.candidates) {
            if (one.ranking < 0) continue;
            const auto& any = one.throttling.any;
            table.add(
                {std::to_string(one.ranking), std::string(tier_title(one.fit.sku.tier)),
                 std::string(hardware_name(one.fit.sku.hardware)),
                 std::to_string(one.fit.sku.vcores), fmt::format("{:.1f}", one.fit.sku.memory_gb),
                 fmt::format("{:.0f}", one.fit.storage_gb), fmt::format("{:.0f}", one.cost.total()),
                 any ? fmt::format("{:.1f} %", *any) : "-"});
        }
        if (!table.empty()) out_ += table.text(2);
        for (const Candidate& one : choice.candidates) {
            if (one.ranking >= 0) continue;
            out_ += wrapped(fmt::format("{} on {} does not fit: {}", tier_title(one.fit.sku.tier),
                                        hardware_title(one.fit.sku.hardware), failing(one)),
                            2);
        }
    }

    static std::string failing(const Candidate& candidate) {
        std::string out;
        for (const size::Check& check : candidate.fit.checks) {
            if (!check.fits) out += (out.empty() ? "" : "; ") + check.sentence;
        }
        return out;
    }

    void print_all_reasons(const Choice& choice) {
        for (size_t i = 1; i < choice.candidates.size(); ++i) {
            const Candidate& one = choice.candidates[i];
            if (one.ranking < 0) continue;
            out_ += wrapped(fmt::format("{}. {}", one.ranking, candidate_text(one)), 2);
            list(one.positive, 4, "+ ");
            list(one.negative, 4, "- ");
            print_changes(one);
        }
    }

    void print_databases(const Need& need) {
        TextTable table(
            {"database", "file", "type", ">GB", ">IOPS", ">MB/s", ">read ms", ">write ms"});
        const auto cell = [](const std::optional<double>& value, int digits) {
            return value ? fmt::format("{:.{}f}", *value, digits) : "-";
        };
        for (const size::DatabaseNeed& database : need.databases) {
            for (const size::FileNeed& file : database.files) {
                table.add({database.name, file.name, std::string(file_type_name(file.type)),
                           cell(file.size_mb / 1024, 2), cell(file.iops, 0), cell(file.mb_per_s, 1),
                           cell(file.read_latency_ms, 1), cell(file.write_latency_ms, 1)});
            }
        }
        if (!table.empty()) out_ += table.text(2);
    }

    void print_gantry(std::string_view title, const size::GantrySize& size, bool reasons) {
        line("  {}: {} cores, {:.0f} GB of memory, {:.0f} GB of disk", title, size.cores,
             size.memory_mb / 1024, size.disk_gb);
        if (!reasons) return;
        list(size.reasons, 4, "+ ");
        list(size.cautions, 4, "- ");
        for (const size::Setting& setting : size.postgresql) {
            out_ += wrapped(
                fmt::format("{} = {}: {}", setting.name, setting.value, setting.sentence), 4);
        }
    }

    const size::SizeReport& report_;
    const bool all_;
    std::string out_;
};

std::string size_sentence(const size::InstanceSize& instance) {
    std::string out = (instance.server.empty() ? "the data files" : instance.server) + ": ";
    const auto& missing = instance.workload.missing;
    if (!missing.empty()) out += "at least ";
    if (instance.gantry) {
        out +=
            fmt::format("{} cores, {:.0f} GB of memory, {:.0f} GB of disk", instance.gantry->cores,
                        instance.gantry->memory_mb / 1024, instance.gantry->disk_gb);
    } else if (const Candidate* best = instance.azure->baseline.best()) {
        out += candidate_text(*best);
    } else {
        return out + "none of Azure SQL Managed Instance fits; gantry size says why";
    }
    if (missing.empty()) return out;
    return out + fmt::format(". Not measured: {}", fmt::join(missing, ", "));
}

}  // namespace

std::vector<std::string> size_sentences(const size::SizeReport& report) {
    std::vector<std::string> out;
    for (const size::InstanceSize& instance : report.instances)
        out.push_back(size_sentence(instance));
    return out;
}

std::string size_text(const size::SizeReport& report, bool all) {
    return Printer(report, all).run();
}

}  // namespace gantry::cli

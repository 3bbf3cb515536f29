#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "assess/html_text.h"
#include "migrate/migration_page.h"
#include "migrate/report.h"

namespace gantry::migrate {
namespace {

using assess::escape_html;

std::string size_text(uint64_t bytes) {
    constexpr uint64_t k_gigabyte = 1'000'000'000;
    if (bytes == 0) return {};  // not known
    return bytes < k_gigabyte ? fmt::format("{:.1f} MB", double(bytes) / 1e6)
                              : fmt::format("{:.1f} GB", double(bytes) / 1e9);
}

std::string level_text(int level) {
    return level == 0 ? std::string() : std::to_string(level);
}

// A table that scrolls by itself where it is wider than the screen, by keyboard too. Names of
// columns that begin with '>' are of numbers.
std::string table_html(std::string_view label, const std::vector<std::string_view>& columns,
                       const std::string& rows) {
    std::string out = fmt::format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><tr>",
        escape_html(label));
    for (std::string_view column : columns) {
        const bool number = column.starts_with('>');
        if (number) column.remove_prefix(1);
        out +=
            fmt::format("<th scope=\"col\"{}>{}</th>", number ? " class=\"number\"" : "", column);
    }
    return out + "</tr>" + rows + "</table></div>";
}

std::string seconds(int64_t ms) {
    return fmt::format("{:.1f} s", double(ms) / 1000);
}

std::string list(const std::vector<std::string>& lines) {
    std::string out = "<ul>";
    for (const std::string& line : lines)
        out += "<li>" + escape_html(line) + "</li>";
    return out + "</ul>";
}

const char* class_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::equal:
            return "good";
        case Outcome::not_possible:
        case Outcome::stopped:
            return "note";
        default:
            return "bad";
    }
}

std::string outcome_text(const DatabaseResult& result) {
    switch (result.outcome) {
        case Outcome::equal:
            return result.done_before ? "equal (by an earlier run)" : "equal";
        case Outcome::different:
            return "there are differences";
        case Outcome::not_possible:
            return "cannot be moved";
        case Outcome::stopped:
            return "stopped";
        default:
            return "failed";
    }
}

struct Counts {
    uint64_t equal = 0, different = 0, not_compared = 0, columns = 0, rows = 0;
};

Counts count(const DatabaseResult& result) {
    Counts out;
    for (const TableRecord& table : result.tables) {
        out.rows += table.target_rows;
        out.columns += table.not_compared.size();
        if (table.result == TableResult::equal) {
            ++out.equal;
        } else if (table.result == TableResult::not_compared) {
            ++out.not_compared;
        } else {
            ++out.different;
        }
    }
    return out;
}

std::string table_row(const TableRecord& table) {
    std::string detail = escape_html(table.detail);
    for (const std::string& column : table.not_compared)
        detail += (detail.empty() ? "" : "<br>") + ("not compared: " + escape_html(column));
    const bool good = table.result == TableResult::equal;
    return fmt::format(
        "<tr><td>{}</td><td class=\"{}\">{}</td><td class=\"number\">{}</td>"
        "<td class=\"number\">{}</td><td><code>{}</code>{}</td><td>{}</td></tr>",
        escape_html(table.name), good ? "good" : "bad", result_name(table.result),
        table.source_rows, table.target_rows, escape_html(table.source_hash),
        table.source_hash == table.target_hash
            ? ""
            : "<br><code>" + escape_html(table.target_hash) + "</code>",
        detail);
}

std::string tables_html(const DatabaseResult& result) {
    if (result.tables.empty()) return {};
    std::vector<const TableRecord*> order;
    for (const TableRecord& table : result.tables)
        order.push_back(&table);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return (a->result == TableResult::equal) < (b->result == TableResult::equal);
    });
    std::string rows;
    for (const TableRecord* table : order)
        rows += table_row(*table);
    return fmt::format(
        "<details{}><summary>{} {}</summary>{}</details>",
        result.outcome == Outcome::different ? " open" : "", result.tables.size(),
        result.tables.size() == 1 ? "table" : "tables",
        table_html("Tables of " + result.record.target_name,
                   {"table", "result", ">rows, source", ">rows, target", "hash", "remarks"}, rows));
}

std::string files_html(const PlannedDatabase& database) {
    std::vector<std::string> lines;
    for (const PlannedStep& step : database.steps) {
        std::string line = role_name(step.role) + " of " + step.finished + ":";
        for (const PlannedFile& file : step.files)
            line += " " + file.name;
        lines.push_back(std::move(line));
    }
    return lines.empty() ? "" : "<h3>Made of</h3>" + list(lines);
}

std::string database_html(const PlannedDatabase& database, const DatabaseResult* result) {
    std::string out = "<section><h2>" + escape_html(database.name) + "</h2>";
    if (database.target_name != database.name) {
        out += "<p>On the target: " + escape_html(database.target_name) + "</p>";
    }
    if (result != nullptr) {
        out +=
            fmt::format("<p class=\"{}\">{}</p>", class_of(result->outcome), outcome_text(*result));
        const std::string& error = result->error;
        if (!error.empty()) out += "<p>" + escape_html(error) + "</p>";
        if (!result->hint.empty()) {
            out += "<p class=\"quiet\">" + escape_html(result->hint) + "</p>";
        }
    } else if (!database.problem.empty()) {
        out += "<p class=\"note\">" + escape_html(database.problem) + "</p><p class=\"quiet\">" +
               escape_html(database.hint) + "</p>";
    }
    if (!database.steps.empty()) {
        out += fmt::format(
            "<p class=\"quiet\">{} from {}; backups {}, {} tables, {} modules; "
            "compatibility level {} {}</p>",
            escape_html(database.source_version), escape_html(database.server),
            size_text(database.backup_bytes), database.tables, database.modules,
            database.source_level,
            database.source_level == database.target_level
                ? "stays"
                : fmt::format("becomes {}", database.target_level));
    }
    if (!database.not_coming.empty()) {
        out += "<h3>What does not work on the target, or is not checked</h3>" +
               list(database.not_coming);
    }
    if (!database.notes.empty()) out += "<h3>About its backups</h3>" + list(database.notes);
    out += files_html(database);
    if (result != nullptr) out += tables_html(*result);
    return out + "</section>";
}

// With its server where another one has a database of that name.
std::string name_html(const Plan& plan, const PlannedDatabase& database) {
    const bool twice = std::count_if(plan.databases.begin(), plan.databases.end(),
                                     [&](const PlannedDatabase& one) {
                                         return one.target_name == database.target_name;
                                     }) > 1;
    return escape_html(database.target_name) +
           (twice ? " <span class=\"quiet\">of " + escape_html(database.server) + "</span>" : "");
}

std::string plan_overview_html(const MigrationReport& report) {
    std::string rows;
    for (const PlannedDatabase& database : report.plan.databases) {
        const bool possible = database.problem.empty();
        rows += fmt::format(
            "<tr><td>{}</td><td{}>{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
            name_html(report.plan, database), possible ? "" : " class=\"note\"",
            possible ? "planned" : "cannot be moved", size_text(database.data_bytes),
            level_text(database.target_level), database.rows);
    }
    return table_html("Databases", {"database", "result", ">size", ">level", ">rows"}, rows);
}

std::string result_overview_html(const MigrationReport& report) {
    std::string rows;
    for (size_t i = 0; i < report.results.size(); ++i) {
        const PlannedDatabase& database = report.plan.databases[i];
        const DatabaseResult& result = report.results[i];
        const Counts counts = count(result);
        const int level = result.record.compatibility_level != 0 ? result.record.compatibility_level
                                                                 : database.target_level;
        rows += fmt::format(
            "<tr><td>{}</td><td class=\"{}\">{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td></tr>",
            name_html(report.plan, database), class_of(result.outcome), outcome_text(result),
            size_text(database.data_bytes), level_text(level), counts.rows, counts.equal,
            counts.different, counts.not_compared, seconds(result.record.restore_ms),
            seconds(result.record.verify_ms));
    }
    return table_html("Databases",
                      {"database", "result", ">size", ">level", ">rows", ">tables equal",
                       ">different", ">not compared", ">restore", ">compare"},
                      rows);
}

std::string not_moved_html(const Plan& plan) {
    std::string out;
    if (!plan.not_moved.empty()) {
        out += "<section><h2>Not moved</h2><ul>";
        for (const NotMoved& one : plan.not_moved) {
            out += "<li><b>" + escape_html(one.name) + "</b>: " + escape_html(one.reason);
            if (!one.how.empty()) out += ". " + escape_html(one.how);
            out += "</li>";
        }
        out += "</ul></section>";
    }
    if (!plan.notes.empty()) {
        out += "<section><h2>Around the databases</h2>" + list(plan.notes) + "</section>";
    }
    return out;
}

// "17 of 21 databases are equal, 4 cannot be moved".
std::string verdict(const MigrationReport& report) {
    if (report.results.empty()) return "Plan only: nothing was changed";
    std::map<Outcome, size_t> counts;
    for (const DatabaseResult& result : report.results)
        ++counts[result.outcome];
    const size_t all = report.results.size(), equal = counts[Outcome::equal];
    std::string out = equal == all
                          ? fmt::format("Every table that can be compared is equal, of {} {}", all,
                                        all == 1 ? "database" : "databases")
                          : fmt::format("{} of {} {} equal", equal, all,
                                        all == 1 ? "database is" : "databases are");
    const auto add = [&](Outcome outcome, const char* text) {
        if (counts[outcome] > 0) out += fmt::format(", {} {}", counts[outcome], text);
    };
    add(Outcome::different,
        counts[Outcome::different] == 1 ? "has differences" : "have differences");
    add(Outcome::not_possible, "cannot be moved");
    add(Outcome::failed, "failed");
    add(Outcome::stopped, counts[Outcome::stopped] == 1 ? "was stopped" : "were stopped");
    if (counts[Outcome::failed] + counts[Outcome::stopped] > 0) out += ". The same command goes on";
    return out;
}

}  // namespace

std::string report_html(const MigrationReport& report) {
    std::string body =
        "<section><h2>Databases</h2>" +
        (report.results.empty() ? plan_overview_html(report) : result_overview_html(report)) +
        "</section>";
    for (size_t i = 0; i < report.plan.databases.size(); ++i) {
        body += database_html(report.plan.databases[i],
                              i < report.results.size() ? &report.results[i] : nullptr);
    }
    body += not_moved_html(report.plan);
    body += fmt::format(
        "<section><h2>This run</h2><p><code>{}</code></p><p class=\"quiet\">gantry {}, started {}, "
        "{}; target {} ({} {})</p></section>",
        escape_html(report.command), escape_html(report.tool_version), escape_html(report.started),
        seconds(report.duration_ms), escape_html(report.target_url),
        product_name(report.plan.target.product), escape_html(report.plan.target.version));
    const int code = exit_code(report);
    const std::string title = "Migration to " + escape_html(report.plan.target.name);
    const std::string style_hash = assess::csp_hash(k_style);
    const std::string verdict_text = escape_html(verdict(report));
    return assess::fill_template(k_page, {{"style_hash", style_hash},
                                          {"style", k_style},
                                          {"title", title},
                                          {"verdict", verdict_text},
                                          {"verdict_class", report.results.empty() ? "quiet"
                                                            : code == 0            ? "good"
                                                                                   : "bad"},
                                          {"body", body}});
}

}  // namespace gantry::migrate

#include <fmt/format.h>

#include <algorithm>

#include "assess/html_text.h"
#include "migrate/migration_page.h"
#include "migrate/report.h"

namespace gantry::migrate {
namespace {

using assess::escape_html;

std::string megabytes(uint64_t bytes) {
    return fmt::format("{:.1f} MB", double(bytes) / 1e6);
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
    std::string out = fmt::format(
        "<details{}><summary>{} tables</summary><div class=\"scroll\"><table><tr><th>table</th>"
        "<th>result</th><th class=\"number\">rows, source</th><th class=\"number\">rows, target"
        "</th><th>hash</th><th></th></tr>",
        result.outcome == Outcome::different ? " open" : "", result.tables.size());
    for (const TableRecord* table : order)
        out += table_row(*table);
    return out + "</table></div></details>";
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
    out += fmt::format(
        "<p class=\"quiet\">{} from {}; backups {}, {} tables, {} modules; "
        "compatibility level {} becomes {}</p>",
        escape_html(database.source_version), escape_html(database.server),
        megabytes(database.backup_bytes), database.tables, database.modules, database.source_level,
        database.target_level);
    if (!database.not_coming.empty()) {
        out += "<h3>What does not work on the target, or is not checked</h3>" +
               list(database.not_coming);
    }
    if (!database.notes.empty()) out += "<h3>About its backups</h3>" + list(database.notes);
    out += files_html(database);
    if (result != nullptr) out += tables_html(*result);
    return out + "</section>";
}

std::string overview_html(const MigrationReport& report) {
    std::string out =
        "<section><h2>Databases</h2><div class=\"scroll\"><table><tr><th>database</th><th>result"
        "</th><th class=\"number\">size</th><th class=\"number\">level</th><th class=\"number\">"
        "rows</th><th class=\"number\">tables equal</th><th class=\"number\">different</th>"
        "<th class=\"number\">not compared</th><th class=\"number\">restore</th>"
        "<th class=\"number\">compare</th></tr>";
    for (size_t i = 0; i < report.plan.databases.size(); ++i) {
        const PlannedDatabase& database = report.plan.databases[i];
        if (i >= report.results.size()) {
            out += fmt::format(
                "<tr><td>{}</td><td class=\"{}\">{}</td><td class=\"number\">{}</td>"
                "<td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
                escape_html(database.target_name), database.problem.empty() ? "" : "note",
                database.problem.empty() ? "planned" : "cannot be moved",
                megabytes(database.data_bytes), database.target_level, database.rows);
            continue;
        }
        const DatabaseResult& result = report.results[i];
        const Counts counts = count(result);
        const int level = result.record.compatibility_level != 0 ? result.record.compatibility_level
                                                                 : database.target_level;
        out += fmt::format(
            "<tr><td>{}</td><td class=\"{}\">{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
            "<td class=\"number\">{}</td></tr>",
            escape_html(database.target_name), class_of(result.outcome), outcome_text(result),
            megabytes(database.data_bytes), level, counts.rows, counts.equal, counts.different,
            counts.not_compared, seconds(result.record.restore_ms),
            seconds(result.record.verify_ms));
    }
    return out + "</table></div></section>";
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

std::string verdict(const MigrationReport& report) {
    if (report.results.empty()) return "Plan only: nothing was changed";
    switch (exit_code(report)) {
        case 0:
            return "Every table that can be compared is equal";
        case 1:
            return "There are differences, or databases that cannot be moved";
        default:
            return "Not everything is done; the same command goes on";
    }
}

}  // namespace

std::string report_html(const MigrationReport& report) {
    std::string body = overview_html(report);
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

#include "size/performance_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "base/error.h"
#include "base/utf.h"
#include "size/performance_parts.h"

namespace gantry::size {
namespace {

constexpr size_t k_servers_max = 1000;
constexpr size_t k_parts_max = 500000;  // databases and files
constexpr uint64_t k_points_max = 20'000'000;

std::string trimmed_lower(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return ascii_lower(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

// Lengths keep apart whatever characters the names hold.
std::string key_of(std::initializer_list<std::string_view> names) {
    std::string out;
    for (std::string_view name : names) {
        const std::string lower = ascii_lower(name);
        out += fmt::format("{}:{}", lower.size(), lower);
    }
    return out;
}

}  // namespace

Columns::Columns(const std::vector<std::string>& heading) : count_(heading.size()) {
    for (size_t i = 0; i < heading.size(); ++i)
        index_.emplace(trimmed_lower(heading[i]), i);
}

bool Columns::has_all(std::initializer_list<std::string_view> names) const {
    return std::all_of(names.begin(), names.end(),
                       [this](std::string_view name) { return has(name); });
}

void Columns::require_shape(const CsvReader& csv, const std::vector<std::string>& row) const {
    if (row.size() == count_) return;
    csv.fail(fmt::format("{} fields where the heading has {}", row.size(), count_),
             row.size() > count_ ? "is a number written with a decimal comma? Collect with a "
                                   "decimal point, or separate fields by semicolons"
                                 : "is the file cut off?");
}

const std::string& Columns::get(const std::vector<std::string>& row, std::string_view name) const {
    static const std::string none;
    const auto found = index_.find(std::string(name));
    return found == index_.end() || found->second >= row.size() ? none : row[found->second];
}

double number_of(const CsvReader& csv, std::string_view what, const std::string& text) {
    double value = 0;
    if (!parse_number(text, csv.separator() != ',', value)) {
        const bool comma = text.find(',') != text.npos;
        csv.fail(fmt::format("{} is not a number: '{}'", what, text.substr(0, 100)),
                 comma ? "write it with a decimal point, or separate fields by semicolons" : "");
    }
    if (value < 0) csv.fail(fmt::format("{} is negative: {}", what, text.substr(0, 100)));
    return value;
}

double Columns::number(const CsvReader& csv, const std::vector<std::string>& row,
                       std::string_view name) const {
    return number_of(csv, name, get(row, name));
}

int64_t Columns::time(const CsvReader& csv, const std::vector<std::string>& row,
                      std::string_view name) const {
    const std::string& text = get(row, name);
    int64_t out = 0;
    if (!parse_time(text, out)) {
        csv.fail(fmt::format("{} is not a time: '{}'", name, text.substr(0, 100)),
                 "times are written as 2026-01-31 23:59:59");
    }
    return out;
}

Workload& Places::server(const CsvReader& csv, const std::string& name, Source source) {
    const auto [place, is_new] = index_.emplace(key_of({name}), workloads.size());
    if (is_new) {
        if (workloads.size() == k_servers_max) csv.fail("too many servers");
        workloads.emplace_back();
        workloads.back().server = name;
        workloads.back().source = source;
    }
    Workload& out = workloads[place->second];
    if (out.inputs.empty() || out.inputs.back() != input_) out.inputs.push_back(input_);
    return out;
}

DatabaseLoad& Places::database(const CsvReader& csv, Workload& workload, const std::string& name) {
    const std::string key = key_of({workload.server, name});
    const auto [place, is_new] = index_.emplace(key, workload.databases.size());
    if (is_new) {
        if (index_.size() > k_parts_max) csv.fail("too many databases and files");
        workload.databases.emplace_back();
        workload.databases.back().name = name;
    }
    return workload.databases[place->second];
}

FileLoad& Places::file(const CsvReader& csv, Workload& workload, const std::string& database_name,
                       const std::string& name) {
    DatabaseLoad& in = database(csv, workload, database_name);
    const std::string key = key_of({workload.server, database_name, name});
    const auto [place, is_new] = index_.emplace(key, in.files.size());
    if (is_new) {
        if (index_.size() > k_parts_max) csv.fail("too many databases and files");
        in.files.emplace_back();
        in.files.back().name = name;
    }
    return in.files[place->second];
}

void Places::add(const CsvReader& csv, Series& series, int64_t time, double value) {
    if (++points_ > k_points_max) {
        csv.fail(fmt::format("more than {} measurements", k_points_max),
                 "give fewer instances or a shorter time");
    }
    series.add(time, value);
}

FileType file_type_of(std::string_view text) {
    const std::string type = trimmed_lower(text);
    if (type == "rows" || type == "0") return FileType::rows;
    if (type == "log" || type == "1") return FileType::log;
    if (type == "filestream" || type == "2") return FileType::filestream;
    if (type == "fulltext" || type == "4") return FileType::fulltext;
    return FileType::other;
}

PerformanceReader::PerformanceReader() : places_(std::make_unique<Places>()) {}
PerformanceReader::~PerformanceReader() = default;

namespace {

using ReadRows = void (*)(CsvReader& csv, const Columns& columns, Places& places);

ReadRows reader_of(const Columns& columns) {
    if (is_counters(columns)) return read_counters;
    if (is_instance_facts(columns)) return read_instance_facts;
    if (is_database_files(columns)) return read_database_files;
    if (is_samples(columns)) return read_samples;
    return nullptr;
}

// Reads up to the heading. sqlcmd may print a line of its own above it.
std::optional<Columns> find_heading(CsvReader& csv) {
    constexpr int k_lines_before_max = 5;
    std::vector<std::string> heading;
    for (int i = 0; i < k_lines_before_max && csv.next(heading); ++i) {
        Columns columns(heading);
        if (reader_of(columns) != nullptr) return columns;
    }
    return {};
}

}  // namespace

void PerformanceReader::read(const ByteSource& source) {
    CsvReader csv(source);
    places_->begin_file(source.name());
    const std::optional<Columns> columns = find_heading(csv);
    if (!columns) {
        throw FormatError(
            fmt::format("{}:1: no heading of a known kind of performance file", source.name()), 0,
            "performance files come from the SQL Server assessment tools or from: gantry "
            "size collector");
    }
    reader_of (*columns)(csv, *columns, *places_);
}

bool is_performance_file(const ByteSource& source) {
    try {
        CsvReader csv(source);
        return find_heading(csv).has_value();
    } catch (const FormatError&) {
        return false;  // no CSV at all
    }
}

std::vector<Workload> PerformanceReader::take() {
    std::vector<Workload> out = std::move(places_->workloads);
    places_ = std::make_unique<Places>();
    return out;
}

}  // namespace gantry::size

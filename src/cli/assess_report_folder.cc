#include "cli/assess_report_folder.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "assess/report_csv.h"
#include "assess/report_html.h"
#include "assess/report_json.h"
#include "base/error.h"

namespace gantry::cli {
namespace {

namespace fs = std::filesystem;

std::string beginning_of(const fs::path& path) {
    constexpr size_t k_bytes = 1024;
    std::string out(k_bytes, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(out.data(), std::streamsize(out.size()));
    out.resize(size_t(file.gcount()));
    return out;
}

// Databases that an earlier run knew. What cannot be removed stays: it is no page of this report.
void remove_stale_pages(const fs::path& folder, const std::set<fs::path>& written) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        const fs::path& path = entry.path();
        const fs::path kind = path.extension();
        const bool page = kind == ".html" || kind == ".css" || kind == ".js";
        if (!page || written.contains(path) || !entry.is_regular_file(error)) continue;
        if (assess::is_report_page(beginning_of(path))) fs::remove(path, error);
    }
    if (fs::is_empty(folder, error)) fs::remove(folder, error);
}

}  // namespace

void write_text_file(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), std::streamsize(text.size()));
    file.close();
    if (!file) throw IoError(fmt::format("{} could not be written", path));
}

void write_report_folder(const std::string& folder, const assess::Report& report) {
    const fs::path base(folder), pages = base / "databases";
    std::error_code error;
    fs::create_directories(base, error);
    if (error) throw IoError(fmt::format("{}: {}", folder, error.message()));
    const std::string json = report_json(report);
    write_text_file(base / "assessment.json", json);
    for (const assess::CsvTable& table : csv_tables(report))
        write_text_file(base / table.file, table.text);
    std::set<fs::path> written;
    assess::report_html(json, [&](const std::string& path, const std::string& text) {
        const fs::path file = base / path;
        fs::create_directories(file.parent_path(), error);
        if (error) throw IoError(fmt::format("{}: {}", file.string(), error.message()));
        write_text_file(file, text);
        written.insert(file);
    });
    remove_stale_pages(pages, written);
}

}  // namespace gantry::cli

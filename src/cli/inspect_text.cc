// The table form of `gantry inspect`.

#include <fmt/format.h>

#include <algorithm>

#include "base/utf.h"
#include "cli/inspect_report.h"
#include "types/collation.h"

namespace gantry::cli {

namespace {

std::string human_size(uint64_t bytes) {
    constexpr const char* units[] = {"B", "KB", "MB", "GB", "TB"};
    double value = double(bytes);
    size_t unit = 0;
    while (value >= 1024 && unit + 1 < std::size(units)) {
        value /= 1024;
        ++unit;
    }
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

void print_field(const char* name, const std::string& value) {
    if (!value.empty()) fmt::print("  {:<20} {}\n", name, value);
}

void print_set(const backup::BackupSetHeader& h) {
    fmt::print("\nBackup set {}: {} of {}{}\n", h.position, h.type_description(), h.database_name,
               h.complete ? "" : " (NOT FINISHED)");
    print_field("name", h.name);
    print_field("description", h.description);
    print_field("server", h.server_name);
    print_field("user", h.user_name);
    print_field("version", fmt::format("{}.{}.{} (database {})", h.software_major, h.software_minor,
                                       h.software_build, h.database_version));
    print_field("compatibility", fmt::format("{}", h.compatibility_level));
    print_field("recovery model", h.recovery_model());
    print_field("started", to_string(h.start));
    print_field("finished", to_string(h.finish));
    print_field("size", h.compressed ? fmt::format("{} ({} compressed)", human_size(h.backup_size),
                                                   human_size(h.compressed_size))
                                     : human_size(h.backup_size));
    print_field("LSN", fmt::format("{} .. {}", to_string(h.first_lsn), to_string(h.last_lsn)));
    if (h.type == 'I') print_field("differential base", to_string(h.differential_base_lsn));
    print_field("checksums", h.flags & backup::k_flag_checksum ? "yes" : "no");
    fmt::print("  files\n");
    for (const backup::DatabaseFile& file : h.files) {
        fmt::print("    {} {:>3}  {:<24} {:>10}  {:<12} {}\n", file.type, file.file_id,
                   file.logical_name, human_size(file.size), file.file_group_name,
                   file.physical_name);
    }
}

void print_database(const InspectReport& report) {
    const catalog::Database& db = report.image->model();
    fmt::print("\nDatabase {}\n", db.name);
    print_field("internal version",
                fmt::format("{} (created as {})", db.internal_version, db.created_version));
    print_field("collation", types::collation_name(db.collation));
    print_field("compatibility", fmt::format("{}", db.compatibility_level));
    print_field("recovery model", db.recovery_model);
    size_t indexes = 0, keys = 0, checks = 0, table_types = 0;
    for (const catalog::Table& table : db.tables) {
        for (const catalog::Index& index : table.indexes)
            indexes += index.id != 0;
        keys += table.foreign_keys.size();
        checks += table.checks.size();
        table_types += table.is_table_type;
    }
    fmt::print(
        "  {} tables, {} table types, {} indexes, {} foreign keys, {} checks, {} modules, "
        "{} sequences, {} synonyms, {} user types, {} schemas, {} principals\n",
        db.tables.size() - table_types, table_types, indexes, keys, checks, db.modules.size(),
        db.sequences.size(), db.synonyms.size(), db.user_types.size(), db.schemas.size(),
        db.principals.size());
}

void print_tables(const InspectReport& report) {
    const catalog::Database& db = report.image->model();
    size_t width = 5;
    for (const catalog::Table& table : db.tables) {
        width = std::max(width, utf16_length(full_name(db, table)));
    }
    bool checked = !report.checks.empty();
    fmt::print("\n{:<{}} {:>12} {:>8}{}\n", "table", width, "rows", "columns",
               checked ? "  decoded" : "");
    for (size_t i = 0; i < db.tables.size(); ++i) {
        const catalog::Table& table = db.tables[i];
        if (table.is_table_type) continue;
        fmt::print("{:<{}} {:>12} {:>8}", full_name(db, table), width, table.row_count,
                   table.columns.size());
        if (checked) {
            const TableCheck& check = report.checks[i];
            if (!check.error.empty()) {
                fmt::print("  ERROR {}", check.error);
            } else {
                fmt::print("  {}", check.decoded_rows == uint64_t(table.row_count)
                                       ? std::string("same")
                                       : fmt::format("{} DIFFERS", check.decoded_rows));
            }
        }
        fmt::print("\n");
    }
}

}  // namespace

std::string schema_name(const catalog::Database& model, int32_t schema_id) {
    for (const catalog::Schema& schema : model.schemas) {
        if (schema.id == schema_id) return schema.name;
    }
    return fmt::format("{}", schema_id);
}

std::string full_name(const catalog::Database& model, const catalog::Table& table) {
    return schema_name(model, table.schema_id) + "." + table.name;
}

void print_report(const InspectReport& report) {
    for (const backup::MediaSet& media : report.media) {
        const backup::MediaHeader& label = media.label();
        fmt::print("Media set {}, {} of {} families{}\n", to_string(label.media_set_id),
                   media.files().size(), label.family_count,
                   label.compressed ? ", compressed" : "");
        for (const backup::MediaFile& file : media.files()) {
            fmt::print("  family {}  {}  {}\n", file.contents.media.family_number,
                       human_size(file.file->size()), file.name());
        }
        for (const backup::BackupSetHeader& header : media.sets())
            print_set(header);
        for (const backup::BackupSetHeader& header : media.sets()) {
            if (header.complete) continue;
            fmt::print(
                "\nwarning: backup set {} is not whole: it ends too early and cannot be "
                "restored\n",
                header.position);
        }
    }
    if (!report.image_error.empty()) fmt::print("\nNo data: {}\n", report.image_error);
    if (!report.image) return;
    print_database(report);
    print_tables(report);
    for (const std::string& warning : report.image->model().warnings) {
        fmt::print("warning: {}\n", warning);
    }
}

}  // namespace gantry::cli

// The table form of `gantry inspect`.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "catalog/option_names.h"
#include "catalog/row_counts.h"
#include "cli/inspect_instance.h"
#include "cli/inspect_report.h"
#include "cli/text_table.h"

namespace gantry::cli {

namespace {

void print_field(const char* name, const std::string& value) {
    if (!value.empty()) fmt::print("  {:<20} {}\n", name, printable(value));
}

std::string media_note(const backup::MediaSet& media, const backup::MediaFile& file) {
    const backup::MediaHeader& label = media.label();
    std::string out;
    if (label.family_count > 1) {
        out =
            fmt::format("stripe {} of {}, ", file.contents.media.family_number, label.family_count);
    }
    if (label.mirror_count > 1) {
        out += fmt::format("mirror {}, ", file.contents.media.mirror_number + 1);
    }
    if (label.compressed) out += "compressed, ";
    const auto& sets = media.sets();
    if (sets.empty()) return out + "no backup set";
    if (sets.size() > 1) return out + fmt::format("{} backup sets", sets.size());
    return out + fmt::format("{} of {}", sets[0].type_description(), sets[0].database_name);
}

void print_files(const Inputs& inputs) {
    TextTable table({"file", ">size", "what"});
    for (const backup::MediaSet& media : inputs.media) {
        for (const backup::MediaFile& file : media.files()) {
            table.add({file.name(), human_size(file.file->size()), media_note(media, file)});
        }
    }
    for (const DataFileGroup& group : inputs.data_files) {
        for (const std::string& path : group.paths)
            table.add({path, "", "data file"});
        for (const std::string& path : group.log_paths)
            table.add({path, "", "its log file"});
    }
    for (const std::string& path : inputs.log_files) {
        table.add({path, "", "log file of a database that is not here"});
    }
    fmt::print("{}", table.text());
    TextTable rejected({"not read", "why"});
    for (const RejectedFile& file : inputs.rejected) {
        std::string number =
            file.number == 0 || file.foreign ? "" : fmt::format("Msg {}: ", file.number);
        std::string hint = file.hint.empty() ? "" : fmt::format(" ({})", file.hint);
        rejected.add({file.path, number + file.reason + hint});
    }
    if (!rejected.empty()) fmt::print("\n{}", rejected.text());
}

std::string flag_words(const backup::BackupSetHeader& h) {
    constexpr std::pair<uint32_t, const char*> k_words[] = {
        {backup::k_flag_checksum, "checksums"},
        {backup::k_flag_bulk_logged, "bulk-logged data"},
        {backup::k_flag_snapshot, "snapshot"},
        {backup::k_flag_read_only, "read-only database"},
        {backup::k_flag_single_user, "single user"},
        {backup::k_flag_damaged, "DAMAGED"},
        {backup::k_flag_begins_log_chain, "begins the log chain"},
        {backup::k_flag_incomplete_metadata, "incomplete metadata"},
        {backup::k_flag_force_offline, "offline"},
    };
    std::string out = h.copy_only ? "copy only" : "";
    for (const auto& [bit, word] : k_words) {
        if (h.flags & bit) out += fmt::format("{}{}", out.empty() ? "" : ", ", word);
    }
    return out;
}

void print_database_files(const backup::BackupSetHeader& header) {
    TextTable table({"type", ">id", "logical name", ">size", "filegroup", "file on the server"});
    for (const backup::DatabaseFile& file : header.files) {
        table.add({std::string(1, file.type), fmt::format("{}", file.file_id), file.logical_name,
                   human_size(file.size), file.file_group_name, file.physical_name});
    }
    fmt::print("\n{}", table.text(2));
}

void print_header(const backup::BackupSetHeader& h) {
    fmt::print("\nBackup set {}: {} of {}{}\n", h.position, h.type_description(),
               printable(h.database_name), h.complete ? "" : " (NOT FINISHED)");
    print_field("name", h.name);
    print_field("description", h.description);
    print_field("server", h.server_name);
    print_field("machine", h.machine_name == h.server_name ? "" : h.machine_name);
    print_field("user", h.user_name);
    print_field("version", fmt::format("{} ({}.{}.{}), database version {}",
                                       server_version_name(h.software_major, h.software_minor),
                                       h.software_major, h.software_minor, h.software_build,
                                       h.database_version));
    print_field("compatibility", fmt::format("{}", h.compatibility_level));
    print_field("recovery model", h.recovery_model());
    print_field("collation", collation_of(h));
    print_field("database created", to_string(h.database_creation));
    print_field("started", to_string(h.start));
    print_field("finished", to_string(h.finish));
    print_field("expires", to_string(h.expiration));
    print_field("size", h.compressed ? fmt::format("{} ({} compressed)", human_size(h.backup_size),
                                                   human_size(h.compressed_size))
                                     : human_size(h.backup_size));
    print_field("LSN", fmt::format("{} .. {}", to_string(h.first_lsn), to_string(h.last_lsn)));
    print_field("checkpoint", to_string(h.checkpoint_lsn));
    if (h.type != 'D') print_field("last full backup", to_string(h.database_backup_lsn));
    if (h.type == 'I') print_field("differential base", to_string(h.differential_base_lsn));
    print_field("options", flag_words(h));
    print_field("backup set", to_string(h.set_guid));
    print_field("recovery fork", to_string(h.recovery_fork_id));
    print_field("database family", to_string(h.family_guid));
}

void print_summary(const SetReport& report) {
    const catalog::Database& model = report.model();
    fmt::print("\n  database {}", printable(model.name));
    if (model.created_version != model.internal_version) {
        fmt::print(", created as version {}", model.created_version);
    }
    if (!report.header) fmt::print(", version {}", model.internal_version);
    size_t indexes = 0, keys = 0, checks = 0, table_types = 0;
    for (const catalog::Table& table : model.tables) {
        for (const catalog::Index& index : table.indexes)
            indexes += index.id != 0;
        keys += table.foreign_keys.size();
        checks += table.checks.size();
        table_types += table.is_table_type;
    }
    fmt::print(
        "\n  {} tables, {} table types, {} indexes, {} foreign keys, {} checks, {} modules, "
        "{} sequences, {} synonyms, {} user types, {} schemas, {} principals\n",
        listed_tables(model).size(), table_types, indexes, keys, checks,
        listed_modules(model).size(), model.sequences.size(), model.synonyms.size(),
        model.user_types.size(), model.schemas.size(), model.principals.size());
}

// Values of most options, and of the flags those that are on.
void print_options(const SetReport& report) {
    std::string line;
    for (const auto& [name, value] : catalog::option_texts(report.model())) {
        if (value == "OFF" || value.empty()) continue;
        line += line.empty() ? "" : ", ";
        line += value == "ON" ? std::string(name) : fmt::format("{} {}", name, value);
    }
    fmt::print("  options: {}\n", printable(line));
}

std::string check_text(const TableCheck& check, const catalog::Table& table, bool exact) {
    if (!check.error.empty()) return "ERROR " + check.error;
    if (catalog::is_row_count_known(table) && check.decoded_rows == uint64_t(table.row_count)) {
        return "same";
    }
    if (!exact || !catalog::is_row_count_known(table)) {
        return fmt::format("{} (the catalog miscounts)", grouped(int64_t(check.decoded_rows)));
    }
    return fmt::format("{} DIFFERS", grouped(int64_t(check.decoded_rows)));
}

void print_tables(const SetReport& report) {
    const catalog::Database& model = report.model();
    bool checked = !report.checks.empty();
    bool exact = !catalog::may_miscount_rows(model.created_version);
    std::vector<std::string> titles = {"table",     ">rows", ">columns", ">in row",
                                       ">overflow", ">LOB",  ">indexes"};
    if (checked) titles.push_back("decoded");
    TextTable table(titles);
    auto size_text = [](int64_t pages) {
        return pages == 0 ? std::string("-") : human_size(uint64_t(pages) * storage::k_page_size);
    };
    for (size_t i : listed_tables(model)) {
        const catalog::Table& entry = model.tables[i];
        std::optional<int64_t> rows = shown_rows(report, i);
        auto found = report.sizes.find(entry.object_id);
        catalog::TableSize size =
            found == report.sizes.end() ? catalog::TableSize{} : found->second;
        std::vector<std::string> cells = {full_name(model, entry),
                                          rows ? grouped(*rows) : "not known",
                                          fmt::format("{}", entry.columns.size()),
                                          size_text(size.in_row_pages),
                                          size_text(size.overflow_pages),
                                          size_text(size.lob_pages),
                                          size_text(size.index_pages)};
        if (checked) cells.push_back(check_text(report.checks[i], entry, exact));
        table.add(std::move(cells));
    }
    if (!table.empty()) fmt::print("\n{}", table.text(2));
}

void print_modules(const SetReport& report) {
    const std::map<std::string, const char*> words = {
        {"V", "view"},     {"P", "procedure"},        {"FN", "scalar function"},
        {"TR", "trigger"}, {"IF", "inline function"}, {"TF", "table function"}};
    const catalog::Database& model = report.model();
    TextTable table({"module", "kind"});
    for (const catalog::Module* module : listed_modules(model)) {
        std::string schema = module_schema(model, *module);
        std::string kind = words.at(module->type);
        if (schema.empty()) kind = "database trigger";
        if (module->encrypted) kind += ", encrypted";
        table.add({schema.empty() ? module->name : schema + "." + module->name, kind});
    }
    if (!table.empty()) fmt::print("\n{}", table.text(2));
}

class TextOutput final : public InspectOutput {
  public:
    void inputs(const Inputs& inputs, const ChainOverview& chains) override {
        inputs_ = &inputs;
        print_files(inputs);
        print_chains(chains);
    }

    void set(const SetReport& report) override {
        if (report.header) {
            print_header(*report.header);
        } else {
            fmt::print("\nData files\n");
        }
        print_origin(report);
        if (report.header) print_database_files(*report.header);
        if (report.header && !report.header->complete) {
            fmt::print(
                "\nwarning: backup set {} is not whole: it ends too early and cannot be "
                "restored\n",
                report.header->position);
        }
        for (const SetProblem& problem : report.problems)
            print_problem(problem);
        if (!report.no_image.empty()) {
            fmt::print("\n  its tables are not shown: {}\n", printable(report.no_image));
        }
        if (!report.image) return;
        print_summary(report);
        print_options(report);
        print_tables(report);
        print_modules(report);
        if (report.instance) print_instance(*report.instance);
        for (const std::string& warning : report.model().warnings) {
            fmt::print("warning: {}\n", printable(warning));
        }
    }

    void finish() override {}

  private:
    void print_origin(const SetReport& report) const {
        for (size_t i = 0; i < report.files.size(); ++i) {
            print_field(i == 0 ? "from" : "", report.files[i]);
        }
        for (size_t i = 0; i + 1 < report.chain.size(); ++i) {
            const backup::BackupSetHeader& base = header_of(*inputs_, report.chain[i]);
            print_field(i == 0 ? "lies over" : "",
                        fmt::format("{} of {} ({}, set {})", base.type_description(),
                                    to_string(base.finish),
                                    inputs_->media[report.chain[i].media].files()[0].name(),
                                    base.position));
        }
    }

    static void print_problem(const SetProblem& problem) {
        std::string number = problem.number == 0 ? "" : fmt::format("Msg {}: ", problem.number);
        fmt::print("\nerror: {}{}\n", number, printable(problem.message));
        if (!problem.hint.empty()) fmt::print("hint: {}\n", printable(problem.hint));
    }

    const Inputs* inputs_ = nullptr;
};

}  // namespace

std::unique_ptr<InspectOutput> text_output() {
    return std::make_unique<TextOutput>();
}

}  // namespace gantry::cli

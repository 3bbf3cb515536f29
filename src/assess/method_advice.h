#pragma once
// How one database gets from its source to the target: the ways in by the source's version, offline
// or online, stripes and transfer sizes, how long it takes, and the exact commands for both sides.
// `gantry assess` makes it of each database, `gantry guide` of a version alone. Pure.
//
// Facts: the migration guide and the pages about RESTORE, BACKUP TO URL and the Log Replay Service
// of Azure SQL Managed Instance: https://learn.microsoft.com/azure/azure-sql/managed-instance/.
// Speeds are assumptions, named as such in what is printed.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assess/rule.h"
#include "assess/source_version.h"

namespace gantry::assess {

struct MethodSource {
    std::string database = "MyDatabase";
    std::optional<SourceVersion> version;  // nothing: not known
    uint64_t size_bytes = 0;               // of the data files; 0: unknown
    std::string recovery_model = {};       // FULL, BULK_LOGGED, SIMPLE; empty: unknown
    bool encrypted = false;                // TDE
    std::string certificate_thumbprint = {};
    bool contained = false;  // CONTAINMENT = PARTIAL
    bool memory_optimized = false;
    bool read_only = false;
    bool has_log_backups = false;       // among the inputs
    std::optional<bool> has_checksums;  // of the backup that was read
    double megabits_per_second = 1000;  // to the target
};

enum class WayIn : uint8_t {
    upload,          // BACKUP TO DISK, and the files are uploaded
    url_credential,  // BACKUP TO URL WITH CREDENTIAL: a page blob
    url_sas,         // BACKUP TO URL, shared access signature: block blobs
    copy,            // to Gantry: files copied, or read over a share
};
std::string_view way_id(WayIn way);  // "upload", "backup-to-url-credential", ...

struct WayChoice {
    WayIn way = WayIn::upload;
    std::string title;
    bool possible = false, recommended = false;
    std::string reason;
};

enum class Language : uint8_t { tsql, shell, powershell };
std::string_view language_name(Language language);

struct MethodStep {
    std::string title;
    std::string_view where;  // "source", "target", "workstation"
    Language language = Language::tsql;
    std::string text;  // statements or commands
};

enum class Mode : uint8_t { offline, differential, online };
std::string_view mode_name(Mode mode);

struct ModeAdvice {
    Mode mode = Mode::offline;
    bool possible = false;
    std::string reason;
    double downtime_minutes = 0;  // 0: unknown, as the size is
    double total_minutes = 0;
    std::vector<std::string> arithmetic;
    std::vector<MethodStep> steps;  // none when it is not possible
};

struct BackupShape {
    int stripes = 1;
    std::string stripes_reason;
    uint32_t max_transfer_size = 0, block_size = 0;  // 0: not given
    bool compression = false, checksum = true;
    std::string compression_reason;
    uint64_t backup_bytes = 0;  // expected; 0: unknown
};

// Another target, where this one cannot take the database as it is.
struct Alternative {
    std::string target;                // "SQL Server on a virtual machine"
    std::vector<std::string> reasons;  // "xp_cmdshell (XpCmdshell): ..."
};

struct MethodAdvice {
    Target target = Target::azure_sql_mi;
    MethodSource source;
    std::vector<WayChoice> ways;
    WayIn way = WayIn::upload;
    BackupShape shape;
    std::vector<ModeAdvice> modes;
    std::vector<std::string> notes;
    const ModeAdvice* mode(Mode mode) const;  // nullptr: the target has no such mode
};

MethodAdvice advise_method(const MethodSource& source, Target target);

struct Subject;
// Of a database that was assessed, by what was found in it; nothing when the target will do.
std::optional<Alternative> advise_alternative(const Subject& subject);
// The rules it looks for.
std::vector<std::string_view> alternative_rules();

}  // namespace gantry::assess

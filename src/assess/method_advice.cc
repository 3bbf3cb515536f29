#include "assess/method_advice.h"

#include <fmt/format.h>

#include <algorithm>

#include "assess/finding.h"
#include "assess/method_shape.h"
#include "assess/method_steps.h"

namespace gantry::assess {
namespace {

constexpr int k_first_credential_build = 3339;  // of 11.0: 2012 SP1 CU2

// 2005, the oldest whose backups are restored.
bool can_move(const MethodSource& source) {
    return !source.version || source.version->major >= 9;
}

bool is_2012_of_unknown_build(const MethodSource& source) {
    return source.version && source.version->major == 11 && source.version->build == 0;
}

WayChoice upload_way(const MethodSource& source) {
    WayChoice out{
        WayIn::upload, "BACKUP TO DISK, then upload the files", can_move(source), false, {}};
    out.reason = out.possible ? "works from every version; takes disk space and a second copy"
                              : "backups before SQL Server 2005 are not restored";
    return out;
}

WayChoice credential_way(const MethodSource& source) {
    WayChoice out{
        WayIn::url_credential, "BACKUP TO URL WITH CREDENTIAL (page blob)", false, false, {}};
    const auto& version = source.version;
    if (!version) {
        out.reason = "the version is not known; 2012 SP1 CU2 and later can";
    } else if (!version->at_least(11, k_first_credential_build)) {
        out.reason = "from SQL Server 2012 SP1 CU2 (11.0.3339) on";
        if (is_2012_of_unknown_build(source)) out.reason += "; the build is not known";
    } else if (shape_of(source, Target::azure_sql_mi, WayIn::url_credential).backup_bytes >
               k_page_blob_bytes) {
        out.reason = "a page blob holds 1 TB, and the backup is larger";
    } else {
        out.possible = true;
        out.reason = version->major >= 13 ? "deprecated: a shared access signature is better"
                                          : "no disk space on the source; one blob of 1 TB at most";
    }
    return out;
}

WayChoice signature_way(const MethodSource& source) {
    WayChoice out{
        WayIn::url_sas, "BACKUP TO URL, shared access signature (block blobs)", false, false, {}};
    out.possible = source.version && source.version->major >= 13;
    out.reason = out.possible ? "no disk space on the source; stripes of 195 GB, 64 at most"
                              : "from SQL Server 2016 on";
    return out;
}

void choose_way(MethodAdvice& out) {
    if (out.target == Target::gantry) {
        WayChoice copy{
            WayIn::copy, "BACKUP TO DISK, then copy the files", can_move(out.source), false, {}};
        copy.reason = copy.possible ? "every version from 2005 on; no SQL Server is needed to read"
                                    : "backups before SQL Server 2005 are not read";
        out.ways = {copy};
    } else {
        out.ways = {upload_way(out.source), credential_way(out.source), signature_way(out.source)};
    }
    // The last that works is the one with least to do.
    for (size_t i = out.ways.size(); i-- > 0;) {
        if (!out.ways[i].possible) continue;
        out.ways[i].recommended = true;
        out.way = out.ways[i].way;
        return;
    }
    out.way = out.ways[0].way;
}

ModeAdvice offline_mode(const MethodSource& source) {
    ModeAdvice out;
    out.mode = Mode::offline;
    out.possible = can_move(source);
    out.reason = out.possible ? "the simplest: nothing is written from the backup to the end"
                              : "restore it on SQL Server 2005, 2008 or 2008 R2 first, and back it "
                                "up there";
    return out;
}

ModeAdvice differential_mode(const MethodSource& source) {
    ModeAdvice out;
    out.mode = Mode::differential;
    out.possible = can_move(source);
    out.reason = out.possible ? "the full backup is made and copied while users work; a "
                                "differential follows"
                              : offline_mode(source).reason;
    return out;
}

ModeAdvice online_mode(const MethodSource& source, Target target) {
    ModeAdvice out;
    out.mode = Mode::online;
    if (target == Target::gantry) {
        out.reason =
            "Gantry restores a chain of backups at once and does not follow a log yet: "
            "see the differential mode";
    } else if (!source.version) {
        out.reason =
            "the version is not known; the Log Replay Service reads SQL Server 2008 and "
            "later";
    } else if (source.version->major < 10) {
        out.reason = "the Log Replay Service reads SQL Server 2008 and later";
    } else if (source.contained) {
        out.reason = "the Log Replay Service refuses a partially contained database";
    } else {
        out.possible = true;
        if (source.recovery_model.empty()) {
            out.reason = "Log Replay Service; the database must be in the full recovery model";
        } else if (source.recovery_model != "FULL") {
            out.reason = fmt::format(
                "Log Replay Service; the recovery model is {}: set FULL, then "
                "take a full backup, which begins the chain",
                source.recovery_model);
        } else {
            out.reason = "Log Replay Service; the recovery model is FULL";
            out.reason += source.has_log_backups
                              ? ", and log backups are made"
                              : "; no log backup is among the files: the chain begins with a full "
                                "backup";
        }
    }
    return out;
}

void add_modes(MethodAdvice& out) {
    const MethodSource& source = out.source;
    out.modes.push_back(offline_mode(source));
    if (out.target == Target::gantry) out.modes.push_back(differential_mode(source));
    out.modes.push_back(online_mode(source, out.target));
    for (ModeAdvice& mode : out.modes) {
        if (!mode.possible) continue;
        // The Log Replay Service takes no page blobs: there files are uploaded.
        const WayIn way =
            mode.mode == Mode::online && out.way == WayIn::url_credential ? WayIn::upload : out.way;
        const BackupShape shape = shape_of(source, out.target, way);
        estimate(source, way, shape, mode);
        mode.steps = steps_of(mode.mode, source, out.target, way, shape);
    }
}

void add_notes(MethodAdvice& out) {
    const MethodSource& source = out.source;
    auto& notes = out.notes;
    const int major = source.version ? source.version->major : 0;
    notes.push_back("Words in capitals stand for your own names, accounts and secrets.");
    if (source.has_checksums && !*source.has_checksums) {
        notes.push_back(
            "The backup that was read has no checksums: take the next one WITH "
            "CHECKSUM, or damage stays unseen.");
    }
    if (out.target == Target::gantry) {
        if (source.encrypted) {
            notes.push_back("Encrypted (TDE): the key cannot leave its SQL Server; decrypt first.");
        }
        return;
    }
    if (is_2012_of_unknown_build(source)) {
        notes.push_back(
            "With 2012 SP1 CU2 (11.0.3339) or later BACKUP TO URL WITH CREDENTIAL "
            "saves the upload: gantry guide 2012SP1CU2.");
    }
    if (source.encrypted) {
        notes.push_back(fmt::format(
            "Encrypted (TDE): its certificate{} must be on the target "
            "first.",
            source.certificate_thumbprint.empty() ? std::string()
                                                  : " " + source.certificate_thumbprint));
    }
    if (source.memory_optimized) {
        notes.push_back("Memory-optimised tables: the Business Critical tier only.");
    }
    if (source.read_only) {
        notes.push_back(
            "Read-only: set it READ_WRITE before the backup, and READ_ONLY on the "
            "target.");
    }
    notes.push_back(
        "The target restores full backups by T-SQL, one backup set in a file, without "
        "WITH options and not over a database of the same name; differentials and "
        "logs by the Log Replay Service only.");
    constexpr uint64_t k_usual_storage = 16'000'000'000'000;  // General Purpose, from 16 vCores on
    if (source.size_bytes > k_usual_storage) {
        notes.push_back(
            "More than 16 TB: only Next-gen General Purpose from 32 vCores on holds it (32 TB); "
            "otherwise SQL Server on a virtual machine.");
    }
    if (major >= 10) {
        notes.push_back(
            "Log Replay Service: a token with exactly read and list, one flat folder "
            "for each database, 30 days at most; on Business Critical the database "
            "opens only when its replicas are seeded.");
    }
    if (major >= 13) {
        notes.push_back(
            "The Managed Instance link (2016 SP3 and later, Standard or Enterprise, "
            "VPN) replicates with seconds of downtime.");
    }
    if (major >= 17) {
        notes.push_back(
            "SQL Server 2025: the instance needs the update policy SQL Server 2025 or "
            "Always-up-to-date.");
    }
}

// What makes a virtual machine the better target, by what was found.
struct VirtualMachineReason {
    std::string_view rule, reason;
};
constexpr VirtualMachineReason k_reasons[] = {
    {"FileStream", "FILESTREAM and FileTable need a file system under the database"},
    {"MIDatabaseSize", "the database is larger than the storage of an instance"},
    {"XpCmdshell", "code starts programs on the server's operating system"},
    {"Gantry.ExtendedProcedure", "code reaches the server's files, registry or own DLLs"},
    {"Gantry.FilestreamFunction", "code reads FILESTREAM and FileTable paths"},
    {"MIHeterogeneousMSDTCTransactSQL", "transactions span another system (MSDTC)"},
    {"MIHomogeneousMSDTCTransactSQL", "transactions span several SQL Servers (MSDTC)"},
    {"LinkedServerWithNonSQLProvider", "linked servers need OLE DB providers of other systems"},
    {"OpenRowsetWithNonSQLProvider", "code needs OLE DB providers of other systems"},
    {"CryptographicProvider", "keys are held by a cryptographic provider (EKM module)"},
    {"Gantry.SemanticSearch", "statistical semantic search is in SQL Server only"},
    {"MergeJob", "merge replication is in SQL Server only"},
    {"QueueReaderJob", "queued updates of replication are in SQL Server only"},
};

}  // namespace

std::string_view way_id(WayIn way) {
    switch (way) {
        case WayIn::upload:
            return "upload";
        case WayIn::url_credential:
            return "backup-to-url-with-credential";
        case WayIn::url_sas:
            return "backup-to-url-with-sas";
        case WayIn::copy:
            return "copy";
    }
    return "";
}

std::string_view language_name(Language language) {
    switch (language) {
        case Language::tsql:
            return "tsql";
        case Language::shell:
            return "shell";
        case Language::powershell:
            return "powershell";
    }
    return "";
}

std::string_view mode_name(Mode mode) {
    switch (mode) {
        case Mode::offline:
            return "offline";
        case Mode::differential:
            return "differential";
        case Mode::online:
            return "online";
    }
    return "";
}

const ModeAdvice* MethodAdvice::mode(Mode mode) const {
    for (const ModeAdvice& one : modes) {
        if (one.mode == mode) return &one;
    }
    return nullptr;
}

MethodAdvice advise_method(const MethodSource& source, Target target) {
    MethodAdvice out;
    out.target = target;
    out.source = source;
    choose_way(out);
    out.shape = shape_of(source, target, out.way);
    add_modes(out);
    add_notes(out);
    return out;
}

std::optional<Alternative> advise_alternative(const Subject& subject) {
    Alternative out;
    out.target = "SQL Server on a virtual machine";
    for (const Finding& finding : subject.findings) {
        if (finding.muted != nullptr) continue;
        if (finding.muted != nullptr) continue;
        for (const VirtualMachineReason& known : k_reasons) {
            if (known.rule != finding.rule->id) continue;
            out.reasons.push_back(fmt::format("{} ({}, {} {})", known.reason, finding.rule->id,
                                              finding.count,
                                              finding.count == 1 ? "place" : "places"));
        }
    }
    if (out.reasons.empty()) return {};
    return out;
}

std::vector<std::string_view> alternative_rules() {
    std::vector<std::string_view> out;
    for (const VirtualMachineReason& known : k_reasons)
        out.push_back(known.rule);
    return out;
}

}  // namespace gantry::assess

#include "assess/method_steps.h"

#include <fmt/format.h>

#include "base/utf.h"

namespace gantry::assess {
namespace {

constexpr std::string_view k_container = "https://ACCOUNT.blob.core.windows.net/databases";

std::string bracketed(std::string_view name) {
    std::string out = "[";
    for (char c : name) {
        out += c;
        if (c == ']') out += c;
    }
    return out + "]";
}

std::string quoted(std::string_view text) {
    std::string out = "N'";
    for (char c : text) {
        out += c;
        if (c == '\'') out += c;
    }
    return out + "'";
}

// Inside double quotes of a shell, quotes included.
std::string shell_quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '$' || c == '`' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

class StepWriter {
  public:
    StepWriter(const MethodSource& source, Target target, WayIn way, const BackupShape& shape)
        : source_(source),
          target_(target),
          way_(way),
          shape_(shape),
          name_(bracketed(source.database)),
          file_(url_name(source.database)) {}

    std::vector<MethodStep> offline() {
        check();
        encryption();
        if (way_ != WayIn::upload && way_ != WayIn::copy) source_credential();
        stop_writes();
        full_backup(true);
        bring("full");
        target_ == Target::gantry ? gantry_restore("full") : restore_from_url();
        finish();
        return std::move(steps_);
    }

    // To Gantry: the long part, the full backup and its copy, is done while users work.
    std::vector<MethodStep> differential() {
        check();
        encryption();
        full_backup(false);
        bring("full");
        shell("Rehearse: restore the full backup under another name", "target",
              fmt::format(
                  "gantry restore /srv/incoming/{}_full*.bak --instance INSTANCE --as {}_rehearsal",
                  file_, file_));
        stop_writes();
        sql("Back up what has changed since", "source",
            fmt::format("BACKUP DATABASE {}\nTO DISK = N'D:\\Backup\\{}_diff.bak'\nWITH "
                        "DIFFERENTIAL, INIT{};",
                        name_, file_, options()));
        bring("diff");
        gantry_restore("full", "diff");
        finish();
        return std::move(steps_);
    }

    // By the Log Replay Service, which restores log backups as they arrive.
    std::vector<MethodStep> online() {
        check();
        encryption();
        if (source_.recovery_model != "FULL") {
            sql("Set the full recovery model, so that there is a log to replay", "source",
                fmt::format("ALTER DATABASE {} SET RECOVERY FULL;", name_));
        }
        if (way_ == WayIn::url_sas) source_credential();
        full_backup(false);
        bring("full");
        shell(
            "Start the Log Replay Service: it restores what lies in the folder and waits for more",
            "workstation",
            fmt::format("az sql midb log-replay start -g RESOURCE_GROUP --mi MANAGED_INSTANCE "
                        "-n {} \\\n  --storage-uri \"{}\" --storage-sas \"SAS_TOKEN\"",
                        shell_quoted(source_.database), folder()));
        log_backup("Back up the log every 15 minutes, each into a file of its own (_0002, ...)",
                   "log_0001", false);
        bring("log");
        shell("See how far it is", "workstation",
              fmt::format("az sql midb log-replay show -g RESOURCE_GROUP --mi MANAGED_INSTANCE -n "
                          "{}",
                          shell_quoted(source_.database)));
        stop_writes();
        log_backup("Cut-over: back up the tail of the log; the source stays in RESTORING", "tail",
                   true);
        bring("tail");
        shell("When the tail is shown as restored, end the migration: the database opens",
              "workstation",
              fmt::format("az sql midb log-replay complete -g RESOURCE_GROUP --mi MANAGED_INSTANCE "
                          "-n {} \\\n  --last-backup-name \"{}_tail.trn\"",
                          shell_quoted(source_.database), file_));
        finish();
        return std::move(steps_);
    }

  private:
    void add(std::string title, std::string_view where, Language language, std::string text) {
        steps_.push_back({std::move(title), where, language, std::move(text)});
    }
    void sql(std::string title, std::string_view where, std::string text) {
        add(std::move(title), where, Language::tsql, std::move(text));
    }
    void shell(std::string title, std::string_view where, std::string text) {
        add(std::move(title), where, Language::shell, std::move(text));
    }

    std::string folder() const { return fmt::format("{}/{}", k_container, file_); }

    void check() {
        sql("Look at the version, the recovery model and the size", "source",
            fmt::format("SELECT SERVERPROPERTY('ProductVersion') AS version,\n"
                        "       SERVERPROPERTY('Edition') AS edition, d.recovery_model_desc,\n"
                        "       (SELECT SUM(CAST(f.size AS bigint)) / 128 FROM sys.master_files f\n"
                        "        WHERE f.database_id = d.database_id) AS megabytes\n"
                        "FROM sys.databases d WHERE d.name = {};",
                        quoted(source_.database)));
        sql("Look for damage: a damaged database is moved with its damage", "source",
            fmt::format("DBCC CHECKDB ({}) WITH NO_INFOMSGS, ALL_ERRORMSGS;",
                        quoted(source_.database)));
    }

    void encryption() {
        if (!source_.encrypted) return;
        if (target_ == Target::gantry) {
            sql("Decrypt: Gantry has no key of the source", "source",
                fmt::format("ALTER DATABASE {} SET ENCRYPTION OFF;", name_));
            sql("Wait until encryption_state is 1, then drop the key", "source",
                fmt::format("SELECT encryption_state, percent_complete FROM "
                            "sys.dm_database_encryption_keys\nWHERE database_id = DB_ID({});\n"
                            "USE {};\nDROP DATABASE ENCRYPTION KEY;",
                            quoted(source_.database), name_));
            return;
        }
        sql("Find the certificate of the encryption", "source",
            fmt::format("SELECT c.name, c.thumbprint FROM sys.dm_database_encryption_keys k\n"
                        "JOIN master.sys.certificates c ON c.thumbprint = k.encryptor_thumbprint\n"
                        "WHERE k.database_id = DB_ID({});",
                        quoted(source_.database)));
        sql("Export it", "source",
            "USE master;\nBACKUP CERTIFICATE [CERTIFICATE] TO FILE = N'D:\\Backup\\tde.cer'\n"
            "WITH PRIVATE KEY (FILE = N'D:\\Backup\\tde.pvk', ENCRYPTION BY PASSWORD = "
            "N'PASSWORD');");
        add("Upload it to the target before anything is restored (41923 without it)", "workstation",
            Language::powershell,
            "pvk2pfx -pvk tde.pvk -pi \"PASSWORD\" -spc tde.cer -pfx tde.pfx\n"
            "$key = [Convert]::ToBase64String([IO.File]::ReadAllBytes(\"tde.pfx\"))\n"
            "Add-AzSqlManagedInstanceTransparentDataEncryptionCertificate -ResourceGroupName "
            "RESOURCE_GROUP `\n  -ManagedInstanceName MANAGED_INSTANCE -PrivateBlob "
            "(ConvertTo-SecureString $key -AsPlainText -Force)");
    }

    void source_credential() {
        if (way_ == WayIn::url_credential) {
            sql("Let the source write to the storage account", "source",
                "CREATE CREDENTIAL [gantry_source]\nWITH IDENTITY = 'ACCOUNT', SECRET = "
                "'ACCOUNT_KEY';");
        } else {
            sql("Let the source write to the container (a token with read, write, create, list)",
                "source", credential());
        }
    }

    std::string credential() const {
        return fmt::format(
            "CREATE CREDENTIAL [{}]\nWITH IDENTITY = 'SHARED ACCESS SIGNATURE', SECRET = "
            "'SAS_TOKEN';",
            k_container);
    }

    void stop_writes() {
        sql("Stop the applications, and keep them out", "source",
            fmt::format("USE master;\nALTER DATABASE {} SET RESTRICTED_USER WITH ROLLBACK "
                        "IMMEDIATE;",
                        name_));
    }

    std::string options() const {
        std::string out;
        if (shape_.compression) out += ", COMPRESSION";
        if (shape_.checksum) out += ", CHECKSUM";
        if (shape_.max_transfer_size != 0) {
            out += fmt::format(", MAXTRANSFERSIZE = {}", shape_.max_transfer_size);
        }
        if (shape_.block_size != 0) out += fmt::format(", BLOCKSIZE = {}", shape_.block_size);
        return out + ", STATS = 5";
    }

    bool to_url() const { return way_ == WayIn::url_credential || way_ == WayIn::url_sas; }

    std::string file_name(std::string_view kind, int stripe, std::string_view extension) const {
        if (kind == "full" && shape_.stripes > 1) {
            return fmt::format("{}_{}_{:02}.{}", file_, kind, stripe, extension);
        }
        return fmt::format("{}_{}.{}", file_, kind, extension);
    }

    std::string devices(std::string_view kind, std::string_view extension, bool url) const {
        std::string out;
        const int count = kind == "full" ? shape_.stripes : 1;
        for (int i = 1; i <= count; ++i) {
            if (i > 1) out += ",\n   ";
            const std::string name = file_name(kind, i, extension);
            out += url ? fmt::format("URL = N'{}/{}'", folder(), name)
                       : fmt::format("DISK = N'D:\\Backup\\{}'", name);
        }
        return out;
    }

    void full_backup(bool alone) {
        std::string with = fmt::format("{}FORMAT", alone ? "COPY_ONLY, " : "");
        if (way_ == WayIn::url_credential) with = "CREDENTIAL = N'gantry_source', " + with;
        sql(to_url() ? "Back up into the container" : "Back up to files", "source",
            fmt::format("BACKUP DATABASE {}\nTO {}\nWITH {}{};", name_,
                        devices("full", "bak", to_url()), with, options()));
    }

    void log_backup(std::string title, std::string_view kind, bool tail) {
        const bool url = way_ == WayIn::url_sas;
        sql(std::move(title), "source",
            fmt::format("{}BACKUP LOG {}\nTO {}\nWITH {}{};", tail ? "USE master;\n" : "", name_,
                        devices(kind, "trn", url), tail ? "NORECOVERY, FORMAT" : "FORMAT",
                        options()));
    }

    // Files of the source's disk to where the target reads them.
    void bring(std::string_view kind) {
        if (to_url()) return;
        const std::string_view extension = kind == "log" || kind == "tail" ? "trn" : "bak";
        if (target_ == Target::gantry) {
            shell("Copy the files to Gantry's machine (or restore them over a mounted share)",
                  "workstation",
                  fmt::format("scp D:\\Backup\\{}_{}*.{} GANTRY_HOST:/srv/incoming/", file_, kind,
                              extension));
            return;
        }
        const std::string files = fmt::format("{}_{}*.{}", file_, kind, extension);
        shell(
            "Upload the files: from a machine that mounts the share, or from the source with "
            "azcopy",
            "workstation",
            fmt::format("gantry upload \"/mnt/backup/{}\" \"{}/\" --sas-file SAS_FILE\n"
                        "azcopy copy \"D:\\Backup\\{}\" \"{}/?SAS_TOKEN\"",
                        files, folder(), files, folder()));
    }

    void restore_from_url() {
        sql("Let the target read the container (a token with read and list)", "target",
            credential());
        sql("See that the target finds the backup", "target",
            fmt::format("RESTORE FILELISTONLY FROM {};", devices("full", "bak", true)));
        sql("Restore; it goes on when the connection is lost", "target",
            fmt::format("RESTORE DATABASE {}\nFROM {};", name_, devices("full", "bak", true)));
        sql("See how far it is", "target",
            "SELECT command, percent_complete, estimated_completion_time / 60000 AS minutes\n"
            "FROM sys.dm_exec_requests WHERE command LIKE N'RESTORE%';");
    }

    void gantry_restore(std::string_view full, std::string_view more = {}) {
        std::string files = fmt::format("/srv/incoming/{}_{}*.bak", file_, full);
        if (!more.empty()) files += fmt::format(" /srv/incoming/{}_{}.bak", file_, more);
        shell("Check every page of the backup", "target", "gantry verify " + files);
        std::string as =
            source_.database == file_ ? std::string() : " --as " + shell_quoted(source_.database);
        shell("Restore", "target",
              fmt::format("gantry restore {} --instance INSTANCE{}", files, as));
    }

    void finish() {
        sql("See who cannot sign in: users whose login is not on the target", "target",
            fmt::format("USE {};\nSELECT p.name FROM sys.database_principals p\n"
                        "LEFT JOIN sys.server_principals s ON s.sid = p.sid\n"
                        "WHERE p.type = 'S' AND p.principal_id > 4\n  AND DATALENGTH(p.sid) = 16 "
                        "AND s.sid IS NULL;",
                        name_));
    }

    const MethodSource& source_;
    Target target_;
    WayIn way_;
    const BackupShape& shape_;
    std::string name_, file_;
    std::vector<MethodStep> steps_;
};

}  // namespace

std::string url_name(const std::string& database) {
    std::string out;
    for (char c : database) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (plain) {
            out += c;
        } else if (out.empty() || out.back() != '-') {
            out += '-';
        }
    }
    constexpr std::string_view k_reserved = "backup";
    for (size_t at; (at = ascii_lower(out).find(k_reserved)) != out.npos;)
        out.replace(at, k_reserved.size(), "bak");
    constexpr size_t k_name_max = 100;  // a device's name has 259 characters, its URL among them
    if (out.size() > k_name_max) out.resize(k_name_max);
    return out.find_first_not_of('-') == out.npos ? "database" : out;
}

std::vector<MethodStep> steps_of(Mode mode, const MethodSource& source, Target target, WayIn way,
                                 const BackupShape& shape) {
    StepWriter writer(source, target, way, shape);
    switch (mode) {
        case Mode::offline:
            return writer.offline();
        case Mode::differential:
            return writer.differential();
        case Mode::online:
            return writer.online();
    }
    return {};
}

}  // namespace gantry::assess

#pragma once
// BACKUP and RESTORE of databases and logs, and what reads media headers.

#include "tsql/ast/query.h"

namespace gantry::tsql {

// DISK = 'f', URL = 'u', TAPE = , FILE =, VIRTUAL_DEVICE =, DATABASE_SNAPSHOT = ; or a logical
// device by name or variable.
struct BackupDevice : NodeOf<NodeKind::BackupDevice, Node> {
    std::string_view type;        // upper-cased; empty: a logical device
    const Expr* path = nullptr;   // string or variable
    Identifier logical_name;      // or the snapshot's name
    bool begins_mirror = false;   // first behind a MIRROR TO
    GANTRY_TSQL_FIELDS(type, path, logical_name, begins_mirror)
};

// FILE = 'x', FILEGROUP = 'y', PAGE = '1:57', READ_WRITE_FILEGROUPS.
struct BackupFile : NodeOf<NodeKind::BackupFile, Node> {
    std::string_view type;  // upper-cased
    const Expr* name = nullptr;
    GANTRY_TSQL_FIELDS(type, name)
};

enum class BackupKind : uint8_t { database, log, group, server };

struct BackupStatement : NodeOf<NodeKind::BackupStatement, Statement> {
    BackupKind backup = BackupKind::database;
    Identifier database;
    std::string_view database_variable;
    List<Identifier> group;  // BACKUP GROUP a, b
    List<const BackupFile*> files;
    List<const BackupDevice*> to;
    List<const BackupDevice*> mirrors;     // MIRROR TO, all of them in order
    List<const Option*> options;           // WITH
    bool dump_word = false;                // DUMP DATABASE
    GANTRY_TSQL_FIELDS(backup, database, database_variable, group, files, to, mirrors, options,
                       dump_word)
};

enum class RestoreKind : uint8_t {
    database, log, headeronly, filelistonly, labelonly, verifyonly, rewindonly,
};

// Options: REPLACE, RECOVERY, NORECOVERY, STANDBY = 'f', FILE = n, STATS = n, STOPAT = ..., and
// MOVE: value is the logical file, its one sub-option TO has the path.
struct RestoreStatement : NodeOf<NodeKind::RestoreStatement, Statement> {
    RestoreKind restore = RestoreKind::database;
    Identifier database;
    std::string_view database_variable;
    List<const BackupFile*> files;
    List<const BackupDevice*> from;        // empty: RESTORE DATABASE x WITH RECOVERY
    List<const Option*> options;
    bool load_word = false;                // LOAD DATABASE
    GANTRY_TSQL_FIELDS(restore, database, database_variable, files, from, options, load_word)
};

}  // namespace gantry::tsql

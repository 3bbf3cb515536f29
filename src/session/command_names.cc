#include "session/command_names.h"

namespace gantry::session {

namespace {

using tsql::NodeKind;

const char* restore_name(tsql::RestoreKind kind) {
    switch (kind) {
        case tsql::RestoreKind::database:
            return "RESTORE DATABASE";
        case tsql::RestoreKind::log:
            return "RESTORE LOG";
        case tsql::RestoreKind::headeronly:
            return "RESTORE HEADERONLY";
        case tsql::RestoreKind::filelistonly:
            return "RESTORE FILELISTONLY";
        case tsql::RestoreKind::labelonly:
            return "RESTORE LABELONLY";
        case tsql::RestoreKind::verifyonly:
            return "RESTORE VERIFYONLY";
        case tsql::RestoreKind::rewindonly:
            return "RESTORE REWINDONLY";
    }
    return "RESTORE DATABASE";
}

const char* transaction_name(tsql::TransactionKind kind) {
    switch (kind) {
        case tsql::TransactionKind::commit:
            return "COMMIT TRANSACTION";
        case tsql::TransactionKind::rollback:
            return "ROLLBACK TRANSACTION";
        case tsql::TransactionKind::save:
            return "SAVE TRANSACTION";
        default:
            return "BEGIN TRANSACTION";
    }
}

const char* of_schema_change(NodeKind kind) {
    switch (kind) {
        case NodeKind::CreateTableStatement:
            return "CREATE TABLE";
        case NodeKind::AlterTableStatement:
            return "ALTER TABLE";
        case NodeKind::CreateIndexStatement:
            return "CREATE INDEX";
        case NodeKind::AlterIndexStatement:
            return "ALTER INDEX";
        case NodeKind::DropIndexStatement:
            return "DROP INDEX";
        case NodeKind::CreateViewStatement:
            return "CREATE VIEW";
        case NodeKind::CreateProcedureStatement:
            return "CREATE PROCEDURE";
        case NodeKind::CreateFunctionStatement:
            return "CREATE FUNCTION";
        case NodeKind::CreateTriggerStatement:
            return "CREATE TRIGGER";
        case NodeKind::CreateTypeStatement:
            return "CREATE TYPE";
        case NodeKind::CreateSchemaStatement:
            return "CREATE SCHEMA";
        case NodeKind::CreateSynonymStatement:
            return "CREATE SYNONYM";
        case NodeKind::CreateDatabaseStatement:
            return "CREATE DATABASE";
        case NodeKind::AlterDatabaseStatement:
            return "ALTER DATABASE";
        case NodeKind::CreateStatisticsStatement:
            return "CREATE STATISTICS";
        case NodeKind::UpdateStatisticsStatement:
            return "UPDATE STATISTICS";
        case NodeKind::CredentialStatement:
            return "CREATE CREDENTIAL";
        case NodeKind::DropStatement:
            return "DROPOBJ";
        default:
            return "DDL";
    }
}

}  // namespace

const char* command_name(const tsql::Statement& statement) {
    switch (statement.kind) {
        case NodeKind::SelectStatement:
            return "SELECT";
        case NodeKind::InsertStatement:
            return "INSERT";
        case NodeKind::UpdateStatement:
            return "UPDATE";
        case NodeKind::DeleteStatement:
            return "DELETE";
        case NodeKind::MergeStatement:
            return "MERGE";
        case NodeKind::TruncateStatement:
            return "TRUNCATE TABLE";
        case NodeKind::IfStatement:
        case NodeKind::WhileStatement:
            return "CONDITIONAL";
        case NodeKind::WaitForStatement:
            return "WAITFOR";
        case NodeKind::PrintStatement:
            return "PRINT";
        case NodeKind::RaiserrorStatement:
            return "RAISERROR";
        case NodeKind::SetVariableStatement:
            return "ASSIGN";
        case NodeKind::DeclareStatement:
            return "DECLARE";
        case NodeKind::SetOptionStatement:
        case NodeKind::SetValueStatement:
        case NodeKind::SetIsolationStatement:
        case NodeKind::SetIdentityInsertStatement:
            return "SET";
        case NodeKind::UseStatement:
            return "USE DATABASE";
        case NodeKind::ExecuteStatement:
            return "EXECUTE";
        case NodeKind::TransactionStatement:
            return transaction_name(statement.as<tsql::TransactionStatement>().action);
        case NodeKind::KillStatement:
            return "KILL";
        case NodeKind::DbccStatement:
            return "DBCC";
        case NodeKind::BackupStatement:
            return statement.as<tsql::BackupStatement>().backup == tsql::BackupKind::log
                       ? "BACKUP LOG"
                       : "BACKUP DATABASE";
        case NodeKind::RestoreStatement:
            return restore_name(statement.as<tsql::RestoreStatement>().restore);
        default:
            return of_schema_change(statement.kind);
    }
}

}  // namespace gantry::session

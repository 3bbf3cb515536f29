// What Gantry's own engine says, for the target gantry: detection is in engine_check/.

#include "assess/rules/tables.h"

namespace gantry::assess {
namespace {

constexpr uint8_t k_gantry = uint8_t(Target::gantry);
constexpr Rule k_rules[] = {
    {.id = "Gantry.Engine.NotSupported",
     .title = "Needs what Gantry does not have yet",
     .severity = Severity::blocks_migration,
     .scope = Scope::code,
     .category = "Issue",
     .first_hours = 1,
     .each_hours = 0.5f,
     .consequence = "The module fails with error 40510, or with the one named, when it runs on Gantry. A check, "
                    "default, computed column or index filter is restored as text only and is not in force.",
     .fix = "Write the place in another way; the detail names the feature. docs/limits.md says for many how. "
            "Features come with releases of Gantry: assess again with a newer one.",
     .before = "MERGE dbo.Stock AS t USING dbo.Delivery AS s ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET ...",
     .after = "UPDATE t SET ... FROM dbo.Stock AS t JOIN dbo.Delivery AS s ON t.Id = s.Id",
     .targets = k_gantry,
     .reference = "https://learn.microsoft.com/sql/t-sql/language-reference"},
    {.id = "Gantry.Engine.DoesNotBind",
     .title = "Names or types that do not fit the database",
     .severity = Severity::blocks_migration,
     .scope = Scope::code,
     .category = "Issue",
     .first_hours = 0.5f,
     .each_hours = 0.25f,
     .consequence = "The statement fails on Gantry with the error shown. Where the detail says that the source does "
                    "not have it either, it fails there too as soon as it runs: SQL Server looks "
                    "names up when a procedure runs, not when it is created.",
     .fix = "Drop the module if nobody needs it, or correct the name. An error that is not about a name is a "
            "difference of Gantry: report it.",
     .before = "CREATE PROCEDURE dbo.Old AS SELECT Id FROM dbo.DroppedLongAgo",
     .after = "DROP PROCEDURE dbo.Old",
     .targets = k_gantry,
     .reference = "https://learn.microsoft.com/sql/relational-databases/errors-events/"
                  "database-engine-events-and-errors-0-to-999"},
    {.id = "Gantry.Engine.NotRestored",
     .title = "Indexes and keys that a restore to Gantry does not build",
     .severity = Severity::behaviour,
     .scope = Scope::database,
     .category = "Warning",
     .first_hours = 0.5f,
     .each_hours = 0.1f,
     .consequence = "The rows are all there, and queries give the same rows. What the index made fast is slower; "
                    "what a key or a unique index forbade is possible.",
     .fix = "See whether queries need it; index the columns that they filter by in another way.",
     .targets = k_gantry,
     .reference = "https://learn.microsoft.com/sql/relational-databases/indexes/indexes"},
    {.id = "Gantry.Engine.RowsNotRestored",
     .title = "Tables that come to Gantry without their rows",
     .severity = Severity::blocks_migration,
     .scope = Scope::database,
     .category = "Issue",
     .first_hours = 2,
     .each_hours = 1,
     .consequence = "The table is restored empty: rows of memory-optimized tables are in checkpoint files that are "
                    "not read, and those of external tables are elsewhere.",
     .fix = "Copy the rows of a memory-optimized table into an ordinary table on the source before the backup, or "
            "copy them over a connection afterwards. Load the rows of external tables from where they are.",
     .after = "SELECT * INTO dbo.Cart_rows FROM dbo.Cart;",
     .targets = k_gantry,
     .reference = "https://learn.microsoft.com/sql/relational-databases/in-memory-oltp/"
                  "introduction-to-memory-optimized-tables"},
    {.id = "Gantry.Engine.NotInForce",
     .title = "Properties of tables that Gantry keeps and does not put in force",
     .severity = Severity::behaviour,
     .scope = Scope::database,
     .category = "Warning",
     .first_hours = 1,
     .each_hours = 0.5f,
     .consequence = "The rows are restored, and the property has no effect: masked values are shown, filtered rows "
                    "are seen by all, changes leave no history and are not tracked.",
     .fix = "Decide what depends on it. Values that are not for all belong behind a view or out of the table.",
     .targets = k_gantry,
     .reference = "https://learn.microsoft.com/sql/relational-databases/tables/tables"},
};

}  // namespace

std::span<const Rule> engine_rules() {
    return k_rules;
}

}  // namespace gantry::assess

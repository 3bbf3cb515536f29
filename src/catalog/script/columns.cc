// Column definitions of CREATE TABLE, CREATE TYPE and ALTER TABLE ADD.

#include <fmt/format.h>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"
#include "types/collation.h"

namespace gantry::catalog::script {
namespace {

std::string_view generated_as(uint8_t type) {
    switch (type) {
        case 1:
            return "ROW START";
        case 2:
            return "ROW END";
        case 5:
            return "TRANSACTION_ID START";
        case 6:
            return "TRANSACTION_ID END";
        case 7:
            return "TRANSACTION_ID START";
        case 8:
            return "TRANSACTION_ID END";
        case 9:
            return "SEQUENCE_NUMBER START";
        case 10:
            return "SEQUENCE_NUMBER END";
        default:
            return {};
    }
}

std::string encryption(const Context& context, const Column& column) {
    if (column.encryption_type == 0) return {};
    std::string_view key = "?";
    for (const ColumnEncryptionKey& k : context.db.column_encryption_keys) {
        if (k.id == column.encryption_key_id) key = k.name;
    }
    return fmt::format(
        " ENCRYPTED WITH (COLUMN_ENCRYPTION_KEY = {}, ENCRYPTION_TYPE = {}, ALGORITHM = {})",
        bracket(key), column.encryption_type == 1 ? "Deterministic" : "Randomized",
        ascii_literal(column.encryption_algorithm.empty() ? "AEAD_AES_256_CBC_HMAC_SHA_256"
                                                          : column.encryption_algorithm));
}

// What stands between the type and NULL, in the order SQL Server writes it.
std::string attributes(const Context& context, const Table& table, const Column& column) {
    std::string out;
    if (column.filestream) out += " FILESTREAM";
    // An alias type brings its base type's collation: the column has no say.
    const bool alias = context.names.user_type(column.type.user_type) != nullptr;
    if (types::is_character(column.type.id) && column.type.collation != 0 && !alias &&
        column.type.collation != context.db.collation) {
        std::string name = types::collation_name(column.type.collation);
        if (!name.empty()) out += " COLLATE " + name;
    }
    if (column.column_set) out += " COLUMN_SET FOR ALL_SPARSE_COLUMNS";
    if (column.sparse) out += " SPARSE";
    if (!column.masking_function.empty()) {
        out += fmt::format(" MASKED WITH (FUNCTION = {})", ascii_literal(column.masking_function));
    }
    if (column.identity) {
        out += fmt::format(" IDENTITY({}, {})", column.identity->seed, column.identity->increment);
        if (column.identity->not_for_replication) out += " NOT FOR REPLICATION";
    }
    // A history table has the columns, but not their generation.
    if (table.options.temporal != TemporalType::history &&
        table.options.ledger != LedgerType::history) {
        if (std::string_view as = generated_as(column.generated_always); !as.empty()) {
            out += fmt::format(" GENERATED ALWAYS AS {}{}", as, column.hidden ? " HIDDEN" : "");
        }
    }
    if (column.rowguidcol) out += " ROWGUIDCOL";
    out += encryption(context, column);
    return out;
}

std::string check_text(const CheckConstraint& check) {
    return fmt::format("CHECK {}{}", check.not_for_replication ? "NOT FOR REPLICATION " : "",
                       check.text);
}

}  // namespace

const Column* column_of_check(const Table& table, const CheckConstraint& check) {
    const Column* column = column_by_id(table.columns, check.column_id);
    return column == nullptr || column->is_computed() ? nullptr : column;
}

std::string constraint_name(const Context& context, const std::string& name, bool system_named) {
    if (name.empty() || (system_named && !context.options.all_names)) return {};
    return fmt::format("CONSTRAINT {} ", bracket(name));
}

std::string column_text(const Context& context, const Table& table, const Column& column,
                        const ColumnStyle& style) {
    if (column.is_computed()) {
        std::string out = fmt::format("{} AS {}", bracket(column.name), column.computed_text);
        if (column.persisted) out += column.nullable ? " PERSISTED" : " PERSISTED NOT NULL";
        return out;
    }
    std::string out = fmt::format("{} {}{}", bracket(column.name), context.names.type(column),
                                  attributes(context, table, column));
    if (!column.column_set) out += column.nullable ? " NULL" : " NOT NULL";
    if (!style.constraints) return out;
    auto name = [&](const std::string& text, bool system_named) {
        return style.named_constraints ? constraint_name(context, text, system_named)
                                       : std::string();
    };
    if (const auto& constraint = column.default_constraint;
        constraint && !context.deferred_constraints.contains(constraint->object_id)) {
        out += fmt::format(" {}DEFAULT {}", name(constraint->name, constraint->system_named),
                           constraint->text);
    }
    for (const CheckConstraint& check : table.checks) {
        if (column_of_check(table, check) != &column ||
            context.deferred_constraints.contains(check.object_id))
            continue;
        out += fmt::format(" {}{}", name(check.name, check.system_named), check_text(check));
    }
    return out;
}

}  // namespace gantry::catalog::script

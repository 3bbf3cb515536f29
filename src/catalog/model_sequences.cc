// Sequences. Where the catalog keeps their bounds could not be proven: no sample has a sequence.
// What the sequence's own rows hold is taken where it can mean one thing only.

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "catalog/model_reader.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

namespace {

struct Bounds {
    std::string minimum, maximum;
};

Bounds natural_bounds(const SqlType& type) {
    switch (type.id) {
        case TypeId::tinyint:
            return {"0", "255"};
        case TypeId::smallint:
            return {"-32768", "32767"};
        case TypeId::int_:
            return {"-2147483648", "2147483647"};
        case TypeId::decimal:
        case TypeId::numeric: {
            std::string nines(std::max<size_t>(type.precision, 1), '9');
            return {"-" + nines, nines};
        }
        default:
            return {"-9223372036854775808", "9223372036854775807"};
    }
}

bool is_numeric_variant(const ValueRow& row) {
    return !row.variant.empty() && types::is_exact_numeric(TypeId(row.variant[0]));
}

// Values of the sequence's own type, by number; what else is there goes to `others`.
std::vector<const ValueRow*> typed_values(const std::vector<const ValueRow*>& rows,
                                          const SqlType& type) {
    std::vector<const ValueRow*> out;
    for (const ValueRow* row : rows) {
        if (is_numeric_variant(*row) && TypeId(row->variant[0]) == type.id) out.push_back(row);
    }
    std::sort(out.begin(), out.end(), [](const ValueRow* a, const ValueRow* b) {
        return std::tuple(a->value_class, a->number, a->sub_id) <
               std::tuple(b->value_class, b->number, b->sub_id);
    });
    return out;
}

std::string describe(const std::vector<const ValueRow*>& rows) {
    std::string out;
    for (const ValueRow* row : rows) {
        out += fmt::format("{}{}/{}/{}={}", out.empty() ? "" : ", ", row->value_class, row->sub_id,
                           row->number,
                           row->has_image ? to_hex(row->image) : variant_text(row->variant));
        if (out.size() > 400) break;
    }
    return out;
}

// idtval as of an identity column: {last, increment, seed} and a flag.
bool read_identity_form(const ColumnRow& row, Sequence& sequence) {
    size_t size = row.identity.size() / 3;
    if (size == 0 || row.identity.size() != 3 * size + 1) return false;
    SqlType plain = sequence.type;
    plain.user_type = 0;
    try {
        auto text = [&](size_t index) {
            return types::to_text(types::value_from_storage(
                ByteSpan(row.identity).subspan(index * size, size), plain));
        };
        sequence.current = text(0);
        sequence.increment = text(1);
        sequence.start = text(2);
    } catch (const Error&) {
        return false;
    }
    return true;
}

}  // namespace

void ModelReader::add_sequence(const ObjectRow& object) {
    Sequence sequence;
    sequence.object_id = object.id;
    sequence.schema_id = object.schema_id;
    sequence.name = object.name;
    sequence.created = object.created;
    sequence.modified = object.modified;
    sequence.owner_id = sources_.owner_of(object.id);
    sequence.type = types::bigint_type();
    sequence.start = "1";
    sequence.increment = "1";
    bool known = false;
    for (const ColumnRow& row : sources_.catalog.column_rows(object.id)) {
        sequence.type = make_type(row.system_type, row.user_type, row.length, row.precision,
                                  row.scale, row.collation);
        known = read_identity_form(row, sequence) || known;
    }
    Bounds natural = natural_bounds(sequence.type);
    std::vector<const ValueRow*> rows = sources_.values_of(object.id);
    std::vector<const ValueRow*> typed = typed_values(rows, sequence.type);
    // Values of the type in the order of sys.sequences' columns: start, increment, minimum,
    // maximum, current. The natural bounds of the type in their places confirm the order.
    bool confirmed = typed.size() >= 4 && variant_text(typed[2]->variant) == natural.minimum &&
                     variant_text(typed[3]->variant) == natural.maximum;
    if (confirmed || typed.size() == 5) {
        std::string* const fields[] = {&sequence.start, &sequence.increment, &sequence.minimum,
                                       &sequence.maximum, &sequence.current};
        for (size_t i = 0; i < std::min(typed.size(), std::size(fields)); ++i)
            *fields[i] = variant_text(typed[i]->variant);
        if (!confirmed) {
            warn(fmt::format("the bounds of sequence {} are not certain (its rows: {})",
                             object.name, describe(rows)));
        }
    } else if (!known) {
        warn(
            fmt::format("sequence {} is carried over without its bounds and current value, whose "
                        "place in the system tables is not known: set them with ALTER SEQUENCE{}",
                        object.name, rows.empty() ? "" : " (its rows: " + describe(rows) + ")"));
    }
    out_.sequences.push_back(std::move(sequence));
}

}  // namespace gantry::catalog

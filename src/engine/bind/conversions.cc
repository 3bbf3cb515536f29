// Conversions: implicit ones made explicit, CAST and CONVERT, and one type for several values.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"

namespace gantry::engine::bind {

using types::SqlType;
using types::TypeId;

namespace {

types::ConvertOptions options_of(const CompileContext& context, int style) {
    types::ConvertOptions options;
    options.style = style;
    if (auto order = types::date_order_by_name(context.settings.dateformat)) {
        options.date_order = *order;
    }
    return options;
}

// What a constant becomes now; false when converting fails, which is then left to the moment the
// statement runs, as in SQL Server.
bool fold(const Expr& from, const SqlType& target, const types::ConvertOptions& options,
          bool is_try, types::Value& out) {
    if (from.kind != ExprKind::constant) return false;
    if (target.id == TypeId::sql_variant || target.id == TypeId::clr ||
        target.id == TypeId::xml) {
        if (!from.value.is_null()) return false;
    }
    if (from.value.is_null()) {
        out = types::Value::null(target);
        return true;
    }
    try {
        out = types::convert(from.value, target, options, is_try);
        out.set_type(target);
        return true;
    } catch (const SqlError&) {
        return false;
    }
}

// The type without a limit of length: an implicit conversion must not cut.
SqlType uncut(SqlType type) {
    if (type.id == TypeId::char_) type.id = TypeId::varchar;
    if (type.id == TypeId::nchar) type.id = TypeId::nvarchar;
    if (type.id == TypeId::binary) type.id = TypeId::varbinary;
    if (type.id == TypeId::varchar || type.id == TypeId::nvarchar || type.id == TypeId::varbinary) {
        type.length = types::k_max_length;
    }
    return type;
}

}  // namespace

Expr* Binder::explicit_cast(Expr* expr, const SqlType& target, int style, bool is_try,
                            Expr* style_value) {
    if (expr->type.id != TypeId::none && expr->type.id != TypeId::sql_variant &&
        target.id != TypeId::sql_variant &&
        !types::is_conversion_allowed(expr->type.id, target.id)) {
        fail(529, 16, expr->line,
             fmt::format("Explicit conversion from data type {} to {} is not allowed.",
                         types::base_type_name(expr->type), types::base_type_name(target)));
    }
    SqlType wanted = target;
    if (types::is_character(wanted.id)) {
        wanted.collation = types::is_character(expr->type.id) && expr->type.collation != 0
                               ? expr->type.collation
                               : database_collation();
    }
    types::Value folded;
    Expr* out = nullptr;
    bool foldable = style_value == nullptr;
    if (foldable && fold(*expr, wanted, options_of(context_, style), is_try, folded)) {
        out = constant(std::move(folded));
    } else {
        out = pool_.expr();
        out->kind = ExprKind::cast;
        out->args = {expr};
        out->type = wanted;
        out->style = style;
        out->is_try = is_try;
        out->explicit_cast = true;
        out->style_value = style_value;
        out->nullable = is_try || expr->nullable || style_value != nullptr;
        out->is_volatile = expr->is_volatile;
    }
    out->line = expr->line;
    if (types::is_character(wanted.id)) {
        out->coercibility = types::is_character(expr->type.id) ? expr->coercibility
                                                               : Coercibility::coercible;
        out->pg_collated = types::is_character(expr->type.id) && expr->pg_collated;
    }
    return out;
}

// The value stays what it is: lengths are not enforced, decimals are not rounded unless they must
// change their type.
Expr* Binder::convert(Expr* expr, const SqlType& target) {
    if (target.id == TypeId::none) return expr;
    if (expr->type.id != TypeId::none && same_representation(expr->type, target) &&
        expr->type.id != TypeId::tinyint && !expr->predicate) {
        return expr;
    }
    if (expr->type.id == target.id && !expr->predicate) return expr;
    SqlType wanted = target;
    if (types::is_character(wanted.id) && types::is_character(expr->type.id)) {
        wanted.collation = expr->type.collation;
    }
    types::Value folded;
    if (fold(*expr, uncut(wanted), options_of(context_, 0), false, folded)) {
        if (!folded.is_null() && types::is_character(wanted.id)) {
            folded = types::is_unicode(wanted.id)
                         ? types::Value::of_nvarchar(folded.text(), wanted.collation)
                         : types::Value::of_varchar(folded.text(), wanted.collation);
        }
        Expr* out = constant(std::move(folded));
        out->line = expr->line;
        if (types::is_character(wanted.id)) {
            out->coercibility = expr->coercibility == Coercibility::none ? Coercibility::coercible
                                                                         : expr->coercibility;
        }
        return out;
    }
    Expr* out = pool_.expr();
    out->kind = ExprKind::cast;
    out->args = {expr};
    out->type = wanted;
    out->nullable = expr->nullable;
    out->line = expr->line;
    out->is_volatile = expr->is_volatile;
    if (types::is_character(wanted.id)) {
        bool was_text = types::is_character(expr->type.id);
        out->coercibility = was_text ? expr->coercibility : Coercibility::coercible;
        out->pg_collated = was_text && expr->pg_collated;
        if (!was_text) out->type.collation = database_collation();
    }
    return out;
}

Expr* Binder::convert_for_assignment(Expr* expr, const SqlType& target) {
    if (expr->predicate) expr = convert(expr, types::bit_type());
    if (expr->type.id != TypeId::none && expr->type.id != target.id &&
        expr->type.id != TypeId::sql_variant && target.id != TypeId::sql_variant &&
        !types::is_implicit_conversion(expr->type.id, target.id)) {
        if (!types::is_conversion_allowed(expr->type.id, target.id)) {
            operand_clash(expr->line, expr->type, target);
        }
        no_implicit_conversion(expr->line, expr->type, target);
    }
    if (expr->type.id == TypeId::sql_variant && target.id != TypeId::sql_variant) {
        no_implicit_conversion(expr->line, expr->type, target);
    }
    // What goes from Unicode into a code page goes into that of the column.
    if (types::is_character(target.id) && !types::is_unicode(target.id) &&
        types::is_unicode(expr->type.id) && types::is_character(expr->type.id) &&
        target.collation != 0 && target.collation != expr->type.collation) {
        expr = collated(expr, target.collation);
    }
    return convert(expr, target);
}

Expr* Binder::collated(Expr* expr, uint32_t collation) {
    Expr* out = pool_.expr();
    *out = *expr;
    if (expr->kind != ExprKind::constant) {
        out->kind = ExprKind::collate;
        out->args = {expr};
        out->pg_collated = true;
    }
    out->type.collation = collation;
    return out;
}

SqlType Binder::unify(std::vector<Expr*>& args, int line) {
    SqlType type;
    for (const Expr* arg : args) type = common(type, arg->type, line);
    if (type.id == TypeId::none) type = types::int_type();
    for (Expr*& arg : args) arg = convert(arg, type);
    return type;
}

}  // namespace gantry::engine::bind

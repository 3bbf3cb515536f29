// String functions.

#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"

namespace gantry::engine::functions {
namespace {

using bind::Expr;
using types::SqlType;
using types::TypeId;

SqlType text_like(const SqlType& like, int characters, uint32_t collation) {
    return bind::character_type(types::is_unicode(like.id), false, characters,
                                like.collation != 0 ? like.collation : collation);
}

// LEN and CHARINDEX are bigint when their subject is a max type.
Expr* sized_int(Call& call, size_t subject) {
    bool big = types::is_lob(call.args[subject]->type);
    SqlType type = big ? types::bigint_type() : types::int_type();
    bool nullable = false;
    for (const Expr* arg : call.args) nullable = nullable || arg->nullable;
    std::string form(call.rule.form);
    form = fmt::format("({})::{}", form, big ? "bigint" : "integer");
    return call.binder.call(form, call.args, type, nullable);
}
Expr* sized_by_first(Call& call) { return sized_int(call, 0); }

Expr* left_right(Call& call) {
    const SqlType& subject = call.args[0]->type;
    int length = bind::character_length(subject);
    if (auto count = constant_int(call.args[1]); count && *count > 0 && length >= 0) {
        length = static_cast<int>(std::min<int64_t>(length, *count));
    }
    return call.binder.call(call.rule.form, call.args,
                            text_like(subject, length, call.binder.database_collation()), true);
}

Expr* substring(Call& call) {
    Expr* subject = call.args[0];
    bool binary = types::is_binary(subject->type.id);
    if (!binary && !types::is_character(subject->type.id)) {
        if (subject->type.id != TypeId::none) {
            bind::invalid_argument(call.line, subject->type, 1, "substring");
        }
        bind::fail(8116, 16, call.line,
                   "Argument data type NULL is invalid for argument 1 of substring function.");
    }
    int length = bind::character_length(subject->type);
    if (auto count = constant_int(call.args[2]); count && *count > 0 && length >= 0) {
        length = static_cast<int>(std::min<int64_t>(length, *count));
    }
    SqlType type = binary ? types::varbinary_type(static_cast<int16_t>(length))
                          : text_like(subject->type, length, call.binder.database_collation());
    SqlType plain = binary ? types::varbinary_type(-1)
                           : text_like(subject->type, -1, call.binder.database_collation());
    call.args[0] = call.binder.convert(subject, plain);
    return call.binder.call(call.rule.form, call.args, type, true);
}

Expr* replace(Call& call) {
    bool unicode = false;
    for (const Expr* arg : call.args) unicode = unicode || types::is_unicode(arg->type.id);
    SqlType plain = bind::character_type(unicode, false, -1, call.binder.database_collation());
    for (Expr*& arg : call.args) arg = call.binder.convert(arg, plain);
    bool is_max = types::is_lob(call.args[0]->type);
    SqlType type = bind::character_type(unicode, false, is_max ? -1 : unicode ? 4000 : 8000,
                                        call.binder.database_collation());
    Expr* out = call.binder.call(call.rule.form, call.args, type, true);
    call.binder.combine_collations(out, out->args, true);
    out->args[0] = call.binder.with_collation(out->args[0]);
    return out;
}

Expr* stuff(Call& call) {
    bool unicode = types::is_unicode(call.args[0]->type.id) ||
                   types::is_unicode(call.args[3]->type.id);
    uint32_t collation = call.binder.database_collation();
    SqlType type = bind::concatenation_type(call.args[0]->type, call.args[3]->type);
    SqlType plain = bind::character_type(unicode, false, -1, collation);
    call.args[0] = call.binder.convert(call.args[0], plain);
    call.args[3] = call.binder.convert(call.args[3], plain);
    return call.binder.call(call.rule.form, call.args, type, true);
}

Expr* replicate(Call& call) {
    const SqlType& subject = call.args[0]->type;
    int limit = types::is_unicode(subject.id) ? 4000 : 8000;
    int length = types::is_lob(subject) ? -1 : limit;
    auto count = constant_int(call.args[1]);
    if (count && length > 0 && *count >= 0) {
        length = static_cast<int>(
            std::min<int64_t>(limit, std::max<int64_t>(1, bind::character_length(subject) * *count)));
    }
    return call.binder.call(call.rule.form, call.args,
                            text_like(subject, length, call.binder.database_collation()), true);
}

Expr* space(Call& call) {
    return call.binder.call(call.rule.form, call.args,
                            types::varchar_type(8000, call.binder.database_collation()), true);
}

// NULLs are empty strings: never NULL.
Expr* concat(Call& call) {
    bool unicode = false;
    bool is_max = false;
    int total = 0;
    std::vector<Expr*> texts;
    for (Expr*& arg : call.args) {
        bool scaled = types::is_date_time(arg->type.id) && !types::is_character(arg->type.id);
        if (scaled) {
            SqlType text = types::varchar_type(40, call.binder.database_collation());
            arg = call.binder.explicit_cast(arg, text, types::k_default_style, false);
        }
        unicode = unicode || types::is_unicode(arg->type.id);
        is_max = is_max || types::is_lob(arg->type);
        int length = arg->type.id == TypeId::none ? 1 : bind::character_length(arg->type);
        total += length > 0 ? length : 0;
        if (types::is_character(arg->type.id)) texts.push_back(arg);
    }
    int limit = unicode ? 4000 : 8000;
    SqlType type = bind::character_type(unicode, false, is_max ? -1 : std::min(total, limit),
                                        call.binder.database_collation());
    std::string form = std::string(call.rule.form) + (unicode ? "::sys.nvarchar" : "::sys.varchar");
    Expr* out = call.binder.call(form, call.args, type, false);
    call.binder.combine_collations(out, texts, false);
    out->pg_collated = false;
    return out;
}

Expr* string_pair_int(Call& call) {
    // Both sides of one type, compared in their common collation.
    bool unicode = types::is_unicode(call.args[0]->type.id) ||
                   types::is_unicode(call.args[1]->type.id);
    SqlType plain = bind::character_type(unicode, false, -1, call.binder.database_collation());
    bool big = types::is_lob(call.args[1]->type);
    for (size_t i = 0; i < 2; ++i) call.args[i] = call.binder.convert(call.args[i], plain);
    Expr probe;
    probe.line = call.line;
    call.binder.collate_for_comparison(&probe, call.args[0], call.args[1]);
    SqlType type = big ? types::bigint_type() : types::int_type();
    bool nullable = false;
    for (const Expr* arg : call.args) nullable = nullable || arg->nullable;
    return call.binder.call(fmt::format("({})::{}", call.rule.form, big ? "bigint" : "integer"),
                            call.args, type, nullable);
}

Expr* datalength(Call& call) {
    Expr* arg = call.args[0];
    bool big = types::is_lob(arg->type);
    SqlType type = big ? types::bigint_type() : types::int_type();
    static constexpr std::pair<TypeId, int> k_fixed[] = {
        {TypeId::bit, 1},      {TypeId::tinyint, 1},  {TypeId::smallint, 2},
        {TypeId::int_, 4},     {TypeId::bigint, 8},   {TypeId::real, 4},
        {TypeId::float_, 8},   {TypeId::money, 8},    {TypeId::smallmoney, 4},
        {TypeId::datetime, 8}, {TypeId::smalldatetime, 4}, {TypeId::date, 3},
        {TypeId::uniqueidentifier, 16}, {TypeId::rowversion, 8}};
    if (arg->type.id == TypeId::none) return call.binder.null_of(type);
    int bytes = 0;
    for (auto [id, size] : k_fixed) {
        if (id == arg->type.id) bytes = size;
    }
    if (bind::is_decimal(arg->type.id)) {
        int p = arg->type.precision;
        bytes = p <= 9 ? 5 : p <= 19 ? 9 : p <= 28 ? 13 : 17;
    }
    if (arg->type.id == TypeId::time || arg->type.id == TypeId::datetime2 ||
        arg->type.id == TypeId::datetimeoffset) {
        bytes = arg->type.length;
    }
    if (bytes > 0) {
        return call.binder.call(fmt::format("(CASE WHEN {{0}} IS NULL THEN NULL ELSE {} END)", bytes),
                                {arg}, type, arg->nullable);
    }
    return call.binder.call(
        fmt::format("(sys.datalength({{0}}))::{}", big ? "bigint" : "integer"), {arg}, type,
        arg->nullable);
}

Expr* trim(Call& call) {
    return call.binder.call("sys.trim({0})", call.args,
                            text_like(call.args[0]->type,
                                      bind::character_length(call.args[0]->type),
                                      call.binder.database_collation()),
                            call.args[0]->nullable);
}

Expr* format(Call& call) { throw unsupported("FORMAT", call.line); }

using enum Rule::Null;
constexpr Rule k_rules[] = {
    {"len", 1, 1, "s", "int", "sys.len({0})", from_args, false, sized_by_first},
    {"datalength", 1, 1, "a", "int", "", from_args, false, datalength},
    {"left", 2, 2, "si", "=0s", "sys.left({0}, {1})", from_args, false, left_right},
    {"right", 2, 2, "si", "=0s", "sys.right({0}, {1})", from_args, false, left_right},
    {"substring", 3, 3, "aii", "=0", "sys.substring({0}, {1}, {2})", from_args, false, substring},
    {"charindex", 2, 3, "ssi", "int", "sys.charindex({*})", from_args, false, string_pair_int},
    {"patindex", 2, 2, "ss", "int", "sys.patindex({*})", from_args, false, string_pair_int},
    {"replace", 3, 3, "sss", "=0s", "sys.replace({*})", from_args, false, replace},
    {"stuff", 4, 4, "siis", "=0s", "sys.stuff({*})", from_args, false, stuff},
    {"replicate", 2, 2, "si", "=0s", "sys.replicate({0}, {1})", from_args, false, replicate},
    {"space", 1, 1, "i", "varchar(8000)", "sys.space({0})", from_args, false, space},
    {"reverse", 1, 1, "s", "=0s", "sys.reverse({0})"},
    {"upper", 1, 1, "s", "=0s", "sys.upper({0})"},
    {"lower", 1, 1, "s", "=0s", "sys.lower({0})"},
    {"ltrim", 1, 1, "s", "=0s", "sys.ltrim({0})"},
    {"rtrim", 1, 1, "s", "=0s", "sys.rtrim({0})"},
    {"trim", 1, 1, "s", "=0s", "sys.trim({0})", from_args, false, trim},
    {"ascii", 1, 1, "s", "int", "sys.ascii({0})", always},
    {"char", 1, 1, "i", "char(1)", "sys.char({0})", always},
    {"unicode", 1, 1, "n", "int", "sys.unicode({0})", always},
    {"nchar", 1, 1, "i", "nchar(1)", "sys.nchar({0})", always},
    {"str", 1, 3, "fii", "varchar(30)", "sys.str({*})", always},
    {"quotename", 1, 2, "nn", "nvarchar(258)", "sys.quotename({*})", always},
    {"parsename", 2, 2, "ni", "nvarchar(128)", "sys.parsename({*})", always},
    {"soundex", 1, 1, "s", "varchar(4)", "sys.soundex({0})"},
    {"difference", 2, 2, "ss", "int", "sys.difference({0}, {1})"},
    {"translate", 3, 3, "nnn", "=0s", "sys.translate({*})"},
    {"concat", 2, 254, "a", "nvarchar", "sys.concat({*})", never, false, concat},
    {"concat_ws", 3, 254, "a", "nvarchar", "sys.concat_ws({*})", never, false, concat},
    {"format", 2, 3, "aaa", "nvarchar(4000)", "", always, false, format},
};

}  // namespace

std::span<const Rule> string_functions() { return k_rules; }

}  // namespace gantry::engine::functions

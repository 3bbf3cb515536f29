// Views, functions, procedures and triggers: their stored text, under the name they have now.
//
// The server keeps the text of CREATE as it was typed. sp_rename and ALTER SCHEMA ... TRANSFER do
// not touch it, so the name in its header may be an old one: it is replaced when it differs.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"
#include "catalog/script/tokens.h"

namespace gantry::catalog::script {
namespace {

std::string_view kind_word(const Module& module) {
    if (module.type == "AF") return "aggregate";
    if (module.type == "PC") return "procedure";
    switch (module.kind) {
        case ModuleKind::view:
            return "view";
        case ModuleKind::procedure:
            return "procedure";
        case ModuleKind::trigger:
            return "trigger";
        case ModuleKind::other:
            return "object";
        default:
            return "function";
    }
}

// Index of the token after CREATE [OR ALTER] kind; nothing when the header is not understood.
std::optional<size_t> name_position(const std::vector<Token>& tokens) {
    size_t i = 0;
    if (i >= tokens.size() || !(tokens[i].is_word("CREATE") || tokens[i].is_word("ALTER"))) {
        return std::nullopt;
    }
    ++i;
    if (i + 1 < tokens.size() && tokens[i].is_word("OR") && tokens[i + 1].is_word("ALTER")) i += 2;
    static constexpr std::string_view k_kinds[] = {"VIEW",    "PROC",    "PROCEDURE", "FUNCTION",
                                                   "TRIGGER", "DEFAULT", "RULE"};
    for (std::string_view kind : k_kinds) {
        if (i < tokens.size() && tokens[i].is_word(kind)) return i + 1;
    }
    return std::nullopt;
}

struct Replacement {
    size_t offset = 0;
    size_t length = 0;
    std::string text;
};

// The name that begins at token `at` when it is another than schema.name; `needs_schema` when a
// bare name would mean another schema.
std::optional<Replacement> replaced_name(const Context& context, const std::vector<Token>& tokens,
                                         size_t at, int32_t schema_id, std::string_view name) {
    std::vector<Token> rest(tokens.begin() + long(at),
                            tokens.begin() + long(std::min(tokens.size(), at + 8)));
    std::vector<NamePath> paths = names_in(rest);
    if (paths.empty() || paths[0].first_token != 0 || paths[0].parts.size() > 2) {
        return std::nullopt;
    }
    const NamePath& path = paths[0];
    std::string_view schema = context.names.schema(schema_id);
    const bool same =
        path.parts.back() == name &&
        (path.parts.size() == 2 ? context.names.fold(path.parts[0]) == context.names.fold(schema)
                                : schema == "dbo");
    if (same) return std::nullopt;
    const size_t begin = rest[path.first_token].offset;
    return Replacement{begin, rest[path.last_token].end() - begin, two_part(schema, name)};
}

void replace(std::string& text, const std::optional<Replacement>& r) {
    if (r) text.replace(r->offset, r->length, r->text);
}

std::string exists_test(const Context& context, const Module& module) {
    if (is_database_trigger(module)) {
        return fmt::format(
            "NOT EXISTS (SELECT 1 FROM sys.triggers WHERE parent_class = 0 AND "
            "name = {})",
            literal(module.name));
    }
    return fmt::format("OBJECT_ID({}) IS NULL",
                       literal(context.names.qualified(module.schema_id, module.name)));
}

std::string parameter_text(const Context& context, const Parameter& parameter) {
    std::string out = fmt::format("{} {}", parameter.name, context.names.type(parameter.type));
    if (parameter.output) out += " OUTPUT";
    return out;
}

std::string external_name(const Context& context, const ClrEntry& entry) {
    const Assembly* assembly = context.names.assembly(entry.assembly_id);
    std::string out =
        fmt::format("EXTERNAL NAME {}.{}",
                    bracket(assembly == nullptr ? "?" : std::string_view(assembly->name)),
                    bracket(entry.class_name));
    if (!entry.method.empty()) out += "." + bracket(entry.method);
    return out;
}

std::string trigger_header(const Context& context, const Module& module) {
    std::vector<std::string> events;
    for (const TriggerEvent& event : module.events)
        events.push_back(event.name);
    const bool of_database = is_database_trigger(module);
    return fmt::format(
        "CREATE TRIGGER {} ON {} {} {}\nAS ",
        of_database ? bracket(module.name) : context.names.qualified(module.schema_id, module.name),
        of_database ? std::string("DATABASE") : context.names.object_name(module.parent_object_id),
        module.instead_of ? "INSTEAD OF" : "AFTER", join(events));
}

// CREATE of a module whose body is in an assembly; empty when its entry is not known.
std::string clr_text(const Context& context, const Module& module) {
    if (!module.clr) return {};
    std::string name = context.names.qualified(module.schema_id, module.name);
    std::string entry = external_name(context, *module.clr);
    if (module.type == "TA") return trigger_header(context, module) + entry;
    std::vector<std::string> parameters;
    std::string returns;
    for (const Parameter& parameter : module.parameters) {
        if (parameter.id == 0) {
            returns = context.names.type(parameter.type);
        } else {
            parameters.push_back(parameter_text(context, parameter));
        }
    }
    if (module.type == "PC") {
        std::string list = parameters.empty() ? "" : "\n    " + join(parameters, ",\n    ");
        return fmt::format("CREATE PROCEDURE {}{}\nAS {}", name, list, entry);
    }
    if (module.type == "AF") {
        return fmt::format("CREATE AGGREGATE {} ({})\nRETURNS {}\n{}", name, join(parameters),
                           returns, entry);
    }
    if (module.type == "FT") {
        std::vector<std::string> columns;
        for (const Column& column : module.columns) {
            columns.push_back(fmt::format("{} {}{}", bracket(column.name),
                                          context.names.type(column),
                                          column.nullable ? "" : " NOT NULL"));
        }
        returns = fmt::format("TABLE ({})", join(columns));
    }
    return fmt::format(
        "CREATE FUNCTION {} ({})\nRETURNS {}{}\nAS {}", name, join(parameters), returns,
        module.clr->null_on_null_input ? "\nWITH RETURNS NULL ON NULL INPUT" : "", entry);
}

// Some line of the text is GO to a client although it is part of a statement (SELECT 1 AS / GO).
bool has_separator_line(std::string_view text, bool quoted_identifier) {
    std::vector<Token> tokens = scan_tokens(text, quoted_identifier);
    for (size_t i = 0; i < tokens.size(); ++i) {
        if (!tokens[i].is_word("GO")) continue;
        auto between = [&](size_t begin, size_t end) {
            return text.substr(begin, end - begin).find('\n') != text.npos;
        };
        const size_t before = i == 0 ? 0 : tokens[i - 1].end();
        const size_t after = i + 1 == tokens.size() ? text.size() : tokens[i + 1].offset;
        const bool begins = i == 0 || between(before, tokens[i].offset);
        const bool ends = i + 1 == tokens.size() || between(tokens[i].end(), after) ||
                          tokens[i + 1].kind == TokenKind::number;
        if (begins && ends) return true;
    }
    return false;
}

void script_numbered(Context& context, const Module& module, const NumberedProcedure& numbered) {
    std::string title = fmt::format("{};{}", module_title(context, module), numbered.number);
    if (numbered.encrypted || numbered.text.empty()) {
        context.out.cannot(title, numbered.encrypted ? "it was created WITH ENCRYPTION"
                                                     : "its text was not found");
        return;
    }
    context.out.module(numbered.text, {}, module.ansi_nulls, module.quoted_identifier);
}

}  // namespace

bool is_trigger(const Module& module) {
    return module.kind == ModuleKind::trigger || module.type == "TA";
}

bool is_database_trigger(const Module& module) {
    return is_trigger(module) && (module.parent_class != 1 || module.parent_object_id == 0);
}

std::string module_title(const Context& context, const Module& module) {
    return fmt::format("{} {}", kind_word(module),
                       is_database_trigger(module)
                           ? bracket(module.name)
                           : context.names.qualified(module.schema_id, module.name));
}

std::string current_text(const Context& context, const Module& module) {
    std::string text = module.text;
    std::vector<Token> tokens = scan_tokens(text, module.quoted_identifier);
    std::optional<size_t> at = name_position(tokens);
    if (!at) return text;
    std::optional<Replacement> name, parent;
    if (!is_database_trigger(module)) {
        name = replaced_name(context, tokens, *at, module.schema_id, module.name);
    }
    const NamedObject* on = context.names.object(module.parent_object_id);
    if (module.kind == ModuleKind::trigger && on != nullptr) {
        for (size_t i = *at; i < tokens.size(); ++i) {
            if (!tokens[i].is_word("ON")) continue;
            parent = replaced_name(context, tokens, i + 1, on->schema_id, on->name);
            break;
        }
    }
    replace(text, parent);  // the later one first: offsets before it stay
    replace(text, name);
    // A text kept by ALTER begins so where the server did not rewrite it.
    if (tokens[0].is_word("ALTER")) text.replace(tokens[0].offset, tokens[0].length, "CREATE");
    return text;
}

void script_module(Context& context, const Module& module) {
    std::string title = module_title(context, module);
    if (module.encrypted) {
        context.out.cannot(title, "it was created WITH ENCRYPTION");
        return;
    }
    const bool clr = module.text.empty();
    std::string text = clr ? clr_text(context, module) : current_text(context, module);
    if (text.empty()) {
        context.out.cannot(title, module.kind == ModuleKind::clr
                                      ? "its entry in a CLR assembly is not known"
                                      : "its text was not found");
        return;
    }
    // A client does not look for GO inside a literal.
    if (!clr && has_separator_line(text, module.quoted_identifier)) {
        text = "EXEC sys.sp_executesql @statement = " + literal(text);
    }
    context.out.module(text, {exists_test(context, module), true}, clr || module.ansi_nulls,
                       clr || module.quoted_identifier);
    for (const NumberedProcedure& numbered : module.numbered) {
        script_numbered(context, module, numbered);
    }
    if (module.startup) {
        context.out.batch(
            fmt::format("EXEC sys.sp_procoption {}, 'startup', 'on'",
                        literal(context.names.qualified(module.schema_id, module.name))));
    }
    if (!module.indexes.empty() && context.wants(ScriptPart::indexes)) {
        script_indexes(context, context.names.qualified(module.schema_id, module.name),
                       module.columns, module.indexes);
    }
}

}  // namespace gantry::catalog::script

#include "cli/table_name.h"

#include <fmt/format.h>

#include <vector>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::cli {

namespace {

// The parts of a name between dots that are outside of brackets and quotes.
std::vector<std::string> name_parts(const std::string& name) {
    std::vector<std::string> parts(1);
    for (size_t i = 0; i < name.size(); ++i) {
        char open = name[i];
        if (parts.back().empty() && (open == '[' || open == '"')) {
            char close = open == '[' ? ']' : '"';
            for (++i; i < name.size(); ++i) {
                if (name[i] != close) {
                    parts.back() += name[i];
                } else if (i + 1 < name.size() && name[i + 1] == close) {
                    parts.back() += name[i++];
                } else {
                    break;
                }
            }
        } else if (open == '.') {
            parts.emplace_back();
        } else {
            parts.back() += open;
        }
    }
    return parts;
}

std::string safe_part(const std::string& name) {
    constexpr std::string_view k_unsafe = "/\\:*?\"<>|%.";
    std::string out;
    for (size_t i = 0; i < name.size(); ++i) {
        uint8_t c = uint8_t(name[i]);
        // Windows takes no blank at a name's end, a shell none that is easy to see at its start.
        bool edge_blank = c == ' ' && (i == 0 || i + 1 == name.size());
        if (c < 0x20 || c == 0x7F || edge_blank || k_unsafe.find(char(c)) != std::string::npos) {
            out += fmt::format("%{:02X}", c);
        } else {
            out += char(c);
        }
    }
    return out;
}

uint64_t fnv1a(std::string_view text) {
    uint64_t hash = 0xCBF29CE484222325;
    for (char c : text)
        hash = (hash ^ uint8_t(c)) * 0x100000001B3;
    return hash;
}

}  // namespace

std::string schema_name(const catalog::Database& model, int32_t schema_id) {
    for (const catalog::Schema& schema : model.schemas) {
        if (schema.id == schema_id) return schema.name;
    }
    return fmt::format("{}", schema_id);
}

std::string full_name(const catalog::Database& model, const catalog::Table& table) {
    return schema_name(model, table.schema_id) + "." + table.name;
}

std::string bracketed(const std::string& name) {
    std::string out = "[";
    for (char c : name) {
        out += c;
        if (c == ']') out += c;
    }
    return out + "]";
}

const catalog::Table& find_table(const catalog::Database& model, const std::string& name) {
    std::vector<std::string> parts = name_parts(name);
    if (parts.size() > 2) {
        throw Error(fmt::format("'{}' is no table name: say SCHEMA.TABLE", name),
                    "names with dots go in brackets: [odd.schema].[odd.table]");
    }
    const std::string& table_name = parts.back();
    std::vector<const catalog::Table*> found, exact;
    for (const catalog::Table& table : model.tables) {
        if (table.is_table_type || !ascii_iequals(table.name, table_name)) continue;
        std::string schema = schema_name(model, table.schema_id);
        if (parts.size() == 2 && !ascii_iequals(schema, parts[0])) continue;
        found.push_back(&table);
        if (table.name == table_name && (parts.size() == 1 || schema == parts[0])) {
            exact.push_back(&table);
        }
    }
    if (found.empty()) {
        throw Error(fmt::format("no table '{}' in database {}", name, model.name),
                    "gantry inspect PATH lists the tables");
    }
    if (exact.size() == 1) return *exact[0];
    if (found.size() > 1) {
        throw Error(fmt::format("{} and {} both match '{}'", full_name(model, *found[0]),
                                full_name(model, *found[1]), name));
    }
    return *found[0];
}

std::string file_stem(const std::string& schema, const std::string& table) {
    // 255 bytes is what file systems take; an ending and ".partial" come behind.
    constexpr size_t k_stem_max = 200;
    std::string stem = safe_part(schema) + "." + safe_part(table);
    if (stem.size() <= k_stem_max) return stem;
    std::string hash = fmt::format("~{:016x}", fnv1a(schema + '\0' + table));
    size_t keep = k_stem_max - hash.size();
    while (keep > 0 && (uint8_t(stem[keep]) & 0xC0) == 0x80)
        --keep;
    return stem.substr(0, keep) + hash;
}

}  // namespace gantry::cli

#pragma once
// Small models that the tests of scripts are made of.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/script/script.h"
#include "types/collation.h"

namespace gantry::catalog::script_tests {

using types::TypeId;

inline types::SqlType simple(TypeId id) {
    types::SqlType type;
    type.id = id;
    return type;
}

inline Column column(int32_t id, std::string name, types::SqlType type, bool nullable = false) {
    Column out;
    out.id = id;
    out.name = std::move(name);
    out.type = type;
    out.nullable = nullable;
    return out;
}

inline types::SqlType varchar(int16_t length) {
    return types::varchar_type(length, types::k_default_collation);
}

inline Index primary_key(std::string name, std::vector<int32_t> columns) {
    Index out;
    out.id = 1;
    out.name = std::move(name);
    out.kind = IndexKind::clustered;
    out.unique = out.primary_key = true;
    for (int32_t id : columns)
        out.columns.push_back({id});
    return out;
}

inline Module module(int32_t id, std::string name, std::string type, ModuleKind kind,
                     std::string text) {
    Module out;
    out.object_id = id;
    out.name = std::move(name);
    out.type = std::move(type);
    out.kind = kind;
    out.text = std::move(text);
    return out;
}

inline Table table(int32_t id, std::string name) {
    Table out;
    out.object_id = id;
    out.name = std::move(name);
    out.columns.push_back(column(1, "id", types::int_type()));
    return out;
}

inline Database database() {
    Database out;
    out.name = "shop";
    out.internal_version = 852;
    out.compatibility_level = 130;
    out.collation = types::k_default_collation;
    out.schemas = {{1, "dbo", 1}};
    Principal dbo;
    dbo.id = 1;
    dbo.name = "dbo";
    out.principals = {dbo};
    return out;
}

// The script from its first heading on.
inline std::string body(const Database& db, const ScriptOptions& options = {}) {
    std::string text = script_database(db, options).text;
    size_t at = text.find("USE [shop]\nGO\n");
    EXPECT_NE(at, text.npos);
    return text.substr(std::min(at + 15, text.size()));
}

inline size_t place(const std::string& text, std::string_view part) {
    size_t at = text.find(part);
    EXPECT_NE(at, text.npos) << part << "\nin\n" << text;
    return at;
}

}  // namespace gantry::catalog::script_tests

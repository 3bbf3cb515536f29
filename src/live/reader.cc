#include "live/reader.h"

#include "types/collation.h"

namespace gantry::live {

using namespace catalog;

void Reader::add(Table table) {
    tables[table.object_id] = out.tables.size();
    out.tables.push_back(std::move(table));
}

void Reader::add(Module module) {
    modules[module.object_id] = out.modules.size();
    out.modules.push_back(std::move(module));
}

uint32_t Reader::collation(const std::string& name) {
    if (name.empty()) return 0;
    const auto [place, added] = collations_.try_emplace(name, 0);
    if (added) {
        place->second = collation_id(name);
        if (place->second == 0) source.warn("collation " + name + " is not known");
    }
    return place->second;
}

types::SqlType Reader::type(const Row& row) {
    types::SqlType out;
    out.id = types::TypeId(row.integer("system_type_id"));
    const int32_t user_type = int_of(row, "user_type_id");
    out.user_type = user_type == int32_t(out.id) ? 0 : user_type;
    out.length = int16_t(row.integer("max_length"));
    out.precision = uint8_t(row.integer("precision"));
    out.scale = uint8_t(row.integer("scale"));
    out.collation = collation(row.text("collation_name"));
    return out;
}

std::string word_of(const Row& row, std::string_view column) {
    std::string out = row.text(column);
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

char letter_of(const Row& row, std::string_view column, char missing) {
    const std::string text = row.text(column);
    return text.empty() ? missing : text[0];
}

uint32_t collation_id(const std::string& name) {
    return types::collation_by_name(name).value_or(0);
}

}  // namespace gantry::live

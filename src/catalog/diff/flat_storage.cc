// Database options, files, partitioning and full-text catalogs: Flattener of flat.h.

#include "base/bytes.h"
#include "catalog/diff/flat.h"
#include "catalog/option_names.h"

namespace gantry::catalog::diff {

void Flattener::add_options() {
    // One a database, whatever its name.
    FlatObject& out = add("database", "");
    out.self.number("version", db_.internal_version);
    out.self.set("owner", to_hex(db_.options.owner_sid));
    for (auto& [name, value] : option_texts(db_))
        out.self.set(name, std::move(value));
}

void Flattener::add_scoped_configurations() {
    for (const ScopedConfiguration& configuration : db_.scoped_configurations) {
        add("scoped configuration", configuration.name)
            .self.set("value", configuration.value)
            .set("for secondary", configuration.value_for_secondary);
    }
}

void Flattener::add_files() {
    for (const Filegroup& group : db_.filegroups) {
        FlatPart& self = add("filegroup", group.name).self;
        self.set("type", group.type);
        self.flag("default", group.is_default).flag("read-only", group.read_only);
        self.flag("autogrow all files", group.autogrow_all_files);
    }
    for (const DatabaseFile& file : db_.files) {
        FlatPart& self = add("file", file.name).self;
        self.set("type", file.type);
        self.set("filegroup", data_space(file.filegroup_id));
        self.set("physical name", file.physical_name);
        self.number("maximum size in pages", file.max_size_pages);
        self.set("growth",
                 fmt::format("{}{}", file.growth, file.growth_is_percent ? " %" : " pages"));
        self.flag("read-only", file.read_only).flag("offline", file.offline);
    }
}

void Flattener::add_partitioning() {
    for (const PartitionFunction& function : db_.partition_functions) {
        FlatPart& self = add("partition function", function.name).self;
        self.set("type", names_.type(function.type));
        self.set("range", function.boundary_on_right ? "RIGHT" : "LEFT");
        std::string boundaries;
        for (const std::string& boundary : function.boundaries) {
            boundaries += (boundaries.empty() ? "" : ", ") + boundary;
        }
        self.set("boundaries", boundaries);
    }
    for (const PartitionScheme& scheme : db_.partition_schemes) {
        FlatPart& self = add("partition scheme", scheme.name).self;
        for (const PartitionFunction& function : db_.partition_functions) {
            if (function.id == scheme.function_id) self.set("function", function.name);
        }
        std::string groups;
        for (int32_t id : scheme.filegroups)
            groups += (groups.empty() ? "" : ", ") + data_space(id);
        self.set("filegroups", groups);
    }
}

void Flattener::add_fulltext() {
    for (const FulltextCatalog& catalog : db_.fulltext_catalogs) {
        FlatPart& self = add("full-text catalog", catalog.name).self;
        self.flag("default", catalog.is_default);
        self.flag("accent-sensitive", catalog.accent_sensitive);
        self.set("owner", owner(catalog.owner_id));
    }
    for (const FulltextStoplist& stoplist : db_.fulltext_stoplists) {
        FlatObject& out = add("full-text stoplist", stoplist.name);
        for (const FulltextStopword& word : stoplist.words) {
            std::string name = fmt::format("{} ({})", word.word, word.language);
            out.part("stopword", name, name);
        }
    }
    for (const SearchPropertyList& list : db_.search_property_lists) {
        FlatObject& out = add("search property list", list.name);
        for (const SearchProperty& property : list.properties) {
            out.part("property", property.name, property.name)
                .set("set", property.property_set)
                .number("number", property.property_int);
        }
    }
}

}  // namespace gantry::catalog::diff

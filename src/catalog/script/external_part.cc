// External data sources and file formats (PolyBase, bulk load from blobs), and what replication and
// change data capture keep outside of statements.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

void script_source(Context& context, const ExternalDataSource& source) {
    std::vector<std::string> words;
    auto word = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) words.push_back(fmt::format("{} = {}", key, literal(value)));
    };
    if (!source.type.empty()) words.push_back("TYPE = " + source.type);
    word("LOCATION", source.location);
    word("DATABASE_NAME", source.database_name);
    word("SHARD_MAP_NAME", source.shard_map);
    word("RESOURCE_MANAGER_LOCATION", source.resource_manager);
    word("CONNECTION_OPTIONS", source.connection_options);
    for (const Credential& credential : context.db.scoped_credentials) {
        if (source.credential_id != 0 && credential.id == source.credential_id) {
            words.push_back("CREDENTIAL = " + bracket(credential.name));
        }
    }
    context.out.create(
        fmt::format("CREATE EXTERNAL DATA SOURCE {} WITH ({})", bracket(source.name), join(words)),
        {fmt::format("NOT EXISTS (SELECT 1 FROM sys.external_data_sources WHERE name = {})",
                     literal(source.name)),
         false});
}

void script_format(Context& context, const ExternalFileFormat& format) {
    std::vector<std::string> words = {"FORMAT_TYPE = " + format.type};
    std::vector<std::string> inner;
    auto word = [](std::vector<std::string>& list, std::string_view key, const std::string& value) {
        if (!value.empty()) list.push_back(fmt::format("{} = {}", key, literal(value)));
    };
    word(inner, "FIELD_TERMINATOR", format.field_terminator);
    word(inner, "STRING_DELIMITER", format.string_delimiter);
    word(inner, "DATE_FORMAT", format.date_format);
    word(inner, "ENCODING", format.encoding);
    if (format.use_type_default) inner.push_back("USE_TYPE_DEFAULT = TRUE");
    if (!inner.empty()) words.push_back(fmt::format("FORMAT_OPTIONS ({})", join(inner)));
    word(words, "DATA_COMPRESSION", format.compression);
    context.out.create(
        fmt::format("CREATE EXTERNAL FILE FORMAT {} WITH ({})", bracket(format.name), join(words)),
        {fmt::format("NOT EXISTS (SELECT 1 FROM sys.external_file_formats WHERE name = {})",
                     literal(format.name)),
         false});
}

}  // namespace

void script_external_sources(Context& context) {
    context.out.heading("External data sources and file formats");
    for (const ExternalDataSource& source : context.db.external_data_sources)
        script_source(context, source);
    for (const ExternalFileFormat& format : context.db.external_file_formats)
        script_format(context, format);
    const bool replicated =
        context.db.options.published || context.db.options.merge_published ||
        std::any_of(context.db.tables.begin(), context.db.tables.end(),
                    [](const Table& table) { return table.options.replicated; });
    if (replicated) {
        context.out.cannot("replication", "publish the database and its articles again");
    }
}

}  // namespace gantry::catalog::script

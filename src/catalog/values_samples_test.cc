// Every value of the sample backups has an exact text and a literal.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "base/error.h"
#include "catalog/database_image.h"
#include "catalog/sample_files.h"
#include "types/export_text.h"
#include "types/sql_literal.h"

namespace gantry::catalog {
namespace {

// Counts of values by type.
using Counts = std::map<std::string, uint64_t>;

void check_values(const std::string& path, Counts& counts) {
    auto image = DatabaseImage::open({path});
    std::string text;
    for (const Table& table : image->model().tables) {
        std::vector<size_t> stored = DatabaseImage::stored_columns(table);
        for (const RowRange& range : image->split(table, 1)) {
            image->scan(table, range, [&](const RowView& row) {
                for (size_t i = 0; i < row.size(); ++i) {
                    if (row[i].null) continue;
                    const types::SqlType& type = table.columns[stored[i]].type;
                    text.clear();
                    types::append_export_text(row[i].bytes(), type, text);
                    types::append_sql_literal(row[i].bytes(), type, text);
                    ++counts[std::string(types::base_type_name(type))];
                }
            });
        }
    }
}

TEST(ValuesOfSamples, EveryOneHasATextAndALiteral) {
    GANTRY_NEED_SAMPLES();
    Counts counts;
    for (const char* folder : {"full", "instance"}) {
        for (const auto& entry : std::filesystem::directory_iterator(sample(folder))) {
            SCOPED_TRACE(entry.path().string());
            check_values(entry.path().string(), counts);
        }
    }
    for (const char* name : {"pubs.mdf", "northwnd.mdf", "ReportServer.mdf"}) {
        check_values(sample("datafiles-2008/") + name, counts);
    }
    for (const char* type : {"int", "money", "datetime", "nvarchar", "image", "geography", "bit"}) {
        EXPECT_GT(counts[type], 0u) << type;
    }
}

}  // namespace
}  // namespace gantry::catalog

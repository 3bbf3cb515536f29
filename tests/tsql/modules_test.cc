// Modules, defaults, checks and computed columns of every readable sample: each parses, prints and
// parses again to an equal tree; modules are formatted, too. With GANTRY_DUMP_MODULES=FOLDER the texts are written there.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/error.h"
#include "catalog/database_image.h"
#include "catalog/sample_files.h"
#include "tsql/compare.h"
#include "tsql/format.h"
#include "tsql/parser.h"
#include "tsql/printer.h"

namespace gantry {
namespace {

namespace fs = std::filesystem;

struct Tally {
    std::set<std::string> seen;
    size_t texts = 0;
    size_t wrong = 0;
};

std::string errors_of(const tsql::ParseResult& result) {
    std::string out;
    for (const tsql::Diagnostic& error : result.diagnostics) {
        out += std::to_string(error.number) + " line " + std::to_string(error.line) + ": " +
               error.message + '\n';
    }
    return out;
}

void check_module(const catalog::Module& module, int level, Tally& tally) {
    if (module.text.empty() || !tally.seen.insert(module.text).second) return;
    ++tally.texts;
    if (const char* folder = std::getenv("GANTRY_DUMP_MODULES")) {
        std::ofstream(std::string(folder) + "/" + std::to_string(tally.texts) + ".sql")
            << module.text;
    }
    tsql::ParseOptions options;
    options.quoted_identifier = module.quoted_identifier;
    options.compatibility_level = level;
    const tsql::ParseResult first = tsql::parse(module.text, options);
    if (!first.ok()) {
        ++tally.wrong;
        ADD_FAILURE() << module.name << " (level " << level << ")\n" << errors_of(first);
        return;
    }
    const std::string printed = tsql::print_statements(first.statements);
    const tsql::ParseResult second = tsql::parse(printed, options);
    EXPECT_TRUE(second.ok()) << module.name << '\n' << printed << errors_of(second);
    if (!second.ok()) return;
    EXPECT_TRUE(tsql::equal_trees(first.statements, second.statements)) << printed;
    const std::string formatted = tsql::format_batch(module.text, options).text;
    const tsql::ParseResult third = tsql::parse(formatted, options);
    EXPECT_TRUE(third.ok() && tsql::equal_trees(first.statements, third.statements)) << formatted;
    EXPECT_EQ(tsql::format_batch(formatted, options).text, formatted) << module.text;
    EXPECT_NE(formatted, module.text) << "not formatted";
}

void check_expression(const std::string& text, bool predicate, Tally& tally) {
    if (text.empty() || !tally.seen.insert(text).second) return;
    ++tally.texts;
    const tsql::ParseResult first =
        predicate ? tsql::parse_predicate(text) : tsql::parse_expression(text);
    EXPECT_TRUE(first.ok()) << text << '\n' << errors_of(first);
    if (!first.ok()) return;
    const std::string printed = tsql::print(*first.expression);
    const tsql::ParseResult second =
        predicate ? tsql::parse_predicate(printed) : tsql::parse_expression(printed);
    EXPECT_TRUE(second.ok() && tsql::equal_trees(first.expression, second.expression)) << printed;
}

void check_database(const catalog::Database& database, Tally& tally) {
    const int level = database.compatibility_level < 80 ? 80 : database.compatibility_level;
    for (const catalog::Module& module : database.modules) check_module(module, level, tally);
    for (const catalog::Table& table : database.tables) {
        for (const catalog::Column& column : table.columns) {
            check_expression(column.computed_text, false, tally);
            if (column.default_constraint) {
                check_expression(column.default_constraint->text, false, tally);
            }
        }
        for (const catalog::CheckConstraint& check : table.checks) {
            check_expression(check.text, true, tally);
        }
        for (const catalog::Index& index : table.indexes) {
            check_expression(index.filter_text, true, tally);
        }
    }
}

TEST(SampleModules, ParseAndPrintBack) {
    GANTRY_NEED_SAMPLES();
    Tally tally;
    std::set<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(catalog::samples_directory())) {
        const std::string extension = entry.path().extension();
        if (extension == ".bak" || extension == ".BAK" || extension == ".mdf" ||
            extension == ".MDF") {
            files.insert(entry.path());
        }
    }
    size_t opened = 0;
    for (const fs::path& file : files) {
        try {
            check_database(catalog::DatabaseImage::open({file.string()})->model(), tally);
            ++opened;
        } catch (const Error&) {
            // A stripe, a log, a damaged file: other tests say what must open.
        }
    }
    RecordProperty("texts", int(tally.texts));
    EXPECT_GT(opened, 0u);
    EXPECT_GT(tally.texts, 0u);
    std::printf("%zu texts of %zu databases\n", tally.texts, opened);
}

}  // namespace
}  // namespace gantry

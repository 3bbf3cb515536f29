// Any bytes as a script: no crash, no hang; and what parses without error prints and parses again
// to an equal tree.

#include <cstdlib>

#include "tsql/batch.h"
#include "tsql/compare.h"
#include "tsql/dump.h"
#include "tsql/printer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    if (size < 1) return 0;
    tsql::ParseOptions options;
    options.compatibility_level = 80 + 10 * (data[0] % 10);
    options.quoted_identifier = (data[0] & 0x80) == 0;
    options.max_depth = 200;
    const std::string script = tsql::decode_script({data + 1, size - 1});
    for (const tsql::Batch& batch : tsql::split_batches(script).batches) {
        const tsql::ParseResult first = tsql::parse(batch.text, options);
        tsql::dump_statements(first.statements);
        if (!first.ok()) continue;
        options.quoted_identifier = true;
        const tsql::ParseResult second =
            tsql::parse(tsql::print_statements(first.statements), options);
        if (!second.ok() || !tsql::equal_trees(first.statements, second.statements)) std::abort();
    }
    return 0;
}

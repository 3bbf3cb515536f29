#pragma once
// Runs a site's own rules over one text's tree and tokens.

#include "assess/code_scan.h"
#include "assess/finding.h"
#include "tsql/parser.h"

namespace gantry::assess {

// `depth` of dynamic SQL. Nothing to do when there are no own rules.
void scan_own_rules(const CodeText& text, const CodeContext& context,
                    const tsql::ParseResult& result, Findings& findings, int depth);

// Whether the pieces of T-SQL of a rule file can be cut into tokens at all.
bool has_tokens(std::string_view piece);

}  // namespace gantry::assess

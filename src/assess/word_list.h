#pragma once
// Lists of names as text, " a b c ", and the providers that reach a SQL Server.

#include <string_view>

namespace gantry::assess {

// `words` begin and end with a blank and have one between them. False for an empty word.
bool lists(std::string_view words, std::string_view word);
// OLE DB providers of SQL Server itself, in any case.
bool is_sql_server_provider(std::string_view provider);

}  // namespace gantry::assess

#pragma once
// Which characters above ASCII a name without quotes may hold: letters, marks and digits of every
// script ("Database identifiers" of the product documentation). Curly quotes, dashes and bullets
// pasted from documents are none: they are errors, as in SQL Server.

namespace gantry::tsql {

bool is_name_char(char32_t c);

}  // namespace gantry::tsql

#pragma once
// Places of the columns that must be known before the catalog can describe itself. Fixed columns
// are packed from offset 4 in declaration order, the same in every version from 2005 to 2022.

#include <initializer_list>
#include <string>

#include "storage/row_decoder.h"

namespace gantry::catalog {

struct BootstrapColumn {
    const char* name;
    types::TypeId type;
    int16_t length;  // bytes; negative: variable column
};

storage::RowsetLayout bootstrap_layout(std::string table,
                                       std::initializer_list<BootstrapColumn> columns);

// Offset of the first byte after those columns is where later versions add theirs.
storage::RowsetLayout sysallocunits_layout();
storage::RowsetLayout sysrowsets_layout(bool has_compression);
storage::RowsetLayout sysrscols_layout();
storage::RowsetLayout sysrowsetcolumns_layout();
storage::RowsetLayout syshobtcolumns_layout();
storage::RowsetLayout syscolpars_layout();

}  // namespace gantry::catalog

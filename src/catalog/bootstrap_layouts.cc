#include "catalog/bootstrap_layouts.h"

namespace gantry::catalog {

using types::TypeId;

namespace {
constexpr BootstrapColumn tiny(const char* name) {
    return {name, TypeId::tinyint, 1};
}
constexpr BootstrapColumn small(const char* name) {
    return {name, TypeId::smallint, 2};
}
constexpr BootstrapColumn integer(const char* name) {
    return {name, TypeId::int_, 4};
}
constexpr BootstrapColumn big(const char* name) {
    return {name, TypeId::bigint, 8};
}
constexpr BootstrapColumn pointer(const char* name) {
    return {name, TypeId::binary, 6};
}
}  // namespace

storage::RowsetLayout bootstrap_layout(std::string table,
                                       std::initializer_list<BootstrapColumn> columns) {
    storage::RowsetLayout out;
    out.table_name = std::move(table);
    int16_t offset = 4;
    int16_t variable = 0;
    uint16_t ordinal = 0;
    for (const BootstrapColumn& column : columns) {
        storage::ColumnPlace place;
        place.name = column.name;
        place.column_id = ++ordinal;
        place.null_bit = ordinal;
        place.compressed_index = uint16_t(ordinal - 1);
        place.type = column.type;
        place.length = column.length < 0 ? int16_t(-column.length) : column.length;
        if (column.length < 0) {
            place.leaf_offset = int16_t(-1 - variable++);
        } else {
            place.leaf_offset = offset;
            offset = int16_t(offset + column.length);
        }
        out.columns.push_back(std::move(place));
    }
    return out;
}

storage::RowsetLayout sysallocunits_layout() {
    return bootstrap_layout(
        "sysallocunits", {big("auid"), tiny("type"), big("ownerid"), integer("status"),
                          small("fgid"), pointer("pgfirst"), pointer("pgroot"),
                          pointer("pgfirstiam"), big("pcused"), big("pcdata"), big("pcreserved")});
}

storage::RowsetLayout sysrowsets_layout(bool has_compression) {
    if (!has_compression) {
        return bootstrap_layout(
            "sysrowsets",
            {big("rowsetid"), tiny("ownertype"), integer("idmajor"), integer("idminor"),
             integer("numpart"), integer("status"), small("fgidfs"), big("rcrows")});
    }
    return bootstrap_layout(
        "sysrowsets",
        {big("rowsetid"), tiny("ownertype"), integer("idmajor"), integer("idminor"),
         integer("numpart"), integer("status"), small("fgidfs"), big("rcrows"), tiny("cmprlevel")});
}

storage::RowsetLayout sysrscols_layout() {
    return bootstrap_layout(
        "sysrscols", {big("rsid"), integer("rscolid"), integer("hbcolid"), big("rcmodified"),
                      integer("ti"), integer("cid"), small("ordkey"), small("maxinrowlen"),
                      integer("status"), integer("offset"), integer("nullbit"), small("bitpos")});
}

storage::RowsetLayout sysrowsetcolumns_layout() {
    return bootstrap_layout("sysrowsetcolumns", {big("rowsetid"), integer("rowsetcolid"),
                                                 integer("hobtcolid"), integer("status")});
}

storage::RowsetLayout syshobtcolumns_layout() {
    return bootstrap_layout(
        "syshobtcolumns",
        {big("hobtid"), integer("hobtcolumnid"), integer("status"), small("ordkey"), tiny("xtype"),
         small("length"), tiny("prec"), tiny("scale"), integer("collationid"), small("offsetleaf"),
         small("offsetint"), tiny("bitposleaf"), tiny("bitposint"), small("nullbitleaf"),
         small("nullbitint")});
}

storage::RowsetLayout syscolpars_layout() {
    // The null bits follow declaration order: name is the fourth column.
    return bootstrap_layout("syscolpars", {integer("id"),
                                           small("number"),
                                           integer("colid"),
                                           {"name", TypeId::nvarchar, -256},
                                           tiny("xtype"),
                                           integer("utype"),
                                           small("length"),
                                           tiny("prec"),
                                           tiny("scale"),
                                           integer("collationid"),
                                           integer("status"),
                                           small("maxinrow"),
                                           integer("xmlns"),
                                           integer("dflt"),
                                           integer("chk"),
                                           {"idtval", TypeId::varbinary, -64}});
}

}  // namespace gantry::catalog

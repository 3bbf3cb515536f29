#include "catalog/writer/catalog_rows.h"

#include "base/error.h"
#include "base/utf.h"
#include "catalog/writer/catalog_row_maker.h"

namespace gantry::catalog {
namespace {

// One byte a character as long as no code page could disagree.
bool is_plain_latin1(std::string_view utf8) {
    for (size_t at = 0; at < utf8.size();) {
        char32_t c = next_code_point(utf8, at);
        if (c > 0xFF || (c >= 0x80 && c < 0xA0)) return false;
    }
    return true;
}

Bytes latin1(std::string_view utf8) {
    Bytes out;
    for (size_t at = 0; at < utf8.size();)
        out.push_back(uint8_t(next_code_point(utf8, at)));
    return out;
}

}  // namespace

void CatalogRowMaker::run() {
    if (!database_.sequences.empty()) {
        throw Error("sequence '" + database_.sequences[0].name +
                    "' cannot be written to a backup: sequences are not supported there");
    }
    add_types();
    for (const Table& table : database_.tables)
        add_table(table);
    for (const Module& module : database_.modules)
        add_module(module);
    for (const Synonym& synonym : database_.synonyms)
        add_synonym(synonym);
    add_schemas();
    add_principals();
    for (const ExtendedProperty& property : database_.extended_properties) {
        SystemTableRow row;
        row.u8(property.object_class).i32(property.major_id).i32(property.minor_id);
        row.text(property.name).variant_text(property.value, database_.collation);
        out_.add(k_sysxprops, std::move(row));
    }
}

void CatalogRowMaker::add_object(int32_t id, const std::string& name, int32_t schema,
                                 std::string_view type, int32_t parent, int32_t status,
                                 int32_t intprop) {
    std::string padded(type);
    padded.resize(2, ' ');
    SystemTableRow row;
    row.i32(id).text(name).i32(schema).u8(0).i32(status).letters(padded).i32(parent).u8(1);
    row.i32(intprop).u64(options_.created).u64(options_.created).i32(0);
    out_.add(k_sysschobjs, std::move(row));
}

void CatalogRowMaker::add_text(int32_t object, int32_t sub_id, const std::string& text,
                               uint8_t value_class) {
    SystemTableRow row;
    row.u8(value_class).i32(object).i32(sub_id).i32(0);
    if (is_plain_latin1(text)) {
        row.variant_int(k_text_latin1).bytes(latin1(text));
    } else {
        row.variant_int(k_text_utf16).bytes(utf8_to_utf16le(text));
    }
    out_.add(k_sysobjvalues, std::move(row));
}

void CatalogRowMaker::add_reference(uint8_t reference_class, int32_t from, int32_t from_sub,
                                    int32_t to, int32_t to_sub) {
    SystemTableRow row;
    row.u8(reference_class).i32(from).i32(from_sub).i32(to).i32(to_sub).i32(0);
    out_.add(k_syssingleobjrefs, std::move(row));
}

void add_model_rows(const Database& database, const std::map<int32_t, uint64_t>& rowset_of,
                    const CatalogRowsOptions& options, SystemTableRows& out) {
    CatalogRowMaker(database, rowset_of, options, out).run();
}

}  // namespace gantry::catalog

// Alias and CLR types, XML schema collections, sequences, synonyms. Table types: tables.cc.

#include <fmt/format.h>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

void script_alias_type(Context& context, const UserType& type) {
    std::string name = context.names.qualified(type.schema_id, type.name);
    Guard guard{fmt::format("TYPE_ID({}) IS NULL", literal(name)), false};
    if (type.base.id == types::TypeId::clr || type.assembly_id != 0) {
        const Assembly* assembly = context.names.assembly(type.assembly_id);
        if (assembly == nullptr || type.assembly_class.empty()) {
            context.out.cannot("type " + name, "its class in a CLR assembly is not known");
            return;
        }
        context.out.create(fmt::format("CREATE TYPE {}\nEXTERNAL NAME {}.{}", name,
                                       bracket(assembly->name), bracket(type.assembly_class)),
                           guard);
        return;
    }
    types::SqlType base = type.base;
    base.user_type = 0;  // else it would be named by itself
    if (type.base.user_type == types::k_sysname) base.user_type = types::k_sysname;
    context.out.create(fmt::format("CREATE TYPE {} FROM {} {}", name, context.names.type(base),
                                   type.nullable ? "NULL" : "NOT NULL"),
                       guard);
}

std::string bound(std::string_view word, const std::string& value) {
    return value.empty() ? std::string() : fmt::format("\n    {} {}", word, value);
}

}  // namespace

void script_user_types(Context& context) {
    context.out.heading("Types");
    for (const UserType& type : context.db.user_types)
        script_alias_type(context, type);
}

void script_xml_collections(Context& context) {
    context.out.heading("XML schema collections");
    for (const XmlSchemaCollection& collection : context.db.xml_schema_collections) {
        if (collection.id < 65536) continue;  // sys.sys
        std::string name = context.names.qualified(collection.schema_id, collection.name);
        if (collection.text.empty()) {
            context.out.cannot(
                "XML schema collection " + name,
                "its text could not be put together; columns of it become untyped xml");
            continue;
        }
        context.out.create(
            fmt::format("CREATE XML SCHEMA COLLECTION {} AS {}", name, literal(collection.text)),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.xml_schema_collections WHERE name = {} AND "
                         "schema_id = SCHEMA_ID({}))",
                         literal(collection.name),
                         literal(context.names.schema(collection.schema_id))),
             false});
    }
}

void script_sequences(Context& context) {
    context.out.heading("Sequences");
    for (const Sequence& sequence : context.db.sequences) {
        std::string name = context.names.qualified(sequence.schema_id, sequence.name);
        std::string text =
            fmt::format("CREATE SEQUENCE {}\n    AS {}", name, context.names.type(sequence.type));
        text += bound("START WITH", sequence.start);
        text += bound("INCREMENT BY", sequence.increment);
        text += bound("MINVALUE", sequence.minimum);
        text += bound("MAXVALUE", sequence.maximum);
        if (sequence.cycles) text += "\n    CYCLE";
        if (!sequence.cached) {
            text += "\n    NO CACHE";
        } else if (sequence.cache_size > 0) {
            text += fmt::format("\n    CACHE {}", sequence.cache_size);
        }
        if (!sequence.current.empty() && sequence.current != sequence.start) {
            // Without the rows it begins anew; with them it must go on from here.
            context.out.comment(fmt::format("last value given out: {}", sequence.current));
        }
        context.out.create(text,
                           {fmt::format("OBJECT_ID({}, N'SO') IS NULL", literal(name)), false});
    }
}

void script_synonyms(Context& context) {
    context.out.heading("Synonyms");
    for (const Synonym& synonym : context.db.synonyms) {
        std::string name = context.names.qualified(synonym.schema_id, synonym.name);
        if (synonym.target.empty()) {
            context.out.cannot("synonym " + name, "its target was not found");
            continue;
        }
        context.out.create(fmt::format("CREATE SYNONYM {} FOR {}", name, synonym.target),
                           {fmt::format("OBJECT_ID({}, N'SN') IS NULL", literal(name)), false});
    }
}

}  // namespace gantry::catalog::script

// Full-text search, partitions, XML schema collections, and what only older or sibling products
// have: DISK devices and RENAME.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    // ---- full-text search ----
    {"CREATE FULLTEXT CATALOG",
     "<name> [ON FILEGROUP <filegroup>] [IN PATH <path:string>]"
     " [WITH ACCENT_SENSITIVITY = $on_off] [AS DEFAULT] [AUTHORIZATION <owner>]"},
    {"ALTER FULLTEXT CATALOG",
     "<name> {REBUILD [WITH ACCENT_SENSITIVITY = $on_off] | REORGANIZE | AS DEFAULT}"},
    {"DROP FULLTEXT CATALOG|DROP FULLTEXT STOPLIST|DROP SEARCH PROPERTY LIST", "<name>"},
    {"$language_term",
     "<language:integer> | <language:string> | <language:binary> | <language:name>"},
    {"$fulltext_column",
     "<column> [TYPE COLUMN <type_column>] [LANGUAGE $language_term] [STATISTICAL_SEMANTICS]"},
    {"$fulltext_stoplist", "STOPLIST [=] {OFF | SYSTEM | <stoplist>}"},
    {"$fulltext_option",
     "CHANGE_TRACKING [=] {MANUAL | AUTO | OFF [, NO POPULATION]} | $fulltext_stoplist"
     " | SEARCH PROPERTY LIST [=] {OFF | <property_list>}"},
    {"$fulltext_place",
     "( FILEGROUP <filegroup> [, <catalog>] ) | ( <catalog> [, FILEGROUP <filegroup>] )"
     " | <catalog>"},
    {"CREATE FULLTEXT INDEX ON",
     "<table:object> [( $fulltext_column,... )] KEY INDEX <key_index> [ON $fulltext_place]"
     " [WITH {( $fulltext_option,... ) | $fulltext_option,...}]"},
    {"$no_population", "[WITH NO POPULATION]"},
    {"ALTER FULLTEXT INDEX ON",
     "<table:object> {ENABLE | DISABLE | SET CHANGE_TRACKING [=] {MANUAL | AUTO | OFF}"
     " | ADD ( $fulltext_column,... ) $no_population"
     " | ALTER COLUMN <column> {ADD | DROP} STATISTICAL_SEMANTICS $no_population"
     " | DROP ( <column>,... ) $no_population | START {FULL | INCREMENTAL | UPDATE} POPULATION"
     " | {STOP | PAUSE | RESUME} POPULATION | SET $fulltext_stoplist $no_population"
     " | SET SEARCH PROPERTY LIST [=] {OFF | <property_list>} $no_population}"},
    {"DROP FULLTEXT INDEX ON", "<table:object>"},
    {"CREATE FULLTEXT STOPLIST",
     "<name> [FROM {SYSTEM STOPLIST | <source:object>}] [AUTHORIZATION <owner>]"},
    {"ALTER FULLTEXT STOPLIST",
     "<name> {ADD <stopword:string> LANGUAGE $language_term"
     " | DROP {<stopword:string> LANGUAGE $language_term | ALL [LANGUAGE $language_term]}}"},
    {"CREATE SEARCH PROPERTY LIST", "<name> [FROM <source:object>] [AUTHORIZATION <owner>]"},
    {"ALTER SEARCH PROPERTY LIST",
     "<name> {ADD <property:string> WITH ( {PROPERTY_SET_GUID = <guid:string>"
     " | PROPERTY_INT_ID = <id:integer> | PROPERTY_DESCRIPTION = <description:string>},... )"
     " | DROP <property:string>}"},

    // ---- partitions ----
    {"CREATE PARTITION FUNCTION",
     "<name> ( <parameter:type> ) AS RANGE [LEFT | RIGHT] FOR VALUES ( [<boundary:expr>,...] )"},
    {"ALTER PARTITION FUNCTION",
     "<name> ( ) {SPLIT RANGE ( <boundary:expr> ) | MERGE RANGE ( <boundary:expr> )}"},
    {"CREATE PARTITION SCHEME",
     "<name> AS PARTITION <function> [ALL] TO ( {PRIMARY | <filegroup>"
     " | <filegroup:string>},... )"},
    {"ALTER PARTITION SCHEME", "<name> NEXT USED [PRIMARY | <filegroup> | <filegroup:string>]"},
    {"DROP PARTITION FUNCTION|DROP PARTITION SCHEME", "<name>"},

    // ---- XML schema collections ----
    {"CREATE XML SCHEMA COLLECTION", "<name:object> AS <schema:expr>"},
    {"ALTER XML SCHEMA COLLECTION", "<name:object> ADD <schema:expr>"},
    {"DROP XML SCHEMA COLLECTION", "<name:object>"},

    // ---- Azure Synapse Analytics ----
    {"RENAME OBJECT", "[::] <object> [COLUMN <column>] TO <new_name>"},
    {"RENAME DATABASE", "[::] <name> TO <new_name>"},

    // ---- SQL Server 2000 ----
    {"DISK INIT|DISK REINIT|DISK RESIZE|DISK MIRROR|DISK UNMIRROR|DISK REMIRROR",
     "{<setting:word> = <value>},...", 0, 80},
    {"DISK REFIT", "", 0, 80},
};

}  // namespace

std::span<const Syntax> storage_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql

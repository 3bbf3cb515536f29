#pragma once
// The words the parser knows. Reserved ones can't be names without quotes (from the compatibility
// level given on); the others mean something only where the grammar looks for them.
// Source: "Reserved keywords (Transact-SQL)" of the product documentation, without the words it
// lists that the server takes as names (DISK, PRECISION, SECURITYAUDIT, WITHIN ...).

#include <cstdint>
#include <string_view>

// X(enumerator, text, reserved since level)
#define GANTRY_TSQL_RESERVED_WORDS(X) \
    X(Add, "ADD", 80) X(All, "ALL", 80) X(Alter, "ALTER", 80) X(And, "AND", 80) \
    X(Any, "ANY", 80) X(As, "AS", 80) X(Asc, "ASC", 80) X(Authorization, "AUTHORIZATION", 80) \
    X(Backup, "BACKUP", 80) X(Begin, "BEGIN", 80) X(Between, "BETWEEN", 80) \
    X(Break, "BREAK", 80) X(Browse, "BROWSE", 80) X(Bulk, "BULK", 80) X(By, "BY", 80) \
    X(Cascade, "CASCADE", 80) X(Case, "CASE", 80) X(Check, "CHECK", 80) \
    X(Checkpoint, "CHECKPOINT", 80) X(Close, "CLOSE", 80) X(Clustered, "CLUSTERED", 80) \
    X(Coalesce, "COALESCE", 80) X(Collate, "COLLATE", 80) X(Column, "COLUMN", 80) \
    X(Commit, "COMMIT", 80) X(Compute, "COMPUTE", 80) X(Constraint, "CONSTRAINT", 80) \
    X(Contains, "CONTAINS", 80) X(Containstable, "CONTAINSTABLE", 80) \
    X(Continue, "CONTINUE", 80) X(Convert, "CONVERT", 80) X(Create, "CREATE", 80) \
    X(Cross, "CROSS", 80) X(Current, "CURRENT", 80) X(CurrentDate, "CURRENT_DATE", 80) \
    X(CurrentTime, "CURRENT_TIME", 80) X(CurrentTimestamp, "CURRENT_TIMESTAMP", 80) \
    X(CurrentUser, "CURRENT_USER", 80) X(Cursor, "CURSOR", 80) X(Database, "DATABASE", 80) \
    X(Dbcc, "DBCC", 80) X(Deallocate, "DEALLOCATE", 80) X(Declare, "DECLARE", 80) \
    X(Default, "DEFAULT", 80) X(Delete, "DELETE", 80) X(Deny, "DENY", 80) X(Desc, "DESC", 80) \
    X(Distinct, "DISTINCT", 80) X(Distributed, "DISTRIBUTED", 80) X(Double, "DOUBLE", 80) \
    X(Drop, "DROP", 80) X(Dump, "DUMP", 80) X(Else, "ELSE", 80) X(End, "END", 80) \
    X(Errlvl, "ERRLVL", 80) X(Escape, "ESCAPE", 80) X(Except, "EXCEPT", 80) X(Exec, "EXEC", 80) \
    X(Execute, "EXECUTE", 80) X(Exists, "EXISTS", 80) X(Exit, "EXIT", 80) \
    X(External, "EXTERNAL", 90) X(Fetch, "FETCH", 80) X(File, "FILE", 80) \
    X(Fillfactor, "FILLFACTOR", 80) X(For, "FOR", 80) X(Foreign, "FOREIGN", 80) \
    X(Freetext, "FREETEXT", 80) X(Freetexttable, "FREETEXTTABLE", 80) X(From, "FROM", 80) \
    X(Full, "FULL", 80) X(Function, "FUNCTION", 80) X(Goto, "GOTO", 80) X(Grant, "GRANT", 80) \
    X(Group, "GROUP", 80) X(Having, "HAVING", 80) X(Holdlock, "HOLDLOCK", 80) \
    X(Identity, "IDENTITY", 80) X(Identitycol, "IDENTITYCOL", 80) \
    X(IdentityInsert, "IDENTITY_INSERT", 80) X(If, "IF", 80) X(In, "IN", 80) \
    X(Index, "INDEX", 80) X(Inner, "INNER", 80) X(Insert, "INSERT", 80) \
    X(Intersect, "INTERSECT", 80) X(Into, "INTO", 80) X(Is, "IS", 80) X(Join, "JOIN", 80) \
    X(Key, "KEY", 80) X(Kill, "KILL", 80) X(Left, "LEFT", 80) X(Like, "LIKE", 80) \
    X(Lineno, "LINENO", 80) X(Load, "LOAD", 80) X(Merge, "MERGE", 100) \
    X(National, "NATIONAL", 80) X(Nocheck, "NOCHECK", 80) X(Nonclustered, "NONCLUSTERED", 80) \
    X(Not, "NOT", 80) X(Null, "NULL", 80) X(Nullif, "NULLIF", 80) X(Of, "OF", 80) \
    X(Off, "OFF", 80) X(Offsets, "OFFSETS", 80) X(On, "ON", 80) X(Open, "OPEN", 80) \
    X(Opendatasource, "OPENDATASOURCE", 80) X(Openquery, "OPENQUERY", 80) \
    X(Openrowset, "OPENROWSET", 80) X(Openxml, "OPENXML", 80) X(Option, "OPTION", 80) \
    X(Or, "OR", 80) X(Order, "ORDER", 80) X(Outer, "OUTER", 80) X(Over, "OVER", 80) \
    X(Percent, "PERCENT", 80) X(Pivot, "PIVOT", 90) X(Plan, "PLAN", 80) \
    X(Primary, "PRIMARY", 80) X(Print, "PRINT", 80) \
    X(Proc, "PROC", 80) X(Procedure, "PROCEDURE", 80) X(Public, "PUBLIC", 80) \
    X(Raiserror, "RAISERROR", 80) X(Read, "READ", 80) X(Readtext, "READTEXT", 80) \
    X(Reconfigure, "RECONFIGURE", 80) X(References, "REFERENCES", 80) \
    X(Replication, "REPLICATION", 80) X(Restore, "RESTORE", 80) X(Restrict, "RESTRICT", 80) \
    X(Return, "RETURN", 80) X(Revert, "REVERT", 90) X(Revoke, "REVOKE", 80) \
    X(Right, "RIGHT", 80) X(Rollback, "ROLLBACK", 80) X(Rowcount, "ROWCOUNT", 80) \
    X(Rowguidcol, "ROWGUIDCOL", 80) X(Rule, "RULE", 80) X(Save, "SAVE", 80) \
    X(Schema, "SCHEMA", 80) X(Select, "SELECT", 80) \
    X(Semantickeyphrasetable, "SEMANTICKEYPHRASETABLE", 110) \
    X(Semanticsimilaritydetailstable, "SEMANTICSIMILARITYDETAILSTABLE", 110) \
    X(Semanticsimilaritytable, "SEMANTICSIMILARITYTABLE", 110) \
    X(SessionUser, "SESSION_USER", 80) X(Set, "SET", 80) X(Setuser, "SETUSER", 80) \
    X(Shutdown, "SHUTDOWN", 80) X(Some, "SOME", 80) X(Statistics, "STATISTICS", 80) \
    X(SystemUser, "SYSTEM_USER", 80) X(Table, "TABLE", 80) X(Tablesample, "TABLESAMPLE", 90) \
    X(Textsize, "TEXTSIZE", 80) X(Then, "THEN", 80) X(To, "TO", 80) X(Top, "TOP", 80) \
    X(Tran, "TRAN", 80) X(Transaction, "TRANSACTION", 80) X(Trigger, "TRIGGER", 80) \
    X(Truncate, "TRUNCATE", 80) X(TryConvert, "TRY_CONVERT", 110) X(Tsequal, "TSEQUAL", 80) \
    X(Union, "UNION", 80) X(Unique, "UNIQUE", 80) X(Unpivot, "UNPIVOT", 90) \
    X(Update, "UPDATE", 80) X(Updatetext, "UPDATETEXT", 80) X(Use, "USE", 80) \
    X(User, "USER", 80) X(Values, "VALUES", 80) X(Varying, "VARYING", 80) X(View, "VIEW", 80) \
    X(Waitfor, "WAITFOR", 80) X(When, "WHEN", 80) X(Where, "WHERE", 80) X(While, "WHILE", 80) \
    X(With, "WITH", 80) X(Writetext, "WRITETEXT", 80)

// X(enumerator, text)
#define GANTRY_TSQL_CONTEXT_WORDS(X) \
    X(Abort, "ABORT") X(Absent, "ABSENT") X(Absolute, "ABSOLUTE") X(Action, "ACTION") \
    X(After, "AFTER") X(AnsiDefaults, "ANSI_DEFAULTS") X(Append, "APPEND") \
    X(Application, "APPLICATION") X(Apply, "APPLY") X(Array, "ARRAY") X(At, "AT") \
    X(Atomic, "ATOMIC") X(Binary, "BINARY") X(Both, "BOTH") X(BulkLogged, "BULK_LOGGED") \
    X(Caller, "CALLER") X(Cast, "CAST") X(Catch, "CATCH") X(Changes, "CHANGES") \
    X(Changetable, "CHANGETABLE") X(Columnstore, "COLUMNSTORE") X(Committed, "COMMITTED") \
    X(Connection, "CONNECTION") X(Contained, "CONTAINED") X(Conversation, "CONVERSATION") \
    X(Cookie, "COOKIE") X(Credential, "CREDENTIAL") X(Cube, "CUBE") X(Data, "DATA") \
    X(DataSource, "DATA_SOURCE") X(Delay, "DELAY") X(DelayedDurability, "DELAYED_DURABILITY") \
    X(Dialog, "DIALOG") X(Disable, "DISABLE") X(Edge, "EDGE") X(Elements, "ELEMENTS") \
    X(Enable, "ENABLE") X(Encrypted, "ENCRYPTED") X(Enforced, "ENFORCED") \
    X(Explicit, "EXPLICIT") X(Fast, "FAST") X(First, "FIRST") X(Following, "FOLLOWING") \
    X(Force, "FORCE") X(Forceseek, "FORCESEEK") X(Generated, "GENERATED") X(Get, "GET") \
    X(Global, "GLOBAL") X(Grouping, "GROUPING") X(Hash, "HASH") X(Hidden, "HIDDEN") \
    X(Ignore, "IGNORE") X(Iif, "IIF") X(Include, "INCLUDE") X(Inline, "INLINE") \
    X(Insensitive, "INSENSITIVE") X(Instead, "INSTEAD") X(Isolation, "ISOLATION") \
    X(Json, "JSON") X(JsonArray, "JSON_ARRAY") X(JsonArrayagg, "JSON_ARRAYAGG") \
    X(JsonObject, "JSON_OBJECT") X(JsonObjectagg, "JSON_OBJECTAGG") X(Language, "LANGUAGE") \
    X(Last, "LAST") X(Leading, "LEADING") X(Level, "LEVEL") X(Local, "LOCAL") X(Log, "LOG") \
    X(Login, "LOGIN") X(Loop, "LOOP") X(Mark, "MARK") X(Masked, "MASKED") X(Match, "MATCH") \
    X(Matched, "MATCHED") X(Max, "MAX") X(Maxdop, "MAXDOP") X(Member, "MEMBER") \
    X(Modify, "MODIFY") X(Move, "MOVE") X(Name, "NAME") X(Next, "NEXT") X(No, "NO") \
    X(Node, "NODE") X(Nowait, "NOWAIT") X(Nulls, "NULLS") X(Object, "OBJECT") \
    X(Offset, "OFFSET") X(Only, "ONLY") X(Openjson, "OPENJSON") X(Optimize, "OPTIMIZE") \
    X(Out, "OUT") X(Output, "OUTPUT") X(Override, "OVERRIDE") X(Parse, "PARSE") \
    X(Partition, "PARTITION") X(Partitions, "PARTITIONS") X(Path, "PATH") X(Period, "PERIOD") \
    X(Persisted, "PERSISTED") X(Preceding, "PRECEDING") X(Precision, "PRECISION") \
    X(Prior, "PRIOR") \
    X(Privileges, "PRIVILEGES") X(QuotedIdentifier, "QUOTED_IDENTIFIER") X(Range, "RANGE") \
    X(Raw, "RAW") X(Readonly, "READONLY") X(ReadOnly, "READ_ONLY") X(Receive, "RECEIVE") \
    X(Recompile, "RECOMPILE") X(Redistribute, "REDISTRIBUTE") X(Reduce, "REDUCE") \
    X(RegexpLike, "REGEXP_LIKE") X(Relative, "RELATIVE") X(Remote, "REMOTE") \
    X(Repeatable, "REPEATABLE") \
    X(Replicate, "REPLICATE") X(Respect, "RESPECT") X(Result, "RESULT") \
    X(Returning, "RETURNING") X(Returns, "RETURNS") X(Role, "ROLE") X(Rollup, "ROLLUP") \
    X(Row, "ROW") X(Rows, "ROWS") X(Scroll, "SCROLL") X(Send, "SEND") X(Sequence, "SEQUENCE") \
    X(Serializable, "SERIALIZABLE") X(Server, "SERVER") X(Seterror, "SETERROR") X(Sets, "SETS") \
    X(Snapshot, "SNAPSHOT") X(Source, "SOURCE") X(Sparse, "SPARSE") X(Statusonly, "STATUSONLY") \
    X(Synonym, "SYNONYM") X(System, "SYSTEM") X(SystemTime, "SYSTEM_TIME") X(Target, "TARGET") \
    X(Throw, "THROW") X(Ties, "TIES") X(Time, "TIME") X(Timeout, "TIMEOUT") \
    X(Trailing, "TRAILING") X(Trim, "TRIM") X(Try, "TRY") X(TryCast, "TRY_CAST") \
    X(TryParse, "TRY_PARSE") X(Type, "TYPE") X(Unbounded, "UNBOUNDED") \
    X(Uncommitted, "UNCOMMITTED") X(Undefined, "UNDEFINED") X(Unknown, "UNKNOWN") \
    X(Using, "USING") X(Value, "VALUE") X(Window, "WINDOW") X(Within, "WITHIN") \
    X(Without, "WITHOUT") X(Work, "WORK") X(Xml, "XML") X(Xmlnamespaces, "XMLNAMESPACES") \
    X(Zone, "ZONE")

namespace gantry::tsql {

enum class Word : uint16_t {
    None,
#define GANTRY_TSQL_WORD(name, ...) name,
    GANTRY_TSQL_RESERVED_WORDS(GANTRY_TSQL_WORD) GANTRY_TSQL_CONTEXT_WORDS(GANTRY_TSQL_WORD)
#undef GANTRY_TSQL_WORD
};

// Word::None when it is none of them. Any case.
Word find_word(std::string_view text);
// The compatibility level from which the word is reserved; 0 for a context word.
int reserved_since(Word word);
std::string_view word_text(Word word);

// @@ROWCOUNT, @@VERSION ...: functions that look like variables. Any case.
bool is_global_function(std::string_view name);

inline bool is_reserved(Word word, int level) {
    const int since = reserved_since(word);
    return since != 0 && level >= since;
}

}  // namespace gantry::tsql

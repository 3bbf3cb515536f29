--- every table hint
SELECT * FROM t WITH (NOEXPAND), a WITH (FORCESCAN), b WITH (FORCESEEK), c WITH (HOLDLOCK), d WITH (NOLOCK), e WITH (NOWAIT), f WITH (PAGLOCK), g WITH (READCOMMITTED), h WITH (READCOMMITTEDLOCK), i WITH (READPAST), j WITH (READUNCOMMITTED), k WITH (REPEATABLEREAD), l WITH (ROWLOCK), m WITH (SERIALIZABLE), n WITH (SNAPSHOT), o WITH (SPATIAL_WINDOW_MAX_CELLS = 512), p WITH (TABLOCK), q WITH (TABLOCKX), r WITH (UPDLOCK), s WITH (XLOCK)
--- index hints
SELECT * FROM a WITH (INDEX (1)), b WITH (INDEX (ix)), c WITH (INDEX (ix, 2, [i x])), d WITH (INDEX = ix), e WITH (INDEX = 1), f WITH (INDEX = (ix)), g WITH (INDEX (0), NOLOCK), h WITH (NOEXPAND, INDEX (ix)), i WITH (NOEXPAND INDEX (ix))
--- index hints of the old forms @80
SELECT * FROM a (INDEX = ix), b (INDEX = 1, NOLOCK), c (INDEX (ix)), d WITH (INDEX ix), e (INDEX ix), f (INDEX = ix NOLOCK), g (1)
--- forceseek
SELECT * FROM a WITH (FORCESEEK), b WITH (FORCESEEK (ix (a, b))), c WITH (FORCESEEK (1 (a))), d WITH (INDEX (ix), FORCESEEK), e WITH (FORCESEEK, INDEX (ix)), f WITH (FORCESEEK ([ix] ([a b])), HOLDLOCK)
--- hints without with
SELECT * FROM a (NOLOCK), b (NOLOCK) AS x, c AS y (NOLOCK), d z (TABLOCK, HOLDLOCK), e (TABLOCKX HOLDLOCK) JOIN f (UPDLOCK) ON 1 = 1, g (UPDLOCK, HOLDLOCK)
--- holdlock alone @80
SELECT * FROM a HOLDLOCK, b AS c HOLDLOCK WHERE 1 = 1
--- holdlock alone at later levels
SELECT * FROM t HOLDLOCK; SELECT * FROM s.t AS x HOLDLOCK JOIN u holdlock ON x.a = u.a; SELECT * FROM (SELECT a FROM t HOLDLOCK) AS d
--- index hint without with after level 80 | 1018:2
SELECT * FROM t
 (INDEX = ix)
--- nolock on a changed table | 1065:1
UPDATE t WITH (NOLOCK) SET a = 1
--- readuncommitted on a table of insert | 1065:1
INSERT INTO t WITH (READUNCOMMITTED) VALUES (1)
--- index hint on a changed table | 1069:1
DELETE FROM t WITH (INDEX (ix)) WHERE a = 1
--- forceseek on a changed table | 10724:1
UPDATE t WITH (FORCESEEK) SET a = 1
--- forcescan on a changed table | 10745:1
UPDATE t WITH (FORCESCAN) SET a = 1
--- two lists of indexes | 1068:1
SELECT * FROM t WITH (INDEX (a), INDEX (b))
--- forceseek and forcescan | 10746:1
SELECT * FROM t WITH (FORCESEEK, FORCESCAN)
--- two forceseeks | 10748:1
SELECT * FROM t WITH (FORCESEEK, FORCESEEK)
--- forceseek of an index beside an index hint | 10747:1
SELECT * FROM t WITH (INDEX (ix), FORCESEEK (ix (a)))
--- forceseek of the heap | 10749:1
SELECT * FROM t WITH (FORCESEEK (0 (a)))
--- fastfirstrow after level 100 | 321:1
SELECT * FROM t WITH (FASTFIRSTROW)
--- stretched tables
SELECT * FROM t WITH (REMOTE_DATA_ARCHIVE_OVERRIDE = LOCAL_ONLY)
--- fastfirstrow @90
SELECT * FROM t WITH (FASTFIRSTROW), u (FASTFIRSTROW)
--- hints of changed tables
INSERT INTO t WITH (TABLOCK, HOLDLOCK) VALUES (1); UPDATE t WITH (ROWLOCK, UPDLOCK) SET a = 1; DELETE FROM t WITH (TABLOCKX, READPAST); MERGE t WITH (HOLDLOCK, INDEX (ix)) AS x USING u ON 1 = 1 WHEN MATCHED THEN DELETE; MERGE INTO t AS x WITH (SERIALIZABLE) USING u ON 1 = 1 WHEN MATCHED THEN DELETE; INSERT t (TABLOCK) VALUES (1); INSERT t WITH (IGNORE_TRIGGERS) SELECT 1
--- unknown table hint | 321:1
SELECT * FROM t WITH (FOO)
--- unknown table hint among others | 321:1
SELECT * FROM t WITH (NOLOCK, FOO)
--- table hints without parentheses | 336:1
SELECT * FROM t WITH NOLOCK
--- empty table hints | 102:1
SELECT * FROM t WITH ()
--- argument of a function, which the binder refuses
SELECT * FROM t (FOO)
--- unknown word in a table's parentheses behind its alias | 321:1
SELECT * FROM t AS x (FOO)
--- every query hint
SELECT 1 FROM t OPTION (HASH GROUP, ORDER GROUP, CONCAT UNION, HASH UNION, MERGE UNION, LOOP JOIN, MERGE JOIN, HASH JOIN, EXPAND VIEWS, FAST 10, FORCE ORDER, FORCE EXTERNALPUSHDOWN, DISABLE EXTERNALPUSHDOWN, FORCE SCALEOUTEXECUTION, DISABLE SCALEOUTEXECUTION, IGNORE_NONCLUSTERED_COLUMNSTORE_INDEX, KEEP PLAN, KEEPFIXED PLAN, LABEL = 'x', LABEL = N'y', MAX_GRANT_PERCENT = 10, MIN_GRANT_PERCENT = 1.5, MAXDOP 2, MAXRECURSION 0, NO_PERFORMANCE_SPOOL, PARAMETERIZATION SIMPLE, PARAMETERIZATION FORCED, QUERYTRACEON 4199, QUERYTRACEON 8649, RECOMPILE, ROBUST PLAN)
--- optimize for
SELECT 1 FROM t OPTION (OPTIMIZE FOR (@a = 1, @b UNKNOWN, @c = N'x', @d = -1, @e = NULL)); SELECT 1 FROM t OPTION (OPTIMIZE FOR UNKNOWN, RECOMPILE); SELECT 1 OPTION (OPTIMIZE FOR (@a = 1), OPTIMIZE FOR UNKNOWN)
--- use hint and use plan
SELECT 1 FROM t OPTION (USE HINT ('FORCE_LEGACY_CARDINALITY_ESTIMATION', N'DISABLE_PARAMETER_SNIFFING')); SELECT 1 FROM t OPTION (USE PLAN N'<x/>'); SELECT 1 OPTION (USE PLAN @p)
--- table hints of a query
SELECT 1 FROM s.t OPTION (TABLE HINT (s.t, INDEX (ix), NOLOCK), TABLE HINT (u), TABLE HINT (e, FORCESEEK (ix (a))), TABLE HINT (f, NOEXPAND INDEX (ix) HOLDLOCK), TABLE HINT (g, INDEX = ix))
--- timestamps of a query
SELECT 1 FROM t OPTION (FOR TIMESTAMP AS OF '2024-03-13T19:39:35.28'); SELECT 1 FROM t OPTION (LABEL = 'x', FOR TIMESTAMP AS OF @d)
--- maxdop of a variable and hints of every statement
INSERT t SELECT 1 OPTION (MAXDOP 1); UPDATE t SET a = 1 OPTION (RECOMPILE); DELETE t OPTION (LOOP JOIN); MERGE t USING u ON 1 = 1 WHEN MATCHED THEN DELETE OPTION (HASH JOIN); INSERT t EXEC p; SELECT 1 UNION SELECT 2 OPTION (MERGE UNION)
--- unknown query hint | 102:1
SELECT 1 FROM t OPTION (FOO)
--- unknown query hint behind a known one | 102:1
SELECT 1 FROM t OPTION (RECOMPILE, FOO 1)
--- maxdop without number | 102:1
SELECT 1 FROM t OPTION (MAXDOP)
--- fast without number | 102:1
SELECT 1 FROM t OPTION (FAST)
--- maxrecursion with an equals sign | 102:1
WITH a AS (SELECT 1 x) SELECT * FROM a OPTION (MAXRECURSION = 5)
--- maxrecursion out of range | 310:1
SELECT 1 OPTION (MAXRECURSION 32768)
--- maxdop of a variable | 102:1
SELECT 1 OPTION (MAXDOP @n)
--- label without text | 102:1
SELECT 1 OPTION (LABEL = 1)
--- recompile with a value | 102:1
SELECT 1 FROM t OPTION (RECOMPILE 1)
--- grant percent without equals sign | 102:1
SELECT 1 FROM t OPTION (MAX_GRANT_PERCENT 10)
--- hash without what | 102:1
SELECT 1 FROM t OPTION (HASH)
--- loop group | 102:1
SELECT 1 FROM t OPTION (LOOP GROUP)
--- empty option | 102:1
SELECT 1 FROM t OPTION ()
--- option without parentheses | 102:1
SELECT 1 FROM t OPTION RECOMPILE
--- option twice | 156:1
SELECT 1 FROM t OPTION (RECOMPILE) OPTION (MAXDOP 1)
--- option inside a subquery | 156:1
SELECT * FROM (SELECT 1 a OPTION (RECOMPILE)) x
--- option before order by | 156:1
SELECT a FROM t OPTION (RECOMPILE) ORDER BY a
--- optimize for without list | 102:1
SELECT 1 FROM t OPTION (OPTIMIZE FOR)
--- optimize for without value | 102:1
SELECT 1 FROM t OPTION (OPTIMIZE FOR (@a))
--- use hint without strings | 102:1
SELECT 1 FROM t OPTION (USE HINT (FOO))
--- table hint without table | 102:1
SELECT 1 FROM t OPTION (TABLE HINT ())

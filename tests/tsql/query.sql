--- select list forms
SELECT *, t.*, a, a b, a AS c, a AS 'd', a 'e', f = a, 'g' = a, [h] = a, a AS [i j], a "k" FROM t
--- assignment
SELECT @a = 1, @b += a, @c -= 2, @d *= 3, @e /= 4, @f %= 5, @g &= 6, @h |= 7, @i ^= 8 FROM t
--- distinct and top
SELECT DISTINCT TOP 10 a FROM t; SELECT ALL TOP (@n) PERCENT WITH TIES a FROM t ORDER BY a; SELECT TOP (SELECT 1) a FROM t; SELECT TOP 5.5 PERCENT * FROM t
--- into
SELECT a INTO #x FROM t; SELECT a INTO dbo.y ON [PRIMARY] FROM t
--- joins
SELECT * FROM a JOIN b ON a.i = b.i INNER HASH JOIN c ON b.i = c.i LEFT JOIN d ON 1 = 1 RIGHT OUTER MERGE JOIN e ON 1 = 1 FULL OUTER JOIN f ON 1 = 1 CROSS JOIN g LEFT LOOP JOIN h ON 1=1
--- nested joins
SELECT * FROM a LEFT JOIN b INNER JOIN c ON b.i = c.i ON a.i = b.i, (d CROSS JOIN e), (f JOIN g ON 1 = 1) JOIN h ON 1 = 1
--- apply
SELECT * FROM a CROSS APPLY dbo.f(a.x) AS f OUTER APPLY (SELECT TOP 1 * FROM b WHERE b.i = a.i) x(p, q)
--- derived tables and values
SELECT * FROM (SELECT 1 AS a) AS t, (VALUES (1, 'a'), (2, DEFAULT)) AS v(x, y), ((SELECT 1 AS a) UNION (SELECT 2)) AS u, ((SELECT 1 AS b)) w
--- table functions
SELECT * FROM STRING_SPLIT('a,b', ',') AS s, sys.dm_exec_sql_text(@h), GENERATE_SERIES(1, 10) g, @x.nodes('/a/b') AS n(c), t.col.nodes('/x') m(c), ::fn_helpcollations(), dbo.f() WITH (NOLOCK)
--- table variables
SELECT * FROM @t, @t AS x, @t y WITH (NOLOCK)
--- pivot and unpivot
SELECT * FROM t PIVOT (SUM(a) FOR b IN ([1], [2])) AS p UNPIVOT (x FOR y IN (c, d)) AS u
--- pivot of a derived table
SELECT * FROM (SELECT a, b FROM t) s PIVOT (COUNT(a) FOR s.b IN (x, [y z])) p ORDER BY 1
--- tablesample
SELECT * FROM t TABLESAMPLE (10 PERCENT) REPEATABLE (5), u AS v TABLESAMPLE SYSTEM (100 ROWS)
--- table hints
SELECT * FROM t WITH (NOLOCK), u AS v WITH (INDEX(1, ix), FORCESEEK), w (NOLOCK), x (NOLOCK, READPAST) y, z WITH (INDEX = ix), zz WITH (FORCESEEK (ix (a, b)), SPATIAL_WINDOW_MAX_CELLS = 4, UPDLOCK HOLDLOCK)
--- hints before the alias
SELECT * FROM t WITH (NOLOCK) a JOIN u (NOLOCK) b ON a.i = b.i
--- temporal
SELECT * FROM t FOR SYSTEM_TIME AS OF '2020-01-01' AS x, t FOR SYSTEM_TIME FROM @a TO @b, t FOR SYSTEM_TIME BETWEEN @a AND @b y, t FOR SYSTEM_TIME CONTAINED IN (@a, @b), t FOR SYSTEM_TIME ALL
--- rowset functions
SELECT * FROM OPENROWSET('SQLNCLI', 'Server=x;Trusted_Connection=yes', 'SELECT 1') AS a, OPENROWSET('x', 'srv';'sa';'pw', d.dbo.t) b, OPENQUERY(srv, 'SELECT 1') c, OPENDATASOURCE('x', 'y').d.s.t AS e
--- openrowset bulk
SELECT * FROM OPENROWSET(BULK 'c:\f.txt', SINGLE_CLOB) AS a, OPENROWSET(BULK N'f.csv', FORMAT = 'CSV', FIRSTROW = 2, FORMATFILE = 'x.fmt', DATA_SOURCE = 'ds') WITH (a int 1, b varchar(10) COLLATE Latin1_General_BIN2) AS b(x, y)
--- openxml
SELECT * FROM OPENXML(@h, '/a/b', 2) WITH (id int '@id', name varchar(10) 'name') AS x, OPENXML(@h, '/a') WITH (dbo.t), OPENXML(@h, 'b', 1)
--- openjson
SELECT * FROM OPENJSON(@j) AS a, OPENJSON(@j, '$.x') WITH (id int '$.id', data nvarchar(max) AS JSON, c nvarchar(5) COLLATE Latin1_General_CI_AS '$.c') b
--- full-text tables
SELECT * FROM CONTAINSTABLE(t, a, 'x', 10) AS k, FREETEXTTABLE(dbo.t, (a, b), 'y', LANGUAGE 'English', 5) f, CONTAINSTABLE(t, *, 'z') z
--- changetable
SELECT * FROM CHANGETABLE(CHANGES dbo.t, @v) AS c, CHANGETABLE(VERSION t, (a, b), (1, 2)) AS v(p, q)
--- rows of a nested statement
INSERT INTO x SELECT * FROM (DELETE FROM t OUTPUT deleted.a) AS d(a)
--- group by
SELECT a, b FROM t GROUP BY a, b + 1, ROLLUP (c, (d, e)), CUBE (f), GROUPING SETS ((g, h), i, (), ROLLUP (j)) HAVING COUNT(*) > 1
--- group by old forms
SELECT a FROM t GROUP BY a WITH ROLLUP; SELECT a FROM t GROUP BY a, b WITH CUBE; SELECT a FROM t GROUP BY ALL a; SELECT 1 FROM t GROUP BY (); SELECT a FROM t GROUP BY (a), (b)
--- set operators
SELECT 1 UNION SELECT 2 UNION ALL SELECT 3 EXCEPT SELECT 4 INTERSECT SELECT 5 ORDER BY 1
--- parenthesised set operators
(SELECT 1 UNION SELECT 2) EXCEPT (SELECT 3 INTERSECT (SELECT 4))
--- order by offset fetch
SELECT a FROM t ORDER BY a ASC, b DESC, (1) OFFSET 10 ROWS FETCH NEXT @n + 1 ROWS ONLY; SELECT a FROM t ORDER BY a OFFSET 0 ROW FETCH FIRST 1 ROW ONLY; SELECT a FROM t ORDER BY a OFFSET 5 ROWS
--- common tables
WITH a AS (SELECT 1 AS x), b (y, z) AS (SELECT x, 2 FROM a UNION ALL SELECT y, z FROM b) SELECT * FROM b OPTION (MAXRECURSION 100)
--- common tables after a semicolon
SELECT 1; WITH a AS (SELECT 1 x) SELECT * FROM a; WITH b AS (SELECT 2 x) DELETE FROM b
--- xml namespaces
WITH XMLNAMESPACES (DEFAULT 'urn:a', 'urn:b' AS b), c AS (SELECT 1 x) SELECT x FROM c FOR XML PATH('r'), TYPE
--- change tracking context
WITH CHANGE_TRACKING_CONTEXT (0x01) INSERT INTO t VALUES (1)
--- for xml
SELECT a FROM t FOR XML AUTO; SELECT a FROM t FOR XML RAW('row'), ROOT('rows'), ELEMENTS XSINIL, TYPE; SELECT a FROM t FOR XML EXPLICIT, XMLDATA; SELECT a FROM t FOR XML PATH(''), BINARY BASE64, ELEMENTS ABSENT; SELECT a FROM t FOR XML AUTO, XMLSCHEMA('urn:x'), ELEMENTS
--- for json and browse
SELECT a FROM t FOR JSON AUTO, ROOT('x'), INCLUDE_NULL_VALUES; SELECT a FROM t FOR JSON PATH; SELECT a FROM t FOR BROWSE
--- options
SELECT 1 FROM t OPTION (RECOMPILE, MAXDOP 4, HASH JOIN, MERGE UNION, FAST 10, FORCE ORDER, OPTIMIZE FOR (@a = 1, @b UNKNOWN), OPTIMIZE FOR UNKNOWN, USE HINT ('A', 'B'), QUERYTRACEON 4199, MIN_GRANT_PERCENT = 10, KEEPFIXED PLAN, EXPAND VIEWS, USE PLAN N'<x/>', TABLE HINT (t, INDEX(ix), NOLOCK), LABEL = 'x', PARAMETERIZATION FORCED, HASH GROUP, ROBUST PLAN)
--- compute @80
SELECT a, b FROM t ORDER BY a COMPUTE SUM(b), MAX(b) BY a COMPUTE AVG(b)
--- select in parentheses
(SELECT 1)
--- label after a select without semicolon
SELECT 1 FROM t
again: SELECT 2
--- window word as an alias
SELECT a window FROM t window WHERE window.a = 1

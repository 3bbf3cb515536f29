--- top forms
SELECT TOP 1 a FROM t; SELECT TOP (1) a FROM t; SELECT TOP 10 PERCENT a FROM t; SELECT TOP (10.5) PERCENT WITH TIES a FROM t ORDER BY a; SELECT TOP 1 WITH TIES a FROM t ORDER BY a; SELECT TOP (@n + 1) * FROM t; SELECT DISTINCT TOP 5 t.* FROM t; SELECT ALL TOP 1 a FROM t; SELECT TOP (1) (a) FROM t; SELECT TOP 1 (a) FROM t; SELECT TOP 1 * FROM t; SELECT TOP 1 -a FROM t
--- top with a negative number in parentheses
SELECT TOP (-1) a FROM t
--- top followed by an alias named as percent would be
SELECT TOP (1) [percent] FROM t
--- select without from
SELECT 1 WHERE 1 = 1; SELECT 1 AS a ORDER BY a; SELECT 1 HAVING 1 = 1; SELECT COUNT(*) GROUP BY ()
--- having without group by
SELECT COUNT(*) FROM t HAVING COUNT(*) > 1
--- into with parts and filegroup
SELECT a INTO d.s.t FROM u; SELECT a INTO t ON fg FROM u; SELECT a INTO t ON [default] FROM u WHERE 1 = 0; SELECT IDENTITY(int) AS id, IDENTITY(bigint, -5, -1) i INTO #t FROM u; SELECT id = IDENTITY(smallint, 100, 1) INTO t FROM u
--- aliases by strings and equals
SELECT a AS 'x y', b 'z', 'c' = d, "e" = f, [g] = h, i = j + 1, N'k' = l, m AS N'n' FROM t
--- aliases without as of words that mean something elsewhere
SELECT a first, b last, c next, d prior, e name, f type, g value, h output, i offset, j path, k rows, l range, m window, n match, o apply, p xml, q json, r source, s target FROM t
--- assignments with every operator
SELECT @a = a, @b += b, @c -= c, @d *= d, @e /= e, @f %= f, @g &= g, @h ^= h, @i |= i, @j = @k, @l = (SELECT 1) FROM t
--- concatenating assignment of SQL Server 2025 @170
SELECT @a ||= 'x'; SET @a ||= 'y'; UPDATE t SET a ||= 'z'
--- assignment with a comparison inside
SELECT @a = CASE WHEN a = b THEN 1 ELSE 0 END FROM t
--- stars of names of every length
SELECT *, t.*, s.t.*, d.s.t.*, d..t.*, srv.d.s.t.*, inserted.*, [a b].* FROM t
--- group by every form
SELECT 1 FROM t GROUP BY a; SELECT 1 FROM t GROUP BY a, b, c + d, f(e), CASE WHEN a = 1 THEN 2 END; SELECT 1 FROM t GROUP BY ROLLUP (a, b), CUBE (c, d); SELECT 1 FROM t GROUP BY GROUPING SETS (a, (b, c), (), ROLLUP (d, e), CUBE (f, (g, h)), (i, ROLLUP (j, k)), (l + 1) * 2, ((m + 1) * 2, n)); SELECT 1 FROM t GROUP BY a, ROLLUP ((b, c), d, (e + f) / 2); SELECT 1 FROM t GROUP BY (a + 1) * 2, (b)
--- group by with
SELECT 1 FROM t GROUP BY a, b WITH ROLLUP HAVING 1 = 1 ORDER BY a; SELECT 1 FROM t GROUP BY a WITH CUBE; SELECT 1 FROM t GROUP BY ALL a, b; SELECT 1 FROM t GROUP BY a WITH (DISTRIBUTED_AGG)
--- grouping functions
SELECT GROUPING(a), GROUPING_ID(a, b), GROUPING_ID() FROM t GROUP BY CUBE (a, b) HAVING GROUPING(a) = 1
--- order by forms
SELECT a FROM t ORDER BY 1, a + b DESC, c COLLATE Latin1_General_BIN ASC, CASE WHEN d = 1 THEN e END, (SELECT 1), t.f DESC
--- offset and fetch
SELECT a FROM t ORDER BY a OFFSET 1 ROW; SELECT a FROM t ORDER BY a OFFSET @a ROWS FETCH NEXT @b ROWS ONLY; SELECT a FROM t ORDER BY a OFFSET (@p - 1) * @s ROWS FETCH FIRST (SELECT 5) ROW ONLY; SELECT a FROM t ORDER BY a OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY OPTION (RECOMPILE)
--- offset without rows | 102:1
SELECT a FROM t ORDER BY a OFFSET 5
--- fetch without offset | 153:1
SELECT a FROM t ORDER BY a FETCH NEXT 5 ROWS ONLY
--- offset without order by | 102:1
SELECT a FROM t OFFSET 5 ROWS
--- fetch without only | 102:1
SELECT a FROM t ORDER BY a OFFSET 5 ROWS FETCH NEXT 5 ROWS
--- union chains with parentheses
SELECT 1 UNION ALL (SELECT 2 UNION SELECT 3) INTERSECT SELECT 4 EXCEPT (SELECT 5); ((SELECT 1)) UNION ((SELECT 2)); (SELECT 1) ORDER BY 1; ((SELECT 1) UNION ALL (SELECT 2)) ORDER BY 1 OFFSET 0 ROWS
--- union in a subquery, a derived table and exists
SELECT (SELECT 1 UNION SELECT 2) FROM (SELECT 3 a UNION ALL SELECT 4) d WHERE EXISTS (SELECT 5 EXCEPT SELECT 6) AND a IN (SELECT 7 INTERSECT SELECT 8) AND b = ANY (SELECT 9 UNION SELECT 10)
--- union with into in its first query
SELECT a INTO #t FROM t UNION ALL SELECT b FROM u
--- order by before union | 156:1
SELECT 1 ORDER BY 1 UNION SELECT 2
--- union without query | 102:1
SELECT 1 UNION ALL
--- intersect all | 324:1
SELECT 1 INTERSECT ALL SELECT 2
--- where twice | 156:1
SELECT 1 FROM t WHERE a = 1 WHERE b = 2
--- group by before where | 156:1
SELECT 1 FROM t GROUP BY a WHERE b = 2
--- having before group by | 156:1
SELECT 1 FROM t HAVING 1 = 1 GROUP BY a
--- order by before group by | 156:1
SELECT 1 FROM t ORDER BY a GROUP BY a
--- into behind from | 156:1
SELECT a FROM t INTO u
--- into in a derived table | 156:1
SELECT * FROM (SELECT a INTO u FROM t) x
--- into in the rows of an insert | 156:1
INSERT INTO t SELECT a INTO u FROM v
--- into behind a set operator | 196:2
SELECT a FROM t UNION ALL
SELECT a INTO u FROM v
--- except all | 324:1
SELECT 1 EXCEPT ALL SELECT 2
--- top and offset in one query | 10741:1
SELECT TOP 5 a FROM t ORDER BY a OFFSET 1 ROWS
--- top with ties without order by | 1062:1
SELECT TOP 5 WITH TIES a FROM t
--- grouping sets in group by all | 1028:1
SELECT a FROM t GROUP BY ALL ROLLUP (a)
--- group by all with cube | 1028:1
SELECT a FROM t GROUP BY ALL a WITH CUBE
--- grouping sets with rollup | 10702:1
SELECT a FROM t GROUP BY CUBE (a), b WITH ROLLUP
--- rollup function before level 100 @90 | 10707:1
SELECT a FROM t GROUP BY ROLLUP (a)
--- with cube at an early level @80
SELECT a FROM t GROUP BY a WITH CUBE
--- distinct behind top | 156:1
SELECT TOP 1 DISTINCT a FROM t
--- top without count | 102:1
SELECT TOP a FROM t
--- group without by | 102:1
SELECT a FROM t GROUP a
--- order without by | 102:1
SELECT a FROM t ORDER a
--- group by nothing | 102:1
SELECT a FROM t GROUP BY
--- order by nothing | 102:1
SELECT a FROM t ORDER BY
--- where nothing | 102:1
SELECT a FROM t WHERE
--- from nothing | 156:1
SELECT a FROM WHERE a = 1
--- alias missing | 156:1
SELECT a AS FROM t
--- common table expressions
WITH a AS (SELECT 1 x) SELECT * FROM a; WITH a (x, y) AS (SELECT 1, 2), b AS (SELECT * FROM a), c (z) AS (SELECT x FROM b UNION ALL SELECT z FROM c) SELECT * FROM c CROSS JOIN b
--- common table with parenthesised and nested queries
WITH a AS ((SELECT 1 x)), b AS ((SELECT 1 x) UNION ALL (SELECT 2)), c AS (SELECT TOP 1 x FROM b ORDER BY x) SELECT * FROM c UNION SELECT * FROM a ORDER BY 1
--- common table before every statement
WITH a AS (SELECT 1 x) INSERT INTO t SELECT x FROM a; WITH a AS (SELECT 1 x) UPDATE a SET x = 2; WITH a AS (SELECT 1 x) DELETE FROM a; WITH a AS (SELECT 1 x) MERGE t USING a ON t.x = a.x WHEN MATCHED THEN DELETE;
--- common table of a cursor and a view
DECLARE c CURSOR FOR WITH a AS (SELECT 1 x) SELECT * FROM a
--- common table without as | 156:1
WITH a (SELECT 1 x) SELECT * FROM a
--- common table without parentheses | 156:1
WITH a AS SELECT 1 x SELECT * FROM a
--- common table without statement | 102:1
WITH a AS (SELECT 1 x)
--- common table before if | 156:1
WITH a AS (SELECT 1 x) IF 1 = 1 SELECT 1
--- common table with a semicolon before
;WITH a AS (SELECT 1 x) SELECT * FROM a
--- with inside a subquery | 319:1
SELECT * FROM (WITH a AS (SELECT 1 x) SELECT * FROM a) b
--- xmlnamespaces
WITH XMLNAMESPACES ('urn:a' AS a, DEFAULT 'urn:b', N'urn:c' AS [c]) SELECT 1 FOR XML PATH; WITH XMLNAMESPACES ('urn:a' AS a) UPDATE t SET x.modify('delete /a:b'); WITH XMLNAMESPACES (DEFAULT 'urn:a'), c AS (SELECT 1 x) SELECT * FROM c
--- xmlnamespaces without alias | 102:1
WITH XMLNAMESPACES ('urn:a') SELECT 1
--- change tracking contexts
WITH CHANGE_TRACKING_CONTEXT (@c) UPDATE t SET a = 1; WITH CHANGE_TRACKING_CONTEXT (0x01) DELETE FROM t; WITH CHANGE_TRACKING_CONTEXT (0x01), c AS (SELECT 1 x) INSERT INTO t SELECT x FROM c
--- for browse
SELECT a FROM t FOR BROWSE; SELECT a FROM t ORDER BY a FOR BROWSE OPTION (MAXDOP 1)
--- for xml raw
SELECT a FROM t FOR XML RAW; SELECT a FROM t FOR XML RAW, XMLDATA; SELECT a FROM t FOR XML RAW ('r'), XMLSCHEMA, ELEMENTS XSINIL, BINARY BASE64, TYPE, ROOT; SELECT a FROM t FOR XML RAW, ROOT ('x'), ELEMENTS
--- for xml auto
SELECT a FROM t FOR XML AUTO; SELECT a FROM t FOR XML AUTO, ELEMENTS ABSENT, XMLSCHEMA (N'urn:x'), TYPE
--- for xml explicit
SELECT 1 AS Tag, NULL AS Parent, a AS [r!1!a!cdata] FROM t FOR XML EXPLICIT, BINARY BASE64, TYPE, ROOT ('x'); SELECT 1 AS Tag FROM t FOR XML EXPLICIT, XMLDATA
--- for xml path
SELECT a AS '@a', b AS 'text()', c AS 'x/y', d AS 'processing-instruction(p)' FROM t FOR XML PATH; SELECT a FROM t FOR XML PATH ('r'), ROOT ('rs'), TYPE, ELEMENTS XSINIL, BINARY BASE64
--- for xml in a subquery
SELECT (SELECT b FROM u WHERE u.i = t.i FOR XML PATH (''), TYPE).value('.', 'nvarchar(max)') AS s, STUFF((SELECT ',' + c FROM v FOR XML PATH ('')), 1, 1, '') FROM t FOR XML AUTO
--- for json
SELECT a FROM t FOR JSON AUTO; SELECT a FROM t FOR JSON PATH, ROOT ('r'), INCLUDE_NULL_VALUES; SELECT a FROM t FOR JSON AUTO, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES; SELECT a, (SELECT b FROM u FOR JSON PATH) AS c FROM t FOR JSON PATH, ROOT
--- grouping sets inside grouping sets | 102:1
SELECT 1 FROM t GROUP BY GROUPING SETS (a, GROUPING SETS (b, c))
--- for xml auto with a row tag | 6859:1
SELECT a FROM t FOR XML AUTO ('r')
--- for xml explicit with elements | 6825:1
SELECT 1 AS Tag FROM t FOR XML EXPLICIT, ELEMENTS
--- for xml path with a schema | 6855:1
SELECT a FROM t FOR XML PATH, XMLSCHEMA
--- for xml with xmldata and a root | 6860:1
SELECT a FROM t FOR XML AUTO, XMLDATA, ROOT
--- for json with a root and without wrapper | 13620:1
SELECT a FROM t FOR JSON PATH, ROOT ('r'), WITHOUT_ARRAY_WRAPPER
--- for xml in the rows of an insert | 6819:1
INSERT INTO t SELECT a FROM u FOR XML PATH
--- for json in the rows of an insert | 13602:1
INSERT INTO t SELECT a FROM u FOR JSON PATH
--- for xml behind an assignment | 6819:1
SELECT @x = a FROM t FOR XML PATH
--- for xml in the subquery of an assignment
SELECT @x = (SELECT a FROM t FOR XML PATH)
--- for xml without mode | 102:1
SELECT a FROM t FOR XML
--- for xml with an unknown mode | 102:1
SELECT a FROM t FOR XML TREE
--- for xml with an unknown directive | 102:1
SELECT a FROM t FOR XML AUTO, FOO
--- for json with an unknown mode | 102:1
SELECT a FROM t FOR JSON RAW
--- for json with an unknown directive | 102:1
SELECT a FROM t FOR JSON PATH, TYPE
--- for nothing | 102:1
SELECT a FROM t FOR
--- for update outside a cursor | 1003:1
SELECT a FROM t FOR UPDATE
--- compute forms @80
SELECT a FROM t COMPUTE SUM(a); SELECT a, b FROM t ORDER BY a, b COMPUTE COUNT(b), AVG(b), MIN(b), MAX(b), STDEV(b), STDEVP(b), VAR(b), VARP(b) BY a, b COMPUTE SUM(b) BY a COMPUTE SUM(b)
--- compute at the last level with it @100
SELECT a FROM t ORDER BY a COMPUTE SUM(a) BY a OPTION (MAXDOP 1)
--- compute after it went @110 | 156:1
SELECT a FROM t COMPUTE SUM(a)
--- windows
SELECT SUM(a) OVER (), SUM(a) OVER (PARTITION BY b), SUM(a) OVER (ORDER BY b, c DESC), SUM(a) OVER (PARTITION BY b, c + 1 ORDER BY d ROWS 5 PRECEDING), SUM(a) OVER (ORDER BY d ROWS CURRENT ROW), SUM(a) OVER (ORDER BY d RANGE UNBOUNDED PRECEDING), SUM(a) OVER (ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), SUM(a) OVER (ORDER BY d ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), SUM(a) OVER (ORDER BY d RANGE BETWEEN CURRENT ROW AND CURRENT ROW), COUNT(a) OVER (PARTITION BY b), dbo.agg(a) OVER (PARTITION BY b), STRING_AGG(a, ',') WITHIN GROUP (ORDER BY a) FROM t
--- ranking functions
SELECT ROW_NUMBER() OVER (ORDER BY (SELECT NULL)), RANK() OVER (PARTITION BY a ORDER BY b), DENSE_RANK() OVER (ORDER BY b), NTILE(4) OVER (ORDER BY b), NTILE(@n) OVER (PARTITION BY a ORDER BY b) FROM t
--- analytic functions
SELECT LAG(a) OVER (ORDER BY b), LAG(a, 1) OVER (ORDER BY b), LEAD(a, 2, 0) OVER (PARTITION BY c ORDER BY b), LEAD(a, 1) IGNORE NULLS OVER (ORDER BY b), FIRST_VALUE(a) IGNORE NULLS OVER (ORDER BY b), LAST_VALUE(a) RESPECT NULLS OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), CUME_DIST() OVER (ORDER BY b), PERCENT_RANK() OVER (ORDER BY b), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a DESC) OVER (PARTITION BY b), PERCENTILE_DISC(@p) WITHIN GROUP (ORDER BY a) OVER () FROM t
--- approximate functions
SELECT APPROX_COUNT_DISTINCT(a), APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a), APPROX_PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY a DESC) FROM t
--- window clause
SELECT SUM(a) OVER w, AVG(a) OVER (w), MIN(a) OVER (w ORDER BY d), MAX(a) OVER (w2 ROWS UNBOUNDED PRECEDING), ROW_NUMBER() OVER w3 FROM t WHERE a > 1 GROUP BY a HAVING 1 = 1 WINDOW w AS (PARTITION BY b), w2 AS (w ORDER BY c), w3 AS (ORDER BY d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), w4 AS () ORDER BY a
--- window clause without as | 102:1
SELECT SUM(a) OVER w FROM t WINDOW w (PARTITION BY b)
--- over without parentheses | 156:1
SELECT SUM(a) OVER FROM t
--- over with an unfinished frame | 102:1
SELECT SUM(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING) FROM t
--- over with order by before partition by | 102:1
SELECT SUM(a) OVER (ORDER BY b PARTITION BY c) FROM t
--- ranking function without over | 10753:1
SELECT ROW_NUMBER() FROM t
--- ranking function without over in an expression | 10753:2
SELECT a,
  RANK() + 1 FROM t
--- analytic function without over | 10753:1
SELECT LAG(a) FROM t
--- ranking function without order | 4112:1
SELECT RANK() OVER (PARTITION BY a) FROM t
--- ranking function with a frame | 10752:1
SELECT ROW_NUMBER() OVER (ORDER BY a ROWS UNBOUNDED PRECEDING) FROM t
--- percentile without within group | 10754:1
SELECT PERCENTILE_CONT(0.5) OVER (PARTITION BY a) FROM t
--- percentile with an order of its window | 10758:1
SELECT PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY a) OVER (ORDER BY b) FROM t
--- frame without order | 10756:1
SELECT SUM(a) OVER (PARTITION BY b ROWS UNBOUNDED PRECEDING) FROM t
--- frame that ends before it begins | 4193:1
SELECT SUM(a) OVER (ORDER BY b ROWS BETWEEN 1 FOLLOWING AND CURRENT ROW) FROM t
--- frame of what follows alone | 4193:1
SELECT SUM(a) OVER (ORDER BY b ROWS 1 FOLLOWING) FROM t
--- range with an offset | 4194:1
SELECT SUM(a) OVER (ORDER BY b RANGE 1 PRECEDING) FROM t
--- distinct with over | 10759:1
SELECT COUNT(DISTINCT a) OVER (PARTITION BY b) FROM t
--- next value for over
SELECT NEXT VALUE FOR s, NEXT VALUE FOR d.s.q OVER (ORDER BY a DESC), x = NEXT VALUE FOR s FROM t
--- next value for nothing | 102:1
SELECT NEXT VALUE FOR

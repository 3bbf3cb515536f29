--- literals
SELECT 1, 1., .5, 1.5, 1e5, 1.5E-3, 1e, $1.50, $-2, £3, 0x, 0xDEADbeef, 'a''b', N'ü''x', NULL, '';
--- binary literal over lines
SELECT 0x1234\
5678
--- string continued by a backslash
SELECT 'abc\
def'
--- operators and precedence
SELECT a + b * c - d / e % f, a & b | c ^ d, ~a, -a, +a, - -a, -1 * -2, -100/-100*10, (a + b) * c
--- concatenation of SQL Server 2025
SELECT a || b, a << 2, b >> 1
--- collate and time zones
SELECT a COLLATE Latin1_General_CI_AS + b, c AT TIME ZONE 'UTC' AT TIME ZONE 'Central European Standard Time'
FROM t ORDER BY a COLLATE database_default DESC
--- names of up to four parts
SELECT a, t.a, s.t.a, d.s.t.a, d..t.a, [a b].[c]]d]."e""f" FROM srv.d.s.t, d..t2, srv...t3
--- variables and global variables
SELECT @a, @@rowcount, @@VERSION, @_x#$, @@x
--- pseudo columns
SELECT $IDENTITY, $ROWGUID, IDENTITYCOL, ROWGUIDCOL, t.$identity, t.IDENTITYCOL FROM t
--- partition function
SELECT $PARTITION.pf(a), d.$PARTITION.pf(a) FROM t
--- searched and simple case
SELECT CASE WHEN a = 1 THEN 'x' WHEN b IS NULL THEN 'y' ELSE 'z' END, CASE a WHEN 1 THEN 2 WHEN 3 THEN 4 END
--- cast family
SELECT CAST(a AS int), TRY_CAST(a AS decimal(10, 2)), CONVERT(varchar(10), a, 120), CONVERT(int, b),
 TRY_CONVERT(datetime2(7), a), PARSE('1' AS int USING 'en-US'), TRY_PARSE(a AS date), CAST(a AS varchar(max)), CAST(a AS dbo.Phone)
--- types of several words
SELECT CAST(a AS double precision), CAST(a AS national character varying(10)), CAST(a AS char varying(5)), CAST(a AS binary varying(3)), CAST(a AS national text)
--- iif coalesce nullif choose
SELECT IIF(a > b, a, b), COALESCE(a, b, 0), NULLIF(a, 0), CHOOSE(2, 'a', 'b'), ISNULL(a, 1)
--- functions with distinct and all
SELECT COUNT(*), COUNT(DISTINCT a), SUM(ALL b), COUNT_BIG(*), CHECKSUM(*), dbo.f(1, DEFAULT), f(), LEFT('abc', 1), RIGHT(a, 2) FROM t
--- windows
SELECT ROW_NUMBER() OVER (ORDER BY a), SUM(b) OVER (PARTITION BY c, d ORDER BY e DESC ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING),
 AVG(b) OVER (ORDER BY e ROWS UNBOUNDED PRECEDING), LAST_VALUE(a) IGNORE NULLS OVER (ORDER BY b RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING),
 FIRST_VALUE(a) RESPECT NULLS OVER w, COUNT(*) OVER (), SUM(a) OVER (w ROWS CURRENT ROW)
FROM t WINDOW w AS (PARTITION BY c ORDER BY d), w2 AS (w)
--- within group
SELECT STRING_AGG(a, ',') WITHIN GROUP (ORDER BY b DESC), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a) OVER (PARTITION BY b) FROM t
--- subqueries
SELECT (SELECT MAX(a) FROM t), ((SELECT 1)), ((SELECT 1) UNION ALL (SELECT 2))
WHERE a = (SELECT 1) AND b IN (SELECT 1 UNION SELECT 2) AND c IN ((SELECT 1) UNION (SELECT 2)) AND EXISTS (SELECT * FROM t) AND EXISTS ((SELECT 1))
--- quantified comparisons
SELECT 1 WHERE a > ALL (SELECT 1) OR b = ANY (SELECT 2) OR c <> SOME (SELECT 3)
--- predicates
SELECT 1 WHERE a = 1 AND b <> 2 AND c != 3 AND d < 4 AND e > 5 AND f <= 6 AND g >= 7 AND h !< 8 AND i !> 9
 AND a LIKE 'x%' AND a NOT LIKE '[a-z]' ESCAPE '!' AND b BETWEEN 1 AND 2 AND b NOT BETWEEN 3 AND 4 AND c IN (1, 2, 3)
 AND c NOT IN ('a') AND d IS NULL AND d IS NOT NULL AND e IS DISTINCT FROM f AND e IS NOT DISTINCT FROM NULL
--- operators written apart
SELECT 1 WHERE a > = 1 AND b < > 2 AND c ! = 3 AND d < = 4
--- logical operators and parentheses
SELECT 1 WHERE (a = 1 OR (b = 2)) AND NOT (c = 3) AND NOT NOT d = 4 AND ((a)) = ((1)) AND (a + 1) * 2 > 3
--- full text
SELECT * FROM t WHERE CONTAINS(a, '"x*"') AND FREETEXT((a, b), N'y', LANGUAGE 1033) AND CONTAINS(*, @s) AND CONTAINS(t.*, 'z') AND CONTAINS(PROPERTY(doc, 'title'), 'q')
--- methods of xml and CLR types
SELECT t.x.value('(/a/b)[1]', 'int'), x.query('/a'), @x.exist('/a'), @g.STX, @g.STBuffer(1).STArea(), geometry::STGeomFromText('POINT(1 2)', 0), hierarchyid::GetRoot().ToString(), dbo.Point::Origin, (@x).query('.') FROM t
--- next value for
SELECT NEXT VALUE FOR dbo.seq, NEXT VALUE FOR seq OVER (ORDER BY a) FROM t
--- niladic functions
SELECT CURRENT_TIMESTAMP, CURRENT_USER, SESSION_USER, SYSTEM_USER, USER
--- odbc escapes
SELECT {fn UCASE(a)}, {d '2020-01-01'}, {t '10:00:00'}, {ts '2020-01-01 10:00:00'}, {fn CONVERT(a, SQL_INTEGER)}, {fn NOW()}, {fn EXTRACT(YEAR FROM d)}, {guid '00000000-0000-0000-0000-000000000000'}
FROM {oj a LEFT OUTER JOIN b ON a.id = b.id} WHERE a LIKE 'x' {escape '\'}
--- trim
SELECT TRIM(a), TRIM('x' FROM a), TRIM(LEADING '.' FROM a), TRIM(BOTH FROM a)
--- json functions
SELECT JSON_OBJECT('a':1, 'b':JSON_ARRAY(1, 2 NULL ON NULL) ABSENT ON NULL), JSON_ARRAY(), JSON_VALUE(a, '$.x' RETURNING int), JSON_QUERY(a, '$.y' WITH ARRAY WRAPPER), JSON_OBJECTAGG(k:v), JSON_ARRAYAGG(v ORDER BY k)
--- identity function
SELECT IDENTITY(int, 1, 1) AS id, IDENTITY(decimal(18, 0), 1, 1) x INTO #t FROM u
--- words that are not reserved as names
SELECT output, value, offset, first, next, type, level, name, date, path, row, rows, target, source, matched FROM log AS time WHERE sequence = 1
--- graph match
SELECT p2.name FROM Person p1, friend f, Person p2 WHERE MATCH(p1-(f)->p2) AND p1.name = 'x'
--- shortest path
SELECT LAST_VALUE(p2.name) WITHIN GROUP (GRAPH PATH) FROM Person AS p1, friend FOR PATH AS f, Person FOR PATH AS p2 WHERE MATCH(SHORTEST_PATH(p1(-(f)->p2)+))
--- tsequal
SELECT 1 WHERE TSEQUAL(a, 0x01)
--- old outer joins @80
SELECT * FROM a, b WHERE a.id *= b.id AND a.x =* b.x
--- update in a trigger's condition
CREATE TRIGGER tr ON t FOR UPDATE AS IF UPDATE(a) OR NOT UPDATE([b c]) PRINT 'x'

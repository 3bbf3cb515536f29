--- cast and convert
SELECT CAST(a AS varchar), CAST(a + b AS decimal(10)), CAST(NULL AS int), TRY_CAST('x' AS xml(DOCUMENT s.c)), CAST(a AS sys.sysname), CAST(a AS [varchar](5)), CONVERT(nvarchar(max), a), CONVERT(varbinary(8), a, 1), CONVERT(date, a, @s), TRY_CONVERT(int, a, 0), CONVERT(INT, 1)
--- parse
SELECT PARSE('1' AS int), PARSE(@a AS datetime2(3) USING 'de-DE'), TRY_PARSE(a AS money USING @c), TRY_PARSE('x' AS decimal(10, 2))
--- types of every family
SELECT CAST(a AS bigint), CAST(a AS numeric(5, 2)), CAST(a AS dec(5)), CAST(a AS float(24)), CAST(a AS real), CAST(a AS time(0)), CAST(a AS datetimeoffset(7)), CAST(a AS binary(5)), CAST(a AS image), CAST(a AS ntext), CAST(a AS sql_variant), CAST(a AS uniqueidentifier), CAST(a AS rowversion), CAST(a AS hierarchyid), CAST(a AS geography), CAST(a AS json), CAST(a AS vector(3)), CAST(a AS vector(3, float16)), CAST(a AS national char(5)), CAST(a AS national character(5)), CAST(a AS national char varying(5)), CAST(a AS character(5)), CAST(a AS char varying(5)), CAST(a AS double precision), CAST(a AS integer)
--- cast without as | 1035:1
SELECT CAST(a, int)
--- cast of a value alone | 1035:2
SELECT 1,
  TRY_CAST(a)
--- cast with a type behind the value | 102:1
SELECT CAST(a int)
--- cast without type | 102:1
SELECT CAST(a AS)
--- convert without value | 102:1
SELECT CONVERT(int)
--- parse with a style | 102:1
SELECT PARSE('1' AS int, 1)
--- conditional functions
SELECT IIF(a = 1 AND b IS NULL, 1, NULL), IIF(EXISTS (SELECT 1), 1, 0), IIF((a > b), a, b), CHOOSE(a, 1, 2, 3), COALESCE(a, b), NULLIF(a, ''), ISNULL(a, (SELECT 1)), GREATEST(a, b, c), LEAST(1, 2)
--- iif with a value as its condition | 4145:1
SELECT IIF(a, 1, 0)
--- case forms
SELECT CASE a WHEN 1 THEN 2 ELSE 3 END, CASE WHEN a IN (1, 2) OR b LIKE 'x' THEN CASE c WHEN d THEN e END ELSE NULL END, CASE WHEN NOT (a = b) THEN 1 END, CASE (SELECT 1) WHEN 1 THEN (SELECT 2) END + 1
--- case with a value as its condition | 4145:1
SELECT CASE WHEN a THEN 1 END
--- case without end | 156:1
SELECT CASE WHEN a = 1 THEN 1 FROM t
--- case without then | 156:1
SELECT CASE WHEN a = 1 ELSE 2 END
--- trim forms
SELECT TRIM(a), TRIM(' x' FROM a), TRIM(LEADING FROM a), TRIM(LEADING 'x' FROM a), TRIM(TRAILING 'x' FROM a), TRIM(BOTH @c FROM a), LTRIM(a), LTRIM(a, 'x'), RTRIM(a, '. '), TRIM(leading), TRIM(both.a)
--- json constructors
SELECT JSON_OBJECT(), JSON_OBJECT('a':1), JSON_OBJECT('a':1, 'b':NULL ABSENT ON NULL), JSON_OBJECT(a:b NULL ON NULL), JSON_OBJECT('a':JSON_ARRAY(1, 'x', NULL NULL ON NULL)), JSON_ARRAY(), JSON_ARRAY(1), JSON_ARRAY(1, 2 ABSENT ON NULL), JSON_ARRAY(NULL ON NULL), JSON_OBJECT(NULL ON NULL), JSON_OBJECT('a':(SELECT 1) RETURNING json), JSON_ARRAY(1 RETURNING json), JSON_OBJECT('a':1 ABSENT ON NULL RETURNING json), JSON_OBJECT(@k:@v)
--- json aggregates
SELECT JSON_ARRAYAGG(a), JSON_ARRAYAGG(a NULL ON NULL), JSON_ARRAYAGG(a ORDER BY b DESC ABSENT ON NULL RETURNING json), JSON_OBJECTAGG(a:b), JSON_OBJECTAGG('x':b ABSENT ON NULL RETURNING json), JSON_ARRAYAGG(a) OVER (PARTITION BY b) FROM t
--- json functions
SELECT JSON_VALUE(a, '$.x'), JSON_VALUE(a, '$.x' RETURNING nvarchar(10)), JSON_QUERY(a), JSON_QUERY(a, '$.x'), JSON_QUERY(a, '$[*]' WITH ARRAY WRAPPER), JSON_MODIFY(a, 'append $.x', 1), JSON_PATH_EXISTS(a, '$.x'), ISJSON(a, VALUE), ISJSON(a, ARRAY), ISJSON(a, OBJECT), ISJSON(a, SCALAR), JSON_CONTAINS(a, 1, '$.x')
--- date parts
SELECT DATEADD(dd, 1, a), DATEDIFF(ns, a, b), DATEDIFF_BIG(microsecond, a, b), DATEPART(iso_week, a), DATENAME(weekday, a), DATETRUNC(quarter, a), DATE_BUCKET(week, 2, a, b), EOMONTH(a, 1), DATEADD(year, DATEDIFF(year, 0, a), 0), DATEPART(tzoffset, a), CURRENT_DATE, CURRENT_TIMESTAMP
--- unknown date part | 155:2
SELECT a,
  DATEADD(fortnight, 1, a)
--- date part of a string | 1023:1
SELECT DATEDIFF('day', a, b)
--- date part of a variable | 1023:1
SELECT DATEPART(@p, a)
--- number with too many digits | 1007:1
SELECT 123456789012345678901234567890123456789
--- number with many zeros
SELECT 000000000000000000000000000000000000000001, 12345678901234567890123456789012345678, 1e308, 1e-400
--- floating number out of range | 168:1
SELECT 1e309
--- string and regular expression functions
SELECT CONCAT(a, b, 1), CONCAT_WS(',', a, b), STRING_AGG(CAST(a AS nvarchar(max)), N', '), STRING_AGG(a, CHAR(13)) WITHIN GROUP (ORDER BY b ASC, c DESC), REGEXP_REPLACE(a, 'b', 'c', 1, 0, 'i'), REGEXP_SUBSTR(a, 'x'), REGEXP_INSTR(a, 'x'), REGEXP_COUNT(a, 'x'), TRANSLATE(a, 'b', 'c'), LEFT(a, 1), RIGHT(a, 1), REPLICATE('x', 5), FORMAT(a, 'N', 'en-US'), EDIT_DISTANCE(a, b), UNISTR(N'\00e9'), BASE64_ENCODE(0x01)
--- regular expression predicate @170
SELECT 1 FROM t WHERE REGEXP_LIKE(a, '^x', 'i') AND NOT REGEXP_LIKE(b, @p) OR (REGEXP_LIKE(c, 'y')); SELECT CASE WHEN REGEXP_LIKE(a, 'x') THEN 1 ELSE 0 END; ALTER TABLE t ADD CONSTRAINT c CHECK (REGEXP_LIKE(a, 'x'))
--- regular expression predicate at an earlier level
SELECT 1 FROM t WHERE REGEXP_LIKE(a, '^x'); IF REGEXP_LIKE(@a, 'x') PRINT 'y'
--- aggregates
SELECT COUNT(*), COUNT(1), COUNT(DISTINCT a), COUNT(ALL a), COUNT_BIG(DISTINCT a + b), SUM(DISTINCT a), AVG(a), CHECKSUM_AGG(BINARY_CHECKSUM(*)), STDEV(ALL a), VARP(DISTINCT a), MIN(a), MAX(DISTINCT b), GROUPING(a), dbo.agg(DISTINCT a), PRODUCT(a), BINARY_CHECKSUM(a, b), CHECKSUM(*) FROM t
--- distinct without argument | 102:1
SELECT COUNT(DISTINCT) FROM t
--- star with more arguments | 102:1
SELECT COUNT(*, a) FROM t
--- call without closing parenthesis | 156:1
SELECT f(a FROM t
--- call with a trailing comma | 102:1
SELECT f(a,)
--- niladic functions
SELECT CURRENT_TIMESTAMP, CURRENT_USER, SESSION_USER, SYSTEM_USER, USER, USER_NAME(), CURRENT_DATE, CURRENT_TIMEZONE(), @@SERVERNAME, @@ROWCOUNT, CURRENT_TRANSACTION_ID(), GETDATE()
--- identity and rowguid columns
SELECT IDENTITYCOL, t.IDENTITYCOL, ROWGUIDCOL, s.t.ROWGUIDCOL, $IDENTITY, $ROWGUID, t.$IDENTITY, t.$rowguid FROM t WHERE $IDENTITY = 1 ORDER BY $ROWGUID
--- partition functions
SELECT $PARTITION.f(a), d.$PARTITION.f(10), COUNT(*) FROM t WHERE $PARTITION.f(a) = 1 GROUP BY $PARTITION.f(a)
--- methods of xml
SELECT x.value('(/a)[1]', 'int'), t.x.query('/a'), s.t.x.exist('/a'), @x.value('.', 'nvarchar(max)'), CAST(a AS xml).value('.', 'int'), (SELECT b FROM u FOR XML PATH (''), TYPE).value('.', 'varchar(10)'), x.query('for $i in /a return $i').value('.', 'int'), [x].[value]('.', 'int') FROM t CROSS APPLY t.x.nodes('/a') AS n (c) WHERE x.exist('/a') = 1
--- xml variable methods
SET @x.modify('insert <a/> into (/b)[1]'); UPDATE t SET x.modify('replace value of (/a/text())[1] with "1"'); SET @x = @x.query('/a'); IF @x.exist('/a') = 1 PRINT 'x'
--- methods and members of CLR types
SELECT p.X, p.ToString(), t.p.Distance(@q), p.A().B().C, geometry::Parse('POINT (1 2)').STX, geography::Point(1, 2, 4326).Lat, dbo.Point::Zero, s.Point::Make(1, 2).X, hierarchyid::GetRoot().GetDescendant(NULL, NULL).ToString(), geometry::[Null], geography::UnionAggregate(g), (@p).X, @p.X.Y, CAST('x' AS dbo.Point).X, CONVERT(dbo.Point, 'x').X FROM t
--- assignment of CLR members
SET @p.X = 1; SET @p.SetXY(1, 2); UPDATE t SET p.X = 1, p.SetXY(1, 2)
--- at time zone
SELECT a AT TIME ZONE 'UTC', a AT TIME ZONE @z, a AT TIME ZONE 'UTC' AT TIME ZONE 'Pacific Standard Time', CAST(a AS datetime2) AT TIME ZONE b, GETDATE() AT TIME ZONE 'UTC' + 1, CONVERT(datetime, a AT TIME ZONE (SELECT z FROM u)), a AT TIME ZONE CURRENT_TIMEZONE_ID() FROM t
--- at time zone without zone | 156:1
SELECT a AT TIME ZONE FROM t
--- collate
SELECT a COLLATE Latin1_General_CI_AS, (a + b) COLLATE DATABASE_DEFAULT, 'x' COLLATE SQL_Latin1_General_CP1_CI_AS + c, @v COLLATE catalog_default FROM t WHERE a COLLATE Latin1_General_BIN2 = b ORDER BY a COLLATE Japanese_CI_AS DESC
--- collate without name | 156:1
SELECT a COLLATE FROM t
--- odbc escapes
SELECT {fn NOW()}, {fn CONVERT(a, SQL_VARCHAR)}, {fn EXTRACT(DAY FROM a)}, {fn TIMESTAMPADD(SQL_TSI_DAY, 1, a)}, {fn USER()}, {fn CURRENT_DATE()}, {fn CURRENT_TIME(3)}, {fn LEFT(a, 1)}, {fn LOCATE('a', b)}, {d '2020-01-01'}, {t '01:02:03'}, {ts '2020-01-01 01:02:03.123'}, {guid '6F9619FF-8B86-D011-B42D-00C04FC964FF'}, {fn CONCAT({fn UCASE(a)}, b)} FROM {oj a LEFT OUTER JOIN b ON a.i = b.i LEFT JOIN c ON 1 = 1}
--- odbc escape of an unknown kind | 102:1
SELECT {x 'y'}
--- odbc call
{call p}; {call s.p(1, @a, 'x', @b = 2)}; {CALL sp_who()}
--- odbc call in a query | 102:1
SELECT {call p(1)}
--- shift and concatenation operators @170
SELECT a << 1, a >> b, a << 1 >> 2, a || b || 'c', a | b, (a || b) COLLATE Latin1_General_BIN FROM t WHERE a || b = 'x'
--- operators of one strength
SELECT a + b - c & d | e ^ f, a * b / c % d, -a + -b, +a, ~a & ~b, - - a, a - -1, -(-1), a + (b - c), (a - b) - c, a / (b / c), -(a + b), ~(a | b), 1 - (-a)
--- missing operand | 102:1
SELECT a +
--- two operators | 102:1
SELECT a * / b
--- comparison as a value | 102:1
SELECT a > b FROM t
--- logical operator as a value | 156:1
SELECT a AND b FROM t
--- next value for and sequences in expressions
INSERT INTO t VALUES (NEXT VALUE FOR s, 1); UPDATE t SET a = NEXT VALUE FOR s; SET @a = NEXT VALUE FOR d.s.q; DECLARE @b int = NEXT VALUE FOR s
--- functions qualified by a schema or server
SELECT dbo.f(1), d.s.f(), [d]..[f](1), sys.fn_varbintohexstr(0x01), master.sys.fn_x(DEFAULT)
--- current of pseudo functions in default
SELECT OBJECT_ID(N'x'), TYPE_ID('x'), SCHEMA_NAME(), COLUMNPROPERTY(OBJECT_ID('t'), 'c', 'IsIdentity'), OPENJSON FROM t
--- decimal without digits before the point
SELECT .5, 5., 1.e5, .5e-5, -.5, 0x, $5, $, -$5, €5.5, 1E+5

--- missing select list | 156:1
SELECT FROM t
--- end of text | 102:1
SELECT * FROM
--- unexpected character | 102:1
SELECT 1 ? 2
--- bracket missing | 102:1
SELECT (1 + 2
--- too many parentheses | 102:1
SELECT (1 + 2))
--- keyword as name | 156:1
SELECT a FROM table
--- second line | 102:2
SELECT 1,
  2 3
--- three errors in one script | 156:1 156:3 102:4
SELECT FROM t
SELECT 1
UPDATE SET a = 1
DELETE t WHERE a = = 1
SELECT 2
--- error inside a block | 156:2
BEGIN
  SELECT FROM x
  SELECT 1
END
SELECT 2
--- unclosed string | 105:2
SELECT 1
SELECT 'abc
--- unclosed bracket | 105:1
SELECT [abc FROM t
--- unclosed comment | 113:2
SELECT 1
/* abc /* */ x
--- common table without semicolon | 319:2
SELECT 1
WITH a AS (SELECT 1 x) SELECT * FROM a
--- common table taken for a hint | 336:2
SELECT * FROM t
WITH a AS (SELECT 1 x) SELECT * FROM a
--- merge without semicolon | 10713:1
MERGE t USING u ON 1 = 1 WHEN MATCHED THEN DELETE
--- condition expected | 4145:1
SELECT 1 WHERE a
--- condition expected behind and | 4145:1
SELECT 1 WHERE a = 1 AND b ORDER BY 1
--- condition where a value is expected | 102:1
SELECT (a = 1)
--- identifier too long | 103:1
SELECT a AS aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
--- empty identifier | 1038:1
SELECT a AS []
--- too many prefixes | 117:1
SELECT * FROM a.b.c.d.e
--- unknown set option | 195:1
SET FOO ON
--- unknown query hint | 102:1
SELECT 1 OPTION (FOO)
--- old raiserror | 102:1
RAISERROR 50001 'x'
--- dump | 156:1
DUMP DATABASE x TO DISK = 'y'
--- compute | 156:1
SELECT a FROM t COMPUTE SUM(a)
--- old outer join | 4147:1
SELECT * FROM a, b WHERE a.x *= b.x
--- empty block | 156:1
BEGIN END
--- begin without end | 102:2
BEGIN
  SELECT 1
--- end without begin | 156:1
END
--- else without if | 156:1
ELSE SELECT 1
--- catch missing | 156:1
BEGIN TRY SELECT 1 END TRY SELECT 2
--- derived table without alias | 102:1
SELECT * FROM (SELECT 1 AS a)
--- join without on | 156:1
SELECT * FROM a JOIN b WHERE 1 = 1
--- column without type | 173:1
CREATE TABLE t (a, b int)
--- trailing comma in a list | 156:1
SELECT a, FROM t
--- case without when | 156:1
SELECT CASE a END
--- between without and | 102:1
SELECT 1 WHERE a BETWEEN 1
--- in with an empty list | 102:1
SELECT 1 WHERE a IN ()
--- insert without values | 102:1
INSERT INTO t (a)
--- update without set | 156:1
UPDATE t WHERE a = 1
--- exec with an expression | 102:1
EXEC p @a + 1
--- unknown object to create | 343:1
CREATE FOO x
--- top with a variable | 102:1
SELECT TOP @n a FROM t
--- pivot without alias | 102:1
SELECT * FROM t PIVOT (SUM(a) FOR b IN ([1]))
--- goto without label | 102:1
GOTO
--- invalid pseudo column | 126:1
SELECT $foo
--- restore without kind | 102:1
RESTORE FOO FROM DISK = 'x'
--- backup without a device | 102:1
BACKUP DATABASE x
--- grant without principal | 102:1
GRANT SELECT ON t TO
--- module behind another statement | 111:2
SELECT 1
CREATE PROCEDURE p AS SELECT 1
--- procedure name inside a block | 102:1
BEGIN sp_help END
--- empty string as an alias | 1038:1
SELECT 1 AS ''
--- empty string as a bare alias | 1038:1
SELECT a '' FROM t
--- empty string before an equals sign | 1038:1
SELECT '' = a FROM t

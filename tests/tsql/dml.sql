--- insert values
INSERT INTO t VALUES (1, 'a', DEFAULT, NULL); INSERT t (a, b) VALUES (1, 2), (3, 4); INSERT dbo.t ([a b], $identity) VALUES (1, -2)
--- insert select
INSERT INTO t (a) SELECT 1 UNION ALL SELECT 2; INSERT t SELECT * FROM u OPTION (MAXDOP 1); INSERT t (a) (SELECT 1); INSERT INTO t (SELECT 1); INSERT INTO t ((SELECT 1) UNION (SELECT 2))
--- insert exec and default
INSERT INTO t EXEC p 1, @b = 2; INSERT INTO t DEFAULT VALUES; INSERT INTO #x (a) EXECUTE ('SELECT 1'); INSERT @t EXEC sp_who2
--- insert top, hints and output
INSERT TOP (5) INTO t WITH (TABLOCK) (a) OUTPUT inserted.a, inserted.b AS c INTO @o (x, y) OUTPUT inserted.* SELECT a FROM u
--- insert into remote
INSERT INTO OPENQUERY(s, 'SELECT a FROM t') VALUES (1); INSERT OPENROWSET('p', 'c', d.s.t) (a) SELECT 1
--- insert with
WITH c AS (SELECT 1 a) INSERT INTO t SELECT a FROM c
--- update forms
UPDATE t SET a = 1, b += 2, t.c = DEFAULT, @v = d = d + 1, @w = 3, @x *= 4 WHERE a = 1
--- update from
UPDATE TOP (10) PERCENT x WITH (ROWLOCK) SET a = u.b OUTPUT deleted.a, inserted.a INTO h FROM t AS x JOIN u ON x.i = u.i WHERE u.c > 1 OPTION (RECOMPILE)
--- update write and methods
UPDATE t SET a.WRITE(N'x', 0, NULL), p.SetXY(1, 2), p.X = 3, x.modify('delete /a')
--- update current of
UPDATE t SET a = 1 WHERE CURRENT OF c; DELETE FROM t WHERE CURRENT OF GLOBAL c; DELETE t WHERE CURRENT OF @c
--- update a common table
WITH c AS (SELECT * FROM t) UPDATE c SET a = 1
--- delete forms
DELETE t; DELETE FROM t WHERE a = 1; DELETE TOP (1) FROM t OUTPUT deleted.*; DELETE x FROM t x JOIN u ON x.i = u.i; DELETE FROM @t; DELETE OPENQUERY(s, 'x'); DELETE FROM t WITH (TABLOCK) OPTION (MAXDOP 1)
--- merge
MERGE INTO dbo.t WITH (HOLDLOCK) AS t USING (SELECT 1 a) AS s ON t.a = s.a
WHEN MATCHED AND t.b > 1 THEN UPDATE SET b = s.a, @v = 1
WHEN MATCHED THEN DELETE
WHEN NOT MATCHED BY TARGET AND s.a > 0 THEN INSERT (a, b) VALUES (s.a, DEFAULT)
WHEN NOT MATCHED BY SOURCE THEN UPDATE SET c = 1
OUTPUT $action, inserted.a, deleted.a INTO @o (x, y, z) OPTION (LOOP JOIN);
--- merge default values
MERGE TOP (3) t USING u ON 1 = 1 WHEN NOT MATCHED THEN INSERT DEFAULT VALUES;
--- merge into a variable
WITH s AS (SELECT 1 a) MERGE @t AS t USING s ON t.a = s.a WHEN NOT MATCHED THEN INSERT VALUES (1);
--- truncate
TRUNCATE TABLE dbo.t; TRUNCATE TABLE t WITH (PARTITIONS (1, 3 TO 5))
--- bulk insert
BULK INSERT d.s.t FROM 'c:\x.txt' WITH (FIELDTERMINATOR = ',', ROWTERMINATOR = '\n', FIRSTROW = 2, TABLOCK, ORDER (a ASC, b DESC), CODEPAGE = 'RAW', BATCHSIZE = 1000)
--- bulk insert plain
BULK INSERT t FROM 'f'
--- insert bulk
INSERT BULK dbo.t ([a] int, b nvarchar(10) COLLATE Latin1_General_CI_AS NOT NULL, c datetime NULL) WITH (CHECK_CONSTRAINTS, TABLOCK, ORDER (a ASC))
--- text statements
READTEXT t.c @p 0 10 HOLDLOCK; WRITETEXT t.c @p WITH LOG 'x'; WRITETEXT BULK t.c @p @d; UPDATETEXT t.c @p NULL 0 'y'; UPDATETEXT t.c @p 0 NULL WITH LOG u.d @q; UPDATETEXT t.c @p 1 2
--- update and delete through a table function
UPDATE dbo.f(@a) SET b = 1 WHERE c = 2; DELETE FROM f(1, 2); UPDATE t (ROWLOCK) SET a = 1

--- insert values
INSERT INTO t VALUES (1); INSERT t VALUES (DEFAULT, NULL, @a, f(1), (SELECT 1)), (1, 2, 3, 4, 5); INSERT INTO d.s.t (a, b) VALUES (1, 'x'); INSERT INTO srv.d.s.t (a) VALUES (1); INSERT INTO t ([a], "b", c.d) VALUES (1, 2, 3); INSERT t (a) VALUES ((1)), ((2) + 3)
--- insert from a query
INSERT INTO t SELECT * FROM u; INSERT INTO t (a) (SELECT a FROM u); INSERT t SELECT TOP 1 a FROM u ORDER BY a; INSERT INTO t SELECT 1 UNION ALL SELECT 2; INSERT INTO t (a) SELECT a FROM (VALUES (1)) v (a); INSERT t ((SELECT 1) UNION (SELECT 2)); INSERT t WITH (TABLOCK) SELECT a FROM u OPTION (MAXDOP 1)
--- insert from a procedure
INSERT INTO t EXEC p; INSERT t (a, b) EXECUTE s.p @a = 1, @b = DEFAULT; INSERT t EXEC ('SELECT 1') AT srv; INSERT #t EXEC sp_executesql N'SELECT 1'; INSERT t EXEC @p 1; INSERT INTO @t EXEC (@s); INSERT t EXEC p WITH RECOMPILE
--- insert default values
INSERT INTO t DEFAULT VALUES; INSERT t OUTPUT inserted.a DEFAULT VALUES
--- insert with output
INSERT INTO t (a) OUTPUT inserted.a, inserted.b AS c, GETDATE() d INTO o (x, y, z) OUTPUT inserted.* VALUES (1); INSERT t OUTPUT inserted.* INTO @o SELECT 1; INSERT INTO t OUTPUT inserted.a INTO #o VALUES (1); INSERT t OUTPUT inserted.a + 1, 'x' INTO s.o EXEC p; INSERT t OUTPUT inserted.$identity, $action VALUES (1)
--- insert top
INSERT TOP (5) INTO t SELECT * FROM u; INSERT TOP (10) PERCENT t (a) SELECT a FROM u; INSERT TOP (@n) t WITH (ROWLOCK) VALUES (1)
--- insert into other targets
INSERT INTO @t (a) VALUES (1); INSERT OPENQUERY(s, 'q') (a) VALUES (1); INSERT INTO OPENROWSET('p', 'c', d.s.t) SELECT 1; INSERT OPENDATASOURCE('p', 'c').d.s.t (a) VALUES (1)
--- insert without source | 102:1
INSERT INTO t
--- insert with empty values | 102:1
INSERT INTO t VALUES ()
--- insert with empty columns | 102:1
INSERT INTO t () VALUES (1)
--- insert with values without parentheses | 102:1
INSERT INTO t VALUES 1
--- insert with a trailing comma | 102:1
INSERT INTO t VALUES (1), 
--- insert of an expression's column | 102:1
INSERT INTO t (a + 1) VALUES (1)
--- insert output behind values | 102:1
INSERT INTO t VALUES (1) OUTPUT inserted.a
--- insert default without values | 102:1
INSERT INTO t DEFAULT
--- update forms
UPDATE t SET a = 1; UPDATE s.t SET a = DEFAULT, b = NULL, c = b + 1, t.d = 2, [e] = (SELECT 1), @v = f = f + 1, @w = 3, @x += g, h -= 1, i *= 2, j /= 2, k %= 2, l &= 1, m |= 1, n ^= 1 WHERE a = 1; UPDATE @t SET a = 1; UPDATE x SET a = y.b FROM t AS x INNER JOIN u AS y ON x.i = y.i WHERE x.c > 1; UPDATE d..t SET a = 1; UPDATE t SET a = 1 FROM t, u; UPDATE t SET @a = b += 1
--- update top and output
UPDATE TOP (5) t SET a = 1; UPDATE TOP (5) PERCENT t SET a = 1 OUTPUT inserted.a, deleted.a AS b INTO @o OUTPUT deleted.* FROM t WHERE b = 1; UPDATE t SET a = 1 OUTPUT inserted.a INTO o (x) WHERE a = 2; UPDATE t WITH (ROWLOCK) SET a = 1 OPTION (MAXDOP 1)
--- top of a change without parentheses | 102:1
DELETE TOP 5 FROM t
--- top of an update with ties | 319:1
UPDATE TOP (5) WITH TIES t SET a = 1
--- update write
UPDATE t SET a.WRITE('x', 0, 5); UPDATE t SET a.write(NULL, NULL, 0), b = 1 WHERE c = 1; UPDATE t SET a .WRITE (@v, @o, NULL)
--- update of pseudo columns
UPDATE t SET $ROWGUID = NEWID(); UPDATE t SET ROWGUIDCOL = NEWID()
--- update without assignment | 102:1
UPDATE t SET
--- update with a comparison | 102:1
UPDATE t SET a > 1
--- update with a trailing comma | 156:1
UPDATE t SET a = 1, WHERE b = 1
--- update with from before set | 156:1
UPDATE t FROM t SET a = 1
--- update with where twice | 156:1
UPDATE t SET a = 1 WHERE b = 1 WHERE c = 1
--- update with order by | 156:1
UPDATE t SET a = 1 ORDER BY a
--- update with and between assignments | 156:1
UPDATE t SET a = 1 AND b = 2
--- update with a join before set | 156:1
UPDATE t JOIN u ON t.i = u.i SET a = 1
--- delete forms
DELETE FROM t; DELETE t; DELETE s.t WHERE a = 1; DELETE x FROM t AS x WHERE x.a = 1; DELETE FROM x FROM t x JOIN u ON x.i = u.i; DELETE TOP (5) FROM t; DELETE TOP (5) PERCENT t WHERE a = 1; DELETE @t WHERE a = 1; DELETE FROM t OUTPUT deleted.* INTO @o (a, b) OUTPUT deleted.a WHERE a = 1; DELETE FROM t WITH (ROWLOCK) WHERE a IN (SELECT 1) OPTION (LOOP JOIN); DELETE FROM OPENQUERY(s, 'q') WHERE a = 1
--- delete with columns | 102:1
DELETE * FROM t
--- delete without table | 156:1
DELETE FROM WHERE a = 1
--- delete with order by | 156:1
DELETE FROM t ORDER BY a
--- merge forms
MERGE t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET a = s.a; MERGE INTO d.s.t AS x USING (SELECT 1 i) AS y ON x.i = y.i WHEN NOT MATCHED THEN INSERT (i) VALUES (y.i) WHEN MATCHED AND x.a <> y.a THEN UPDATE SET x.a = y.a, b += 1, c = DEFAULT WHEN NOT MATCHED BY SOURCE AND x.b = 1 THEN DELETE WHEN NOT MATCHED BY SOURCE THEN UPDATE SET a = NULL; MERGE TOP (5) PERCENT INTO t WITH (HOLDLOCK) x USING (VALUES (1, 2), (3, 4)) AS y (a, b) ON x.a = y.a WHEN NOT MATCHED BY TARGET THEN INSERT VALUES (y.a, DEFAULT) OUTPUT $action, inserted.*, deleted.a, $ACTION AS act INTO @o OUTPUT inserted.a; MERGE @t AS x USING @u AS y ON x.i = y.i WHEN MATCHED THEN DELETE; MERGE t USING u JOIN v ON u.i = v.i ON t.i = u.i WHEN MATCHED THEN DELETE; MERGE t USING f(1) s ON 1 = 1 WHEN NOT MATCHED THEN INSERT DEFAULT VALUES;
--- merge with write
MERGE t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET a.WRITE(s.a, NULL, 0);
--- merge without when | 102:1
MERGE t USING s ON t.i = s.i;
--- merge without using | 156:1
MERGE t ON t.i = s.i WHEN MATCHED THEN DELETE;
--- merge matched then insert | 10711:1
MERGE t USING s ON t.i = s.i WHEN MATCHED THEN INSERT VALUES (1);
--- merge not matched then delete | 10710:1
MERGE t USING s ON t.i = s.i WHEN NOT MATCHED THEN DELETE;
--- merge not matched by source then insert | 10711:1
MERGE t USING s ON t.i = s.i WHEN NOT MATCHED BY SOURCE THEN INSERT VALUES (1);
--- merge without then | 156:1
MERGE t USING s ON t.i = s.i WHEN MATCHED DELETE;
--- merge with where | 156:1
MERGE t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET a = 1 WHERE b = 1;
--- merge with a condition behind none | 5324:3
MERGE t USING s ON t.i = s.i
WHEN MATCHED THEN DELETE
WHEN MATCHED AND a = 1 THEN UPDATE SET a = 2;
--- merge with a variable and a column | 10723:1
MERGE t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET @v = a = 1;
--- merge into a qualified column | 10739:1
MERGE t USING s ON t.i = s.i WHEN NOT MATCHED THEN INSERT (t.a) VALUES (1);
--- merge from a nested statement | 10733:1
MERGE t USING (DELETE FROM s OUTPUT deleted.a) d ON 1 = 1 WHEN MATCHED THEN DELETE;
--- output with a subquery | 10705:1
UPDATE t SET a = 1 OUTPUT (SELECT 1)
--- default behind an operator | 10708:1
UPDATE t SET a += DEFAULT
--- merge with two deletes of one kind | 10714:2
MERGE t USING s ON t.i = s.i WHEN MATCHED AND a = 1 THEN DELETE
WHEN MATCHED THEN DELETE;
--- merge without a semicolon | 10713:2
MERGE t USING s ON t.i = s.i
WHEN MATCHED THEN DELETE
--- truncate
TRUNCATE TABLE t; TRUNCATE TABLE d.s.t WITH (PARTITIONS (1)); TRUNCATE TABLE t WITH (PARTITIONS (1, 3, 5 TO 7, @p))
--- truncate without table | 102:1
TRUNCATE t
--- truncate with where | 156:1
TRUNCATE TABLE t WHERE a = 1
--- truncate with an unknown option | 102:1
TRUNCATE TABLE t WITH (FOO (1))
--- bulk insert with every option
BULK INSERT d.s.t FROM 'f' WITH (BATCHSIZE = 10, CHECK_CONSTRAINTS, CODEPAGE = 'ACP', DATAFILETYPE = 'widenative', DATA_SOURCE = 'd', ERRORFILE = 'e', ERRORFILE_DATA_SOURCE = 'd', FIELDTERMINATOR = '|', FIRE_TRIGGERS, FIRSTROW = 2, FORMAT = 'CSV', FIELDQUOTE = '"', FORMATFILE = 'x', FORMATFILE_DATA_SOURCE = 'd', KEEPIDENTITY, KEEPNULLS, KILOBYTES_PER_BATCH = 5, LASTROW = 10, MAXERRORS = 0, ORDER (a ASC, b DESC, c), ROWS_PER_BATCH = 100, ROWTERMINATOR = '\n', TABLOCK)
--- bulk insert with numbers, variables and no commas
BULK INSERT t FROM 'f' WITH (CODEPAGE = 65001 FIRSTROW = 2 TABLOCK FIELDTERMINATOR = N',' ROWTERMINATOR = '0x0a' KEEPNULLS)
--- bulk insert from other forms of file
BULK INSERT t FROM "f"; BULK INSERT t FROM N'f'; BULK INSERT #t FROM [f]
--- bulk insert with an unknown option | 102:1
BULK INSERT t FROM 'f' WITH (FOO = 1)
--- bulk insert without file | 102:1
BULK INSERT t FROM
--- bulk insert without from | 319:1
BULK INSERT t WITH (TABLOCK)
--- bulk insert with a flag that has a value | 102:1
BULK INSERT t FROM 'f' WITH (TABLOCK = 1)
--- bulk insert with an option that lacks its value | 102:1
BULK INSERT t FROM 'f' WITH (FIRSTROW)
--- insert bulk with every option
INSERT BULK t; INSERT BULK d.s.t (a int, [b c] nvarchar(max) COLLATE Latin1_General_CI_AS NOT NULL, d s.udt NULL, e) WITH (CHECK_CONSTRAINTS, FIRE_TRIGGERS, KEEP_NULLS, KILOBYTES_PER_BATCH = 10, ROWS_PER_BATCH = 5, TABLOCK, ORDER (a ASC, [b c] DESC)); INSERT BULK t (a int) WITH (TABLOCK, KEEP_IDENTITY, ALLOW_ENCRYPTED_VALUE_MODIFICATIONS)
--- insert bulk with an unknown option | 102:1
INSERT BULK t (a int) WITH (FOO)
--- readtext
READTEXT t.c @p 0 10; READTEXT s.t.c 0x01 @o @s HOLDLOCK; READTEXT d.s.t.c @p 1 25
--- readtext without size | 102:1
READTEXT t.c @p 0
--- writetext
WRITETEXT t.c @p 'x'; WRITETEXT t.c @p WITH LOG N'x'; WRITETEXT BULK s.t.c @p @d; WRITETEXT t.c 0x01 0x02; WRITETEXT t.c @p NULL
--- readtext without table | 182:1
READTEXT c @p 0 1
--- writetext without data | 102:1
WRITETEXT t.c @p
--- updatetext
UPDATETEXT t.c @p 0 NULL 'x'; UPDATETEXT t.c @p NULL 0 WITH LOG @d; UPDATETEXT BULK t.c @p @i @d s.u.e @q; UPDATETEXT t.c @p 88 1 'b'; UPDATETEXT t.c @p 0 5; UPDATETEXT t.c @p NULL NULL NULL
--- updatetext without offset | 102:1
UPDATETEXT t.c @p

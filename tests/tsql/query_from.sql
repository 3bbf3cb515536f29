--- joins of every kind
SELECT * FROM a INNER JOIN b ON a.i = b.i LEFT OUTER JOIN c ON a.i = c.i RIGHT JOIN d ON a.i = d.i FULL JOIN e ON a.i = e.i CROSS JOIN f CROSS APPLY g(a.i) OUTER APPLY h(a.i, 1) AS x
--- join hints
SELECT * FROM a INNER LOOP JOIN b ON 1 = 1 INNER HASH JOIN c ON 1 = 1 LEFT MERGE JOIN d ON 1 = 1 INNER REMOTE JOIN e ON 1 = 1 FULL OUTER HASH JOIN f ON 1 = 1 RIGHT OUTER LOOP JOIN g ON 1 = 1 INNER REDUCE JOIN h ON 1 = 1 INNER REPLICATE JOIN i ON 1 = 1 INNER REDISTRIBUTE JOIN j ON 1 = 1
--- join hint without inner | 102:1
SELECT * FROM a LOOP JOIN b ON 1 = 1 HASH JOIN c ON 1 = 1
--- nested joins without parentheses
SELECT * FROM a JOIN b JOIN c ON b.i = c.i ON a.i = b.i; SELECT * FROM a LEFT JOIN b LEFT JOIN c INNER JOIN d ON c.i = d.i ON b.i = c.i ON a.i = b.i
--- nested joins in parentheses
SELECT * FROM a LEFT JOIN (b JOIN c ON b.i = c.i) ON a.i = b.i; SELECT * FROM ((a JOIN b ON 1 = 1) JOIN (c CROSS JOIN d) ON 1 = 1); SELECT * FROM (a CROSS APPLY f(a.x)), (((t AS u)))
--- cross join with on | 156:1
SELECT * FROM a CROSS JOIN b ON a.i = b.i
--- cross apply with on | 156:1
SELECT * FROM a CROSS APPLY b(1) ON a.i = b.i
--- join without right side | 156:1
SELECT * FROM a JOIN ON a.i = b.i
--- outer join alone | 156:1
SELECT * FROM a OUTER JOIN b ON a.i = b.i
--- join using columns | 321:1
SELECT * FROM a JOIN b USING (i)
--- table aliases
SELECT * FROM a AS x, b y, c AS [z z], d AS "w", s.e AS v
--- table alias as a string | 102:1
SELECT * FROM a AS 'x'
--- column list of a table's alias | 321:1
SELECT * FROM a AS x (b, c)
--- derived tables
SELECT * FROM (SELECT 1 a) x, (SELECT 1) AS y (b), (SELECT 1 a UNION SELECT 2) z, (SELECT TOP 1 a FROM t ORDER BY a) w, (SELECT a FROM t FOR XML AUTO) v (c)
--- derived values
SELECT * FROM (VALUES (1), (2)) AS v (a), (VALUES (1, 'a', NULL), (2, @x, (SELECT 1))) w (a, b, c) CROSS APPLY (VALUES (w.a), (w.b)) AS u (x)
--- derived values without parentheses | 156:1
SELECT * FROM VALUES (1) AS v (a)
--- functions and methods as sources
SELECT * FROM f() AS x, dbo.f(1, DEFAULT, @a) y (a, b), d.s.f(NULL), sys.dm_exec_sql_text(h) t, STRING_SPLIT(@s, ',', 1) s, GENERATE_SERIES(1, 10, 2) g, OPENJSON(@j), @x.nodes('/a') AS n (c), t.x.nodes('/b') m (d), n.c.nodes('./c') AS o (e), @t AS tv, REGEXP_MATCHES(@s, 'a+') r, REGEXP_SPLIT_TO_TABLE(@s, ',', 'i') AS q
--- hints of a function
SELECT * FROM f(1) WITH (NOLOCK), g(2) AS x WITH (NOLOCK), h(1) y (a) WITH (NOLOCK)
--- table variables
SELECT * FROM @t, @u AS u, @v v WITH (NOLOCK), @w WITH (INDEX (0))
--- pivot
SELECT * FROM t PIVOT (SUM(a) FOR b IN ([1], [2])) AS p; SELECT * FROM (SELECT a, b FROM t) s PIVOT (COUNT(a) FOR b IN (x)) p JOIN u ON p.i = u.i; SELECT * FROM t AS s PIVOT (dbo.agg(s.a) FOR s.b IN ([x], y)) AS p WHERE x = 1
--- unpivot
SELECT * FROM t UNPIVOT (v FOR n IN (a, b, [c d])) AS u; SELECT * FROM (SELECT 1 a, 2 b) s UNPIVOT (v FOR n IN (a, b)) u ORDER BY v
--- chains of pivots and joins
SELECT * FROM t PIVOT (MAX(a) FOR b IN (x)) p UNPIVOT (c FOR d IN (x)) u PIVOT (MIN(c) FOR d IN (x)) q JOIN (SELECT 1 z) r ON 1 = 1 LEFT JOIN v PIVOT (SUM(e) FOR f IN (g)) w ON w.g = q.x
--- pivot without for | 102:1
SELECT * FROM t PIVOT (SUM(a) b IN (x)) p
--- pivot without aggregate | 156:1
SELECT * FROM t PIVOT (FOR b IN (x)) p
--- unpivot without in | 102:1
SELECT * FROM t UNPIVOT (v FOR n (a)) u
--- tablesample
SELECT * FROM t TABLESAMPLE (10); SELECT * FROM t TABLESAMPLE SYSTEM (10 PERCENT) REPEATABLE (5) AS x; SELECT * FROM t AS x TABLESAMPLE (100 ROWS) WITH (NOLOCK); SELECT * FROM t TABLESAMPLE (@n PERCENT) JOIN u TABLESAMPLE (1 ROWS) ON 1 = 1
--- tablesample without size | 102:1
SELECT * FROM t TABLESAMPLE SYSTEM
--- system time
SELECT * FROM t FOR SYSTEM_TIME AS OF '2020-01-01' AS x WITH (NOLOCK) JOIN u FOR SYSTEM_TIME ALL y ON 1 = 1, v FOR SYSTEM_TIME FROM '2020-01-01' TO '2021-01-01', w FOR SYSTEM_TIME BETWEEN @a AND @b, z FOR SYSTEM_TIME CONTAINED IN ('2020-01-01', @b) AS zz
--- system time without kind | 102:1
SELECT * FROM t FOR SYSTEM_TIME
--- system time of a variable | 102:1
SELECT * FROM t FOR SYSTEM_TIME AS OF
--- system time without to | 102:1
SELECT * FROM t FOR SYSTEM_TIME FROM @a
--- graph paths
SELECT a.n, STRING_AGG(b.n, '->') WITHIN GROUP (GRAPH PATH), LAST_VALUE(b.n) WITHIN GROUP (GRAPH PATH), COUNT(b.n) WITHIN GROUP (GRAPH PATH) FROM Person AS a, friend FOR PATH AS f, Person FOR PATH b WHERE MATCH(SHORTEST_PATH(a(-(f)->b){1,3})) AND a.n = 'x'
--- graph patterns
SELECT 1 FROM a, b, e, f, c WHERE MATCH(a-(e)->b) OR MATCH(a<-(e)-b AND b-(f)->c) AND MATCH(a-(e)->b<-(f)-c); SELECT 1 FROM a, b, e WHERE MATCH(SHORTEST_PATH(a(-(e)->b)+) AND LAST_NODE(b) = LAST_NODE(c)) AND MATCH(SHORTEST_PATH((b<-(e)-)+a) AND LAST_NODE(b)-(f)->c)
--- graph pseudo columns
SELECT $node_id, t.$edge_id, s.t.$from_id, $to_id, EDGE_ID_FROM_PARTS(OBJECT_ID('e'), 1), NODE_ID_FROM_PARTS(1, 2), GRAPH_ID_FROM_NODE_ID($node_id) FROM t; INSERT INTO e ($from_id, $to_id, a) VALUES ((SELECT $node_id FROM p WHERE i = 1), (SELECT $node_id FROM p WHERE i = 2), 3); MERGE e USING s ON MATCH(p-(e)->q) WHEN NOT MATCHED THEN INSERT ($from_id, $to_id) VALUES (1, 2);
--- match without pattern | 102:1
SELECT 1 FROM a WHERE MATCH()
--- graph paths of bounded length and from a last node
SELECT 1 FROM a, b FOR PATH, e FOR PATH, c WHERE MATCH(SHORTEST_PATH(LAST_NODE(a)(-(e)->b){1,10}) AND SHORTEST_PATH(a(<-(e)-b)+)) AND MATCH((a-(e)->[b c]<-(f)-d) AND LAST_NODE(b)-(g)->d)
--- match without edge | 102:1
SELECT 1 FROM a, b WHERE MATCH(a-b)
--- match with an arrow to both sides | 102:1
SELECT 1 FROM a, e, b WHERE MATCH(a<-(e)->b)
--- match with or | 156:1
SELECT 1 FROM a, e, b WHERE MATCH(a-(e)->b OR b-(e)->a)
--- shortest path without quantifier | 102:1
SELECT 1 FROM a, e, b WHERE MATCH(SHORTEST_PATH(a(-(e)->b)))
--- changetable
SELECT * FROM CHANGETABLE(CHANGES t, 0) AS c; SELECT * FROM CHANGETABLE(CHANGES d.s.t, @v) c (a, b), CHANGETABLE(VERSION t, (a), (1)) AS v; SELECT * FROM t CROSS APPLY CHANGETABLE(VERSION t, (a, b), (t.a, t.b)) AS v (c, d, e); SELECT * FROM CHANGETABLE(CHANGES t, NULL) c LEFT JOIN t ON 1 = 1; SELECT * FROM CHANGETABLE(CHANGES t, @v, FORCESEEK) AS c; SELECT * FROM t LEFT JOIN CHANGETABLE(VERSION t, (a), (1), FORCESEEK) AS c ON 1 = 1
--- changetable without alias | 22104:1
SELECT * FROM CHANGETABLE(CHANGES t, 0)
--- changetable without kind | 102:1
SELECT * FROM CHANGETABLE(t, 0) AS c
--- full-text tables
SELECT * FROM CONTAINSTABLE(t, *, 'x'), FREETEXTTABLE(s.t, a, @q) AS f, CONTAINSTABLE(t, (a, b), 'x OR y', LANGUAGE 1033) c, CONTAINSTABLE(t, a, 'x', LANGUAGE N'English', 5), FREETEXTTABLE(t, (a), 'x', 5), CONTAINSTABLE(t, PROPERTY(a, 'Title'), 'x') p, CONTAINSTABLE(t, a, 'x', @n), FREETEXTTABLE(t, *, 'x', LANGUAGE 0x409, @n)
--- semantic tables
SELECT * FROM SEMANTICKEYPHRASETABLE(t, *), SEMANTICKEYPHRASETABLE(t, a, @k) AS k, SEMANTICKEYPHRASETABLE(s.t, (a, b)) l, SEMANTICSIMILARITYTABLE(t, *, @k) m, SEMANTICSIMILARITYTABLE(t, (a, b), 5) AS n, SEMANTICSIMILARITYDETAILSTABLE(t, a, @k, b, @m) AS d
--- containstable without search | 102:1
SELECT * FROM CONTAINSTABLE(t, a)
--- vector search
SELECT t.id, s.distance FROM VECTOR_SEARCH(TABLE = dbo.a AS t, COLUMN = [v], SIMILAR_TO = @q, METRIC = 'cosine', TOP_N = 10) AS s; SELECT * FROM q CROSS APPLY VECTOR_SEARCH(TABLE = a, COLUMN = v, SIMILAR_TO = q.v, METRIC = 'dot', TOP_N = @n) s ORDER BY s.distance; SELECT TOP (10) WITH APPROXIMATE t.id FROM VECTOR_SEARCH(TABLE = dbo.a AS t, COLUMN = v, SIMILAR_TO = @q, METRIC = 'cosine') AS s ORDER BY s.distance
--- chunks and embeddings
SELECT c.chunk, AI_GENERATE_EMBEDDINGS(c.chunk USE MODEL m) FROM t CROSS APPLY AI_GENERATE_CHUNKS(SOURCE = t.x, CHUNK_TYPE = FIXED, CHUNK_SIZE = 100, OVERLAP = 10, ENABLE_CHUNK_SET_ID = 1) AS c; SELECT * FROM t CROSS APPLY AI_GENERATE_CHUNKS(source = x, chunk_type = 'FIXED', chunk_size = @n) c; SELECT AI_GENERATE_EMBEDDINGS(N'x' USE MODEL m PARAMETERS @p), AI_GENERATE_EMBEDDINGS(a USE MODEL [m n] PARAMETERS TRY_CONVERT(json, N'{}'))
--- predict
SELECT d.*, p.score FROM PREDICT(MODEL = @m, DATA = dbo.t AS d) WITH (score float) AS p; SELECT * FROM PREDICT(MODEL = (SELECT m FROM models WHERE i = 1), DATA = t AS d, RUNTIME = ONNX) WITH (a float, b int NULL) AS p CROSS JOIN u; INSERT INTO r SELECT p.x FROM PREDICT(MODEL = @m, DATA = d AS d) WITH (x nvarchar(max)) AS p
--- nodes of a variable without alias | 318:1
SELECT * FROM @x.nodes('/a')
--- nested statement outside insert | 10729:1
SELECT * FROM (DELETE FROM t OUTPUT deleted.a) d
--- nested statement without output | 10716:1
INSERT INTO t SELECT * FROM (DELETE FROM u) d
--- nested statement with output into | 10720:1
INSERT INTO t SELECT * FROM (DELETE FROM u OUTPUT deleted.a INTO v) d
--- nested statement in a join | 10727:1
INSERT INTO t SELECT 1 FROM (DELETE FROM u OUTPUT deleted.a) d JOIN v ON 1 = 1
--- vector search without column | 102:1
SELECT * FROM VECTOR_SEARCH(TABLE = t, SIMILAR_TO = @q, METRIC = 'dot', TOP_N = 1) s
--- predict without columns | 156:1
SELECT * FROM PREDICT(MODEL = @m, DATA = t AS d) AS p
--- rows of a nested statement
INSERT INTO t (a, b) SELECT a, b FROM (UPDATE u SET x = 1 OUTPUT inserted.a, deleted.b WHERE c = 1) AS d (a, b) WHERE a > 1; INSERT INTO t SELECT * FROM (MERGE u USING v ON u.i = v.i WHEN MATCHED THEN DELETE OUTPUT $action, deleted.i) AS m (x, y); INSERT t SELECT * FROM (INSERT INTO u OUTPUT inserted.a VALUES (1)) d; INSERT t SELECT * FROM (DELETE TOP (5) FROM u OUTPUT deleted.*) AS d
--- openxml
SELECT * FROM OPENXML(@h, '/a/b'), OPENXML(@h, N'/a', 3) WITH (a int '@a', b nvarchar(max) '../b', c int, d ntext '@mp:xmltext') AS x, OPENXML(@h, @p, @f) WITH s.t
--- openxml with a table in parentheses
SELECT * FROM OPENXML(@h, '/a') WITH (s.t), OPENXML(@h, '/b', 2) WITH (t) AS x
--- openxml with a table without parentheses
INSERT Customers SELECT * FROM OPENXML(@h, N'/ROOT/Customers') WITH Customers
--- openxml without document | 102:1
SELECT * FROM OPENXML('/a')
--- openjson
SELECT * FROM OPENJSON(@j), OPENJSON(@j, '$.a') AS x, OPENJSON(t.c, @p) WITH (a int, b nvarchar(10) '$.b', c nvarchar(max) 'strict $.c' AS JSON, d dbo.udt '$.d', e json '$.e' AS JSON) y, OPENJSON(N'[1]') WITH (v int '$')
--- openjson without columns | 102:1
SELECT * FROM OPENJSON(@j) WITH ()
--- opendatasource and openquery
SELECT * FROM OPENDATASOURCE('p', 'c').d.s.t, OPENDATASOURCE(N'p', N'c').d..t AS x, OPENDATASOURCE('p', 'c')...[a$] y, OPENQUERY(srv, 'SELECT 1'), OPENQUERY([s v], N'q') AS z (a, b); DELETE OPENDATASOURCE('p', 'c').d.s.t WHERE a = 1; UPDATE OPENQUERY(s, 'q') SET a = 1; INSERT OPENQUERY(s, 'q') SELECT 1
--- openquery with a variable | 102:1
SELECT * FROM OPENQUERY(srv, @q)
--- openrowset
SELECT * FROM OPENROWSET('p', 'c', 'q'), OPENROWSET('p', 'd';'u';'p', 'q') AS x, OPENROWSET('p', 'd';'u';'p', d.s.t) y, OPENROWSET(N'p', N'c', s.t) z; SELECT * FROM OPENROWSET('p', 'd';'u';'', t) a INNER JOIN b ON 1 = 1
--- openrowset bulk options
SELECT * FROM OPENROWSET(BULK 'f', SINGLE_BLOB) AS a, OPENROWSET(BULK 'f', SINGLE_NCLOB) b (c), OPENROWSET(BULK N'f', FORMATFILE = 'x.fmt', CODEPAGE = '65001', ERRORFILE = 'e', FIRSTROW = 1, LASTROW = 5, MAXERRORS = 3, ROWS_PER_BATCH = 10, ORDER (a ASC, b) UNIQUE, FORMATFILE_DATA_SOURCE = 'd', ERRORFILE_DATA_SOURCE = 'd', DATA_SOURCE = 'd') AS d (x, y), OPENROWSET(BULK 'f', FORMATFILE = 'x', ORDER (a DESC)) e
--- openrowset bulk formats
SELECT * FROM OPENROWSET(BULK 'f.parquet', FORMAT = 'PARQUET', DATA_SOURCE = 'd') AS a, OPENROWSET(BULK ('a*.csv', 'b/*.csv'), FORMAT = 'CSV', FIELDTERMINATOR = ',', ROWTERMINATOR = '0x0a', FIELDQUOTE = '"', PARSER_VERSION = '2.0', HEADER_ROW = TRUE, ESCAPECHAR = '\', DATAFILETYPE = 'char') WITH (a int, b varchar(10) COLLATE Latin1_General_100_BIN2_UTF8 2, c nvarchar(max) '$.c') AS b, OPENROWSET(BULK 'f', FORMAT = 'DELTA') c, OPENROWSET(BULK '/f.jsonl', FORMAT = 'JSONL') WITH (a int '$.a') d
--- openrowset bulk of a file by itself
SELECT TOP 10 * FROM OPENROWSET(BULK 'https://x/y/*.parquet') AS r
--- openrowset bulk with hints for a table
INSERT INTO t WITH (KEEPIDENTITY, KEEPDEFAULTS, IGNORE_CONSTRAINTS, IGNORE_TRIGGERS, TABLOCK) SELECT * FROM OPENROWSET(BULK 'f', FORMATFILE = 'x') AS a
--- openrowset bulk without alias | 491:1
SELECT * FROM OPENROWSET(BULK 'f', SINGLE_CLOB)
--- openrowset bulk with an unknown option | 102:1
SELECT * FROM OPENROWSET(BULK 'f', FOO = 'x') AS a
--- openrowset with one argument | 102:1
SELECT * FROM OPENROWSET('p') AS a
--- filetable and legacy system functions
SELECT * FROM ::fn_trace_getinfo(DEFAULT), ::fn_listextendedproperty(NULL, 'user', 'dbo', 'table', DEFAULT, NULL, NULL) AS x, fn_helpcollations()
--- external tables of another server
SELECT * FROM srv.d.s.t AS x JOIN srv.d..u y ON x.i = y.i, srv...v

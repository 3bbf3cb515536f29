--- strings of FOR XML in a procedure's style
SELECT @cols = STUFF((SELECT DISTINCT ',' + QUOTENAME(c.name) FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'dbo.t') ORDER BY 1 FOR XML PATH(''), TYPE).value('.[1]', 'nvarchar(max)'), 1, 1, N'')
--- query plans and their nodes
WITH XMLNAMESPACES (DEFAULT 'http://schemas.microsoft.com/sqlserver/2004/07/showplan') SELECT TOP (50) qs.execution_count, n.value('(@NodeId)[1]', 'int') AS id, qp.query_plan.exist('//MissingIndexes') AS missing FROM sys.dm_exec_query_stats AS qs CROSS APPLY sys.dm_exec_query_plan(qs.plan_handle) AS qp CROSS APPLY qp.query_plan.nodes('//RelOp') AS r (n) WHERE qp.query_plan.exist('//RelOp[@PhysicalOp="Table Scan"]') = 1 ORDER BY qs.execution_count DESC OPTION (RECOMPILE, MAXDOP 1)
--- updates by a chain of windows
WITH d AS (SELECT *, rn = ROW_NUMBER() OVER (PARTITION BY a, b ORDER BY (SELECT 0)) FROM dbo.t WITH (UPDLOCK, HOLDLOCK)) DELETE d OUTPUT deleted.a INTO #gone WHERE rn > 1
--- running totals and gaps
SELECT a, SUM(b) OVER (ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total, b - LAG(b, 1, 0) OVER (ORDER BY a) AS step, CAST(100.0 * b / NULLIF(SUM(b) OVER (), 0) AS decimal(5, 2)) AS share FROM t WHERE a BETWEEN DATEADD(mm, DATEDIFF(mm, 0, GETDATE()), 0) AND SYSUTCDATETIME() ORDER BY a OFFSET 0 ROWS FETCH NEXT 100 ROWS ONLY
--- recursion
WITH e (id, parent, level, path) AS (SELECT id, parent, 0, CAST(name AS varchar(max)) FROM dbo.n WHERE parent IS NULL UNION ALL SELECT n.id, n.parent, e.level + 1, e.path + '/' + n.name FROM dbo.n AS n INNER JOIN e ON n.parent = e.id WHERE e.level < 10) SELECT REPLICATE('  ', level) + path FROM e ORDER BY path OPTION (MAXRECURSION 0)
--- merge in the long style
MERGE dbo.target WITH (HOLDLOCK) AS t USING (SELECT s.id, s.v, h = HASHBYTES('SHA2_256', CONCAT(s.id, '|', s.v)) FROM staging.s AS s WHERE s.v IS NOT NULL) AS s ON t.id = s.id AND t.tenant = @tenant WHEN MATCHED AND (t.h <> s.h OR t.h IS NULL) THEN UPDATE SET t.v = s.v, t.h = s.h, t.changed = DEFAULT WHEN NOT MATCHED BY TARGET THEN INSERT (id, v, h, tenant) VALUES (s.id, s.v, s.h, @tenant) WHEN NOT MATCHED BY SOURCE AND t.tenant = @tenant THEN DELETE OUTPUT $action, inserted.id, deleted.id INTO @log (act, new, old) OPTION (RECOMPILE);
--- insert of a procedure's rows behind a column list and hints
INSERT INTO #who WITH (TABLOCK) (spid, [status], [program name]) EXEC master..sp_who2 @loginame = N'active'
--- statements without semicolons one behind another
SELECT 1 AS a INSERT t DEFAULT VALUES UPDATE t SET a = 1 DELETE t WHERE a = 1 SELECT TOP 1 a FROM t ORDER BY a DESC (SELECT 2) TRUNCATE TABLE t SELECT a b FROM t c UPDATE c SET d = 1 FROM t c WHERE EXISTS (SELECT 1) IF 1 = 1 SELECT 1 ELSE SELECT 2
--- select lists of every old form
SELECT 'x' = a, "y" = b, z = c, d 'e f', g = CASE WHEN h = 1 THEN 'i' END, [j] = (SELECT TOP 1 k FROM l), m = n.o, p = @q FROM t, n
--- outer references and quantifiers
SELECT * FROM a WHERE NOT EXISTS (SELECT NULL FROM b WHERE b.x = a.x AND b.y >= ALL (SELECT y FROM c WHERE c.z = b.z)) AND a.w IN (SELECT w FROM d UNION SELECT w FROM e EXCEPT SELECT w FROM f) AND (SELECT COUNT(*) FROM g WHERE g.x = a.x) > 0
--- aggregates of aggregates by apply and pivot
SELECT p.[2019], p.[2020] FROM (SELECT y = DATEPART(year, o.d), o.amount FROM dbo.orders AS o OUTER APPLY (SELECT TOP (1) l.* FROM dbo.lines AS l WHERE l.order_id = o.id ORDER BY l.price DESC) AS l) AS s PIVOT (SUM(amount) FOR y IN ([2019], [2020])) AS p
--- unicode and bracket escapes in names
SELECT [größe], [a]]b], "c""d", ñ, данные FROM [таблица] AS [x y]
--- comments between all words
SELECT /* a */ TOP /* b */ ( /* c */ 1 /* d */ ) -- e
  a /* f /* g */ h */ FROM /* i */ t -- j
  WHERE /* k */ a /* l */ = /* m */ 1
--- numbers glued to words
SELECT 1a, 2.5b, 0x1Fc, 'd'e, 1e3f FROM t
--- words glued to strings and operators
SELECT'a',N'b',1+-1,-1+ -1,a*-1,a--c
 FROM t WHERE a>-1AND b<>-2OR c=N'x'AND d IN(1,2)
--- variables in every place of a query
SELECT @v = a + @w, @x = @x + b FROM @t AS t WHERE a = @a AND b LIKE @p ESCAPE @e AND c IN (@c1, @c2) AND d BETWEEN @d1 AND @d2 GROUP BY a HAVING COUNT(*) > @h ORDER BY CASE @o WHEN 1 THEN a END OFFSET @s ROWS FETCH NEXT @f ROWS ONLY OPTION (OPTIMIZE FOR (@a UNKNOWN, @n = 10))
--- data changes through functions and remote servers
UPDATE OPENQUERY(s, 'SELECT a FROM t WHERE b = 1') SET a = 2; DELETE FROM OPENDATASOURCE('p', 'c').d.s.t WHERE a = 1; INSERT INTO OPENROWSET('p', 'd';'u';'w', s.t) VALUES (1); UPDATE srv.d.s.t SET a = 1; DELETE srv...t
--- hierarchyid and spatial expressions
SELECT h.ToString(), h.GetAncestor(1), h.IsDescendantOf(hierarchyid::Parse('/1/')), g.STAsText(), g.STDistance(geography::STGeomFromText('POINT(1 2)', 4326)) / 1000, geometry::STLineFromText('LINESTRING (1 1, 2 2)', 0).STLength(), @g.STIntersects(geometry::STPolyFromText('POLYGON ((0 0, 1 0, 1 1, 0 0))', 0)), geography::EnvelopeAggregate(g), geometry::CollectionAggregate(g).STNumGeometries() FROM t WHERE h.GetLevel() = 2 AND g.Filter(@g) = 1
--- updates of xml
UPDATE t SET x.modify('declare namespace p="urn:p"; insert <p:a/> as last into (/p:r)[1]') WHERE x.exist('/r[@id = sql:variable("@id")]') = 1; UPDATE dbo.t SET t.x.modify('delete //a'), b = 1 FROM dbo.t AS t
--- deprecated joins and hints at a level of today
SELECT * FROM a (NOLOCK), b WITH (NOLOCK), c AS x (NOLOCK) WHERE a.i = b.i AND b.i = x.i
--- case without else in predicates and orders
SELECT a FROM t WHERE CASE WHEN a = 1 THEN 1 WHEN b = 2 THEN 2 END = 1 ORDER BY CASE WHEN a IS NULL THEN 1 ELSE 0 END, a COLLATE Latin1_General_CI_AI
--- datetime literals and casts of ODBC and ISO
SELECT {d '2020-01-01'} AS a, {ts '2020-01-01 10:00:00'} b, CAST('20200101' AS date), CONVERT(datetime2(3), '2020-01-01T10:00:00', 126), DATEFROMPARTS(2020, 1, 1), EOMONTH(GETDATE(), -1), SWITCHOFFSET(SYSDATETIMEOFFSET(), '+02:00'), TODATETIMEOFFSET(a, @o)

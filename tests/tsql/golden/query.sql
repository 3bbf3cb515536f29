WITH recent (id, total) AS (
    SELECT o.id, SUM(l.price * l.quantity) FROM sales.orders AS o
    INNER JOIN sales.lines AS l ON l.order_id = o.id
    WHERE o.placed >= '20240101' AND o.state IN (1, 2) GROUP BY o.id HAVING COUNT(*) > 1
)
SELECT TOP (10) WITH TIES r.id, CASE WHEN r.total > 100 THEN N'big' ELSE N'small' END AS size,
    SUM(r.total) OVER (PARTITION BY r.id ORDER BY r.total DESC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS n,
    (SELECT MAX(x) FROM dbo.f(r.id) AS f(x)) AS m
FROM recent AS r WITH (NOLOCK)
LEFT JOIN db.dbo.t ON t.id = r.id
CROSS APPLY STRING_SPLIT(t.tags, ',') AS s
WHERE NOT EXISTS (SELECT 1 FROM x WHERE x.id = r.id) AND t.name LIKE 'a%' ESCAPE '!'
ORDER BY size
OPTION (RECOMPILE, MAXDOP 2);
SELECT a FROM t UNION ALL SELECT b FROM u EXCEPT SELECT c FROM v ORDER BY 1 OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY;
SELECT * FROM src PIVOT (SUM(v) FOR k IN ([a], [b])) AS p FOR XML PATH('r'), ROOT('all');

SELECT @@VERSION
GO
SELECT t.name AS [table], SUM(p.n) AS columns_of_it
FROM sys.tables AS t JOIN (SELECT object_id, 1 AS n FROM sys.columns) AS p ON p.object_id = t.object_id
GROUP BY t.name ORDER BY t.name
GO
SELECT TOP (5) c.company, c.city, COUNT(*) AS orders, SUM(o.freight) AS freight
FROM sales.orders AS o JOIN sales.customers AS c ON c.customer_id = o.customer_id
GROUP BY c.company, c.city ORDER BY SUM(o.freight) DESC
GO
SELECT TOP (3) order_id, company, ordered_at FROM sales.open_orders ORDER BY ordered_at DESC
GO
DECLARE @customer nchar(5)
SELECT TOP (1) @customer = customer_id FROM sales.orders ORDER BY freight DESC
EXEC sales.customer_orders @customer_id = @customer
GO

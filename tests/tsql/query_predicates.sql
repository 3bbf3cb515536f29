--- comparisons
SELECT 1 WHERE a = b AND a <> b AND a != b AND a < b AND a <= b AND a > b AND a >= b AND a !< b AND a !> b AND a < = b AND a > = b AND a ! = b AND (SELECT 1) = (SELECT 2) AND -a = +b
--- comparisons with a query
SELECT 1 WHERE a = ALL (SELECT 1) AND a > ANY (SELECT 2) AND a <> SOME (SELECT 3) AND a >= ALL ((SELECT 4) UNION (SELECT 5)) AND NOT a !< ANY (SELECT 6)
--- quantifier without query | 102:1
SELECT 1 WHERE a = ANY (1)
--- between
SELECT 1 WHERE a BETWEEN 1 AND 2 AND b NOT BETWEEN c AND d + 1 OR NOT e BETWEEN (SELECT 1) AND (SELECT 2)
--- in
SELECT 1 WHERE a IN (1) AND a NOT IN (1, NULL, 'x', @v, b + c, (SELECT 1)) AND a IN (SELECT b FROM t) AND a IN ((SELECT 1)) AND a IN ((SELECT 1), 2) AND a IN ((SELECT 1) UNION ALL SELECT 2) AND NOT a IN (b)
--- in without parentheses | 102:1
SELECT 1 WHERE a IN 1
--- in with a trailing comma | 102:1
SELECT 1 WHERE a IN (1, )
--- like
SELECT 1 WHERE a LIKE 'x%' AND a NOT LIKE @p ESCAPE '\' AND a LIKE b + '%' ESCAPE @e AND a LIKE N'x' COLLATE Latin1_General_BIN AND a LIKE 'x' {ESCAPE '!'}
--- like without pattern | 102:1
SELECT 1 WHERE a LIKE
--- like with escape without character | 102:1
SELECT 1 WHERE a LIKE 'x' ESCAPE
--- is null and is distinct from
SELECT 1 WHERE a IS NULL AND a IS NOT NULL AND a + b IS NULL AND a IS DISTINCT FROM b AND a IS NOT DISTINCT FROM b + 1 AND (SELECT 1) IS NULL AND NULL IS NULL
--- is with a value | 102:1
SELECT 1 WHERE a IS 1
--- is distinct without from | 102:1
SELECT 1 WHERE a IS DISTINCT b
--- exists
SELECT 1 WHERE EXISTS (SELECT 1) AND NOT EXISTS (SELECT * FROM t WHERE t.a = a) AND EXISTS ((SELECT 1) INTERSECT (SELECT 2)) AND EXISTS (SELECT 1 FROM t FOR XML PATH)
--- exists without parentheses | 156:1
SELECT 1 WHERE EXISTS SELECT 1
--- exists of a value | 102:1
SELECT 1 WHERE EXISTS (1)
--- logic
SELECT 1 WHERE NOT a = 1 AND (b = 2 OR c = 3 AND NOT (d = 4)) OR NOT NOT e = 5 AND ((f = 6)) AND (NOT (g = 7))
--- and without right side | 102:1
SELECT 1 WHERE a = 1 AND
--- or without left side | 156:1
SELECT 1 WHERE OR a = 1
--- not without predicate | 102:1
SELECT 1 WHERE NOT
--- value between logic | 4145:1
SELECT 1 WHERE a = 1 AND b OR c = 2
--- value as a whole condition | 4145:3
SELECT 1
WHERE f(a)
GROUP BY b
--- comparison chain | 102:1
SELECT 1 WHERE a = b = c
--- equals without right side | 156:1
SELECT 1 WHERE a = ORDER BY a
--- full-text predicates
SELECT 1 FROM t WHERE CONTAINS(a, 'x') AND CONTAINS((a, b), N'"x*" NEAR y') AND CONTAINS(*, @q, LANGUAGE 1033) AND CONTAINS(t.*, 'FORMSOF (INFLECTIONAL, x)') AND CONTAINS(PROPERTY(a, N'Author'), 'x') AND FREETEXT(a, 'x') AND FREETEXT(*, 'x', LANGUAGE N'English') AND FREETEXT((t.a, t.b), @q, LANGUAGE @l) AND CONTAINS(t.a, 'x') AND CONTAINS((*), 'x') AND CONTAINS((t.*), 'x')
--- contains without search | 102:1
SELECT 1 FROM t WHERE CONTAINS(a)
--- contains as a value | 156:1
SELECT CONTAINS(a, 'x') FROM t
--- update in a trigger
CREATE TRIGGER tr ON t AFTER UPDATE AS IF UPDATE(a) AND (UPDATE(b) OR NOT UPDATE([c d])) AND COLUMNS_UPDATED() & 1 > 0 SELECT 1
--- update outside a trigger | 140:2
CREATE PROCEDURE p AS
IF UPDATE(a) SELECT 1
--- old outer joins @80
SELECT * FROM a, b, c WHERE a.i *= b.i AND a.j =* c.j
--- old outer join at a level without it @90 | 4147:2
SELECT * FROM a, b
WHERE a.i =* b.i
--- tsequal
SELECT 1 FROM t WHERE TSEQUAL(ts, 0x0000000000000001)
--- current of
UPDATE t SET a = 1 WHERE CURRENT OF c; DELETE FROM t WHERE CURRENT OF GLOBAL c; DELETE t WHERE CURRENT OF @c; UPDATE t SET a = 1 FROM t WHERE CURRENT OF global
--- current of nothing | 102:1
UPDATE t SET a = 1 WHERE CURRENT OF
--- predicates in parentheses before operators
SELECT 1 WHERE (a) = 1 AND (a + b) > (c) AND ((a)) IN (1) AND (a) BETWEEN (1) AND (2) AND (a) IS NULL AND (SELECT 1) + 1 = 2 AND ((a + 1) * 2) = 4 AND (CASE WHEN a = 1 THEN 1 END) = 1

--- ten errors in one script | 156:1 102:2 156:3 102:4 156:5 102:6 156:7 102:8 156:9 102:10
SELECT FROM t
SELECT 1,, 2
UPDATE t SET a = WHERE b = 1
INSERT t VALUES 1
DELETE FROM WHERE a = 1
DECLARE @a int @b int
CREATE TABLE TABLE (a int)
EXEC p ,
IF @a = 1 THEN SELECT 1
PRINT 'a' 'b'
--- errors in nested blocks | 156:4 102:6 156:9
CREATE PROCEDURE p AS
BEGIN
  BEGIN TRY
    SELECT a, FROM t
    IF 1 = 1 BEGIN
      SET @a = = 1
    END
    ELSE
      SELECT FROM u
  END TRY
  BEGIN CATCH
    SELECT 1
  END CATCH
END
--- error in an expression with case | 156:2
SELECT 1
SELECT CASE WHEN 1 = 1 THEN FROM t END
SELECT 2
--- error in front of a common table expression | 102:1
SELECT 1 = = 2;
WITH a AS (SELECT 1 x) SELECT * FROM a
--- error in a column definition | 156:2
CREATE TABLE t (
  a int NOT NOT NULL,
  b int
)
SELECT 1
--- statements of one line behind an error | 102:1
SELECT = 1; SELECT 2; SELECT 3
--- error in a condition | 102:1 156:4
WHILE @a < < 1
  SET @a = 1
SELECT 1
SELECT FROM t
--- error in a cursor | 156:2
DECLARE c CURSOR FOR
SELECT FROM t
OPEN c
FETCH NEXT FROM c
CLOSE c
--- unbalanced parentheses | 156:1
SELECT ((1 + 2) * 3 FROM t
SELECT 1
--- two ends too many | 156:3
BEGIN
SELECT 1 END
END
END
--- error of 2000 @80 | 170:2
SELECT 1
SELECT 2 = = 3
--- keyword error of 2000 @80 | 156:1
SELECT FROM t

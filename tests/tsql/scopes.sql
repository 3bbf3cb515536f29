--- label of a goto
GOTO done
done: RETURN
--- label in a block
IF 1 = 1 BEGIN again: SELECT 1 END GOTO AGAIN
--- label missing | 133:2
SELECT 1
GOTO nowhere
--- label twice | 132:3
a: SELECT 1
b: SELECT 2
A: SELECT 3
--- variable twice | 134:2
DECLARE @a int
DECLARE @b int, @A varchar(10)
--- table variable twice | 134:1
DECLARE @t TABLE (a int), @t TABLE (b int)
--- parameter declared again | 134:2
CREATE PROCEDURE p @a int AS
DECLARE @a int
--- parameter twice | 134:1
CREATE PROCEDURE p @a int, @a int AS SELECT 1
--- returned table declared again | 134:1
CREATE FUNCTION f () RETURNS @t TABLE (a int) AS BEGIN DECLARE @t TABLE (b int) RETURN END
--- variables of two batches in one text
EXEC ('DECLARE @a int') DECLARE @a int
--- break and continue
WHILE 1 = 1 BEGIN IF 2 = 2 BREAK ELSE CONTINUE BEGIN TRY BREAK END TRY BEGIN CATCH CONTINUE END CATCH END
--- break outside | 135:2
SELECT 1
BREAK
--- continue outside | 136:1
IF 1 = 1 CONTINUE
--- break behind a loop | 135:2
WHILE 1 = 1 SELECT 1
BREAK
--- return with a value in a batch | 178:1
RETURN 1
--- return in a batch
RETURN
--- return with a value in a procedure
CREATE PROCEDURE p AS IF 1 = 1 RETURN 1 RETURN (SELECT 1)
--- return with a value in a trigger | 178:1
CREATE TRIGGER t ON u FOR INSERT AS RETURN 1
--- return with a value in a table function | 178:1
CREATE FUNCTION f () RETURNS @t TABLE (a int) AS BEGIN RETURN 1 END
--- return in functions
CREATE FUNCTION f () RETURNS int AS BEGIN RETURN 1 END
--- return of an inline function
CREATE FUNCTION f () RETURNS TABLE AS RETURN SELECT 1 a

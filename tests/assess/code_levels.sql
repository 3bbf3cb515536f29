--- Gantry.Level100.ForBrowse @90>160
SELECT a INTO u FROM t FOR BROWSE
--- Gantry.Level100.ForBrowse @90>160
INSERT u SELECT a FROM t FOR BROWSE
--- not Gantry.Level100.ForBrowse @90>160
SELECT a FROM t FOR BROWSE
--- not Gantry.Level100.ForBrowse @100>160
SELECT a INTO u FROM t FOR BROWSE
--- Gantry.Level100.OutputError @90>160
DELETE t OUTPUT deleted.a
--- not Gantry.Level100.OutputError @100>160
DELETE t OUTPUT deleted.a
--- not Gantry.Level100.OutputError @90>160
DELETE [output] WHERE a = 'output'
--- Gantry.Level100.PartitionDates @90>160
CREATE PARTITION FUNCTION f (datetime) AS RANGE RIGHT FOR VALUES ('1/2/2005')
--- not Gantry.Level100.PartitionDates @90>160
CREATE PARTITION FUNCTION f (varchar(10)) AS RANGE RIGHT FOR VALUES ('1/2/2005')
--- Gantry.Level100.QuotedIdentifier @90>160 !QUOTES
CREATE FUNCTION f() RETURNS @r TABLE (a varchar(10)) AS BEGIN INSERT @r VALUES ("a"); RETURN END
--- not Gantry.Level100.QuotedIdentifier @90>160 !QUOTES
CREATE FUNCTION f() RETURNS @r TABLE (a varchar(10)) AS BEGIN INSERT @r VALUES ('"a"'); RETURN END
--- not Gantry.Level100.QuotedIdentifier @90>160
CREATE FUNCTION f() RETURNS @r TABLE (a int) AS BEGIN INSERT @r SELECT "a" FROM t; RETURN END
--- Gantry.Level100.XmlAnyType @90>160
CREATE XML SCHEMA COLLECTION c AS '<xs:element name="a" type="xs:anyType"/>'
--- not Gantry.Level100.XmlAnyType @90>160
CREATE XML SCHEMA COLLECTION c AS '<xs:element name="a" type="xs:int"/>'
--- Gantry.Level100.XmlDates @90>160
CREATE FUNCTION f(@x xml) RETURNS datetime AS BEGIN RETURN @x.value('(/a)[1]', 'datetime') END
--- not Gantry.Level100.XmlDates @90>160
CREATE FUNCTION f(@x xml) RETURNS int AS BEGIN RETURN @x.value('(/datetime)[1]', 'int') END
--- Gantry.Level100.XsiAttributes @90>160
SELECT x.query('/a/@xsi:nil') FROM t
--- not Gantry.Level100.XsiAttributes @90>160
SELECT x.query('/a/@nil'), 'xsi:nil' FROM t
--- Gantry.Level110.ComputedStyle @100>160
CREATE TABLE t (a time, b AS CONVERT(varchar(20), a))
--- Gantry.Level110.ComputedStyle @100>160 !COMPUTED
CAST([Started] AS varchar(20))
--- not Gantry.Level110.ComputedStyle @100>160 !COMPUTED
CONVERT(varchar(20), [Started], 108)
--- not Gantry.Level110.ComputedStyle @100>160 !COMPUTED
CAST([Ended] AS varchar(20))
--- not Gantry.Level110.ComputedStyle @100>160
DECLARE @t time; SELECT CAST(@t AS varchar(20)) FROM t
--- Gantry.Level110.DateAddition @100>160
DECLARE @d datetime, @t time; SET @d = @d + @t
--- Gantry.Level110.DateAddition @100>160
SELECT GETDATE() + CAST('10:00' AS time)
--- not Gantry.Level110.DateAddition @110>160
DECLARE @d datetime, @t time; SET @d = @d + @t
--- not Gantry.Level110.DateAddition @100>160
DECLARE @d datetime, @t datetime; SET @d = @d + @t + 1 + CAST(1 AS int)
--- not Gantry.Level110.DateAddition @100>160
DECLARE @d datetime, @t time; SET @d = @d + CAST(@t AS datetime)
--- Gantry.Level110.PivotRecursion @100>160
WITH c AS (SELECT a FROM t UNION ALL SELECT p.a FROM c PIVOT (MAX(b) FOR d IN ([1])) AS p) SELECT a FROM c
--- not Gantry.Level110.PivotRecursion @100>160
WITH c AS (SELECT p.a FROM t PIVOT (MAX(b) FOR d IN ([1])) AS p) SELECT a FROM c
--- Gantry.Level120.AlterTrigger @110>160
ALTER TRIGGER r ON t FOR INSERT AS SET @a = 1
--- not Gantry.Level120.AlterTrigger @110>160
CREATE TRIGGER r ON t FOR INSERT AS SET @a = 1
--- Gantry.Level120.DateLanguage @110>160
DECLARE @d date; SELECT CONVERT(varchar(11), @d, 106)
--- not Gantry.Level120.DateLanguage @110>160
DECLARE @d date, @t datetime; SELECT CONVERT(varchar(10), @d, 112), CONVERT(varchar(11), @t, 106)
--- Gantry.Level120.DuplicateColumns @110>160
WITH c AS (SELECT a, b AS a FROM t UNION ALL SELECT a, 1 FROM c) SELECT 1 FROM c
--- Gantry.Level120.DuplicateColumns @110>160
WITH c (x, X) AS (SELECT a, b FROM t UNION ALL SELECT a, 1 FROM c) SELECT 1 FROM c
--- not Gantry.Level120.DuplicateColumns @110>160
WITH c AS (SELECT a, b FROM t UNION ALL SELECT a, a FROM c) SELECT 1 FROM c
--- Gantry.Level120.ExceptRecursion @110>160
WITH c AS (SELECT a FROM t UNION ALL (SELECT a FROM u EXCEPT SELECT a FROM c)) SELECT 1 FROM c
--- not Gantry.Level120.ExceptRecursion @110>160
WITH c AS (SELECT a FROM t UNION ALL (SELECT a FROM c EXCEPT SELECT a FROM u)) SELECT 1 FROM c
--- not Gantry.Level120.ExceptRecursion @110>160
WITH c AS (SELECT a FROM t EXCEPT SELECT a FROM u) SELECT 1 FROM c EXCEPT SELECT a FROM c
--- Gantry.Level120.MergeAction @110>160
MERGE t USING s ON t.a = s.a WHEN MATCHED THEN DELETE OUTPUT $action;
--- not Gantry.Level120.MergeAction @110>160
MERGE t USING s ON t.a = s.a WHEN MATCHED THEN DELETE OUTPUT deleted.a AS [action];
--- Gantry.Level120.OutputIdentity @110>160
DELETE t OUTPUT deleted.a INTO dbo.Numbered
--- not Gantry.Level120.OutputIdentity @110>160
DELETE dbo.Numbered OUTPUT deleted.a INTO t
--- Gantry.Level130.DateConversion @120>160
DECLARE @a datetime, @b datetime2; IF @a = @b SELECT 1
--- Gantry.Level130.DateConversion @120>160
DECLARE @b datetime2 = GETDATE()
--- not Gantry.Level130.DateConversion @130>160
DECLARE @a datetime, @b datetime2; IF @a = @b SELECT 1
--- not Gantry.Level130.DateConversion @120>160
DECLARE @a datetime = GETDATE(), @b datetime2 = SYSDATETIME(), @c date = GETDATE(); SET @a = @b
--- Gantry.Level130.HashAlgorithm @120>160
SELECT HASHBYTES('md5', @a)
--- not Gantry.Level130.HashAlgorithm @120>160
SELECT HASHBYTES('SHA2_256', 'MD5')
--- not Gantry.Level130.HashAlgorithm @130>160
SELECT HASHBYTES('md5', @a)
--- Gantry.Removed.CatalogView
SELECT * FROM sys.soap_endpoints
--- not Gantry.Removed.CatalogView
SELECT * FROM dbo.soap_endpoints
--- Gantry.Removed.RestoreDboOnly
RESTORE DATABASE d FROM DISK = 'a' WITH DBO_ONLY
--- not Gantry.Removed.RestoreDboOnly
RESTORE DATABASE d FROM DISK = 'a' WITH RESTRICTED_USER
--- Gantry.Removed.ScopedConfiguration
ALTER DATABASE SCOPED CONFIGURATION SET DISABLE_INTERLEAVED_EXECUTION_TVF = ON
--- not Gantry.Removed.ScopedConfiguration
ALTER DATABASE SCOPED CONFIGURATION SET INTERLEAVED_EXECUTION_TVF = OFF
--- Gantry.Removed.ServerOption
EXEC sp_configure 'awe enabled', 1
--- not Gantry.Removed.ServerOption
EXEC sp_configure 'awe enabled'
--- Gantry.Removed.TriggerWithAppend
CREATE TRIGGER r ON t FOR INSERT WITH APPEND AS SET @a = 1
--- not Gantry.Removed.TriggerWithAppend
CREATE TRIGGER r ON t FOR INSERT AS SET @a = 1
--- Gantry.Removed.ViewColumn
SELECT single_pages_kb FROM sys.dm_os_memory_clerks
--- Gantry.Removed.ViewColumn
SELECT i.bpool_committed FROM sys.dm_os_sys_info AS i
--- not Gantry.Removed.ViewColumn
SELECT pages_kb AS single_pages_kb FROM sys.dm_os_memory_clerks
--- not Gantry.Removed.ViewColumn
SELECT single_pages_kb FROM dbo.pages

--- UR00013 @100>100
SELECT a FROM t ORDER BY a COMPUTE SUM(a) BY a
--- UR00013
SELECT a FROM t ORDER BY a COMPUTE SUM(a)
--- ComputeClause
SELECT a FROM t ORDER BY a COMPUTE SUM(a)
--- not UR00001
SELECT a FROM t ORDER BY a COMPUTE SUM(a)
--- not UR00013
SELECT a AS [compute] FROM t
--- UR00113
EXEC xp_startmail
--- not UR00113
EXEC msdb.dbo.sysmail_start_sp
--- UR00308
RAISERROR 50001 'no'
--- RAISERROR
RAISERROR @number 'no'
--- not UR00001
RAISERROR 50001 'no'
--- not UR00058 @100>160
RAISERROR 50001 'no'
--- not UR00308
RAISERROR ('no', 16, 1)
--- UR00321
SELECT * FROM a, b WHERE a.i *= b.i
--- not UR00321
SELECT 2*a AS b FROM t WHERE a = b
--- UR00322
SELECT * FROM a, b WHERE a.i =* b.i
--- not UR00322
SELECT '=*' FROM a
--- UR00332
SELECT * FROM t WITH (FASTFIRSTROW)
--- FastFirstRowHint
SELECT * FROM t WITH (FASTFIRSTROW)
--- not UR00332
SELECT FASTFIRSTROW FROM t OPTION (FAST 1)
--- UR00010 @100>160
CREATE PROCEDURE p @g geography AS SELECT @g
--- not UR00010 @110>160
CREATE PROCEDURE p @g geography AS SELECT @g
--- not UR00010 @100>160
SELECT geography FROM dbo.geometry
--- UR00011
IF 1 = 1 GOTO a; return: SELECT 1
--- not UR00011
a: SELECT 1; GOTO a
--- not UR00011
SELECT a FROM t WHERE :p = 1
--- UR00012
GRANT SELECT ON sys.objects (name) TO ann
--- UR00012
DENY SELECT (name) ON dbo.sysobjects TO ann
--- not UR00012
GRANT SELECT ON sys.objects TO ann
--- not UR00012
GRANT SELECT (name) ON dbo.Orders TO ann
--- UR00018
DBCC CONCURRENCYVIOLATION
--- not UR00018
DBCC OPENTRAN
--- UR00024
CREATE SYMMETRIC KEY k WITH ALGORITHM = DESX ENCRYPTION BY PASSWORD = 'p'
--- not UR00024
CREATE SYMMETRIC KEY desx WITH ALGORITHM = DES ENCRYPTION BY PASSWORD = 'DESX'
--- UR00305
CREATE SYMMETRIC KEY k WITH ALGORITHM = RC4 ENCRYPTION BY PASSWORD = 'p'
--- not UR00305
CREATE SYMMETRIC KEY rc4 WITH ALGORITHM = AES_256 ENCRYPTION BY PASSWORD = 'p'
--- UR00306
CREATE PROCEDURE p @doc ntext AS DECLARE @a int
--- UR00306
SELECT CAST(a AS text) FROM t
--- not UR00306
CREATE PROCEDURE p @text nvarchar(max) AS SELECT text, image FROM dbo.ntext AS image
--- UR00028
DROP VIEW sys.objects
--- not UR00028
DROP VIEW dbo.sys
--- UR00029
DUMP DATABASE d TO DISK = 'a'
--- UR00029
LOAD DATABASE d FROM DISK = 'a'
--- not UR00029
EXEC dump; SELECT [load] FROM t
--- not UR00029
BACKUP DATABASE [dump] TO DISK = 'load'
--- UR00036 @100>160
SELECT FULLTEXTCATALOGPROPERTY('c', 'ItemCount')
--- not UR00036 @100>160
SELECT FULLTEXTCATALOGPROPERTY('ItemCount', 'IndexSize')
--- UR00039
SELECT FULLTEXTCATALOGPROPERTY('c', 'LogSize')
--- UR00039
EXEC sp_fulltext_service 'resource_usage', 3
--- not UR00039
SELECT FULLTEXTCATALOGPROPERTY('LogSize', 'IndexSize'); EXEC sp_fulltext_service 'load_os_resources', 1
--- UR00045 @100>160 !COMPUTED
HOST_ID()
--- not UR00045 @100>160 !COMPUTED
HOST_NAME()
--- not UR00045 @100>160
SELECT HOST_ID()
--- UR00047 @100>160
SELECT CATALOG_NAME FROM INFORMATION_SCHEMA.SCHEMATA
--- not UR00047 @130>160
SELECT CATALOG_NAME FROM INFORMATION_SCHEMA.SCHEMATA
--- not UR00047 @100>160
SELECT * FROM dbo.SCHEMATA
--- not UR00051 @80>160
SELECT 'a'
--- UR00066 @100>160
SELECT * FROM OPENXML(@d, '/a[current()=1]') WITH (a int)
--- not UR00066 @100>160
SELECT * FROM OPENXML(@d, '/current') WITH (a int)
--- UR00071 @90>160
DELETE t OUTPUT CASE WHEN CONTAINS(b, 'x') THEN 1 END INTO @t
--- not UR00071 @90>160
DELETE t OUTPUT deleted.a INTO @t WHERE CONTAINS(b, 'x')
--- UR00072
DELETE t OUTPUT deleted.a INTO Audited
--- not UR00072
DELETE Audited OUTPUT deleted.a INTO other
--- not UR00072
DELETE t OUTPUT deleted.a INTO app.Audited
--- UR00109
UPDATE sysobjects SET name = 'b'
--- UR00109
DELETE sys.objects
--- not UR00109
WITH sysobjects AS (SELECT a FROM t) DELETE sysobjects
--- not UR00109
UPDATE app.sysobjects SET name = (SELECT name FROM sysobjects)
--- not UR00109
INSERT #sysobjects SELECT name FROM sysobjects
--- UR00116
SELECT cntr_value FROM master.dbo.sysperfinfo
--- not UR00116
SELECT cntr_value FROM sys.dm_os_performance_counters AS sysperfinfo
--- UR00119
CREATE TRIGGER r ON t FOR INSERT AS CREATE INDEX i ON inserted (a)
--- not UR00119
CREATE TRIGGER r ON t FOR INSERT AS CREATE INDEX i ON dbo.inserted (a)
--- not UR00119
CREATE PROCEDURE p AS CREATE INDEX i ON inserted (a)
--- UR00123
UPDATETEXT t.a @to 0 NULL t.b @from
--- not UR00123
UPDATETEXT t.a @to 0 NULL 'x'
--- UR00124 @100>160
SELECT x.value('string-length((/a)[1])', 'int') FROM t
--- UR00124 @100>160
SELECT @x.query('substring(/a, 1, 2)')
--- not UR00124 @110>160
SELECT x.value('string-length((/a)[1])', 'int') FROM t
--- not UR00124 @100>160
SELECT dbo.f('string-length(', SUBSTRING('substring(', 1, 2)) FROM t
--- UR00127
INSERT t SELECT * FROM sys.fn_get_audit_file('a', NULL, NULL)
--- not UR00127
SELECT event_time FROM sys.fn_get_audit_file('a', NULL, NULL)
--- UR00133
EXEC master..xp_sqlagent_proxy_account N'GET'
--- not UR00133
EXEC master..xp_sqlagent_enum_jobs 1, ''
--- UR00307 @80>160
SELECT 1 FROM d1.dbo.t, d2.dbo.t
--- not UR00307 @80>160
SELECT 1 FROM d1.dbo.t AS a, d2.dbo.t
--- not UR00307 @80>160
SELECT 1 FROM dbo.t, app.t
--- not UR00307 @90>160
SELECT 1 FROM d1.dbo.t, d2.dbo.t
--- UR00309
SET ANSI_NULLS, ANSI_PADDING OFF
--- not UR00309
SET ANSI_NULLS ON; SET ANSI_WARNINGS OFF
--- UR00314
ALTER DATABASE d SET TORN_PAGE_DETECTION ON
--- not UR00314
ALTER DATABASE d SET PAGE_VERIFY CHECKSUM
--- UR00316
EXEC sp_tableoption 't', 'vardecimal storage format', 1
--- not UR00316
EXEC sp_tableoption 't', 'large value types out of row', 1
--- UR00323
EXEC p;2
--- UR00330
SELECT a FROM t
--- UR00330
SELECT a FROM t; -- one more
SELECT 1
--- not UR00330
SELECT a FROM t; IF @a = 1 BEGIN SELECT 1; END
--- not UR00330
CREATE PROCEDURE p AS BEGIN TRY SELECT 1 /* ; */ ; END TRY BEGIN CATCH THROW; END CATCH
--- not UR00330
INSERT t EXEC dbo.p; WAITFOR (RECEIVE * FROM q), TIMEOUT 1;
--- UR00334 @80>160
SELECT 1 AS Tag, NULL AS Parent, a AS [r!1!a] FROM t FOR XML EXPLICIT
--- not UR00334 @80>160
SELECT a AS 'EXPLICIT' FROM t FOR XML PATH('EXPLICIT')
--- not UR00326 @80>160
SELECT a FROM t ORDER BY (SELECT NULL)
--- UR00326 @80>160
SELECT a FROM t ORDER BY 1 + 1
--- not UR00325 @80>160
SELECT a, ROW_NUMBER() OVER (ORDER BY a) FROM t ORDER BY a DESC
--- UR00333 @80>160
UPDATE a SET x = 1 FROM a, b WHERE a.i = b.i
--- not UR00333 @80>160
SELECT a FROM a, dbo.f(1) AS g WHERE a = 1
--- not UR00311
EXEC app.sp_addlogin 'l'
--- not UR00311
SELECT sp_depends AS sp_lock FROM dbo.sp_depends WHERE a = 'sp_depends' -- sp_depends
--- not UR00311
EXEC dbo.sp_makewebtask
--- not XpCmdshell
EXEC app.xp_cmdshell 'dir'
--- not XpCmdshell
DECLARE @xp_cmdshell int; SELECT xp_cmdshell FROM t AS xp_cmdshell /* EXEC xp_cmdshell */
--- not SqlMail
EXEC srv2.d.dbo.xp_sendmail
--- not UR00109
UPDATE sysusers SET a = 1 FROM app.users AS sysusers
--- not NextColumn
SELECT NEXT VALUE FOR dbo.numbers; SELECT next AS value, NEXT v FROM t
--- not UR00330
MERGE t USING s ON t.a = s.a WHEN MATCHED THEN DELETE;
--- not UR00307 @80>160
SELECT 1 FROM dbo.t AS a JOIN dbo.t AS b ON a.i = b.i
--- not UR00310
EXEC setuser
--- not UR00328
SET ROWCOUNT 0; UPDATE t SET a = 1
--- UR00312
SELECT a FROM sys.syslocks
--- not UR00306
SELECT t.text, CONVERT(varchar(10), image) FROM t WHERE ntext LIKE 'text'
--- not UR00329
CREATE PROCEDURE p @varchar nvarchar(10) AS SELECT CAST(a AS nchar), varchar FROM t
--- not UR00315
CREATE TRIGGER r ON t AFTER INSERT AS IF EXISTS (SELECT 1 FROM inserted) INSERT u SELECT a FROM inserted
--- not UR00127
SELECT * FROM dbo.fn_audit('fn_get_audit_file')

--- UR00001
SELECT FROM t
--- not UR00001
SELECT 1
--- UR00006
BACKUP LOG Sales WITH TRUNCATE_ONLY
--- not UR00006
BACKUP LOG Sales TO DISK = 'a' WITH NO_TRUNCATE
--- UR00007
BACKUP TRANSACTION Sales TO DISK = 'a'
--- not UR00007
BACKUP LOG Sales TO DISK = 'a'
--- UR00017
ALTER DATABASE Sales SET PARTNER OFF
--- not UR00017
ALTER DATABASE Sales SET READ_WRITE
--- UR00023
CREATE ENDPOINT e STATE = STARTED AS HTTP (PATH = '/x', AUTHENTICATION = (INTEGRATED), PORTS = (CLEAR)) FOR SOAP (BATCHES = ENABLED)
--- not UR00023
CREATE ENDPOINT e STATE = STARTED AS TCP (LISTENER_PORT = 5023) FOR TSQL ()
--- UR00058 @90>160
SELECT merge FROM t
--- not UR00058 @90>160
SELECT [merge] FROM t
--- UR00108 @100>160
SELECT SOUNDEX(a) FROM t
--- not UR00108 @130>160
SELECT SOUNDEX(a) FROM t
--- UR00110
EXEC sp_helptrigger 't'
--- not UR00110
EXEC sp_helptext 't'
--- UR00300
BACKUP DATABASE d TO DISK = 'a' WITH PASSWORD = 'x'
--- not UR00300
BACKUP DATABASE d TO DISK = 'a' WITH NAME = 'PASSWORD'
--- UR00301 @80>160
CREATE VIEW v AS SELECT TOP (10) a FROM t WITH CHECK OPTION
--- not UR00301 @80>160
CREATE VIEW v AS SELECT a FROM t WHERE a > 1 WITH CHECK OPTION
--- UR00302
DBCC DBREINDEX ('t')
--- not UR00302
DBCC CHECKTABLE ('t')
--- UR00303
ALTER DATABASE d SET ANSI_NULLS OFF
--- not UR00303
ALTER DATABASE d SET ANSI_NULLS ON; SET ANSI_NULLS OFF
--- UR00304 @80>160
SELECT * FROM ::fn_helpcollations()
--- not UR00304 @80>160
SELECT * FROM sys.fn_helpcollations()
--- UR00310
SETUSER 'ann'
--- not UR00310
EXECUTE AS USER = 'ann'
--- UR00311
EXEC master..sp_addlogin 'l', 'p'
--- not UR00311
CREATE LOGIN sp_addlogin WITH PASSWORD = 'sp_addlogin'
--- UR00312
SELECT number FROM master..spt_values
--- UR00312
SELECT * FROM sysxlogins
--- not UR00312
SELECT name FROM app.spt_values, sysobjects
--- not UR00312
SELECT value FROM dbo.sysproperties
--- not UR00312
WITH spt_values AS (SELECT 1 AS number) SELECT number FROM spt_values
--- UR00313
READTEXT t.c @p 0 10
--- not UR00313
UPDATE t SET c.WRITE('x', 0, NULL)
--- UR00315
CREATE TRIGGER r ON t AFTER INSERT AS SELECT * FROM inserted
--- not UR00315
CREATE TRIGGER r ON t AFTER INSERT AS DECLARE @a int; SELECT @a = COUNT(*) FROM inserted; INSERT INTO l SELECT a FROM inserted
--- UR00317
SELECT a FROM t FOR XML AUTO, XMLDATA
--- not UR00317
SELECT a FROM t FOR XML AUTO, XMLSCHEMA
--- UR00318 @80>160
CREATE VIEW v AS SELECT a FROM t FOR BROWSE
--- not UR00318 @80>160
SELECT a FROM t FOR BROWSE
--- UR00319 @80>160
SELECT SERVERPROPERTY('LCID')
--- not UR00319 @80>160
SELECT SERVERPROPERTY('Collation')
--- UR00323
CREATE PROCEDURE p;2 AS SELECT 1
--- not UR00323
CREATE PROCEDURE p2 AS SELECT 1
--- UR00325 @80>160
SELECT a, b FROM t ORDER BY 2
--- not UR00325 @80>160
SELECT a, b FROM t ORDER BY b
--- UR00326 @80>160
SELECT a FROM t ORDER BY 'a'
--- not UR00326 @80>160
SELECT a FROM t ORDER BY a + 'a'
--- UR00328
SET ROWCOUNT 10; DELETE FROM t
--- not UR00328
SET ROWCOUNT 10; SELECT * FROM t; SET ROWCOUNT 0; DELETE FROM t
--- UR00329
DECLARE @a varchar
--- not UR00329
DECLARE @a varchar(10), @b nvarchar(max), @c sysname
--- UR00333 @80>160
SELECT * FROM a, b WHERE a.i = b.i
--- not UR00333 @80>160
SELECT * FROM a JOIN b ON a.i = b.i WHERE a.i = 1
--- UR00335 @80>160
SELECT * FROM (SELECT a FROM t) AS d FOR XML AUTO
--- not UR00335 @80>160
SELECT * FROM t AS d FOR XML AUTO
--- UR00336 @80>160
SELECT * FROM OPENXML(@d, '/a[current()=1]') WITH (a int)
--- not UR00336 @80>160
SELECT * FROM OPENXML(@d, '/a/current') WITH (a int)
--- AssemblyFromFile
CREATE ASSEMBLY a FROM 'C:\a.dll' WITH PERMISSION_SET = SAFE
--- not AssemblyFromFile
CREATE ASSEMBLY a FROM 0x4D5A WITH PERMISSION_SET = SAFE
--- BulkInsert
BULK INSERT t FROM '\\share\a.csv'
--- not BulkInsert
BULK INSERT t FROM 'a.csv' WITH (DATA_SOURCE = 'Inbox')
--- OpenRowsetWithNonBlobDataSourceBulk
SELECT * FROM OPENROWSET(BULK 'D:\a', SINGLE_CLOB) AS f
--- not OpenRowsetWithNonBlobDataSourceBulk
SELECT * FROM OPENROWSET(BULK 'a', DATA_SOURCE = 'Inbox', SINGLE_CLOB) AS f
--- OpenRowsetWithNonSQLProvider
SELECT * FROM OPENROWSET('Microsoft.ACE.OLEDB.12.0', 'x', 'y') AS f
--- not OpenRowsetWithNonSQLProvider
SELECT * FROM OPENROWSET('MSOLEDBSQL', 'x', 'y') AS f
--- LinkedServerWithNonSQLProvider
SELECT * FROM ORA..SCOTT.EMP
--- not LinkedServerWithNonSQLProvider
SELECT * FROM SRV2.d.dbo.t
--- Gantry.LinkedServerReference
EXEC ('select 1') AT SRV2
--- not Gantry.LinkedServerReference
SELECT * FROM d.dbo.t
--- MIHeterogeneousMSDTCTransactSQL
BEGIN DISTRIBUTED TRANSACTION; UPDATE ORA..SCOTT.EMP SET a = 1; COMMIT
--- not MIHeterogeneousMSDTCTransactSQL
BEGIN DISTRIBUTED TRANSACTION; UPDATE SRV2.d.dbo.t SET a = 1; COMMIT
--- MIHomogeneousMSDTCTransactSQL
BEGIN DISTRIBUTED TRANSACTION; UPDATE SRV2.d.dbo.t SET a = 1; COMMIT
--- not MIHomogeneousMSDTCTransactSQL
BEGIN TRANSACTION; UPDATE SRV2.d.dbo.t SET a = 1; COMMIT
--- CryptographicProvider
CREATE CRYPTOGRAPHIC PROVIDER p FROM FILE = 'C:\a.dll'
--- not CryptographicProvider
CREATE CERTIFICATE c WITH SUBJECT = 'CRYPTOGRAPHIC PROVIDER'
--- DatabasePrincipalAlias
SELECT * FROM sys.database_principal_aliases
--- not DatabasePrincipalAlias
SELECT * FROM sys.database_principals
--- DisableDefCNSTCHK
SET DISABLE_DEF_CNST_CHK ON
--- not DisableDefCNSTCHK
SET NOCOUNT ON
--- XpCmdshell
EXEC master..xp_cmdshell 'dir'
--- not XpCmdshell
PRINT 'xp_cmdshell'
--- XpCmdshell
EXEC ('EXEC xp_cmd' + 'shell ''dir''')
--- not XpCmdshell
EXEC ('PRINT 1')
--- ComputeClause @100>100
SELECT a FROM t ORDER BY a COMPUTE SUM(a) BY a
--- not ComputeClause @100>100
SELECT a AS [COMPUTE] FROM t
--- FastFirstRowHint @100>100
SELECT * FROM t WITH (FASTFIRSTROW)
--- not FastFirstRowHint
SELECT * FROM t OPTION (FAST 1)
--- NonANSILeftOuterJoinSyntax @80>80
SELECT * FROM a, b WHERE a.i *= b.i
--- NonANSILeftOuterJoinSyntax @120>160
SELECT * FROM a, b WHERE a.i *= b.i
--- not NonANSILeftOuterJoinSyntax
UPDATE t SET a *= 2
--- NonANSIRightOuterJoinSyntax @80>80
SELECT * FROM a, b WHERE a.i =* b.i
--- not NonANSIRightOuterJoinSyntax
SELECT * FROM a RIGHT JOIN b ON a.i = b.i
--- RAISERROR @100>100
RAISERROR 50001 'no'
--- not RAISERROR
RAISERROR ('no', 16, 1)
--- SqlMail
EXEC master.dbo.xp_sendmail @recipients = 'a'
--- not SqlMail
EXEC msdb.dbo.sp_send_dbmail @recipients = 'a'
--- SystemProcedures110
EXEC sp_dboption 'd', 'read only', 'true'
--- not SystemProcedures110
EXEC sp_configure
--- TraceFlags
DBCC TRACEON (4199, -1)
--- not TraceFlags
DBCC TRACESTATUS (-1)
--- Gantry.AvailabilityGroup
ALTER AVAILABILITY GROUP ag FAILOVER
--- not Gantry.AvailabilityGroup
SELECT * FROM sys.availability_groups
--- Gantry.BackupStatement
BACKUP DATABASE d TO DISK = 'a.bak'
--- not Gantry.BackupStatement
BACKUP DATABASE d TO URL = 'https://a/b' WITH COPY_ONLY
--- Gantry.RestoreStatement
RESTORE DATABASE d FROM DISK = 'a.bak' WITH REPLACE
--- not Gantry.RestoreStatement
RESTORE DATABASE d FROM URL = 'https://a/b'
--- Gantry.KeyBackup
BACKUP CERTIFICATE c TO FILE = 'c.cer'
--- not Gantry.KeyBackup
CREATE CERTIFICATE c WITH SUBJECT = 's'
--- Gantry.CreateDatabaseOptions
CREATE DATABASE d ON (NAME = d, FILENAME = 'D:\d.mdf')
--- not Gantry.CreateDatabaseOptions
CREATE DATABASE d COLLATE Latin1_General_CI_AS
--- Gantry.AlterDatabaseOptions
ALTER DATABASE d SET RECOVERY SIMPLE
--- not Gantry.AlterDatabaseOptions
ALTER DATABASE d SET RECOVERY FULL
--- Gantry.DbccCommand
DBCC CHECKDB (d, REPAIR_REBUILD)
--- not Gantry.DbccCommand
DBCC CHECKDB (d) WITH NO_INFOMSGS
--- Gantry.FilestreamFunction
SELECT GetFileNamespacePath(file_stream) FROM t
--- not Gantry.FilestreamFunction
SELECT 'GetFileNamespacePath' FROM t
--- Gantry.SemanticSearch
SELECT * FROM SEMANTICKEYPHRASETABLE(t, c)
--- not Gantry.SemanticSearch
SELECT * FROM CONTAINSTABLE(t, c, 'x') AS k
--- Gantry.RemoteServiceBinding
CREATE REMOTE SERVICE BINDING b TO SERVICE 's' WITH USER = u
--- not Gantry.RemoteServiceBinding
CREATE SERVICE s ON QUEUE q
--- Gantry.SpConfigure
EXEC sp_configure 'remote access', 0
--- not Gantry.SpConfigure
EXEC sp_configure 'max degree of parallelism', 4
--- Gantry.ExtendedProcedure
EXEC sp_attach_db 'd', 'D:\d.mdf'
--- not Gantry.ExtendedProcedure
EXEC sp_help
--- Gantry.MailAttachment
EXEC msdb.dbo.sp_send_dbmail @file_attachments = 'D:\a.csv'
--- not Gantry.MailAttachment
EXEC msdb.dbo.sp_send_dbmail @body = '@file_attachments'
--- Gantry.AddMessage
EXEC sp_addmessage 50001, 16, 'x'
--- not Gantry.AddMessage
SELECT FORMATMESSAGE('x')
--- Gantry.ServerIdentity
IF @@SERVERNAME = 'A' SELECT 1
--- not Gantry.ServerIdentity
SELECT @@VERSION
--- Gantry.WindowsLogin
CREATE LOGIN [d\a] FROM WINDOWS
--- not Gantry.WindowsLogin
CREATE LOGIN a WITH PASSWORD = 'x'
--- Gantry.BufferPoolExtension
ALTER SERVER CONFIGURATION SET PROCESS AFFINITY CPU = 0
--- not Gantry.BufferPoolExtension
ALTER DATABASE SCOPED CONFIGURATION SET MAXDOP = 1
--- Gantry.CrossDatabase
SELECT * FROM Other.dbo.t
--- not Gantry.CrossDatabase
SELECT x.doc.value('(/a)[1]', 'int') FROM Here.dbo.t AS x
--- NextColumn
SELECT NEXT VALUE FROM t
--- not NextColumn
SELECT NEXT AS VALUE FROM t

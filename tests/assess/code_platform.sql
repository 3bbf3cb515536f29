--- Gantry.BackupStatement
BACKUP DATABASE d TO URL = 'https://a/b'
--- Gantry.BackupStatement
BACKUP DATABASE d TO URL = 'https://a/b' WITH COPY_ONLY, FILE_SNAPSHOT
--- Gantry.BackupStatement
BACKUP DATABASE d TO URL = 'https://a/b' WITH COPY_ONLY, CREDENTIAL = 'c'
--- Gantry.BackupStatement
BACKUP DATABASE d FILEGROUP = 'f' TO URL = 'https://a/b' WITH COPY_ONLY
--- Gantry.BackupStatement
BACKUP LOG d TO URL = 'https://a/b'
--- not Gantry.BackupStatement
BACKUP DATABASE d TO URL = 'https://a/b', URL = 'https://a/c' WITH COPY_ONLY, COMPRESSION, STATS = 5
--- Gantry.BackupDevice
EXEC sp_addumpdevice 'disk', 'dev', 'D:\a.bak'
--- not Gantry.BackupDevice
SELECT * FROM sys.backup_devices
--- Gantry.RestoreStatement
RESTORE LOG d FROM URL = 'https://a/b'
--- Gantry.RestoreStatement
RESTORE DATABASE d FROM URL = 'https://a/b' WITH STATS = 5
--- Gantry.RestoreStatement
RESTORE DATABASE d FROM DATABASE_SNAPSHOT = 's'
--- not Gantry.RestoreStatement
RESTORE FILELISTONLY FROM URL = 'https://a/b'; RESTORE VERIFYONLY FROM URL = 'https://a/b'
--- Gantry.KeyBackup
CREATE CERTIFICATE c FROM FILE = 'c.cer' WITH PRIVATE KEY (FILE = 'k', DECRYPTION BY PASSWORD = 'p')
--- Gantry.KeyBackup
BACKUP SERVICE MASTER KEY TO FILE = 'k' ENCRYPTION BY PASSWORD = 'p'
--- not Gantry.KeyBackup
CREATE CERTIFICATE [file] FROM BINARY = 0x3082; CREATE ASYMMETRIC KEY k WITH ALGORITHM = RSA_2048
--- Gantry.CreateDatabaseOptions
CREATE DATABASE s ON (NAME = a, FILENAME = 'a') AS SNAPSHOT OF d
--- Gantry.CreateDatabaseOptions
CREATE DATABASE d CONTAINMENT = PARTIAL
--- not Gantry.CreateDatabaseOptions
CREATE DATABASE d
--- Gantry.AlterDatabaseOptions
ALTER DATABASE d ADD FILE (NAME = a, FILENAME = 'D:\a.ndf')
--- Gantry.AlterDatabaseOptions
ALTER DATABASE d SET SINGLE_USER WITH ROLLBACK IMMEDIATE
--- Gantry.AlterDatabaseOptions
ALTER DATABASE d SET AUTOMATIC_TUNING (CREATE_INDEX = ON)
--- Gantry.AlterDatabaseOptions
ALTER DATABASE d SET HADR AVAILABILITY GROUP = g
--- Gantry.AlterDatabaseOptions
ALTER DATABASE d SET PAGE_VERIFY CHECKSUM
--- not Gantry.AlterDatabaseOptions
ALTER DATABASE d ADD FILE (NAME = a, SIZE = 10MB); ALTER DATABASE d SET MULTI_USER
--- not Gantry.AlterDatabaseOptions
ALTER DATABASE d SET AUTOMATIC_TUNING (FORCE_LAST_GOOD_PLAN = ON), READ_COMMITTED_SNAPSHOT ON, AUTO_CREATE_STATISTICS ON
--- FileStream
CREATE TABLE t (a uniqueidentifier ROWGUIDCOL NOT NULL UNIQUE, b varbinary(max) FILESTREAM)
--- FileStream
CREATE TABLE t AS FILETABLE
--- FileStream
ALTER DATABASE d ADD FILEGROUP g CONTAINS FILESTREAM
--- not FileStream
CREATE TABLE filestream (filetable varbinary(max))
--- MultipleLogFiles
CREATE DATABASE d ON (NAME = a, FILENAME = 'a') LOG ON (NAME = b, FILENAME = 'b'), (NAME = c, FILENAME = 'c')
--- not MultipleLogFiles
CREATE DATABASE d ON (NAME = a, FILENAME = 'a'), (NAME = e, FILENAME = 'e') LOG ON (NAME = b, FILENAME = 'b')
--- Gantry.MemoryOptimized
CREATE TABLE t (a int PRIMARY KEY NONCLUSTERED) WITH (MEMORY_OPTIMIZED = ON)
--- Gantry.MemoryOptimized
CREATE PROCEDURE p WITH NATIVE_COMPILATION, SCHEMABINDING AS BEGIN ATOMIC WITH (TRANSACTION ISOLATION LEVEL = SNAPSHOT, LANGUAGE = N'us_english') SELECT 1 END
--- not Gantry.MemoryOptimized
CREATE TABLE memory_optimized (a int) WITH (DATA_COMPRESSION = PAGE)
--- Gantry.ExternalTable
CREATE EXTERNAL DATA SOURCE e WITH (LOCATION = 'oracle://h:1521', CREDENTIAL = c)
--- Gantry.ExternalTable
CREATE EXTERNAL TABLE t (a int) WITH (DATA_SOURCE = e, SCHEMA_NAME = 'dbo')
--- not Gantry.ExternalTable
CREATE EXTERNAL TABLE t (a int) WITH (LOCATION = 'x', DATA_SOURCE = e, FILE_FORMAT = f)
--- not Gantry.ExternalTable
CREATE EXTERNAL DATA SOURCE e WITH (LOCATION = 'abs://c@a.blob.core.windows.net', CREDENTIAL = c)
--- Gantry.DbccCommand
DBCC PAGE (d, 1, 1, 3)
--- Gantry.DbccCommand
DBCC LOGINFO
--- not Gantry.DbccCommand
DBCC FREEPROCCACHE; DBCC CHECKIDENT ('t', RESEED, 1); DBCC SHRINKFILE (1)
--- TraceFlags
DBCC TRACEON (3604)
--- TraceFlags
DBCC TRACEON (460)
--- not TraceFlags
DBCC TRACEON (460, -1)
--- Gantry.ServiceBrokerRoute
CREATE ROUTE r WITH SERVICE_NAME = 's', ADDRESS = 'TCP://h:4022'
--- not Gantry.ServiceBrokerRoute
CREATE ROUTE r WITH SERVICE_NAME = 'TCP://s', ADDRESS = 'LOCAL'
--- Gantry.EventSession
CREATE EVENT SESSION s ON SERVER ADD EVENT sqlserver.rpc_completed ADD TARGET package0.event_file (SET filename = N'D:\s.xel')
--- Gantry.EventSession
CREATE EVENT SESSION s ON SERVER ADD EVENT sqlserver.rpc_completed ADD TARGET package0.etw_classic_sync_target
--- not Gantry.EventSession
CREATE EVENT SESSION s ON SERVER ADD EVENT sqlserver.rpc_completed ADD TARGET package0.event_file (SET filename = N'https://a/s.xel')
--- not Gantry.EventSession
CREATE EVENT SESSION event_file ON SERVER ADD EVENT sqlserver.rpc_completed ADD TARGET package0.ring_buffer
--- Gantry.ServerAudit
CREATE SERVER AUDIT a TO FILE (FILEPATH = 'D:\a')
--- Gantry.ServerAudit
CREATE SERVER AUDIT a TO APPLICATION_LOG
--- not Gantry.ServerAudit
CREATE SERVER AUDIT [FILE] TO URL (PATH = 'https://a/file')
--- Gantry.Credential
CREATE CREDENTIAL c WITH IDENTITY = 'D\svc', SECRET = 'p'
--- not Gantry.Credential
CREATE CREDENTIAL c WITH IDENTITY = 'SHARED ACCESS SIGNATURE', SECRET = 'p'
--- not Gantry.Credential
CREATE DATABASE SCOPED CREDENTIAL c WITH IDENTITY = 'u', SECRET = 'p'
--- Gantry.WindowsLogin
CREATE USER [D\ann] FOR LOGIN [D\ann]
--- not Gantry.WindowsLogin
CREATE USER ann FOR LOGIN ann; CREATE USER b WITHOUT LOGIN
--- Gantry.Shutdown
SHUTDOWN WITH NOWAIT
--- not Gantry.Shutdown
EXEC shutdown; SELECT 'SHUTDOWN'
--- Gantry.StretchDatabase
ALTER TABLE t SET (REMOTE_DATA_ARCHIVE = ON (MIGRATION_STATE = OUTBOUND))
--- not Gantry.StretchDatabase
ALTER TABLE t SET (LOCK_ESCALATION = AUTO)
--- Gantry.StartupProcedure
EXEC sp_procoption 'dbo.p', 'startup', 'on'
--- not Gantry.StartupProcedure
EXEC sp_procoption 'startup', 'other', 'on'
--- Gantry.LogShipping
EXEC master.dbo.sp_add_log_shipping_primary_database @database = 'd'
--- not Gantry.LogShipping
SELECT * FROM msdb.dbo.log_shipping_primary_databases
--- Gantry.OleAutomation
EXEC sp_OACreate 'Scripting.FileSystemObject', @o OUTPUT
--- not Gantry.OleAutomation
EXEC dbo.sp_OACreateOrder
--- Gantry.ExternalScript
EXEC sp_execute_external_script @language = N'R', @script = N'x'
--- not Gantry.ExternalScript
EXEC sp_executesql N'SELECT 1'
--- Gantry.Replication
EXEC sp_addmergepublication 'p'
--- Gantry.Replication
EXEC sp_addpublication @publication = 'p', @enabled_for_p2p = 'true'
--- not Gantry.Replication
EXEC sp_addpublication @publication = 'p', @enabled_for_p2p = 'false'; EXEC sp_addarticle 'p', 'a'
--- Gantry.CmdExecJob
EXEC msdb.dbo.sp_add_jobstep @job_name = 'j', @step_name = 's', @subsystem = 'CmdExec', @command = 'dir'
--- not Gantry.CmdExecJob
EXEC msdb.dbo.sp_add_jobstep @job_name = 'CmdExec', @step_name = 's', @command = 'PRINT 1'
--- Gantry.ActiveXJob
EXEC msdb.dbo.sp_add_jobstep @job_name = 'j', @subsystem = 'ActiveScripting', @command = 'x'
--- not Gantry.ActiveXJob
EXEC msdb.dbo.sp_add_jobstep @job_name = 'j', @subsystem = 'TSQL', @command = 'SELECT 1'
--- Gantry.SsisJob
EXEC msdb.dbo.sp_add_jobstep @job_name = 'j', @subsystem = 'SSIS', @command = '/FILE x.dtsx'
--- not Gantry.SsisJob
EXEC msdb.dbo.sp_add_jobstep @job_name = 'SSIS', @subsystem = 'TSQL', @command = 'SELECT 1'
--- Gantry.JobOutputFile
EXEC msdb.dbo.sp_add_jobstep @job_name = 'j', @command = 'SELECT 1', @output_file_name = 'C:\log.txt'
--- not Gantry.JobOutputFile
EXEC msdb.dbo.sp_add_jobstep @job_name = 'j', @command = 'SELECT 1', @output_file_name = NULL
--- Gantry.AgentEventLog
EXEC msdb.dbo.sp_add_job @job_name = 'j', @notify_level_eventlog = 2
--- not Gantry.AgentEventLog
EXEC msdb.dbo.sp_add_job @job_name = 'CmdExec', @notify_level_eventlog = 0, @notify_level_email = 2
--- Gantry.AgentNotification
EXEC msdb.dbo.sp_add_job @job_name = 'j', @notify_level_page = 2
--- Gantry.AgentNotification
EXEC msdb.dbo.sp_add_operator @name = 'o', @netsend_address = N'PC1'
--- not Gantry.AgentNotification
EXEC msdb.dbo.sp_add_operator @name = 'o', @email_address = N'o@contoso.com'
--- Gantry.AgentIdleSchedule
EXEC msdb.dbo.sp_add_schedule @schedule_name = 's', @freq_type = 128
--- not Gantry.AgentIdleSchedule
EXEC msdb.dbo.sp_add_schedule @schedule_name = '128', @freq_type = 4
--- Gantry.AgentAlert
EXEC msdb.dbo.sp_add_alert 'a'
--- not Gantry.AgentAlert
EXEC dbo.sp_add_alarm 'sp_add_alert'
--- Gantry.AgentProxy
EXEC msdb.dbo.sp_add_proxy @proxy_name = 'p', @credential_name = 'c'
--- not Gantry.AgentProxy
SELECT 'sp_add_proxy'
--- Gantry.MultiServerJob
EXEC msdb.dbo.sp_msx_enlist 'MSX1'
--- not Gantry.MultiServerJob
EXEC msdb.dbo.sp_add_jobserver @job_name = 'j', @server_name = '(local)'
--- Gantry.AgentFeature
EXEC msdb.dbo.sp_set_sqlagent_properties @auto_start = 1
--- not Gantry.AgentFeature
EXEC msdb.dbo.sp_help_job @job_name = 'sp_set_sqlagent_properties'
--- PowerShellJob
EXEC msdb.dbo.sp_add_jobstep @job_name = 'j', @subsystem = N'PowerShell', @command = 'ls'
--- not PowerShellJob
EXEC msdb.dbo.sp_add_jobstep @job_name = 'PowerShell', @subsystem = N'TSQL', @command = 'SELECT 1'
--- XpCmdshell
EXEC msdb.dbo.sp_add_jobstep @job_name = 'j', @command = N'EXEC xp_cmdshell ''dir'''
--- Gantry.SpConfigure
EXEC sys.sp_configure N'Ole Automation Procedures', 1
--- not Gantry.SpConfigure
EXEC sp_configure 'remote access'
--- Gantry.FilestreamFunction
SELECT doc.PathName() FROM t
--- not Gantry.FilestreamFunction
SELECT dbo.PathName(1), pathname FROM t
--- Gantry.SemanticSearch
CREATE FULLTEXT INDEX ON t (c STATISTICAL_SEMANTICS) KEY INDEX k
--- Gantry.AvailabilityGroup
CREATE ENDPOINT e STATE = STARTED AS TCP (LISTENER_PORT = 5022) FOR DATABASE_MIRRORING (ROLE = ALL)
--- not Gantry.AvailabilityGroup
CREATE ENDPOINT database_mirroring STATE = STARTED AS TCP (LISTENER_PORT = 5022) FOR TSQL ()
--- not OpenRowsetWithNonBlobDataSourceBulk
SELECT * FROM OPENROWSET(BULK 'https://a.blob.core.windows.net/c/a.parquet', FORMAT = 'PARQUET') AS f
--- OpenRowsetWithNonSQLProvider
SELECT * FROM OPENDATASOURCE('MSDAORA', 'Data Source=o').d.dbo.t
--- not OpenRowsetWithNonSQLProvider
SELECT * FROM OPENDATASOURCE('SQLNCLI', 'Data Source=s').d.dbo.t
--- not Gantry.MailAttachment
EXEC msdb.dbo.sp_send_dbmail @query = 'SELECT 1', @attach_query_result_as_file = 1
--- LinkedServerWithNonSQLProvider
EXEC sp_addlinkedserver @server = 'x', @srvproduct = 'Excel', @provider = 'Microsoft.ACE.OLEDB.12.0'
--- Gantry.LinkedServerReference
EXEC srv2.d.dbo.p
--- UR00058 @80>160
SELECT pivot FROM t
--- not UR00058 @100>160
SELECT a FROM t COMPUTE SUM(a)
--- Gantry.UserMessage
RAISERROR (50010, 16, 1)
--- not Gantry.UserMessage
RAISERROR ('50010', 16, 1); THROW 50010, 'no', 1
--- XpCmdshell
DECLARE @sql nvarchar(100); SET @sql = N'EXEC master..xp_cmdshell ''dir'''; EXEC sp_executesql @sql
--- XpCmdshell
DECLARE @a varchar(20) = 'xp_cmd', @b varchar(20); SET @b = 'shell ''dir'''; EXEC ('EXEC ' + @a + @b)
--- not XpCmdshell
DECLARE @sql nvarchar(100) = N'EXEC xp_cmdshell'; SET @sql = N'PRINT 1'; EXEC (@sql)

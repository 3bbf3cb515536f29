--- Gantry.Deprecated.AllPermission
GRANT ALL ON t TO ann
--- not Gantry.Deprecated.AllPermission
GRANT SELECT ON [ALL] TO ann
--- Gantry.Deprecated.CatalogView
SELECT * FROM sys.sql_dependencies
--- not Gantry.Deprecated.CatalogView
SELECT * FROM dbo.sql_dependencies AS numbered_procedures
--- Gantry.Deprecated.Collation
SELECT a COLLATE Hindi_CI_AS FROM t
--- Gantry.Deprecated.Collation
CREATE TABLE t (a varchar(10) COLLATE Azeri_Latin_90_CI_AS)
--- not Gantry.Deprecated.Collation
SELECT a COLLATE Macedonian_FYROM_90_CI_AS, 'Hindi_CI_AS' FROM t
--- Gantry.Deprecated.ColumnParts
SELECT dbo.t.a FROM dbo.t
--- Gantry.Deprecated.ColumnParts
SELECT a FROM dbo.t WHERE d.dbo.t.b = 1
--- not Gantry.Deprecated.ColumnParts
SELECT t.a, a, t.point.Lat FROM dbo.t
--- not Gantry.Deprecated.ColumnParts
SELECT x.c.value('.', 'int') FROM d.dbo.t AS x
--- Gantry.Deprecated.CompatibilityLevel
ALTER DATABASE d SET COMPATIBILITY_LEVEL = 110
--- not Gantry.Deprecated.CompatibilityLevel
ALTER DATABASE d SET COMPATIBILITY_LEVEL = 150
--- Gantry.Deprecated.CompatibilityView
SELECT name FROM sysobjects
--- Gantry.Deprecated.CompatibilityView
SELECT name FROM d.dbo.SysColumns AS c JOIN sys.sysusers AS u ON 1 = 1
--- not Gantry.Deprecated.CompatibilityView
SELECT name FROM app.sysobjects
--- not Gantry.Deprecated.CompatibilityView
SELECT sysobjects.name FROM dbo.t AS sysobjects
--- not Gantry.Deprecated.CompatibilityView
WITH sysusers AS (SELECT 1 AS a) SELECT a FROM sysusers
--- not Gantry.Deprecated.CompatibilityView
SELECT * FROM sys.objects, #sysobjects -- sysobjects
--- Gantry.Deprecated.DefaultKeyword
CREATE TABLE t (a int DEFAULT DEFAULT)
--- not Gantry.Deprecated.DefaultKeyword
CREATE TABLE t (a int DEFAULT 0); INSERT t VALUES (DEFAULT)
--- Gantry.Deprecated.DefaultObject
CREATE DEFAULT zero AS 0
--- Gantry.Deprecated.DefaultObject
DROP DEFAULT zero
--- not Gantry.Deprecated.DefaultObject
ALTER TABLE t ADD CONSTRAINT [create default] DEFAULT 0 FOR a
--- Gantry.Deprecated.DropIndexName
DROP INDEX t.i
--- not Gantry.Deprecated.DropIndexName
DROP INDEX i ON dbo.t
--- Gantry.Deprecated.ExtendedPropertyLevel
EXEC sp_addextendedproperty 'd', 'x', 'USER', 'dbo', 'TABLE', 't'
--- Gantry.Deprecated.ExtendedPropertyLevel
EXEC sys.sp_dropextendedproperty @name = 'd', @level0type = N'TYPE', @level0name = 'p'
--- not Gantry.Deprecated.ExtendedPropertyLevel
EXEC sp_addextendedproperty 'USER', 'TYPE', 'SCHEMA', 'dbo', 'TABLE', 't'
--- not Gantry.Deprecated.ExtendedPropertyLevel
EXEC sp_addextendedproperty 'd', 'x', 'USER', 'ann'
--- Gantry.Deprecated.FilegroupOption
ALTER DATABASE d MODIFY FILEGROUP f READONLY
--- not Gantry.Deprecated.FilegroupOption
ALTER DATABASE d MODIFY FILEGROUP readonly READ_ONLY
--- Gantry.Deprecated.FullTextProcedure
EXEC sp_fulltext_catalog 'c', 'create'
--- not Gantry.Deprecated.FullTextProcedure
EXEC sp_fulltext_service 'load_os_resources', 1
--- Gantry.Deprecated.GroupByAll
SELECT a FROM t GROUP BY ALL a
--- not Gantry.Deprecated.GroupByAll
SELECT COUNT(ALL a) FROM t GROUP BY [all]
--- Gantry.Deprecated.HashAlgorithm
SELECT HASHBYTES('SHA1', @a)
--- not Gantry.Deprecated.HashAlgorithm
SELECT HASHBYTES('SHA2_512', 'SHA1'), dbo.HASHBYTES('MD5', @a)
--- Gantry.Deprecated.HintWithoutComma
SELECT a FROM t WITH (NOLOCK INDEX(1))
--- not Gantry.Deprecated.HintWithoutComma
SELECT a FROM t WITH (NOLOCK, INDEX(1))
--- Gantry.Deprecated.HintWithoutWith
SELECT a FROM t (NOLOCK)
--- not Gantry.Deprecated.HintWithoutWith
SELECT a FROM t WITH (NOLOCK) WHERE b IN (nolock)
--- Gantry.Deprecated.HoldlockHint
SELECT a FROM t HOLDLOCK
--- not Gantry.Deprecated.HoldlockHint
SELECT a FROM t WITH (HOLDLOCK), u (HOLDLOCK)
--- Gantry.Deprecated.IdentityCol
SELECT IDENTITYCOL FROM t
--- not Gantry.Deprecated.IdentityCol
SELECT $IDENTITY, [identitycol] FROM t
--- Gantry.Deprecated.IndexedViewCount !INDEXED
CREATE VIEW v WITH SCHEMABINDING AS SELECT a, SUM(b) AS s FROM dbo.t GROUP BY a
--- not Gantry.Deprecated.IndexedViewCount !INDEXED
CREATE VIEW v WITH SCHEMABINDING AS SELECT a, COUNT_BIG(*) AS n FROM dbo.t GROUP BY a
--- not Gantry.Deprecated.IndexedViewCount
CREATE VIEW v AS SELECT a, SUM(b) AS s FROM dbo.t GROUP BY a
--- Gantry.Deprecated.IndexOption
CREATE INDEX i ON t (a) WITH FILLFACTOR = 80
--- Gantry.Deprecated.IndexOption
CREATE TABLE t (a int PRIMARY KEY WITH FILLFACTOR = 80)
--- not Gantry.Deprecated.IndexOption
CREATE INDEX i ON t (a) WITH (FILLFACTOR = 80); CREATE INDEX j ON t (b)
--- Gantry.Deprecated.InsertHint
INSERT INTO t WITH (UPDLOCK) SELECT 1
--- not Gantry.Deprecated.InsertHint
INSERT INTO t WITH (TABLOCK) SELECT a FROM u WITH (UPDLOCK)
--- Gantry.Deprecated.LinkedServerProvider
EXEC sp_addlinkedserver 's', '', 'SQLOLEDB', 'h'
--- not Gantry.Deprecated.LinkedServerProvider
EXEC sp_addlinkedserver 'SQLOLEDB', '', 'MSOLEDBSQL', 'h'
--- Gantry.Deprecated.LoginCredential
ALTER LOGIN ann WITH CREDENTIAL = c
--- not Gantry.Deprecated.LoginCredential
ALTER LOGIN ann ADD CREDENTIAL c
--- Gantry.Deprecated.MetadataFunction
SELECT USER_ID('ann'), FILE_ID('f')
--- not Gantry.Deprecated.MetadataFunction
SELECT dbo.USER_ID('ann'), user_id, permissions FROM t
--- Gantry.Deprecated.NolockTarget
UPDATE x SET a = 1 FROM t AS x WITH (NOLOCK)
--- Gantry.Deprecated.NolockTarget
DELETE dbo.t FROM dbo.t WITH (READUNCOMMITTED) JOIN u ON 1 = 1
--- not Gantry.Deprecated.NolockTarget
UPDATE x SET a = 1 FROM t AS x JOIN u AS y WITH (NOLOCK) ON x.a = y.a
--- Gantry.Deprecated.RemoteServer
SELECT @@REMSERVER
--- Gantry.Deprecated.RemoteServer
SET REMOTE_PROC_TRANSACTIONS ON
--- not Gantry.Deprecated.RemoteServer
SELECT '@@REMSERVER', @remserver; SET XACT_ABORT ON
--- Gantry.Deprecated.RoleMemberProcedure
EXEC d..sp_addrolemember 'r', 'u'
--- not Gantry.Deprecated.RoleMemberProcedure
ALTER ROLE sp_addrolemember ADD MEMBER u
--- Gantry.Deprecated.RowguidCol
SELECT t.ROWGUIDCOL FROM t
--- not Gantry.Deprecated.RowguidCol
CREATE TABLE t (a uniqueidentifier ROWGUIDCOL); SELECT $ROWGUID FROM t
--- Gantry.Deprecated.RuleObject
CREATE RULE positive AS @v > 0
--- not Gantry.Deprecated.RuleObject
ALTER TABLE t ADD CONSTRAINT [create rule] CHECK (a > 0)
--- Gantry.Deprecated.ServerOption
EXEC sp_configure 'priority boost', 1
--- not Gantry.Deprecated.ServerOption
EXEC sp_configure 'max degree of parallelism', 1; EXEC sp_configure 'locks'
--- Gantry.Deprecated.SetFmtonly
SET FMTONLY ON
--- not Gantry.Deprecated.SetFmtonly
SET NOEXEC ON; PRINT 'SET FMTONLY ON'
--- Gantry.Deprecated.SetOffsets
SET OFFSETS SELECT ON
--- not Gantry.Deprecated.SetOffsets
SELECT a FROM t ORDER BY a OFFSET 1 ROWS
--- Gantry.Deprecated.SqlTrace
EXEC sp_trace_setstatus 1, 0
--- Gantry.Deprecated.SqlTrace
SELECT * FROM sys.traces CROSS APPLY fn_trace_gettable(path, 1)
--- not Gantry.Deprecated.SqlTrace
SELECT * FROM dbo.traces
--- Gantry.Deprecated.StringAlias
SELECT 'total' = SUM(a) FROM t
--- not Gantry.Deprecated.StringAlias
SELECT total = SUM(a), SUM(a) AS 'total' FROM t WHERE 'a' = b
--- Gantry.Deprecated.SystemFunction
SELECT * FROM ::fn_get_sql(@h)
--- not Gantry.Deprecated.SystemFunction
SELECT * FROM app.fn_get_sql(@h)
--- Gantry.Deprecated.SystemProcedure
EXEC sp_lock; EXEC sp_dbcmptlevel 'd', 100
--- not Gantry.Deprecated.SystemProcedure
EXEC sp_who; EXEC app.sp_lock
--- Gantry.Deprecated.TapeDevice
BACKUP DATABASE d TO TAPE = '\\.\tape0'
--- Gantry.Deprecated.TapeDevice
EXEC sp_addumpdevice 'tape', 'd', '\\.\tape0'
--- not Gantry.Deprecated.TapeDevice
BACKUP DATABASE d TO DISK = 'tape'; EXEC sp_addumpdevice 'disk', 'tape', 'a'
--- Gantry.Deprecated.TemporaryName
CREATE TABLE # (a int)
--- not Gantry.Deprecated.TemporaryName
CREATE TABLE #a (a int)
--- Gantry.Deprecated.TextInRow
EXEC sp_tableoption 't', 'text in row', 'ON'
--- not Gantry.Deprecated.TextInRow
EXEC sp_tableoption 'text in row', 'pintable', 'OFF'
--- Gantry.Deprecated.TextPointer
SELECT @p = TEXTPTR(c) FROM t
--- not Gantry.Deprecated.TextPointer
SELECT textptr, dbo.TEXTVALID(1) FROM t
--- Gantry.Deprecated.Timestamp
CREATE TABLE t (v timestamp)
--- Gantry.Deprecated.Timestamp
CREATE TABLE t (a int, timestamp)
--- not Gantry.Deprecated.Timestamp
CREATE TABLE t (timestamp datetime, v rowversion); SELECT timestamp FROM t
--- Gantry.Deprecated.VariableName
DECLARE @@n int
--- not Gantry.Deprecated.VariableName
DECLARE @n int; SELECT @@ROWCOUNT
--- not Gantry.Deprecated.CompatibilityView
UPDATE sysusers SET a = 1 FROM app.users AS sysusers
--- not Gantry.Deprecated.ColumnParts
SELECT a.b.c.d FROM t AS x; INSERT d.dbo.t SELECT 1 FROM d.dbo.u

--- waitfor receive
WAITFOR (RECEIVE TOP (1) * FROM q INTO @t), TIMEOUT @x; WAITFOR (RECEIVE message_body, conversation_handle FROM dbo.q WHERE conversation_handle = @h); WAITFOR (GET CONVERSATION GROUP @g FROM dbo.q), TIMEOUT 60000
--- waitfor time
WAITFOR TIME '22:00'; WAITFOR DELAY @d; WAITFOR DELAY N'00:00:05'
--- waitfor without kind | 102:1
WAITFOR '00:00:01'
--- waitfor with an expression | 102:1
WAITFOR DELAY '00:' + @x
--- raiserror
RAISERROR (N'x', -1, -1, @@SPID, NULL, 0x01, 1.5, N'a') WITH LOG, NOWAIT, SETERROR; RAISERROR (@m, @s, @t); RAISERROR (50001, 16, 1) WITH SETERROR
--- raiserror with an expression | 102:1
RAISERROR ('a' + @b, 16, 1)
--- raiserror with a function | 102:1
RAISERROR (ERROR_MESSAGE(), 16, 1)
--- raiserror without state | 102:1
RAISERROR ('a', 16)
--- raiserror without anything | 102:1
RAISERROR ('a')
--- raiserror with an unknown option | 102:1
RAISERROR ('a', 16, 1) WITH LOG, FOO
--- old raiserror up to 2008 @100
RAISERROR 50001 'text'
--- throw
THROW 51000, N'x', 1; THROW @n, @m, @s; THROW
--- throw with an expression | 102:1
THROW 50000, 'a' + 'b', 1
--- throw with a function | 102:1
THROW 50000, ERROR_MESSAGE(), 1
--- throw without state | 102:1
THROW 50000, 'a'
--- table variable with everything
DECLARE @a int = 1, @b AS nvarchar(max) = N'x' + CAST(1 AS varchar), @c cursor, @d TABLE (a int PRIMARY KEY NONCLUSTERED, b int NOT NULL INDEX ix1, INDEX ix2 UNIQUE (a, b), CHECK (a > 0), c AS a + b PERSISTED, d rowversion, UNIQUE CLUSTERED (b))
--- declarations of clr types
DECLARE @x xml = '<a/>', @g geography = geography::Point(1, 2, 4326), @h hierarchyid = hierarchyid::GetRoot(), @t AS TABLE (a int)
--- declare without type | 102:1
DECLARE @a
--- declare with two commas | 102:1
DECLARE @a int,, @b int
--- set with operators
SET @x.modify('delete /a'); SET @g.STSrid = 4326; SET @x ^= 1; SET @x |= 2; SET @x &= 3; SET @x %= 4; SET @x /= 2; SET @c = @d
--- set without value | 102:1
SET @a =
--- set several variables | 102:1
SET @a = 1, @b = 2
--- set lists
SET STATISTICS IO, TIME, PROFILE, XML ON; SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON; SET OFFSETS SELECT, FROM, ORDER, COMPUTE, TABLE, PROCEDURE, STATEMENT, PARAM, EXECUTE ON; SET RESULT_SET_CACHING ON
--- set values
SET CONTEXT_INFO NULL; SET CONTEXT_INFO @v; SET CONTEXT_INFO 0x; SET DEADLOCK_PRIORITY HIGH; SET DEADLOCK_PRIORITY -10; SET DEADLOCK_PRIORITY @i; SET FIPS_FLAGGER 'ENTRY'; SET FIPS_FLAGGER OFF; SET LANGUAGE français; SET LANGUAGE 'British English'; SET LANGUAGE @l; SET DATEFORMAT 'ymd'; SET DATEFIRST @d
--- set option neither on nor off | 102:1
SET NOCOUNT 1
--- unknown option in a list | 195:1
SET ANSI_NULLS, ANSI_FOO ON
--- unknown isolation level | 102:1
SET TRANSACTION ISOLATION LEVEL READ DIRTY
--- unknown statistics | 102:1
SET STATISTICS FOO ON
--- transactions
BEGIN DISTRIBUTED TRAN; BEGIN TRAN [a] WITH MARK N'x'; BEGIN TRANSACTION @t WITH MARK; SAVE TRANSACTION @s; COMMIT TRANSACTION @t WITH (DELAYED_DURABILITY = OFF); COMMIT WITH (DELAYED_DURABILITY = ON); ROLLBACK WORK; ROLLBACK TRAN @s; COMMIT TRAN; ROLLBACK TRANSACTION
--- save without name | 102:1
SAVE TRAN
--- begin work | 102:1
BEGIN WORK
--- cursor options
DECLARE c CURSOR GLOBAL SCROLL DYNAMIC OPTIMISTIC TYPE_WARNING FOR SELECT a FROM t FOR UPDATE; DECLARE d SCROLL CURSOR FOR SELECT 1; DECLARE [c d] CURSOR FAST_FORWARD READ_ONLY LOCAL FORWARD_ONLY FOR (SELECT 1) UNION ALL SELECT 2 ORDER BY 1; DECLARE x INSENSITIVE CURSOR FOR SELECT a FROM t FOR READ ONLY; SET @c = CURSOR SCROLL KEYSET FOR SELECT a FROM t FOR UPDATE OF a
--- cursor options against each other | 1048:1
DECLARE c CURSOR LOCAL GLOBAL FOR SELECT 1
--- fast forward and scroll | 1048:1
DECLARE c CURSOR SCROLL FAST_FORWARD FOR SELECT 1
--- static with scroll locks | 1048:1
DECLARE c CURSOR STATIC SCROLL_LOCKS FOR SELECT 1
--- two kinds of cursor | 1048:1
DECLARE c CURSOR KEYSET DYNAMIC FOR SELECT 1
--- old and new cursor options | 1049:1
DECLARE c INSENSITIVE CURSOR LOCAL FOR SELECT 1
--- variable without at sign | 155:1
DECLARE a int
--- unknown cursor option | 155:1
DECLARE c CURSOR FOO FOR SELECT 1
--- cursor without query | 102:1
DECLARE c CURSOR FOR
--- fetch
FETCH ABSOLUTE @n FROM c; FETCH RELATIVE -2 FROM GLOBAL c INTO @a; FETCH LAST FROM @c INTO @a, @b; FETCH GLOBAL c; FETCH @c INTO @x; FETCH NEXT FROM GLOBAL [c d]; OPEN @c; CLOSE GLOBAL c; DEALLOCATE @c; DEALLOCATE CURSOR c; OPEN global
--- fetch into a column | 102:1
FETCH NEXT FROM c INTO a
--- kill
KILL 54; KILL -2; KILL 54 WITH STATUSONLY; KILL 'D5499C66-E398-45CA-BF7E-DC9C194B48CF' WITH COMMIT; KILL 'D5499C66-E398-45CA-BF7E-DC9C194B48CF' WITH ROLLBACK; KILL QUERY NOTIFICATION SUBSCRIPTION 73; KILL QUERY NOTIFICATION SUBSCRIPTION ALL; KILL STATS JOB 53
--- kill a variable | 102:1
KILL @spid
--- kill with an unknown option | 102:1
KILL 53 WITH FOO
--- checkpoint shutdown reconfigure lineno
CHECKPOINT 10; CHECKPOINT; SHUTDOWN; SHUTDOWN WITH NOWAIT; RECONFIGURE; RECONFIGURE WITH OVERRIDE; LINENO 25
--- labels without statements
lbl: lbl2: SELECT 1 goto lbl
lbl3:
--- label as the only statement
BEGIN lbl: END IF 1 = 1 lbl2: SELECT 1
--- blocks with semicolons
BEGIN TRY; SELECT 1; END TRY BEGIN CATCH; THROW; END CATCH; BEGIN; SELECT 1; END;
--- catch behind something else | 156:1
BEGIN TRY SELECT 1 END TRY PRINT 'x' BEGIN CATCH END CATCH
--- while with a subquery
WHILE (SELECT COUNT(*) FROM t) > 1 AND @a = 1 BEGIN BREAK; CONTINUE END
--- while without condition | 156:1
WHILE BEGIN SELECT 1 END
--- if without condition | 4145:1
IF @a PRINT 'x'
--- print without value | 102:1
PRINT
--- dbcc of all shapes
DBCC CHECKDB WITH NO_INFOMSGS, MAXDOP = 4, EXTENDED_LOGICAL_CHECKS; DBCC CHECKTABLE ('t', 1); DBCC FREESYSTEMCACHE ('ALL', default) WITH MARK_IN_USE_FOR_REMOVAL; DBCC xp_sample (FREE); DBCC SHRINKDATABASE (UserDB, 10, NOTRUNCATE) WITH WAIT_AT_LOW_PRIORITY (ABORT_AFTER_WAIT = SELF); DBCC SQLPERF ("sys.dm_os_wait_stats", CLEAR); DBCC TRACESTATUS (); DBCC CHECKTABLE (db.dbo.t); DBCC IND (0, 't', -1); DBCC CHECKIDENT (t, RESEED, @x)
--- dbcc without command | 102:1
DBCC
--- dbcc with an open parenthesis | 102:1
DBCC CHECKDB ('x'

--- columns of every kind
CREATE TABLE db.s.t (a int, b AS a + 1 PERSISTED NOT NULL CHECK (b > 0), c AS (a) CONSTRAINT u UNIQUE, d xml (CONTENT s.c), e varbinary(max) FILESTREAM NOT NULL, f uniqueidentifier ROWGUIDCOL DEFAULT NEWSEQUENTIALID(), g sys.sysname COLLATE DATABASE_DEFAULT NULL)
--- identity
CREATE TABLE t (a int IDENTITY, b int IDENTITY(-1, -5) NOT NULL); CREATE TABLE u (a decimal(38, 0) NOT NULL IDENTITY(1, 1) NOT FOR REPLICATION PRIMARY KEY)
--- identity with one argument too many | 102:1
CREATE TABLE t (a int IDENTITY(1, 2, 3))
--- sparse columns and column sets
CREATE TABLE t (a int PRIMARY KEY, b int SPARSE NULL, c xml COLUMN_SET FOR ALL_SPARSE_COLUMNS)
--- column set without its words | 102:1
CREATE TABLE t (a xml COLUMN_SET FOR SPARSE)
--- masked columns
CREATE TABLE t (a varchar(9) MASKED WITH (FUNCTION = 'email()') NOT NULL, b int MASKED WITH (FUNCTION = 'random(1, 5)'))
--- masked without with | 102:1
CREATE TABLE t (a int MASKED (FUNCTION = 'default()'))
--- masked by something else | 102:1
CREATE TABLE t (a int MASKED WITH (NAME = 'default()'))
--- encrypted columns
CREATE TABLE t (a int ENCRYPTED WITH (COLUMN_ENCRYPTION_KEY = k, ENCRYPTION_TYPE = RANDOMIZED, ALGORITHM = 'AEAD_AES_256_CBC_HMAC_SHA_256') NULL)
--- unknown type of column encryption | 102:1
CREATE TABLE t (a int ENCRYPTED WITH (COLUMN_ENCRYPTION_KEY = k, ENCRYPTION_TYPE = STRONG, ALGORITHM = 'x'))
--- temporal table
CREATE TABLE t (a int PRIMARY KEY, s datetime2(7) GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, e datetime2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL, PERIOD FOR SYSTEM_TIME (s, e)) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.h, DATA_CONSISTENCY_CHECK = OFF, HISTORY_RETENTION_PERIOD = INFINITE))
--- temporal table without history options
CREATE TABLE t (a int) WITH (SYSTEM_VERSIONING = ON); CREATE TABLE u (a int) WITH (SYSTEM_VERSIONING = ON (HISTORY_RETENTION_PERIOD = 1 WEEK))
--- unknown unit of history retention | 102:1
CREATE TABLE t (a int) WITH (SYSTEM_VERSIONING = ON (HISTORY_RETENTION_PERIOD = 1 CENTURY))
--- unknown history option | 102:2
CREATE TABLE t (a int)
WITH (SYSTEM_VERSIONING = ON (HISTORY = dbo.h))
--- generated as something else | 102:1
CREATE TABLE t (a datetime2 GENERATED ALWAYS AS COLUMN_ID START)
--- period without a name | 102:1
CREATE TABLE t (a int, PERIOD FOR TIME (a, b))
--- graph tables
CREATE TABLE n (a int) AS NODE ON [PRIMARY]; CREATE TABLE e AS EDGE; CREATE TABLE f (CONSTRAINT c CONNECTION (n TO n, dbo.m TO n) ON DELETE NO ACTION, INDEX i UNIQUE ($from_id, $to_id)) AS EDGE
--- graph table of another kind | 156:1
CREATE TABLE n (a int) AS VERTEX
--- edge constraint without to | 102:1
CREATE TABLE e (CONSTRAINT c CONNECTION (n, m)) AS EDGE
--- memory-optimized tables
CREATE TABLE t (a int NOT NULL, b int INDEX ib HASH WITH (BUCKET_COUNT = 64), CONSTRAINT pk PRIMARY KEY NONCLUSTERED HASH (a) WITH (BUCKET_COUNT = 1024), INDEX ic NONCLUSTERED (b DESC), INDEX cc CLUSTERED COLUMNSTORE WITH (COMPRESSION_DELAY = 60 MINUTES)) WITH (MEMORY_OPTIMIZED = ON, DURABILITY = SCHEMA_AND_DATA)
--- unknown durability | 102:1
CREATE TABLE t (a int) WITH (MEMORY_OPTIMIZED = ON, DURABILITY = NONE)
--- ledger tables
CREATE TABLE t (a int) WITH (LEDGER = ON (APPEND_ONLY = ON)); CREATE TABLE u (a int) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = s.h), LEDGER = ON (LEDGER_VIEW = s.v (TRANSACTION_ID_COLUMN_NAME = a, SEQUENCE_NUMBER_COLUMN_NAME = b, OPERATION_TYPE_COLUMN_NAME = c, OPERATION_TYPE_DESC_COLUMN_NAME = d))); CREATE TABLE w (a int) WITH (LEDGER = OFF)
--- unknown ledger option | 102:1
CREATE TABLE t (a int) WITH (LEDGER = ON (APPEND = ON))
--- file tables
CREATE TABLE f AS FILETABLE ON fg FILESTREAM_ON fs WITH (FILETABLE_DIRECTORY = N'd', FILETABLE_COLLATE_FILENAME = Latin1_General_CI_AS, FILETABLE_PRIMARY_KEY_CONSTRAINT_NAME = pk, FILETABLE_STREAMID_UNIQUE_CONSTRAINT_NAME = u, FILETABLE_FULLPATH_UNIQUE_CONSTRAINT_NAME = p)
--- places
CREATE TABLE t (a int) ON "default" TEXTIMAGE_ON [PRIMARY] FILESTREAM_ON "NULL"; CREATE TABLE u (a int PRIMARY KEY ON ps (a)) ON ps (a) FILESTREAM_ON psf
--- compression
CREATE TABLE t (a int) WITH (DATA_COMPRESSION = NONE ON PARTITIONS (1), DATA_COMPRESSION = ROW ON PARTITIONS (2, 4, 6 TO 8), XML_COMPRESSION = ON ON PARTITIONS (1 TO 3)); CREATE TABLE u (a xml) WITH (XML_COMPRESSION = ON)
--- unknown compression | 102:1
CREATE TABLE t (a int) WITH (DATA_COMPRESSION = ZIP)
--- compression switched on | 156:1
CREATE TABLE t (a int) WITH (DATA_COMPRESSION = ON)
--- stretched tables
CREATE TABLE t (a int) WITH (REMOTE_DATA_ARCHIVE = ON (FILTER_PREDICATE = dbo.f(a), MIGRATION_STATE = OUTBOUND)); CREATE TABLE u (a int) WITH (REMOTE_DATA_ARCHIVE = OFF (MIGRATION_STATE = PAUSED)); CREATE TABLE v (a int) WITH (REMOTE_DATA_ARCHIVE = ON (FILTER_PREDICATE = NULL, MIGRATION_STATE = INBOUND))
--- data deletion
CREATE TABLE t (a datetime2) WITH (DATA_DELETION = ON (FILTER_COLUMN = a, RETENTION_PERIOD = 2 YEARS))
--- unknown table option | 155:2
CREATE TABLE t (a int)
WITH (PADDING = ON)
--- unknown table option behind a known one | 155:3
CREATE TABLE t (a int)
WITH (DATA_COMPRESSION = ROW,
  COMPRESSION = ROW)
--- reserved word as table option | 156:1
CREATE TABLE t (a int) WITH (TABLE = 1)
--- empty table options | 102:1
CREATE TABLE t (a int) WITH ()
--- table options not closed | 102:1
CREATE TABLE t (a int) WITH (DATA_COMPRESSION = ROW
--- two table options without a comma | 102:1
CREATE TABLE t (a int) WITH (MEMORY_OPTIMIZED = ON DURABILITY = SCHEMA_ONLY)
--- warehouse tables
CREATE TABLE t (a int NOT NULL, b date) WITH (DISTRIBUTION = HASH (a), CLUSTERED COLUMNSTORE INDEX ORDER (a, b), PARTITION (b RANGE RIGHT FOR VALUES ('20200101', '20210101'))); CREATE TABLE u (a int) WITH (HEAP, DISTRIBUTION = ROUND_ROBIN); CREATE TABLE v (a int) WITH (CLUSTERED INDEX (a DESC), DISTRIBUTION = REPLICATE, PARTITION ([a] RANGE LEFT FOR VALUES ())); CREATE TABLE w (a int PRIMARY KEY NONCLUSTERED NOT ENFORCED, b int UNIQUE NOT ENFORCED) WITH (CLUSTERED COLUMNSTORE INDEX, DISTRIBUTION = HASH (a, b))
--- unknown distribution | 102:1
CREATE TABLE t (a int) WITH (DISTRIBUTION = RANDOM)
--- table as select
CREATE TABLE t WITH (DISTRIBUTION = HASH (a), CLUSTERED COLUMNSTORE INDEX) AS SELECT a FROM u; CREATE TABLE v AS SELECT 1 AS a
--- table as a clone
CREATE TABLE dbo.t AS CLONE OF dbo.u; CREATE TABLE t AS CLONE OF s.u AT '2023-05-23T14:24:10.325'
--- clone of nothing | 102:1
CREATE TABLE t AS CLONE OF
--- external tables
CREATE EXTERNAL TABLE s.x (a int NOT NULL, b varchar(9) COLLATE Latin1_General_BIN2) WITH (LOCATION = '/a', DATA_SOURCE = ds, FILE_FORMAT = ff, REJECT_TYPE = PERCENTAGE, REJECT_VALUE = 5.5, REJECT_SAMPLE_VALUE = 10, REJECTED_ROW_LOCATION = '/r'); CREATE EXTERNAL TABLE y (a int) WITH (DATA_SOURCE = ds, SCHEMA_NAME = N's', OBJECT_NAME = N'o', DISTRIBUTION = SHARDED (a)); CREATE EXTERNAL TABLE z WITH (LOCATION = '/z', DATA_SOURCE = ds, FILE_FORMAT = ff) AS SELECT 1 AS a
--- external table with an unknown option | 102:1
CREATE EXTERNAL TABLE x (a int) WITH (LOCATION = '/a', SOURCE = ds)
--- external table with another reject type | 102:1
CREATE EXTERNAL TABLE x (a int) WITH (LOCATION = '/a', DATA_SOURCE = ds, REJECT_TYPE = ALL_ROWS)
--- constraints of a table
CREATE TABLE t (a int, b int, PRIMARY KEY (a, b), UNIQUE NONCLUSTERED (b) WITH FILLFACTOR = 80, CHECK NOT FOR REPLICATION (a > 0), FOREIGN KEY (a) REFERENCES u ON DELETE SET NULL ON UPDATE SET DEFAULT NOT FOR REPLICATION, CONSTRAINT c CHECK (b IN (1, 2)) CONSTRAINT d UNIQUE (b))
--- default for a column among the constraints of a new table | 142:2
CREATE TABLE t (a int,
  CONSTRAINT d DEFAULT 1 FOR a)
--- primary key without columns | 102:1
CREATE TABLE t (a int, PRIMARY KEY)
--- foreign key without references | 102:1
CREATE TABLE t (a int, FOREIGN KEY (a))
--- unknown action of a foreign key | 102:1
CREATE TABLE t (a int REFERENCES u ON DELETE DESTROY)
--- check without parentheses | 102:1
CREATE TABLE t (a int CHECK a > 0)
--- constraint with every option
CREATE TABLE t (a int PRIMARY KEY CLUSTERED WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, STATISTICS_INCREMENTAL = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON, ALLOW_PAGE_LOCKS = ON, OPTIMIZE_FOR_SEQUENTIAL_KEY = OFF, FILLFACTOR = 95, DATA_COMPRESSION = PAGE, XML_COMPRESSION = OFF) ON [PRIMARY])
--- constraint with an unknown option | 155:2
CREATE TABLE t (a int PRIMARY KEY
  WITH (PAGE_LOCKS = ON))
--- constraint with the old options
CREATE TABLE t (a int PRIMARY KEY WITH FILLFACTOR = 70 ON fg, b int UNIQUE WITH PAD_INDEX, FILLFACTOR = 10)
--- inline indexes
CREATE TABLE t (a int INDEX ia CLUSTERED, b int INDEX ib UNIQUE NONCLUSTERED, INDEX ic NONCLUSTERED (a, b) INCLUDE (c, d) WHERE a > 1 AND b IN (1, 2) WITH (PAD_INDEX = ON) ON fg FILESTREAM_ON fs, INDEX id NONCLUSTERED COLUMNSTORE (a, b), INDEX ie CLUSTERED COLUMNSTORE ORDER (a))
--- inline index with an unknown option | 155:1
CREATE TABLE t (a int, INDEX i (a) WITH (UNIQUENESS = ON))
--- table without columns | 102:1
CREATE TABLE t ()
--- table without anything | 102:1
CREATE TABLE t
--- column without a name | 156:1
CREATE TABLE t (int int, TABLE int)
--- types
CREATE TYPE t FROM decimal(10, 2) NULL; CREATE TYPE s.u FROM varchar(max); CREATE TYPE v AS TABLE (a int INDEX i HASH WITH (BUCKET_COUNT = 8), CHECK (a > 0)) WITH (MEMORY_OPTIMIZED = ON)
--- type without a base | 102:1
CREATE TYPE t
--- type with an unknown option | 155:1
CREATE TYPE t AS TABLE (a int) WITH (DURABILITY = SCHEMA_ONLY)
--- sequences
CREATE SEQUENCE s AS decimal(5, 0) START WITH -5 INCREMENT BY 2 NO MINVALUE MAXVALUE 100 NO CYCLE NO CACHE; ALTER SEQUENCE s.q RESTART INCREMENT BY 1 CYCLE CACHE
--- sequence that restarts | 11710:1
CREATE SEQUENCE s RESTART WITH 1
--- sequence changed to start | 11711:1
ALTER SEQUENCE s START WITH 1
--- sequence starting with a variable | 102:1
CREATE SEQUENCE s START WITH @x
--- synonym without a target | 102:1
CREATE SYNONYM s
--- schema moved by another word | 102:1
ALTER SCHEMA s MOVE dbo.t
--- renamed objects
RENAME OBJECT dbo.t TO u; RENAME OBJECT::t TO u; RENAME DATABASE a TO b; RENAME OBJECT t COLUMN a TO b
--- materialized views
CREATE MATERIALIZED VIEW s.v WITH (DISTRIBUTION = HASH (a), FOR_APPEND) AS SELECT a, COUNT_BIG(*) AS n FROM dbo.t GROUP BY a; CREATE MATERIALIZED VIEW w WITH (DISTRIBUTION = ROUND_ROBIN) AS SELECT 1 AS a
--- materialized view with an unknown option | 102:1
CREATE MATERIALIZED VIEW v WITH (REFRESH = HOURLY) AS SELECT 1 AS a
--- unknown kind of table | 343:2
SELECT 1
CREATE TEMPORARY TABLE t (a int)
--- known word, another statement | 102:1
CREATE SEARCH LIST p
--- create or something else | 102:1
CREATE OR REPLACE TABLE t (a int)
--- altered session | 343:1
ALTER SESSION SET x = 1
--- column that increments by itself | 102:1
CREATE TABLE t (a int AUTO_INCREMENT)
--- two names for a column | 102:1
CREATE TABLE t (id int name varchar(10))
--- column missing between commas | 102:1
CREATE TABLE t (a int,, b int)
--- if not exists | 156:1
CREATE TABLE IF NOT EXISTS t (a int)
--- variables of sqlcmd in options
CREATE TABLE t (a int) WITH (DATA_COMPRESSION = $(compression)); ALTER DATABASE [$(db)] SET RECOVERY $(model); ALTER DATABASE $(db) ADD FILE (NAME = [$(name)], FILENAME = '$(path)', SIZE = $(size) KB)
--- sequence that starts with nothing | 102:1
CREATE SEQUENCE s START 1
--- constraint of a table variable
DECLARE @t TABLE (a int NOT NULL PRIMARY KEY CLUSTERED, b int UNIQUE DEFAULT 1 CHECK (b > 0), INDEX i (b))
--- named constraint of a table variable | 156:2
DECLARE @t TABLE (a int,
  CONSTRAINT pk PRIMARY KEY (a))
--- named constraint of a table type | 156:1
CREATE TYPE t AS TABLE (a int CONSTRAINT pk PRIMARY KEY)
--- reference from a table variable | 156:1
DECLARE @t TABLE (a int REFERENCES u (a))
--- table on another server | 117:1
CREATE TABLE srv.d.s.t (a int)
--- place behind the options | 156:2
CREATE TABLE t (a int) WITH (DATA_COMPRESSION = ROW)
ON [PRIMARY]
--- two places | 156:1
CREATE TABLE t (a int) ON a ON b
--- view in another database | 166:1
CREATE VIEW d.s.v AS SELECT 1 AS a
--- procedure in another database, and an error in it | 166:1 156:2
CREATE OR ALTER PROCEDURE d.s.p AS
SELECT FROM t
--- options without columns | 102:1
CREATE TABLE t WITH (HEAP)

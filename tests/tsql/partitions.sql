--- partition functions
CREATE PARTITION FUNCTION pf (int) AS RANGE LEFT FOR VALUES (1, 10, 100); CREATE PARTITION FUNCTION pf (datetime2(7)) AS RANGE RIGHT FOR VALUES ('20200101', CAST('20210101' AS datetime2)); CREATE PARTITION FUNCTION pf (varchar(10)) AS RANGE FOR VALUES ()
--- partition function of another kind | 102:1
CREATE PARTITION FUNCTION pf (int) AS LIST FOR VALUES (1)
--- partition function without a type | 102:1
CREATE PARTITION FUNCTION pf () AS RANGE LEFT FOR VALUES (1)
--- partition function without values | 102:1
CREATE PARTITION FUNCTION pf (int) AS RANGE LEFT
--- changed partition functions
ALTER PARTITION FUNCTION pf () SPLIT RANGE (100); ALTER PARTITION FUNCTION pf() MERGE RANGE (@boundary); DROP PARTITION FUNCTION pf
--- partition function changed otherwise | 102:1
ALTER PARTITION FUNCTION pf () REMOVE RANGE (100)
--- partition function changed without parentheses | 102:1
ALTER PARTITION FUNCTION pf SPLIT RANGE (100)
--- partition schemes
CREATE PARTITION SCHEME ps AS PARTITION pf TO (a, [b], [PRIMARY]); CREATE PARTITION SCHEME ps AS PARTITION pf ALL TO ([PRIMARY]); ALTER PARTITION SCHEME ps NEXT USED a; ALTER PARTITION SCHEME ps NEXT USED; DROP PARTITION SCHEME ps
--- partition scheme without filegroups | 102:1
CREATE PARTITION SCHEME ps AS PARTITION pf TO ()
--- partition scheme changed otherwise | 156:1
ALTER PARTITION SCHEME ps USE a
--- truncated partitions
TRUNCATE TABLE t WITH (PARTITIONS (2, 4, 6 TO 8))

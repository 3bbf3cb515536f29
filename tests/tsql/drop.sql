--- with if exists
DROP TABLE IF EXISTS a, s.b; DROP VIEW IF EXISTS a, b; DROP PROC IF EXISTS a, b; DROP FUNCTION IF EXISTS a, b; DROP TRIGGER IF EXISTS a, b ON DATABASE; DROP TYPE IF EXISTS s.t; DROP SEQUENCE IF EXISTS a, b; DROP SYNONYM IF EXISTS s.a; DROP SCHEMA IF EXISTS a; DROP DATABASE IF EXISTS a, b; DROP USER IF EXISTS a; DROP ROLE IF EXISTS a; DROP RULE IF EXISTS a, b; DROP DEFAULT IF EXISTS a, b; DROP INDEX IF EXISTS a ON t
--- without if exists
DROP LOGIN [a\b]; DROP SERVER ROLE a; DROP APPLICATION ROLE a; DROP CREDENTIAL a; DROP DATABASE SCOPED CREDENTIAL a; DROP EXTERNAL TABLE s.a; DROP PARTITION SCHEME a; DROP FULLTEXT STOPLIST a; DROP TRIGGER a ON ALL SERVER
--- login if exists | 156:1
DROP LOGIN IF EXISTS a
--- statistics if exists | 156:1
DROP STATISTICS IF EXISTS t.s
--- server role if exists | 156:1
DROP SERVER ROLE IF EXISTS a
--- partition function if exists | 156:1
DROP PARTITION FUNCTION IF EXISTS a
--- two users | 102:1
DROP USER a, b
--- two schemas | 102:1
DROP SCHEMA a, b
--- two types | 102:1
DROP TYPE a, b
--- no name | 102:1
DROP TABLE
--- table with too many prefixes | 117:1
DROP TABLE a.b.c.d.e
--- trigger on a table | 102:1
DROP TRIGGER a ON t
--- view of another database | 166:1
DROP VIEW d.s.v
--- procedure of another database | 166:2
SELECT 1
DROP PROCEDURE IF EXISTS d..p
--- if without exists | 102:1
DROP TABLE IF a
--- unknown class | 343:1
DROP THING a
--- table cascade | 156:1
DROP TABLE a CASCADE

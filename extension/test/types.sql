\echo -- text in and out, lengths
SELECT 'abc'::sys.nvarchar(2), 'ab'::sys.char(4) || '|'::sys.varchar, CAST('häuser' AS sys.varchar(3));
CREATE TABLE t (id int, n sys.nvarchar(5), v sys.varchar(5), c sys.char(5), m sys.money, d sys.datetime,
    d2 sys.datetime2(3), o sys.datetimeoffset(0), t sys.time(1), s sys.smalldatetime,
    g sys.uniqueidentifier, b sys.varbinary(4), x sys.xml, sv sys.sql_variant, dec numeric(10,2));
INSERT INTO t VALUES (1, 'Abc', 'abc  ', 'ab', '12.5', '2024-03-05 14:05:09.123', '2024-03-05 14:05:09.12345',
    '2024-03-05 14:05:09 +02:00', '14:05:09.16', '2024-03-05 14:05:29', '6F9619FF-8B86-D011-B42D-00C04FC964FF',
    '0x0aff', '<a/>', sys.to_sql_variant(42), 1.5);
SELECT * FROM t;
INSERT INTO t (n) VALUES ('abcdef');
INSERT INTO t (n) VALUES ('abcde   ');
INSERT INTO t (v) SELECT CAST('abcdefgh' AS sys.nvarchar(20));
INSERT INTO t (b) VALUES ('0x0102030405');
SELECT n, length(n::text) FROM t WHERE id IS NULL;
\echo -- equality, order, trailing blanks
SELECT 'abc'::sys.nvarchar = 'ABC  '::sys.nvarchar, 'a'::sys.nvarchar < 'B'::sys.nvarchar,
       'abc'::sys.nvarchar = 'ABC' COLLATE sys."Latin1_General_BIN2";
SELECT count(*) FROM t WHERE v = 'ABC'::sys.varchar AND c = 'AB'::sys.varchar;
SELECT string_agg(x::text, ' ' ORDER BY x) FROM (VALUES ('co-op'::sys.nvarchar), ('coop'), ('B'), ('a'), ('_x'), ('1'), ('é'), ('f')) v(x);
SELECT min(x), max(x), count(DISTINCT x) FROM (VALUES ('b'::sys.varchar), ('A'), ('a')) v(x);
SELECT x, count(*) FROM (VALUES ('b'::sys.nvarchar), ('A'), ('a '), ('ä'), ('Ä')) v(x) GROUP BY x ORDER BY x;
SELECT sys.ensure_collation('latin1_general_cs_as');
SELECT 'abc'::sys.nvarchar COLLATE sys."Latin1_General_CS_AS" = 'ABC'::sys.nvarchar;
SELECT sys.ensure_collation('nonsense');
\echo -- indexes and joins use the classes
CREATE TABLE u (k sys.nvarchar(20) PRIMARY KEY, m sys.money, d sys.datetime2(7), v sys.varchar(20));
INSERT INTO u SELECT 'Key' || g, g, '2024-01-01', 'V' || g FROM generate_series(1, 2000) g;
INSERT INTO u VALUES ('KEY77 ', 0, '2024-01-01', 'x');
CREATE INDEX ON u (m); CREATE INDEX ON u (d); CREATE INDEX ON u (v); CREATE INDEX ON u USING hash (k);
ANALYZE u;
SET enable_seqscan = off;
EXPLAIN (COSTS off) SELECT * FROM u WHERE k = 'key5'::sys.nvarchar;
EXPLAIN (COSTS off) SELECT * FROM u WHERE v = 'v5'::sys.nvarchar;
EXPLAIN (COSTS off) SELECT * FROM u WHERE m = '5'::sys.money;
SELECT k, m FROM u WHERE k = 'KEY5'::sys.nvarchar;
RESET enable_seqscan;
SELECT count(*) FROM u a JOIN u b ON a.k = b.k;
SELECT sum(m), avg(m), min(d), max(k) FROM u;
\echo -- binary
SELECT '0x01'::sys.varbinary = '0x0100'::sys.varbinary, '0x01'::sys.varbinary < '0x02'::sys.varbinary, CAST('0x01'::sys.varbinary AS sys.binary(3));
\echo -- guids sort by their last group
SELECT g FROM (VALUES ('00000000-0000-0000-0000-000000000002'::sys.uniqueidentifier), ('FFFFFFFF-0000-0000-0000-000000000001')) v(g) ORDER BY g;
\echo -- variants
SELECT sys.to_sql_variant(1) = sys.to_sql_variant(1.0::numeric), sys.to_sql_variant(1) < sys.to_sql_variant('a'::sys.nvarchar),
       sys.sql_variant_property(sys.to_sql_variant(1.50::numeric(9,2)), 'BaseType'), sys.sql_variant_property(sys.to_sql_variant(1.50::numeric(9,2)), 'Scale');

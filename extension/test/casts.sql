\echo -- casts of SQL Server, not of PostgreSQL
SELECT sys.to_int(1.9::numeric), sys.to_int(-1.9::float8), sys.to_int(true), sys.to_int('12'::sys.varchar), sys.to_bit(5), sys.to_tinyint(255);
SELECT CAST(12345 AS sys.nvarchar(10)), CAST(1.50::numeric AS sys.varchar(10)), CAST(1e10::float8 AS sys.nvarchar(30)), CAST(true AS sys.varchar(5)), CAST('2024-03-05'::date AS sys.nvarchar(30));
SELECT sys.to_nvarchar(sys.to_datetime('2024-03-05T14:05:09.123'::sys.varchar), 30, 126), sys.to_varchar(sys.to_datetime('2024-03-05'::sys.varchar), 10, 103), sys.to_varchar('12.5'::sys.money, 20, 1);
SELECT CAST(CAST('2024-03-05 14:05:09.1234567' AS sys.datetime2) AS sys.datetime), CAST(sys.getdate() AS date) = CURRENT_DATE;
SELECT sys.to_decimal('12.345'::sys.nvarchar, 10, 2), sys.to_varbinary(258, 4), sys.to_int('0x00000102'::sys.varbinary), sys.to_uniqueidentifier('6F9619FF-8B86-D011-B42D-00C04FC964FF'::sys.nvarchar);
SELECT sys.try_to_int('x'::sys.nvarchar), sys.try_to_date('2024-02-30'::sys.varchar), sys.try_to_decimal('1'::sys.nvarchar, 5, 2);
SELECT CAST(sys.to_sql_variant(42) AS int4), CAST('日本' AS sys.varchar(10)), CAST('日本'::sys.nvarchar AS sys.varchar(10));
SELECT CAST('1'::sys.nvarchar AS int4) + 1, '5'::sys.nvarchar::numeric(10,2);
SET gantry.dateformat = 'dmy';
SELECT sys.to_date('05/03/2024'::sys.varchar);
RESET gantry.dateformat;
\echo -- errors with number, severity and state
SELECT sys.to_int('abc'::sys.varchar);
SELECT sys.to_tinyint(300);
SELECT sys.to_int(9999999999);
SELECT CAST('2024-02-30'::sys.varchar AS sys.datetime);
SELECT CAST(5 AS date);
SELECT sys.to_date(5);
SELECT CAST('zz'::sys.nvarchar AS sys.uniqueidentifier);
SELECT 1/0;
SELECT 2147483647 + 1;
SELECT 1::sys.money / 0::sys.money;
DO $$ BEGIN PERFORM sys.to_int('abc'::sys.varchar);
EXCEPTION WHEN SQLSTATE 'GT000' THEN RAISE NOTICE 'GT000 caught'; END $$;

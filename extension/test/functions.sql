\echo -- strings
SELECT sys.len('abc  '::sys.nvarchar), sys.datalength('abc'::sys.nvarchar), sys.datalength('abc'::sys.varchar), sys.datalength(1), sys.left('abc'::sys.nvarchar, 2), sys.right('abc'::sys.varchar, 2);
SELECT sys.substring('hello'::sys.nvarchar, 2, 3), sys.charindex('L'::sys.nvarchar, 'hello'::sys.nvarchar), sys.charindex('l'::sys.nvarchar, 'hello'::sys.nvarchar, 4), sys.patindex('%[l]o%'::sys.nvarchar, 'hello'::sys.nvarchar);
SELECT sys.replace('aAb'::sys.nvarchar, 'A'::sys.nvarchar, 'x'::sys.nvarchar), sys.stuff('abcdef'::sys.nvarchar, 2, 3, 'X'::sys.nvarchar), sys.replicate('ab'::sys.varchar, 2), sys.space(2) + '|'::sys.varchar, sys.reverse('abc'::sys.nvarchar);
SELECT sys.upper('häß'::sys.nvarchar), sys.lower('ÄB'::sys.nvarchar), sys.ltrim('  a'::sys.nvarchar), sys.trim(' a '::sys.nvarchar), sys.ascii('A'::sys.nvarchar), sys.char(65), sys.unicode('é'::sys.nvarchar), sys.nchar(233);
SELECT sys.str(123.45, 6, 1), sys.quotename('a]b'::sys.nvarchar), sys.soundex('Smith'::sys.nvarchar), sys.difference('Smith'::sys.nvarchar, 'Smythe'::sys.nvarchar), sys.translate('2*[3]'::sys.nvarchar, '[]'::sys.nvarchar, '()'::sys.nvarchar);
SELECT sys.concat(1, NULL, 'a'::sys.nvarchar, 'lit', sys.to_datetime('2024-03-05'::sys.varchar)), sys.concat_ws(','::sys.nvarchar, 1, NULL, 2.5), sys.isnumeric('1e5'::sys.nvarchar), sys.isnumeric('abc'::sys.nvarchar);
SELECT sys.like('Cheese'::sys.nvarchar, 'ch%'::sys.nvarchar), sys.like('5%'::sys.nvarchar, '5!%'::sys.nvarchar, '!'::sys.nvarchar), sys.like('abc  '::sys.char(5), 'abc'::sys.varchar), sys.like('abc  '::sys.nchar(5), 'abc'::sys.nvarchar);
SELECT sys.string_agg(x, ','::sys.nvarchar) FROM (VALUES ('a'::sys.nvarchar), (NULL), ('b')) v(x);
SELECT sys.substring('abc'::sys.nvarchar, 1, -1);
\echo -- dates
SELECT sys.dateadd('month', 1, '2024-01-31'::date), sys.dateadd('hh', -1, '00:30'::sys.time(0)), sys.dateadd('day', 1, sys.to_datetime('2024-02-28'::sys.varchar)), sys.dateadd('day', 1, '2024-02-28'::sys.nvarchar);
SELECT sys.datediff('year', '2005-12-31'::date, '2006-01-01'::date), sys.datediff('second', sys.to_datetime('2024-01-01'::sys.varchar), sys.to_datetime2('2024-01-02'::sys.varchar)), sys.datepart('weekday', '2024-07-15'::date), sys.datename('month', '2024-07-15'::sys.nvarchar), sys.year('2024-07-15'::sys.datetime), sys.eomonth('2024-02-10'::date, 1);
SELECT sys.datefromparts(2024, 2, 29), sys.datetimefromparts(2024, 2, 29, 1, 2, 3, 7), sys.datetime2fromparts(2024, 2, 29, 1, 2, 3, 5, 1), sys.timefromparts(1, 2, 3, 0, 0);
SELECT sys.switchoffset('2024-01-01 12:00 +00:00'::sys.datetimeoffset, '-08:00'), sys.todatetimeoffset(sys.to_datetime2('2024-01-01'::sys.varchar, 0), '+01:00'), sys.isdate('2024-02-30'::sys.nvarchar), sys.datetrunc('month', '2024-02-29'::sys.datetime2(0));
SELECT sys.to_datetime('2024-01-01'::sys.varchar) + 1, sys.to_datetime('2024-01-01'::sys.varchar) - 0.5::float8, abs(sys.datediff('minute', sys.getdate(), sys.sysutcdatetime())) < 2;
SELECT sys.datefromparts(2023, 2, 29);
\echo -- numbers
SELECT sys.round(748.58, -1), sys.round(2.5::float8, 0), sys.round(150.75, 0, 1), sys.round(125, -1), sys.abs(-5), sys.power(2, 10), sys.power(2.5, 2), sys.sign(-3), sys.ceiling(1.2), sys.floor(-1.2);
SELECT '1.5'::sys.money + '2.25'::sys.money, '2'::sys.money / '3'::sys.money, -'1'::sys.money, '0.5'::sys.money * '0.0001'::sys.money, sys.decimal_divide(2.0, 3, 8, 6);
SELECT sys.sum(x), sys.avg(x) FROM (VALUES (1), (2), (4)) v(x);
SELECT sys.sum(x), sys.avg(x) FROM (VALUES (1::int8), (2), (4)) v(x);
SELECT sys.sum(x), sys.avg(x) FROM (VALUES (1)) v(x) WHERE false;
SELECT sys.sum(x) FROM (VALUES (2147483647), (1)) v(x);
SELECT sys.newid() <> sys.newid(), sys.newsequentialid() < sys.newsequentialid();
SELECT sys.abs(-2147483648);

-- Date functions.

DO $$
DECLARE t text; f record;
BEGIN
    FOREACH t IN ARRAY ARRAY['date', 'sys.time', 'sys.datetime', 'sys.datetime2',
                             'sys.datetimeoffset', 'sys.smalldatetime'] LOOP
        PERFORM sys.__function(format('dateadd(text, int8, %s)', t), t, 'fn_dateadd');
        PERFORM sys.__function(format('datetrunc(text, %s)', t), t, 'fn_datetrunc', 'STABLE STRICT');
    END LOOP;
    -- A text is a datetime there.
    EXECUTE 'CREATE OR REPLACE FUNCTION sys.dateadd(part text, number int8, value sys.nvarchar)
        RETURNS sys.datetime LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        AS ''SELECT sys.dateadd(part, number, sys.to_datetime(value))''';
    FOR f IN SELECT * FROM (VALUES
            ('datediff(text, "any", "any")', 'int4', 'fn_datediff', 'IMMUTABLE STRICT'),
            ('datediff_big(text, "any", "any")', 'int8', 'fn_datediff_big', 'IMMUTABLE STRICT'),
            ('datepart(text, "any")', 'int4', 'fn_datepart', 'STABLE STRICT'),
            ('datename(text, "any")', 'sys.nvarchar', 'fn_datename', 'STABLE STRICT'),
            ('year("any")', 'int4', 'fn_year', 'IMMUTABLE STRICT'),
            ('month("any")', 'int4', 'fn_month', 'IMMUTABLE STRICT'),
            ('day("any")', 'int4', 'fn_day', 'IMMUTABLE STRICT'),
            ('eomonth("any")', 'date', 'fn_eomonth', 'IMMUTABLE STRICT'),
            ('eomonth("any", int4)', 'date', 'fn_eomonth', 'IMMUTABLE STRICT'),
            ('datefromparts(int4, int4, int4)', 'date', 'fn_datefromparts', 'IMMUTABLE STRICT'),
            ('timefromparts(int4, int4, int4, int4, int4)', 'sys.time', 'fn_timefromparts', 'IMMUTABLE STRICT'),
            ('datetimefromparts(int4, int4, int4, int4, int4, int4, int4)', 'sys.datetime',
             'fn_datetimefromparts', 'IMMUTABLE STRICT'),
            ('smalldatetimefromparts(int4, int4, int4, int4, int4)', 'sys.smalldatetime',
             'fn_smalldatetimefromparts', 'IMMUTABLE STRICT'),
            ('datetime2fromparts(int4, int4, int4, int4, int4, int4, int4, int4)', 'sys.datetime2',
             'fn_datetime2fromparts', 'IMMUTABLE STRICT'),
            ('datetimeoffsetfromparts(int4, int4, int4, int4, int4, int4, int4, int4, int4, int4)',
             'sys.datetimeoffset', 'fn_datetimeoffsetfromparts', 'IMMUTABLE STRICT'),
            ('switchoffset("any", text)', 'sys.datetimeoffset', 'fn_switchoffset', 'IMMUTABLE STRICT'),
            ('todatetimeoffset("any", text)', 'sys.datetimeoffset', 'fn_todatetimeoffset', 'IMMUTABLE STRICT'),
            ('isdate("any")', 'int4', 'fn_isdate', 'STABLE STRICT'),
            ('getdate()', 'sys.datetime', 'fn_getdate', 'STABLE'),
            ('getutcdate()', 'sys.datetime', 'fn_getutcdate', 'STABLE'),
            ('sysdatetime()', 'sys.datetime2', 'fn_sysdatetime', 'STABLE'),
            ('sysutcdatetime()', 'sys.datetime2', 'fn_sysutcdatetime', 'STABLE'),
            ('sysdatetimeoffset()', 'sys.datetimeoffset', 'fn_sysdatetimeoffset', 'STABLE'))
            v(signature, result, symbol, options) LOOP
        PERFORM sys.__function(f.signature, f.result, f.symbol, f.options);
    END LOOP;

    FOREACH t IN ARRAY ARRAY['sys.datetime', 'sys.smalldatetime'] LOOP
        FOR f IN SELECT unnest(ARRAY[t, 'int4', 'float8']) AS other LOOP
            PERFORM sys.__function(format('datetime_add(%s, %s)', t, f.other), t, 'fn_datetime_add');
            PERFORM sys.__function(format('datetime_subtract(%s, %s)', t, f.other), t,
                                   'fn_datetime_subtract');
            PERFORM sys.__define(format('CREATE OPERATOR sys.+ (FUNCTION = sys.datetime_add,
                LEFTARG = %s, RIGHTARG = %s)', t, f.other));
            PERFORM sys.__define(format('CREATE OPERATOR sys.- (FUNCTION = sys.datetime_subtract,
                LEFTARG = %s, RIGHTARG = %s)', t, f.other));
        END LOOP;
    END LOOP;
END $$;

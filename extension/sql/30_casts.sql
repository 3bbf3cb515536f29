-- Casts among all types, and the conversion functions sys.to_T and sys.try_to_T.

DO $$
DECLARE t record; s record;
        own text[] := ARRAY['nvarchar', 'varchar', 'nchar', 'char', 'money', 'smallmoney',
            'smalldatetime', 'datetime', 'rowversion', 'time', 'datetime2', 'datetimeoffset',
            'varbinary', 'binary', 'hierarchyid', 'geometry', 'geography', 'xml', 'sql_variant',
            'uniqueidentifier'];
        native text[] := ARRAY['bool', 'int2', 'int4', 'int8', 'float4', 'float8', 'numeric',
            'date', 'text', 'bytea'];
        characters text[] := ARRAY['sys."nvarchar"', 'sys."varchar"', 'sys."nchar"', 'sys."char"'];
BEGIN
    -- Lengths and scales: CAST(x AS sys.nvarchar(5)), columns with a length.
    FOR t IN SELECT * FROM (VALUES ('nvarchar', 'nvarchar_coerce'), ('varchar', 'varchar_coerce'),
            ('nchar', 'nchar_coerce'), ('char', 'char_coerce'), ('varbinary', 'varbinary_coerce'),
            ('binary', 'binary_coerce'), ('time', 'scale_coerce'), ('datetime2', 'scale_coerce'),
            ('datetimeoffset', 'scale_coerce')) v(name, symbol) LOOP
        PERFORM sys.__function(format('%s_coerce(sys.%I, int4, bool)', t.name, t.name),
                               format('sys.%I', t.name), t.symbol);
        PERFORM sys.__define(format('CREATE CAST (sys.%1$I AS sys.%1$I)
            WITH FUNCTION sys.%1$s_coerce(sys.%1$I, int4, bool) AS IMPLICIT', t.name));
    END LOOP;

    -- The same bytes mean the same.
    FOR t IN SELECT * FROM (VALUES
            ('sys.varchar', 'sys.nvarchar', 'IMPLICIT'), ('sys."char"', 'sys.nvarchar', 'IMPLICIT'),
            ('sys.nchar', 'sys.nvarchar', 'IMPLICIT'), ('sys."char"', 'sys.varchar', 'ASSIGNMENT'),
            ('sys.varchar', 'sys."char"', 'ASSIGNMENT'), ('sys.nvarchar', 'sys.nchar', 'ASSIGNMENT'),
            ('sys.varchar', 'sys.nchar', 'ASSIGNMENT'), ('sys."char"', 'sys.nchar', 'ASSIGNMENT'),
            ('pg_catalog.text', 'sys.nvarchar', 'ASSIGNMENT'),
            ('sys.nvarchar', 'pg_catalog.text', 'ASSIGNMENT'),
            ('sys.varchar', 'pg_catalog.text', 'ASSIGNMENT'),
            ('sys.nchar', 'pg_catalog.text', 'ASSIGNMENT'),
            ('sys."char"', 'pg_catalog.text', 'ASSIGNMENT'),
            ('sys.xml', 'pg_catalog.text', 'ASSIGNMENT'),
            ('sys."binary"', 'sys.varbinary', 'IMPLICIT'),
            ('sys.varbinary', 'sys."binary"', 'ASSIGNMENT'),
            ('sys.varbinary', 'pg_catalog.bytea', 'ASSIGNMENT'),
            ('sys."binary"', 'pg_catalog.bytea', 'ASSIGNMENT'),
            ('pg_catalog.bytea', 'sys.varbinary', 'ASSIGNMENT'),
            ('pg_catalog.bytea', 'sys."binary"', 'ASSIGNMENT')) v(source, target, context) LOOP
        PERFORM sys.__define(format('CREATE CAST (%s AS %s) WITHOUT FUNCTION AS %s', t.source,
                                    t.target, t.context));
    END LOOP;

    -- Everything else through one function per target.
    FOR t IN SELECT format('sys.%I', n) AS type, n AS name FROM unnest(own) n
             UNION ALL SELECT 'pg_catalog.' || n, n FROM unnest(native) n
                       WHERE n NOT IN ('text', 'bytea') LOOP
        PERFORM sys.__function(format('cast_to_%s("any", int4, bool)', t.name), t.type, 'cast_any');
        FOR s IN SELECT format('sys.%I', n) AS type FROM unnest(own) n
                 UNION ALL SELECT 'pg_catalog.' || n FROM unnest(native) n LOOP
            CONTINUE WHEN s.type = t.type OR
                (s.type LIKE 'pg\_catalog.%' AND t.type LIKE 'pg\_catalog.%');
            CONTINUE WHEN EXISTS (SELECT FROM pg_catalog.pg_cast
                WHERE castsource = s.type::regtype AND casttarget = t.type::regtype);
            PERFORM sys.__define(format(
                'CREATE CAST (%s AS %s) WITH FUNCTION sys.cast_to_%s("any", int4, bool) AS ASSIGNMENT',
                s.type, t.type, t.name));
        END LOOP;
    END LOOP;

    -- sys.to_T(x [, style]), sys.to_T(x, n [, style]), and sys.try_to_T.
    FOR t IN SELECT * FROM (VALUES
            ('bit', 'bool'), ('tinyint', 'int2'), ('smallint', 'int2'), ('int', 'int4'),
            ('bigint', 'int8'), ('real', 'float4'), ('float', 'float8'), ('date', 'date'),
            ('money', 'sys.money'), ('smallmoney', 'sys.smallmoney'), ('datetime', 'sys.datetime'),
            ('smalldatetime', 'sys.smalldatetime'), ('time', 'sys.time'),
            ('datetime2', 'sys.datetime2'), ('datetimeoffset', 'sys.datetimeoffset'),
            ('uniqueidentifier', 'sys.uniqueidentifier'), ('rowversion', 'sys.rowversion'),
            ('xml', 'sys.xml'), ('hierarchyid', 'sys.hierarchyid'), ('geometry', 'sys.geometry'),
            ('geography', 'sys.geography'), ('sql_variant', 'sys.sql_variant'))
            v(name, type) LOOP
        PERFORM sys.__function(format('to_%s("any")', t.name), t.type, 'to_plain');
        PERFORM sys.__function(format('try_to_%s("any")', t.name), t.type, 'try_to_plain');
        IF t.name NOT IN ('time', 'datetime2', 'datetimeoffset') THEN
            PERFORM sys.__function(format('to_%s("any", int4)', t.name), t.type, 'to_plain');
            PERFORM sys.__function(format('try_to_%s("any", int4)', t.name), t.type, 'try_to_plain');
        END IF;
    END LOOP;
    FOR t IN SELECT * FROM (VALUES ('time', 'sys.time'), ('datetime2', 'sys.datetime2'),
            ('datetimeoffset', 'sys.datetimeoffset'), ('char', 'sys."char"'),
            ('varchar', 'sys.varchar'), ('nchar', 'sys.nchar'), ('nvarchar', 'sys.nvarchar'),
            ('binary', 'sys."binary"'), ('varbinary', 'sys.varbinary')) v(name, type) LOOP
        PERFORM sys.__function(format('to_%s("any", int4)', t.name), t.type, 'to_sized');
        PERFORM sys.__function(format('to_%s("any", int4, int4)', t.name), t.type, 'to_sized');
        PERFORM sys.__function(format('try_to_%s("any", int4)', t.name), t.type, 'try_to_sized');
        PERFORM sys.__function(format('try_to_%s("any", int4, int4)', t.name), t.type, 'try_to_sized');
    END LOOP;
    PERFORM sys.__function('to_decimal("any", int4, int4)', 'numeric', 'to_decimal');
    PERFORM sys.__function('to_decimal("any", int4, int4, int4)', 'numeric', 'to_decimal');
    PERFORM sys.__function('try_to_decimal("any", int4, int4)', 'numeric', 'try_to_decimal');
    PERFORM sys.__function('try_to_decimal("any", int4, int4, int4)', 'numeric', 'try_to_decimal');
END $$;

SELECT sys.__function('raise(int4, text, int8)', 'int4', 'raise_error', 'VOLATILE STRICT');

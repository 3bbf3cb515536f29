-- String functions. nvarchar in, nvarchar out; the same for varchar.

DO $$
DECLARE t text; f record;
BEGIN
    FOREACH t IN ARRAY ARRAY['sys.nvarchar', 'sys.varchar'] LOOP
        FOR f IN SELECT * FROM (VALUES
                ('left(T, int4)', 'T', 'fn_left'), ('right(T, int4)', 'T', 'fn_right'),
                ('substring(T, int4, int4)', 'T', 'fn_substring'),
                ('replace(T, T, T)', 'T', 'fn_replace'),
                ('replicate(T, int4)', 'T', 'fn_replicate'), ('reverse(T)', 'T', 'fn_reverse'),
                ('upper(T)', 'T', 'fn_upper'), ('lower(T)', 'T', 'fn_lower'),
                ('ltrim(T)', 'T', 'fn_ltrim'), ('rtrim(T)', 'T', 'fn_rtrim'),
                ('trim(T)', 'T', 'fn_trim'), ('trim(T, T)', 'T', 'fn_trim'),
                ('translate(T, T, T)', 'T', 'fn_translate')) v(signature, result, symbol) LOOP
            PERFORM sys.__function(replace(f.signature, 'T', t), replace(f.result, 'T', t), f.symbol);
        END LOOP;
        PERFORM sys.__function(format('stuff(%1$s, int4, int4, %1$s)', t), t, 'fn_stuff', 'IMMUTABLE');
        PERFORM sys.__function(format('text_concat(%1$s, %1$s)', t), t, 'text_concat');
        PERFORM sys.__define(format('CREATE OPERATOR sys.+ (FUNCTION = sys.text_concat,
            LEFTARG = %1$s, RIGHTARG = %1$s)', t));
        PERFORM sys.__define(format('CREATE OPERATOR sys.|| (FUNCTION = sys.text_concat,
            LEFTARG = %1$s, RIGHTARG = %1$s)', t));
    END LOOP;
    FOR f IN SELECT a, b FROM unnest(ARRAY['sys.varchar', 'sys."char"']) a,
                              unnest(ARRAY['sys.varchar', 'sys."char"']) b LOOP
        PERFORM sys.__function(format('like(%s, %s)', f.a, f.b), 'bool', 'varchar_like');
        PERFORM sys.__function(format('like(%s, %s, sys.nvarchar)', f.a, f.b), 'bool', 'varchar_like');
    END LOOP;
    FOR f IN SELECT * FROM (VALUES
            ('like(sys.nvarchar, sys.nvarchar)', 'bool', 'nvarchar_like'),
            ('like(sys.nvarchar, sys.nvarchar, sys.nvarchar)', 'bool', 'nvarchar_like'),
            ('len(sys.nvarchar)', 'int4', 'fn_len'), ('datalength("any")', 'int4', 'fn_datalength'),
            ('charindex(sys.nvarchar, sys.nvarchar)', 'int4', 'fn_charindex'),
            ('charindex(sys.nvarchar, sys.nvarchar, int4)', 'int4', 'fn_charindex'),
            ('patindex(sys.nvarchar, sys.nvarchar)', 'int4', 'fn_patindex'),
            ('space(int4)', 'sys.varchar', 'fn_space'), ('ascii(sys.nvarchar)', 'int4', 'fn_ascii'),
            ('char(int4)', 'sys.varchar', 'fn_char'), ('unicode(sys.nvarchar)', 'int4', 'fn_unicode'),
            ('nchar(int4)', 'sys.nvarchar', 'fn_nchar'), ('str(float8)', 'sys.varchar', 'fn_str'),
            ('str(float8, int4)', 'sys.varchar', 'fn_str'),
            ('str(float8, int4, int4)', 'sys.varchar', 'fn_str'),
            ('quotename(sys.nvarchar)', 'sys.nvarchar', 'fn_quotename'),
            ('quotename(sys.nvarchar, sys.nvarchar)', 'sys.nvarchar', 'fn_quotename'),
            ('parsename(sys.nvarchar, int4)', 'sys.nvarchar', 'fn_parsename'),
            ('soundex(sys.nvarchar)', 'sys.varchar', 'fn_soundex'),
            ('difference(sys.nvarchar, sys.nvarchar)', 'int4', 'fn_difference'),
            ('substring(sys.varbinary, int4, int4)', 'sys.varbinary', 'fn_substring_binary'),
            ('hashbytes(sys.nvarchar, sys.varbinary)', 'sys.varbinary', 'fn_hashbytes'),
            ('binary_concat(sys.varbinary, sys.varbinary)', 'sys.varbinary', 'binary_concat'))
            v(signature, result, symbol) LOOP
        PERFORM sys.__function(f.signature, f.result, f.symbol);
    END LOOP;
    PERFORM sys.__define('CREATE OPERATOR sys.+ (FUNCTION = sys.binary_concat,
        LEFTARG = sys.varbinary, RIGHTARG = sys.varbinary)');
    PERFORM sys.__function('concat(VARIADIC "any")', 'sys.nvarchar', 'fn_concat', 'STABLE');
    PERFORM sys.__function('concat_ws(VARIADIC "any")', 'sys.nvarchar', 'fn_concat_ws', 'STABLE');
    PERFORM sys.__function('isnumeric("any")', 'int4', 'fn_isnumeric', 'IMMUTABLE');
    PERFORM sys.__function('__variant_base_type(sys.sql_variant)', 'sys.nvarchar', 'variant_base_type');
    PERFORM sys.__function('__variant_number(sys.sql_variant, int4)', 'int4', 'variant_number_property');
END $$;

CREATE OR REPLACE FUNCTION sys.sql_variant_property(value sys.sql_variant, property sys.nvarchar)
RETURNS sys.sql_variant LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE pg_catalog.lower(property::pg_catalog.text)
        WHEN 'basetype' THEN sys.to_sql_variant(CAST(sys.__variant_base_type(value) AS sys.nvarchar(128)))
        WHEN 'precision' THEN sys.to_sql_variant(sys.__variant_number(value, 0))
        WHEN 'scale' THEN sys.to_sql_variant(sys.__variant_number(value, 1))
        WHEN 'maxlength' THEN sys.to_sql_variant(sys.__variant_number(value, 2))
    END $$;

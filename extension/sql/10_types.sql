-- Types (docs/decisions/0001-values-in-postgresql.md).

DO $$ BEGIN PERFORM sys.__function('length_typmod_in(cstring[])', 'int4', 'length_typmod_in'),
       sys.__function('scale_typmod_in(cstring[])', 'int4', 'scale_typmod_in'),
       sys.__function('typmod_out(int4)', 'cstring', 'typmod_out'); END $$;

DO $$
DECLARE t record;
BEGIN
    -- Character types: WTF-8 in a varlena, on the wire the bytes themselves.
    FOR t IN SELECT * FROM (VALUES ('nvarchar', true), ('varchar', false), ('nchar', false),
                                   ('char', false)) v(name, preferred) LOOP
        IF to_regtype('sys.' || quote_ident(t.name)) IS NULL THEN
            EXECUTE format('CREATE TYPE sys.%I', t.name);
        END IF;
        PERFORM sys.__function(format('%s_in(cstring, oid, int4)', t.name),
                               format('sys.%I', t.name), t.name || '_in');
        PERFORM sys.__borrow(format('%s_out(sys.%I)', t.name, t.name), 'cstring', 'textout');
        PERFORM sys.__borrow(format('%s_recv(internal)', t.name), format('sys.%I', t.name),
                             'bytearecv');
        PERFORM sys.__borrow(format('%s_send(sys.%I)', t.name, t.name), 'bytea', 'byteasend');
        PERFORM sys.__define(format(
            'CREATE TYPE sys.%1$I (INPUT = sys.%1$s_in, OUTPUT = sys.%1$s_out,
                RECEIVE = sys.%1$s_recv, SEND = sys.%1$s_send, TYPMOD_IN = sys.length_typmod_in,
                TYPMOD_OUT = sys.typmod_out, LIKE = pg_catalog.text, CATEGORY = ''c'',
                PREFERRED = %2$s, COLLATABLE = true)', t.name, t.preferred::text));
    END LOOP;

    -- By-value types: the encoding is an integer whose order is the type's.
    FOR t IN SELECT * FROM (VALUES
            ('money', 'int8', ''), ('smallmoney', 'int4', ''), ('smalldatetime', 'int4', ''),
            ('datetime', 'int8', ''), ('rowversion', 'int8', ''),
            ('time', 'int8', 'scale'), ('datetime2', 'int8', 'scale')) v(name, base, modifier) LOOP
        IF to_regtype('sys.' || quote_ident(t.name)) IS NULL THEN
            EXECUTE format('CREATE TYPE sys.%I', t.name);
        END IF;
        PERFORM sys.__function(format('%s_in(cstring, oid, int4)', t.name),
                               format('sys.%I', t.name), 'value_in');
        PERFORM sys.__function(format('%s_out(sys.%I)', t.name, t.name), 'cstring', 'value_out');
        PERFORM sys.__borrow(format('%s_recv(internal)', t.name), format('sys.%I', t.name),
                             t.base || 'recv');
        PERFORM sys.__borrow(format('%s_send(sys.%I)', t.name, t.name), 'bytea',
                             t.base || 'send');
        PERFORM sys.__define(format(
            'CREATE TYPE sys.%1$I (INPUT = sys.%1$s_in, OUTPUT = sys.%1$s_out,
                RECEIVE = sys.%1$s_recv, SEND = sys.%1$s_send, LIKE = pg_catalog.%2$s %3$s)',
            t.name, t.base,
            CASE t.modifier WHEN 'scale' THEN
                ', TYPMOD_IN = sys.scale_typmod_in, TYPMOD_OUT = sys.typmod_out' ELSE '' END));
    END LOOP;

    -- Varlenas of bytes.
    FOR t IN SELECT * FROM (VALUES ('varbinary', true), ('binary', true), ('hierarchyid', false),
                                   ('geometry', false), ('geography', false)) v(name, sized) LOOP
        IF to_regtype('sys.' || quote_ident(t.name)) IS NULL THEN
            EXECUTE format('CREATE TYPE sys.%I', t.name);
        END IF;
        PERFORM sys.__function(format('%s_in(cstring, oid, int4)', t.name),
                               format('sys.%I', t.name), 'value_in');
        PERFORM sys.__function(format('%s_out(sys.%I)', t.name, t.name), 'cstring', 'value_out');
        PERFORM sys.__borrow(format('%s_recv(internal)', t.name), format('sys.%I', t.name),
                             'bytearecv');
        PERFORM sys.__borrow(format('%s_send(sys.%I)', t.name, t.name), 'bytea', 'byteasend');
        PERFORM sys.__define(format(
            'CREATE TYPE sys.%1$I (INPUT = sys.%1$s_in, OUTPUT = sys.%1$s_out,
                RECEIVE = sys.%1$s_recv, SEND = sys.%1$s_send, LIKE = pg_catalog.bytea,
                CATEGORY = ''b'', PREFERRED = %2$s %3$s)',
            t.name, (t.name = 'varbinary')::text,
            CASE WHEN t.sized THEN
                ', TYPMOD_IN = sys.length_typmod_in, TYPMOD_OUT = sys.typmod_out' ELSE '' END));
    END LOOP;

    -- The rest.
    FOR t IN SELECT unnest(ARRAY['xml', 'sql_variant', 'uniqueidentifier', 'datetimeoffset']) AS name LOOP
        IF to_regtype('sys.' || quote_ident(t.name)) IS NULL THEN
            EXECUTE format('CREATE TYPE sys.%I', t.name);
        END IF;
    END LOOP;
    PERFORM sys.__borrow('xml_in(cstring)', 'sys.xml', 'textin');
    PERFORM sys.__borrow('xml_out(sys.xml)', 'cstring', 'textout');
    PERFORM sys.__borrow('xml_recv(internal)', 'sys.xml', 'bytearecv');
    PERFORM sys.__borrow('xml_send(sys.xml)', 'bytea', 'byteasend');
    PERFORM sys.__define('CREATE TYPE sys.xml (INPUT = sys.xml_in, OUTPUT = sys.xml_out,
        RECEIVE = sys.xml_recv, SEND = sys.xml_send, LIKE = pg_catalog.text)');
    PERFORM sys.__function('sql_variant_in(cstring)', 'sys.sql_variant', 'variant_in');
    PERFORM sys.__function('sql_variant_out(sys.sql_variant)', 'cstring', 'value_out');
    PERFORM sys.__borrow('sql_variant_recv(internal)', 'sys.sql_variant', 'bytearecv');
    PERFORM sys.__borrow('sql_variant_send(sys.sql_variant)', 'bytea', 'byteasend');
    PERFORM sys.__define('CREATE TYPE sys.sql_variant (INPUT = sys.sql_variant_in,
        OUTPUT = sys.sql_variant_out, RECEIVE = sys.sql_variant_recv,
        SEND = sys.sql_variant_send, LIKE = pg_catalog.bytea)');
    PERFORM sys.__function('uniqueidentifier_in(cstring, oid, int4)', 'sys.uniqueidentifier', 'value_in');
    PERFORM sys.__function('uniqueidentifier_out(sys.uniqueidentifier)', 'cstring', 'value_out');
    PERFORM sys.__borrow('uniqueidentifier_recv(internal)', 'sys.uniqueidentifier', 'uuid_recv');
    PERFORM sys.__borrow('uniqueidentifier_send(sys.uniqueidentifier)', 'bytea', 'uuid_send');
    PERFORM sys.__define('CREATE TYPE sys.uniqueidentifier (INPUT = sys.uniqueidentifier_in,
        OUTPUT = sys.uniqueidentifier_out, RECEIVE = sys.uniqueidentifier_recv,
        SEND = sys.uniqueidentifier_send, LIKE = pg_catalog.uuid)');
    PERFORM sys.__function('datetimeoffset_in(cstring, oid, int4)', 'sys.datetimeoffset', 'value_in');
    PERFORM sys.__function('datetimeoffset_out(sys.datetimeoffset)', 'cstring', 'value_out');
    PERFORM sys.__function('datetimeoffset_recv(internal)', 'sys.datetimeoffset', 'dto_recv');
    PERFORM sys.__function('datetimeoffset_send(sys.datetimeoffset)', 'bytea', 'dto_send');
    PERFORM sys.__define('CREATE TYPE sys.datetimeoffset (INPUT = sys.datetimeoffset_in,
        OUTPUT = sys.datetimeoffset_out, RECEIVE = sys.datetimeoffset_recv,
        SEND = sys.datetimeoffset_send, TYPMOD_IN = sys.scale_typmod_in,
        TYPMOD_OUT = sys.typmod_out, INTERNALLENGTH = 10, ALIGNMENT = double)');
END $$;

-- Collation objects that bear SQL Server's names: our functions look at the name alone.
DO $$ BEGIN PERFORM sys.__function('__collation_name(text)', 'text', 'collation_name_known'); END $$;
CREATE OR REPLACE FUNCTION sys.ensure_collation(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE canonical text := sys.__collation_name(name);
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_collation
                   WHERE collname = canonical AND collnamespace = 'sys'::regnamespace) THEN
        PERFORM sys.__define(format('CREATE COLLATION sys.%I (provider = libc, locale = ''C'')',
                                    canonical));
    END IF;
    RETURN canonical;
END $$;
DO $$ BEGIN PERFORM sys.ensure_collation('SQL_Latin1_General_CP1_CI_AS'),
       sys.ensure_collation('Latin1_General_BIN2'); END $$;

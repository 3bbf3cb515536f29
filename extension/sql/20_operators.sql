-- Comparison operators, btree and hash classes, min and max.

CREATE OR REPLACE FUNCTION sys.__operators(type text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE o record;
        t text := 'sys.' || quote_ident(type);
BEGIN
    FOR o IN SELECT * FROM (VALUES
            ('<', 'lt', '>', '>=', 'scalarltsel', 'scalarltjoinsel', ''),
            ('<=', 'le', '>=', '>', 'scalarlesel', 'scalarlejoinsel', ''),
            ('=', 'eq', '=', '<>', 'eqsel', 'eqjoinsel', ', HASHES, MERGES'),
            ('<>', 'ne', '<>', '=', 'neqsel', 'neqjoinsel', ''),
            ('>=', 'ge', '<=', '<', 'scalargesel', 'scalargejoinsel', ''),
            ('>', 'gt', '<', '<=', 'scalargtsel', 'scalargtjoinsel', ''))
            v(op, suffix, commutator, negator, restrict_fn, join_fn, extra) LOOP
        PERFORM sys.__define(format(
            'CREATE OPERATOR sys.%s (FUNCTION = sys.%s_%s, LEFTARG = %s, RIGHTARG = %s,
             COMMUTATOR = OPERATOR(sys.%s), NEGATOR = OPERATOR(sys.%s), RESTRICT = %s, JOIN = %s %s)',
            o.op, type, o.suffix, t, t, o.commutator, o.negator, o.restrict_fn, o.join_fn, o.extra));
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION sys.__classes(type text, btree_extra text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE t text := 'sys.' || quote_ident(type);
BEGIN
    PERFORM sys.__define(format(
        'CREATE OPERATOR CLASS sys.%1$s_ops DEFAULT FOR TYPE %2$s USING btree AS
         OPERATOR 1 sys.<, OPERATOR 2 sys.<=, OPERATOR 3 sys.=, OPERATOR 4 sys.>=, OPERATOR 5 sys.>,
         FUNCTION 1 sys.%1$s_cmp(%2$s, %2$s) %3$s', type, t, btree_extra));
    PERFORM sys.__define(format(
        'CREATE OPERATOR CLASS sys.%1$s_hash_ops DEFAULT FOR TYPE %2$s USING hash AS
         OPERATOR 1 sys.=, FUNCTION 1 sys.%1$s_hash(%2$s), FUNCTION 2 sys.%1$s_hash_extended(%2$s, int8)',
        type, t));
END $$;

CREATE OR REPLACE FUNCTION sys.__min_max(type text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t text := 'sys.' || quote_ident(type);
BEGIN
    EXECUTE format('CREATE OR REPLACE AGGREGATE sys.max(%1$s) (SFUNC = sys.%2$s_larger, STYPE = %1$s,
        COMBINEFUNC = sys.%2$s_larger, SORTOP = OPERATOR(sys.>), PARALLEL = SAFE)', t, type);
    EXECUTE format('CREATE OR REPLACE AGGREGATE sys.min(%1$s) (SFUNC = sys.%2$s_smaller, STYPE = %1$s,
        COMBINEFUNC = sys.%2$s_smaller, SORTOP = OPERATOR(sys.<), PARALLEL = SAFE)', t, type);
END $$;

DO $$
DECLARE t record; s text;
BEGIN
    -- Integers in disguise.
    FOR t IN SELECT * FROM (VALUES ('money', 'int8'), ('smallmoney', 'int4'),
            ('smalldatetime', 'int4'), ('datetime', 'int8'), ('rowversion', 'int8'),
            ('time', 'int8'), ('datetime2', 'int8')) v(name, base) LOOP
        FOREACH s IN ARRAY ARRAY['lt', 'le', 'eq', 'ne', 'ge', 'gt'] LOOP
            PERFORM sys.__borrow(format('%s_%s(sys.%I, sys.%I)', t.name, s, t.name, t.name),
                                 'bool', t.base || s);
        END LOOP;
        FOREACH s IN ARRAY ARRAY['larger', 'smaller'] LOOP
            PERFORM sys.__borrow(format('%s_%s(sys.%I, sys.%I)', t.name, s, t.name, t.name),
                                 format('sys.%I', t.name), t.base || s);
        END LOOP;
        PERFORM sys.__borrow(format('%s_cmp(sys.%I, sys.%I)', t.name, t.name, t.name), 'int4',
                             'bt' || t.base || 'cmp');
        PERFORM sys.__borrow(format('%s_hash(sys.%I)', t.name, t.name), 'int4', 'hash' || t.base);
        PERFORM sys.__borrow(format('%s_hash_extended(sys.%I, int8)', t.name, t.name), 'int8',
                             'hash' || t.base || 'extended');
        PERFORM sys.__operators(t.name);
        PERFORM sys.__classes(t.name, format(
            ', FUNCTION 2 pg_catalog.bt%ssortsupport(internal), FUNCTION 4 pg_catalog.btequalimage(oid)',
            t.base));
        PERFORM sys.__min_max(t.name);
    END LOOP;

    -- Types with an order of their own.
    FOR t IN SELECT * FROM (VALUES ('nvarchar', 'nvarchar'), ('varbinary', 'binary'),
            ('hierarchyid', 'binary'), ('sql_variant', 'variant'), ('uniqueidentifier', 'guid'),
            ('datetimeoffset', 'dto')) v(name, symbol) LOOP
        FOREACH s IN ARRAY ARRAY['lt', 'le', 'eq', 'ne', 'ge', 'gt'] LOOP
            PERFORM sys.__function(format('%s_%s(sys.%I, sys.%I)', t.name, s, t.name, t.name),
                                   'bool', t.symbol || '_' || s);
        END LOOP;
        FOREACH s IN ARRAY ARRAY['larger', 'smaller'] LOOP
            PERFORM sys.__function(format('%s_%s(sys.%I, sys.%I)', t.name, s, t.name, t.name),
                                   format('sys.%I', t.name), t.symbol || '_' || s);
        END LOOP;
        PERFORM sys.__function(format('%s_cmp(sys.%I, sys.%I)', t.name, t.name, t.name), 'int4',
                               t.symbol || '_cmp');
        IF t.symbol = 'guid' THEN
            PERFORM sys.__borrow(format('%s_hash(sys.%I)', t.name, t.name), 'int4', 'uuid_hash');
            PERFORM sys.__borrow(format('%s_hash_extended(sys.%I, int8)', t.name, t.name), 'int8',
                                 'uuid_hash_extended');
        ELSE
            PERFORM sys.__function(format('%s_hash(sys.%I)', t.name, t.name), 'int4',
                                   t.symbol || '_hash');
            PERFORM sys.__function(format('%s_hash_extended(sys.%I, int8)', t.name, t.name), 'int8',
                                   t.symbol || '_hash_extended');
        END IF;
        IF t.name = 'nvarchar' THEN
            PERFORM sys.__function('nvarchar_sortsupport(internal)', 'void', 'nvarchar_sortsupport');
        END IF;
        PERFORM sys.__operators(t.name);
        PERFORM sys.__classes(t.name, CASE WHEN t.name = 'nvarchar'
            THEN ', FUNCTION 2 sys.nvarchar_sortsupport(internal)' ELSE '' END);
        PERFORM sys.__min_max(t.name);
    END LOOP;
END $$;

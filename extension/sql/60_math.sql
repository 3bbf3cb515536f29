-- Numbers: money arithmetic, rounding, uniqueidentifiers.

DO $$
DECLARE t text; f record;
BEGIN
    FOREACH t IN ARRAY ARRAY['money', 'smallmoney'] LOOP
        FOR f IN SELECT * FROM (VALUES ('+', 'add'), ('-', 'subtract'), ('*', 'multiply'),
                                       ('/', 'divide')) v(op, name) LOOP
            PERFORM sys.__function(format('%s_%s(sys.%1$s, sys.%1$s)', t, f.name),
                                   'sys.' || t, format('%s_%s', t, f.name));
            PERFORM sys.__define(format('CREATE OPERATOR sys.%s (FUNCTION = sys.%s_%s,
                LEFTARG = sys.%2$s, RIGHTARG = sys.%2$s)', f.op, t, f.name));
        END LOOP;
        PERFORM sys.__function(format('%s_negate(sys.%1$s)', t), 'sys.' || t, t || '_negate');
        PERFORM sys.__define(format('CREATE OPERATOR sys.- (FUNCTION = sys.%s_negate,
            RIGHTARG = sys.%1$s)', t));
        PERFORM sys.__function(format('round(sys.%s, int4)', t), 'sys.' || t, 'fn_round_money');
        PERFORM sys.__function(format('round(sys.%s, int4, int4)', t), 'sys.' || t, 'fn_round_money');
    END LOOP;
    PERFORM sys.__function('money_modulo(sys.money, sys.money)', 'sys.money', 'money_modulo');
    PERFORM sys.__define('CREATE OPERATOR sys.% (FUNCTION = sys.money_modulo,
        LEFTARG = sys.money, RIGHTARG = sys.money)');
    FOR f IN SELECT * FROM (VALUES
            ('decimal_divide(numeric, numeric, int4, int4)', 'numeric', 'fn_decimal_divide'),
            ('round(numeric, int4)', 'numeric', 'fn_round_numeric'),
            ('round(numeric, int4, int4)', 'numeric', 'fn_round_numeric'),
            ('round(float8, int4)', 'float8', 'fn_round_float'),
            ('round(float8, int4, int4)', 'float8', 'fn_round_float'),
            ('round(int4, int4)', 'int4', 'fn_round_integer'),
            ('round(int4, int4, int4)', 'int4', 'fn_round_integer'),
            ('round(int8, int4)', 'int8', 'fn_round_integer'),
            ('round(int8, int4, int4)', 'int8', 'fn_round_integer'),
            ('abs(int4)', 'int4', 'fn_abs'), ('abs(int8)', 'int8', 'fn_abs'),
            ('abs(sys.money)', 'sys.money', 'fn_abs'),
            ('power(float8, float8)', 'float8', 'fn_power_float'),
            ('power(int4, float8)', 'int4', 'fn_power_any'),
            ('power(int8, float8)', 'int8', 'fn_power_any'),
            ('power(numeric, float8)', 'numeric', 'fn_power_any'),
            ('power(sys.money, float8)', 'sys.money', 'fn_power_any'))
            v(signature, result, symbol) LOOP
        PERFORM sys.__function(f.signature, f.result, f.symbol);
    END LOOP;
    PERFORM sys.__borrow('abs(numeric)', 'numeric', 'numeric_abs');
    PERFORM sys.__borrow('abs(float8)', 'float8', 'float8abs');
    PERFORM sys.__borrow('ceiling(numeric)', 'numeric', 'numeric_ceil');
    PERFORM sys.__borrow('ceiling(float8)', 'float8', 'dceil');
    PERFORM sys.__borrow('floor(numeric)', 'numeric', 'numeric_floor');
    PERFORM sys.__borrow('floor(float8)', 'float8', 'dfloor');
    PERFORM sys.__borrow('sign(numeric)', 'numeric', 'numeric_sign');
    PERFORM sys.__borrow('sign(float8)', 'float8', 'dsign');
    PERFORM sys.__function('newid()', 'sys.uniqueidentifier', 'fn_newid', 'VOLATILE');
    PERFORM sys.__function('newsequentialid()', 'sys.uniqueidentifier', 'fn_newsequentialid', 'VOLATILE');
END $$;

CREATE OR REPLACE FUNCTION sys.ceiling(value int4) RETURNS int4 LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT value';
CREATE OR REPLACE FUNCTION sys.ceiling(value int8) RETURNS int8 LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT value';
CREATE OR REPLACE FUNCTION sys.floor(value int4) RETURNS int4 LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT value';
CREATE OR REPLACE FUNCTION sys.floor(value int8) RETURNS int8 LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT value';
CREATE OR REPLACE FUNCTION sys.ceiling(value sys.money) RETURNS sys.money LANGUAGE sql IMMUTABLE
    STRICT PARALLEL SAFE AS 'SELECT sys.to_money(pg_catalog.ceil(sys.to_decimal(value, 19, 4)))';
CREATE OR REPLACE FUNCTION sys.floor(value sys.money) RETURNS sys.money LANGUAGE sql IMMUTABLE
    STRICT PARALLEL SAFE AS 'SELECT sys.to_money(pg_catalog.floor(sys.to_decimal(value, 19, 4)))';
CREATE OR REPLACE FUNCTION sys.sign(value int4) RETURNS int4 LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT CASE WHEN value > 0 THEN 1 WHEN value < 0 THEN -1 ELSE 0 END';
CREATE OR REPLACE FUNCTION sys.sign(value int8) RETURNS int8 LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT CASE WHEN value > 0 THEN 1::int8 WHEN value < 0 THEN -1::int8 ELSE 0::int8 END';
CREATE OR REPLACE FUNCTION sys.sign(value sys.money) RETURNS sys.money LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT sys.to_money(pg_catalog.sign(sys.to_decimal(value, 19, 4)))';
CREATE OR REPLACE FUNCTION sys.square(value float8) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT value * value';

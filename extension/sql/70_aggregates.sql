-- Aggregates with SQL Server's result types.

DO $$ BEGIN PERFORM sys.__function('__money_add_small(sys.money, sys.smallmoney)', 'sys.money', 'money_add_small', 'IMMUTABLE'),
       sys.__function('__int8_sum_final(internal)', 'int8', 'int8_sum_final', 'IMMUTABLE'),
       sys.__function('__int8_avg_final(internal)', 'int8', 'int8_avg_final', 'IMMUTABLE'),
       sys.__function('__money_avg_final(internal)', 'sys.money', 'int8_avg_final', 'IMMUTABLE'); END $$;

-- int8_avg_accum is not strict: its state starts as NULL.
CREATE OR REPLACE FUNCTION sys.__money_avg_accum(internal, sys.money) RETURNS internal
    LANGUAGE internal IMMUTABLE PARALLEL SAFE AS 'int8_avg_accum';
CREATE OR REPLACE FUNCTION sys.__int4_sum_final(int8) RETURNS int4 LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT $1::int4';
CREATE OR REPLACE FUNCTION sys.__int4_avg_final(int8[]) RETURNS int4 LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS 'SELECT CASE WHEN $1[1] = 0 THEN NULL ELSE ($1[2] / $1[1])::int4 END';

CREATE OR REPLACE AGGREGATE sys.sum(sys.money) (SFUNC = sys.money_add, STYPE = sys.money,
    COMBINEFUNC = sys.money_add, PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE sys.sum(sys.smallmoney) (SFUNC = sys.__money_add_small,
    STYPE = sys.money, COMBINEFUNC = sys.money_add, PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE sys.avg(sys.money) (SFUNC = sys.__money_avg_accum, STYPE = internal,
    SSPACE = 48, FINALFUNC = sys.__money_avg_final, COMBINEFUNC = pg_catalog.int8_avg_combine,
    SERIALFUNC = pg_catalog.int8_avg_serialize, DESERIALFUNC = pg_catalog.int8_avg_deserialize,
    PARALLEL = SAFE);

CREATE OR REPLACE AGGREGATE sys.sum(int2) (SFUNC = pg_catalog.int2_sum, STYPE = int8,
    FINALFUNC = sys.__int4_sum_final, COMBINEFUNC = pg_catalog.int8pl, PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE sys.sum(int4) (SFUNC = pg_catalog.int4_sum, STYPE = int8,
    FINALFUNC = sys.__int4_sum_final, COMBINEFUNC = pg_catalog.int8pl, PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE sys.sum(int8) (SFUNC = pg_catalog.int8_avg_accum, STYPE = internal,
    SSPACE = 48, FINALFUNC = sys.__int8_sum_final, COMBINEFUNC = pg_catalog.int8_avg_combine,
    SERIALFUNC = pg_catalog.int8_avg_serialize, DESERIALFUNC = pg_catalog.int8_avg_deserialize,
    PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE sys.avg(int2) (SFUNC = pg_catalog.int2_avg_accum, STYPE = int8[],
    FINALFUNC = sys.__int4_avg_final, COMBINEFUNC = pg_catalog.int4_avg_combine,
    INITCOND = '{0,0}', PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE sys.avg(int4) (SFUNC = pg_catalog.int4_avg_accum, STYPE = int8[],
    FINALFUNC = sys.__int4_avg_final, COMBINEFUNC = pg_catalog.int4_avg_combine,
    INITCOND = '{0,0}', PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE sys.avg(int8) (SFUNC = pg_catalog.int8_avg_accum, STYPE = internal,
    SSPACE = 48, FINALFUNC = sys.__int8_avg_final, COMBINEFUNC = pg_catalog.int8_avg_combine,
    SERIALFUNC = pg_catalog.int8_avg_serialize, DESERIALFUNC = pg_catalog.int8_avg_deserialize,
    PARALLEL = SAFE);

CREATE OR REPLACE FUNCTION sys.__string_agg_step(internal, sys.nvarchar, sys.nvarchar)
    RETURNS internal LANGUAGE internal IMMUTABLE PARALLEL SAFE AS 'string_agg_transfn';
CREATE OR REPLACE FUNCTION sys.__string_agg_final(internal) RETURNS sys.nvarchar
    LANGUAGE internal IMMUTABLE PARALLEL SAFE AS 'string_agg_finalfn';
CREATE OR REPLACE AGGREGATE sys.string_agg(sys.nvarchar, sys.nvarchar) (
    SFUNC = sys.__string_agg_step, STYPE = internal, FINALFUNC = sys.__string_agg_final,
    PARALLEL = SAFE);

-- T-SQL's types and functions, all in schema sys. Run by the server on its private cluster; may be
-- run again. dynamic_library_path must name the folder of gantry_pg.so.

SET client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS sys;

-- Runs a definition that has no CREATE OR REPLACE; what exists stays.
CREATE OR REPLACE FUNCTION sys.__define(definition text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE definition;
-- unique_violation: another session was defining it, and has committed.
EXCEPTION WHEN duplicate_object OR duplicate_function OR unique_violation THEN
    NULL;
END $$;

-- C functions are IMMUTABLE, STRICT and PARALLEL SAFE unless said otherwise.
CREATE OR REPLACE FUNCTION sys.__function(signature text, result text, symbol text,
                                          options text DEFAULT 'IMMUTABLE STRICT') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION sys.%s RETURNS %s LANGUAGE C %s PARALLEL SAFE AS %L, %L',
                   signature, result, options, 'gantry_pg', symbol);
END $$;

-- A function of PostgreSQL's own under another name and other types.
CREATE OR REPLACE FUNCTION sys.__borrow(signature text, result text, symbol text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION sys.%s RETURNS %s LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS %L',
                   signature, result, symbol);
END $$;

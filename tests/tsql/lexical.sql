--- variables named like functions
DECLARE @@x int, @ int, @_a int, @#b int, @c$ int; SET @@x = 1; SELECT @@x = 2, @ = 3; EXEC p @@x OUTPUT, @@ERROR
--- numbers
SELECT 1e, .5e+3, 1.e5, 1.5E-3, 1., .5, 00012, 123456789012345678901234567890, 1.5e10
--- binary constants
SELECT 0x, 0X, 0xaB, 0x12\
34
--- money constants
SELECT $1, £5.50, €3, $-1.5, -$2, $.5, ¥100, $, ₩5, ¢1
--- strings
SELECT '', N'', n'x', 'it''s', 'a\
b', N'''', 'x' 'y'
--- currency sign that is no name | 102:1
SELECT a FROM £
--- bracketed names
SELECT [order], x.[a]]b], [c"d], [ ], [e'f] FROM [x y]..t
--- quoted names
SELECT "order", x."a""b", "c]d" FROM "x y".."t"
--- names of other scripts
SELECT 名前, ＡＢＣ, größe, имя, x.Ⅳ, नाम, a١ FROM テーブル　WHERE a = 1
--- spaces of other scripts
SELECT a, b　FROM t
--- curly quotes | 102:1
SELECT ‘a’
--- dash that is no minus | 102:1
SELECT a – b
--- emoji as a name | 102:1
SELECT a AS 😀
--- emoji in brackets and strings
SELECT [😀] AS "😀", N'😀'
--- temporary names
SELECT a@b, a#b, a$b, _a FROM #x, ##y, tempdb..#z
--- temporary name too long | 193:1
SELECT * FROM #aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
--- variable name too long | 103:1
DECLARE @aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa int
--- empty quoted name | 1038:1
SELECT 1 AS ""
--- sqlcmd variables as names
USE $(db); SELECT * FROM $(schema).$(prefix)_table t, x_$(suffix), a$(b)c$(d), [$(e)].f WHERE a = $(n) AND b = '$(s)'; CREATE TABLE $(db).dbo.t$(i) (a int)
--- sqlcmd variables as values
SELECT TOP $(n) a FROM t OPTION (MAXDOP $(dop)); SET ROWCOUNT $(n); WAITFOR DELAY $(d); EXEC $(db).dbo.p $(a), @b = $(c); RAISERROR ($(m), $(s), 1); KILL $(spid)
--- function with a dollar in its name
SELECT dbo.f$(1), a$ FROM t
--- comments
SELECT /* a /* nested */ -- still */ 1 -- end
/**/ + /***/ 2 --
--- comment at the end of the text
SELECT 1 --
--- quoted identifiers off from here
SET QUOTED_IDENTIFIER OFF; SELECT "it's", a AS "b" FROM t WHERE c = "d"
--- quoted identifiers off behind a table
CREATE TABLE t (a int) SET QUOTED_IDENTIFIER OFF SELECT 'x' + "y"
--- unclosed quoted name | 105:2
SELECT 1
SELECT "abc
--- unclosed national string | 105:1
SELECT N'abc
--- unclosed nested comment | 113:1
/* /* */ SELECT 1
--- name that ends in a dollar sign before a parenthesis
SELECT f$ (n), dbo.g$ (1), x.h$ (2).i$ (3), CAST(a AS t$ (5)) FROM t$ (nolock)
--- member of a number
SELECT 1 .art,  2 .f(3) FROM t
--- alias of a number that ends in a point
SELECT 1. e5, 2. AS f, 3.e, $4. e5 FROM t
--- old form of system functions keeps its colons
SELECT g =::Parse('x').STX, ::fn_x(1) + 1 FROM ::fn_y(2)
--- colons before no function | 156:1
SELECT ::a FROM t

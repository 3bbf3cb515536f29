--- values
EXEC p 1, -2, +3.5, 1e3, $1, -$2, 'a', N'b', 0x01, NULL, DEFAULT, @v, @@SPID, word, [a word], @o OUTPUT, @p OUT
--- names
EXEC sp_executesql @stmt = N'x', @params = N'@a int', @a = 1, @b = @c OUTPUT, @d = DEFAULT
--- status and number
EXEC @rc = dbo.sp_a;1 @x = @y OUTPUT; EXEC @rc = @proc @a, 'b'; EXECUTE @proc
--- without exec
master.dbo.sp_who 'active', @b = 1
--- without exec behind a comment
/* c */ ;
[sp help] 'x'
--- without exec inside a batch | 102:2
SELECT 1;
sp_help 'x'
--- text
EXEC ('select ' + @a + N' from ' + 'x'); EXECUTE (@a + @b) AT srv; EXEC (@@VERSION)
--- text with quotes
SET QUOTED_IDENTIFIER OFF EXEC ("select 'x'" + @a)
--- text by a function | 102:1
EXEC ('select ' + CONCAT(@a, 'x'))
--- text by cast | 102:1
EXEC ('select ' + CAST(@a AS varchar(10)))
--- text by another operator | 102:1
EXEC (@a - @b)
--- parameters of pass-through text
EXEC ('x ?, ?', 1, @b OUTPUT) AT [my srv]; EXEC (N'x') AS USER = 'u' AT srv; EXEC ('x') AS LOGIN = N'l'; EXEC ('x') AT DATA_SOURCE my_source
--- result sets
EXEC p WITH RESULT SETS ((a int, b nvarchar(10) COLLATE Latin1_General_CI_AS NOT NULL)); EXEC p WITH RESULT SETS (AS TYPE dbo.t, AS OBJECT db..v, AS FOR XML); EXEC ('x') WITH RESULT SETS NONE; EXEC p @a WITH RECOMPILE, RESULT SETS UNDEFINED
--- result set without type | 102:1
EXEC p WITH RESULT SETS ((a))
--- expression as value | 102:1
EXEC p @a + 1
--- function as value | 102:1
EXEC p GETDATE()
--- named, then by position | 119:1
EXEC p @a = 1, 2
--- constant for output | 179:1
EXEC p 1 OUTPUT
--- named constant for output | 179:1
EXEC p @a = 'x' OUTPUT
--- trailing comma | 102:1
EXEC p 1,
--- unknown context | 102:1
EXEC ('x') AS ROLE = 'y'
--- execute as
EXECUTE AS LOGIN = @l; EXECUTE AS USER = N'u' WITH COOKIE INTO @cookie; REVERT WITH COOKIE = @cookie; EXEC AS CALLER; EXEC AS LOGIN = 'a' WITH NO REVERT
--- execute as without name | 102:1
EXECUTE AS USER = 
--- setuser
SETUSER; SETUSER 'a'; SETUSER @x WITH NORESET

-- What every driver reads: one column of each type, three rows (usual, extreme, NULL).
CREATE TABLE dbo.everything (
    id int NOT NULL CONSTRAINT PK_everything PRIMARY KEY,
    c_bit bit NULL,
    c_tinyint tinyint NULL,
    c_smallint smallint NULL,
    c_bigint bigint NULL,
    c_decimal decimal(18, 4) NULL,
    c_money money NULL,
    c_smallmoney smallmoney NULL,
    c_float float NULL,
    c_real real NULL,
    c_datetime datetime NULL,
    c_smalldatetime smalldatetime NULL,
    c_date date NULL,
    c_time time(7) NULL,
    c_datetime2 datetime2(7) NULL,
    c_char char(5) NULL,
    c_varchar varchar(20) NULL,
    c_nvarchar nvarchar(20) NULL,
    c_text text NULL,
    c_ntext ntext NULL,
    c_nvarchar_max nvarchar(max) NULL,
    c_varbinary varbinary(16) NULL,
    c_image image NULL,
    c_guid uniqueidentifier NULL
)
GO
INSERT INTO dbo.everything VALUES (1, 1, 200, -32000, 9000000000, 12345.6789, 922337.5807, 214.3647,
    1.5, 0.25, '2024-02-29T13:14:15.997', '2024-02-29T13:14:00', '2024-02-29', '13:14:15.1234567',
    '2024-02-29T13:14:15.1234567', 'abc', 'Zürich', N'Москва €', 'text', N'日本', N'max', 0x00FF10,
    0x89504E47, '6F9619FF-8B86-D011-B42D-00C04FC964FF')
GO
INSERT INTO dbo.everything VALUES (2, 0, 255, -32768, -9223372036854775808, -99999999999999.9999,
    -922337203685477.5808, -214748.3648, -1.7976931348623157E308, -1.5, '1753-01-01T00:00:00',
    '1900-01-01T00:00:00', '0001-01-01', '00:00:00', '0001-01-01T00:00:00', '', '', N'', '', N'',
    N'', 0x, 0x, '00000000-0000-0000-0000-000000000000')
GO
INSERT INTO dbo.everything VALUES (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
GO
CREATE PROCEDURE dbo.find_city @city nvarchar(20), @found int OUTPUT AS
    SELECT id, c_varchar FROM dbo.everything WHERE c_varchar = @city
    SELECT @found = COUNT(*) FROM dbo.everything WHERE c_varchar = @city
    RETURN 7
GO

-- Values whose bytes are easy to get wrong on one of the two sides of a comparison.
CREATE TABLE dbo.numbers (
    id int NOT NULL CONSTRAINT PK_numbers PRIMARY KEY,
    a_bit bit NULL, a_tinyint tinyint NULL, a_smallint smallint NULL, a_bigint bigint NULL,
    a_decimal decimal(38, 10) NULL, a_small_decimal decimal(5, 5) NULL, a_money money NULL,
    a_smallmoney smallmoney NULL, a_float float NULL, a_real real NULL
)
GO
INSERT INTO dbo.numbers VALUES (1, 1, 255, -32768, 9223372036854775807,
    1234567890123456789012345678.0123456789, 0.00001, 922337203685477.5807, 214748.3647,
    1.7976931348623157E308, 3.4E38)
GO
INSERT INTO dbo.numbers VALUES (2, 0, 0, 32767, -9223372036854775808,
    -0.0000000001, -0.99999, -922337203685477.5808, -214748.3648, 5E-324, -0.1)
GO
INSERT INTO dbo.numbers VALUES (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
GO
INSERT INTO dbo.numbers VALUES (4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
GO
CREATE TABLE dbo.times (
    a_date date NULL, a_time0 time(0) NULL, a_time7 time(7) NULL, a_datetime datetime NULL,
    a_smalldatetime smalldatetime NULL, a_datetime2_0 datetime2(0) NULL,
    a_datetime2_3 datetime2(3) NULL, a_datetime2_7 datetime2(7) NULL
)
GO
INSERT INTO dbo.times VALUES ('0001-01-01', '00:00:00', '23:59:59.9999999',
    '9999-12-31T23:59:59.997', '2079-06-06T23:59:00', '9999-12-31T23:59:59',
    '2024-02-29T12:00:00.003', '0001-01-01T00:00:00.0000001')
GO
INSERT INTO dbo.times VALUES ('9999-12-31', '23:59:59', '00:00:00', '1753-01-01T00:00:00.003',
    '1900-01-01T00:00:00', '0001-01-01T00:00:00', '1899-12-31T23:59:59.999', '2024-01-01T00:00:00')
GO
INSERT INTO dbo.times VALUES (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
GO
CREATE TABLE dbo.[odd]]name (and more)] (
    [a column] char(6) NULL, [b]]] nchar(4) NULL, c varchar(30) COLLATE Greek_CI_AS NULL,
    d varchar(max) NULL, e nvarchar(30) NULL, f nvarchar(max) NULL, g text NULL, h ntext NULL,
    i binary(4) NULL, j varbinary(8) NULL, k varbinary(max) NULL, l image NULL,
    m uniqueidentifier NULL
)
GO
INSERT INTO dbo.[odd]]name (and more)] VALUES ('ab', N'c', N'αβγ', 'x  ', N'tab	and €', N'😀 e',
    'text', N'ntext', 0x01, 0x0100, 0x, 0xFF, '6F9619FF-8B86-D011-B42D-00C04FC964FF')
GO
INSERT INTO dbo.[odd]]name (and more)] VALUES ('', N'', '', '', N'', N'', '', N'', 0x, 0x, 0x00,
    0x, '00000000-0000-0000-0000-000000000000')
GO
INSERT INTO dbo.[odd]]name (and more)] VALUES (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL)
GO
CREATE TABLE dbo.empty_table (id int NOT NULL, note nvarchar(100) NULL)
GO
CREATE TABLE dbo.many (id int NOT NULL, note nvarchar(50) NULL, half decimal(12, 2) NULL)
GO
INSERT dbo.many SELECT value, N'a note', value / 2.0 FROM GENERATE_SERIES(1, 20000)
GO
CREATE PROCEDURE dbo.counts AS SELECT COUNT(*) FROM dbo.many
GO

"""What Gantry says on the wire, token by token (MS-TDS). Runs against a throw-away instance."""

import pathlib
import struct
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import gantry_server  # noqa: E402
import tds_wire as tds  # noqa: E402

SERVER = None


def connect(version="7.4", database="", encryption=2, packet_bytes=4096):
    connection = tds.Connection(SERVER.host, SERVER.port, version, encryption, packet_bytes)
    connection.greeting = connection.login(SERVER.user, SERVER.password, database)
    return connection


def named(tokens, name):
    return [t.fields for t in tokens if t.name == name]


def names(tokens):
    return [t.name for t in tokens]


class WireTest(unittest.TestCase):
    def open(self, *arguments, **options):
        connection = connect(*arguments, **options)
        self.addCleanup(connection.close)
        return connection

    def assert_ok(self, tokens):
        self.assertEqual(named(tokens, "ERROR"), [])


class Login(WireTest):
    def test_every_version_is_acknowledged(self):
        for version, number in tds.VERSIONS.items():
            tokens = self.open(version).greeting
            ack = named(tokens, "LOGINACK")[0]
            self.assertEqual(ack["version"], struct.pack(">I", number))
            self.assertEqual(ack["program"], "Microsoft SQL Server")
            self.assertEqual(ack["build"][0], 16)
            self.assertEqual(tokens[-1].name, "DONE")

    def test_environment(self):
        changes = {c["kind"]: c for c in named(self.open().greeting, "ENVCHANGE")}
        self.assertEqual(changes[1]["new"], "master")
        self.assertEqual(changes[2]["new"], "us_english")
        self.assertEqual(changes[4]["new"], "4096")
        self.assertEqual(changes[7]["new"], bytes.fromhex("0904d00034"))
        numbers = [i["number"] for i in named(self.open().greeting, "INFO")]
        self.assertEqual(numbers, [5701, 5703])

    def test_login_only_encryption(self):
        connection = self.open(encryption=0)
        self.assertEqual(named(connection.batch("select 1 as a"), "ROW"), [[b"\1\0\0\0"]])

    def test_mars_is_declined(self):
        connection = tds.Connection(SERVER.host, SERVER.port)
        self.addCleanup(connection.close)
        self.assertEqual(connection.prelogin(mars=1)[4], b"\0")

    def test_wrong_password(self):
        connection = tds.Connection(SERVER.host, SERVER.port)
        self.addCleanup(connection.close)
        tokens = connection.login(SERVER.user, "wrong")
        error = named(tokens, "ERROR")[0]
        self.assertEqual((error["number"], error["severity"], error["state"]), (18456, 14, 1))
        self.assertEqual(error["message"], f"Login failed for user '{SERVER.user}'.")
        with self.assertRaises(ConnectionError):
            connection.tokens()

    def test_unknown_database(self):
        tokens = self.open(database="nowhere").greeting
        self.assertEqual([e["number"] for e in named(tokens, "ERROR")], [4060, 18456])

    def test_integrated_login_is_refused(self):
        connection = tds.Connection(SERVER.host, SERVER.port)
        self.addCleanup(connection.close)
        tokens = connection.login("", "", flags2=0x83)
        self.assertEqual(named(tokens, "ERROR")[0]["number"], 18452)

    def test_feature_utf8_is_acknowledged(self):
        connection = tds.Connection(SERVER.host, SERVER.port)
        self.addCleanup(connection.close)
        tokens = connection.login(SERVER.user, SERVER.password,
                                  features=b"\x0a\x01\0\0\0\x01\x04\x01\0\0\0\x01\xff")
        self.assertEqual(named(tokens, "FEATUREEXTACK"), [{0x0A: b"\x01"}])

    def test_packet_sizes(self):
        for size in (512, 4096, 32767):
            connection = self.open(packet_bytes=size)
            rows = named(connection.batch("select replicate('x', 8000) as x"), "ROW")
            self.assertEqual(len(rows[0][0]), 8000)

    def test_garbage_closes_the_connection(self):
        for garbage in (b"GET / HTTP/1.0\r\n\r\n", b"\x12\x01\0\x05\0\0\0\0",
                        b"\x10\x01\0\x0c\0\0\0\0abcd", b"\x12\x01\0\x09\0\0\0\0\0"):
            connection = tds.Connection(SERVER.host, SERVER.port)
            self.addCleanup(connection.close)
            connection.socket.sendall(garbage)
            try:
                self.assertEqual(connection.socket.recv(1), b"")
            except ConnectionResetError:
                pass


class Batches(WireTest):
    def test_counts(self):
        connection = self.open()
        tokens = connection.batch("select 1 as a; select 2 as b")
        self.assertEqual(names(tokens), ["COLMETADATA", "ROW", "DONE"] * 2)
        first, last = named(tokens, "DONE")
        self.assertEqual(first, {"status": tds.MORE | tds.COUNT, "command": 0xC1, "count": 1})
        self.assertEqual(last, {"status": tds.COUNT, "command": 0xC1, "count": 1})

    def test_nocount(self):
        tokens = self.open().batch("set nocount on; select 1 as a")
        self.assertEqual(tokens[-1].fields["status"] & tds.COUNT, 0)

    def test_an_empty_batch_is_done(self):
        tokens = self.open().batch("")
        self.assertEqual(names(tokens), ["DONE"])
        self.assertEqual(tokens[0].fields["status"], 0)

    def test_errors_carry_line_and_flag(self):
        tokens = self.open().batch("print 'a'\nselect 1/0\nprint 'b'")
        self.assertEqual([i["message"] for i in named(tokens, "INFO")], ["a", "b"])
        error = named(tokens, "ERROR")[0]
        self.assertEqual((error["number"], error["line"]), (8134, 2))
        self.assertTrue(any(d["status"] & tds.ERROR for d in named(tokens, "DONE")))

    def test_syntax_errors_run_nothing(self):
        tokens = self.open().batch("print 'a'\nselect from where")
        self.assertEqual(named(tokens, "INFO"), [])
        self.assertEqual(named(tokens, "ERROR")[0]["line"], 2)

    def test_use(self):
        connection = self.open()
        tokens = connection.batch("use msdb")
        self.assertEqual(named(tokens, "ENVCHANGE"), [{"kind": 1, "new": "msdb", "old": "master"}])
        self.assertEqual(named(tokens, "INFO")[0]["number"], 5701)

    def test_null_rows(self):
        tokens = self.open().batch("select cast(null as int) a, cast(null as varchar(max)) b, "
                                   "cast(null as decimal(5,2)) c, cast(null as xml) d")
        row = [t for t in tokens if t.name in ("ROW", "NBCROW")][0]
        self.assertEqual(row.fields, [None] * 4)

    def test_wide_results_over_many_packets(self):
        connection = self.open(packet_bytes=512)
        tokens = connection.batch("declare @i int = 0 while @i < 300 begin set @i += 1 "
                                  "select @i as i, replicate(N'x', 100) as t end")
        self.assertEqual(len(named(tokens, "ROW")), 300)


class Calls(WireTest):
    def test_execute_sql(self):
        tokens = self.open().rpc((10, [tds.text_parameter("set @b = @a + 1; select @a as a"),
                                       tds.text_parameter("@a int, @b int output"),
                                       tds.int_parameter(41, "@a"),
                                       tds.int_parameter(None, "@b", True)]))
        self.assert_ok(tokens)
        self.assertEqual(names(tokens), ["COLMETADATA", "ROW", "DONEINPROC", "RETURNSTATUS",
                                         "RETURNVALUE", "DONEPROC"])
        value = named(tokens, "RETURNVALUE")[0]
        self.assertEqual((value["name"], value["value"]), ("@b", struct.pack("<i", 42)))
        self.assertEqual(named(tokens, "DONEINPROC")[0]["status"], tds.MORE | tds.COUNT)
        self.assertEqual(named(tokens, "DONEPROC")[0]["status"], 0)

    def test_prepare_execute_unprepare(self):
        connection = self.open()
        tokens = connection.rpc((11, [tds.int_parameter(None, "", True),
                                      tds.text_parameter("@p int"),
                                      tds.text_parameter("select @p * 2 as x")]))
        handle = struct.unpack("<i", named(tokens, "RETURNVALUE")[0]["value"])[0]
        for value in (1, 2, 3):
            tokens = connection.rpc((12, [tds.int_parameter(handle), tds.int_parameter(value)]))
            self.assertEqual(named(tokens, "ROW"), [[struct.pack("<i", value * 2)]])
        self.assert_ok(connection.rpc((15, [tds.int_parameter(handle)])))
        tokens = connection.rpc((12, [tds.int_parameter(handle), tds.int_parameter(1)]))
        self.assertEqual(named(tokens, "ERROR")[0]["number"], 8179)

    def test_prep_exec(self):
        tokens = self.open("7.1").rpc((13, [tds.int_parameter(None, "", True),
                                            tds.text_parameter("@p int"),
                                            tds.text_parameter("select @p as x"),
                                            tds.int_parameter(7)]))
        self.assertEqual(named(tokens, "ROW"), [[struct.pack("<i", 7)]])
        self.assertEqual(len(named(tokens, "RETURNVALUE")), 1)

    def test_several_calls_in_a_request(self):
        for version in ("7.1", "7.4"):
            call = (10, [tds.text_parameter("select 1 as a")])
            tokens = self.open(version).rpc(call, call, call)
            self.assertEqual(len(named(tokens, "ROW")), 3)
            status = [d["status"] for d in named(tokens, "DONEPROC")]
            self.assertEqual(status, [tds.MORE, tds.MORE, 0])

    def test_procedure_by_name(self):
        connection = self.open(database="tempdb")
        self.assert_ok(connection.batch(
            "create procedure wire_p @a int, @b nvarchar(20) = N'def' output as "
            "begin set @b = @b + N'!'; return @a end"))
        tokens = connection.rpc(("wire_p", [tds.int_parameter(5, "@a"),
                                            tds.text_parameter("hé", "@b", True)]))
        self.assertEqual(named(tokens, "RETURNSTATUS"), [5])
        self.assertEqual(named(tokens, "RETURNVALUE")[0]["value"], tds.ucs2("hé!"))
        tokens = connection.rpc(("nope", []))
        error = named(tokens, "ERROR")[0]
        self.assertEqual(error["number"], 2812)
        tokens = connection.rpc(("wire_p", []))
        self.assertEqual(named(tokens, "ERROR")[0]["number"], 201)
        self.assert_ok(connection.batch("drop procedure wire_p"))

    def test_cut_request_is_an_error_and_the_end(self):
        connection = self.open()
        connection.send(tds.RPC, connection.headers() + b"\xff\xff\x0a")
        error = named(connection.tokens(), "ERROR")[0]
        self.assertEqual(error["number"], 4002)


class Transactions(WireTest):
    def test_manager_requests(self):
        connection = self.open(database="tempdb")
        tokens = connection.transact(5, b"\0\0")
        self.assertNotEqual(connection.transaction, 0)
        self.assertEqual(tokens[-1].fields["status"], tds.IN_TRANSACTION)
        tokens = connection.batch("select @@trancount as n")
        self.assertEqual(named(tokens, "ROW"), [[b"\1\0\0\0"]])
        self.assertTrue(tokens[-1].fields["status"] & tds.IN_TRANSACTION)
        self.assert_ok(connection.batch("create table wire_t (a int)"))
        tokens = connection.transact(8, b"\0\0")
        self.assertEqual(named(tokens, "ENVCHANGE")[0]["kind"], 10)
        tokens = connection.batch("select * from wire_t")
        self.assertEqual(named(tokens, "ERROR")[0]["number"], 208)

    def test_commit_may_begin_the_next(self):
        connection = self.open()
        connection.transact(5, b"\0\0")
        tokens = connection.transact(7, b"\0\1\0\0")
        self.assertEqual([c["kind"] for c in named(tokens, "ENVCHANGE")], [9, 8])
        connection.transact(8, b"\0\0")

    def test_commit_without_begin(self):
        tokens = self.open().transact(7, b"\0\0")
        self.assertEqual(named(tokens, "ERROR")[0]["number"], 3902)

    def test_batch_announces_transactions(self):
        tokens = self.open().batch("begin tran; begin tran; commit; rollback")
        self.assertEqual([c["kind"] for c in named(tokens, "ENVCHANGE")], [8, 10])

    def test_reset_connection(self):
        connection = self.open(database="tempdb")
        connection.batch("use msdb; set nocount on; begin tran")
        tokens = connection.batch("select db_name() as d, @@trancount as t", status=0x08)
        self.assertIn(18, [c["kind"] for c in named(tokens, "ENVCHANGE")])
        self.assertEqual(named(tokens, "ROW"), [[tds.ucs2("tempdb"), b"\0\0\0\0"]])
        self.assertTrue(tokens[-1].fields["status"] & tds.COUNT)


class Attention(WireTest):
    def read_acknowledgement(self, connection):
        for _ in range(2):
            tokens = connection.tokens()
            if tokens[-1].fields["status"] & tds.ATTENTION_BIT:
                return tokens
        self.fail("no acknowledgement")

    def cancel(self, text, before=0.3):
        connection = self.open(database="tempdb")
        connection.send_batch(text)
        time.sleep(before)
        started = time.monotonic()
        connection.send(tds.ATTENTION, b"")
        self.read_acknowledgement(connection)
        self.assertLess(time.monotonic() - started, 15)
        self.assertEqual(named(connection.batch("select 5 as a"), "ROW"), [[b"\5\0\0\0"]])

    def test_waitfor(self):
        self.cancel("waitfor delay '00:01:00'")

    def test_endless_loop(self):
        self.cancel("declare @i int = 0 while 1 = 1 set @i = 1")

    def test_running_query(self):
        numbers = "(values (0),(1),(2),(3),(4),(5),(6),(7),(8),(9))"
        joined = " cross join ".join(f"{numbers} t{i}(n)" for i in range(11))
        self.cancel(f"select count_big(*) as n from {joined}")

    def test_stream_that_nobody_reads(self):
        numbers = "(values (0),(1),(2),(3),(4),(5),(6),(7),(8),(9))"
        joined = " cross join ".join(f"{numbers} t{i}(n)" for i in range(7))
        connection = self.open()
        connection.send_batch(f"select replicate('x', 500) as t from {joined}")
        time.sleep(0.5)
        connection.send(tds.ATTENTION, b"")
        self.read_acknowledgement(connection)
        self.assertEqual(len(named(connection.batch("select 5 as a"), "ROW")), 1)

    def test_after_the_answer(self):
        connection = self.open()
        connection.batch("select 1 as a")
        connection.send(tds.ATTENTION, b"")
        tokens = connection.tokens()
        self.assertEqual(names(tokens), ["DONE"])
        self.assertTrue(tokens[0].fields["status"] & tds.ATTENTION_BIT)

    def test_transaction_survives(self):
        connection = self.open(database="tempdb")
        connection.batch("begin tran; create table wire_a (i int); insert wire_a values (1)")
        connection.send_batch("insert wire_a values (2); waitfor delay '00:01:00'")
        other = self.open()
        waits = ("select cast(count(*) as int) as n from sys.dm_exec_requests where command = "
                 "'WAITFOR'")
        deadline = time.monotonic() + 60
        while named(other.batch(waits), "ROW") != [[b"\1\0\0\0"]]:
            self.assertLess(time.monotonic(), deadline, "it never came to WAITFOR")
            time.sleep(0.05)
        connection.send(tds.ATTENTION, b"")
        self.read_acknowledgement(connection)
        tokens = connection.batch("select count(*) as n, @@trancount as t from wire_a; rollback")
        self.assertEqual(named(tokens, "ROW"), [[b"\2\0\0\0", b"\1\0\0\0"]])


class Types(WireTest):
    def values(self, expression, version="7.4"):
        tokens = self.open(version).batch(f"select {expression} as v")
        self.assert_ok(tokens)
        return named(tokens, "COLMETADATA")[0][0], named(tokens, "ROW")[0][0]

    def test_bytes_of_values(self):
        cases = [
            ("cast(-2 as int)", "feffffff"),
            ("cast(255 as tinyint)", "ff"),
            ("cast(1 as bit)", "01"),
            ("cast(1.5 as float)", "000000000000f83f"),
            ("cast(-1.5 as money)", "ffffffff68c5ffff"),
            ("cast('1900-01-02T00:00:01' as datetime)", "010000002c010000"),
            ("cast('1900-01-02T00:01:00' as smalldatetime)", "01000100"),
            ("cast('0001-01-02' as date)", "010000"),
            ("cast('00:00:01' as time(0))", "010000"),
            ("cast('0001-01-02 00:00:00.0000001' as datetime2)", "0100000000010000"),
            ("cast('0001-01-02 01:00:00 +01:00' as datetimeoffset(0))", "0000000100003c00"),
            ("cast(12.5 as decimal(9,2))", "01e2040000"),
            ("cast('6F9619FF-8B86-D011-B42D-00C04FC964FF' as uniqueidentifier)",
             "ff19966f868b11d0b42d00c04fc964ff"),
            ("N'aé'", "6100e900"),
            ("cast(0x0102 as varbinary(5))", "0102"),
            ("cast('ab' as varchar(max))", "6162"),
            ("cast(N'<a/>' as xml)", "3c0061002f003e00"),
            ("cast(1 as sql_variant)", "380001000000"),
        ]
        for expression, wanted in cases:
            with self.subTest(expression):
                self.assertEqual(self.values(expression)[1].hex(), wanted)

    def test_old_clients(self):
        column, value = self.values("cast('2020-01-02' as date)", "7.2")
        self.assertEqual((column["type"], column["length"]), (0xE7, 20))
        self.assertEqual(value, tds.ucs2("2020-01-02"))
        column, value = self.values("cast(N'x' as nvarchar(max))", "7.1")
        self.assertEqual((column["type"], value), (0x63, tds.ucs2("x")))

    def test_text_of_another_code_page(self):
        connection = self.open(database="tempdb")
        self.assert_ok(connection.batch(
            "create table wire_c (v varchar(5) collate Cyrillic_General_CI_AS); "
            "insert wire_c values (N'Ж')"))
        tokens = connection.batch("select v from wire_c")
        self.assertEqual(named(tokens, "ROW"), [[b"\xc6"]])
        self.assertEqual(named(tokens, "COLMETADATA")[0][0]["collation"],
                         bytes.fromhex("1904d00000"))
        self.assert_ok(connection.batch("drop table wire_c"))


def main():
    global SERVER
    with gantry_server.Server() as server:
        SERVER = server
        return 0 if unittest.main(exit=False, verbosity=1).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())

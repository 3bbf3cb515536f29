"""gantry upload against Azurite: what arrives, what is sent again after a cut, what is refused, and
that no secret shows. Skips where Azurite is missing."""

import hashlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite
import faulty_blob
import gantry_server

MIB = 1 << 20


def random_bytes(size, seed):
    return random.Random(seed).randbytes(size)


class Upload(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = azurite.Azurite()
        cls.service.start()
        cls.proxy = faulty_blob.FaultyBlob(cls.service)
        cls.proxy.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.proxy.__exit__()
        cls.service.stop()

    def setUp(self):
        self.proxy.clear()
        self.container = "c" + hashlib.md5(self.id().encode()).hexdigest()[:12]
        self.service.create_container(self.container)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gantry-upload-"))
        self.addCleanup(lambda: subprocess.run(["rm", "-rf", str(self.folder)], check=True))
        self.sas = self.service.sas(self.container, "rcwl")

    def file(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def environment(self, secret):
        return {**os.environ, "GANTRY_BLOB_SAS": secret or self.sas}

    def upload(self, *words, secret=None, code=0):
        done = subprocess.run([gantry_server.gantry_bin(), "upload", *map(str, words), "--output",
                               "json"], env=self.environment(secret), capture_output=True,
                              text=True, check=False, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        for text in (done.stdout, done.stderr):
            self.assertNotIn("sig=", text)
            self.assertNotIn((secret or self.sas).split("sig=")[1][:20], text)
        self.stderr = done.stderr
        return json.loads(done.stdout)["files"] if done.stdout else None

    def wait_for(self, probe, seconds=120):
        end = time.monotonic() + seconds
        while not probe():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def assert_blob(self, name, data):
        self.assertEqual(self.service.get_blob(self.container, name), data)

    def test_file_directory_and_glob(self):
        data = random_bytes(9 * MIB + 5, 1)
        path = self.file("in/a b.bak", data)
        self.file("in/north/ä.trn", b"log")
        self.file("in/empty.bak", b"")
        url = self.service.url(self.container)
        (one,) = self.upload(path, url + "/named.bak")
        self.assertEqual((one["status"], one["blocks"], one["blocks_sent"]), ("uploaded", 3, 3))
        self.assertEqual(one["md5"], hashlib.md5(data).hexdigest())
        self.assert_blob("named.bak", data)
        self.upload(self.folder / "in", url + "/all")
        self.assert_blob("all/a b.bak", data)
        self.assert_blob("all/north/ä.trn", b"log")
        self.assert_blob("all/empty.bak", b"")
        self.upload(str(self.folder / "in") + "/*.bak", url + "/glob/")
        self.assertIn("glob/empty.bak", self.service.blobs(self.container))

    def test_same_content_is_not_sent_twice(self):
        path = self.file("x.bak", random_bytes(5 * MIB, 2))
        url = self.proxy.url(self.container) + "/"
        self.upload(path, url)
        self.proxy.clear()
        (again,) = self.upload(path, url)
        self.assertEqual((again["status"], again["bytes_sent"]), ("already_there", 0))
        self.assertEqual(self.proxy.count("PUT"), 0)

    def test_other_content_needs_overwrite(self):
        url = self.service.url(self.container) + "/"
        path = self.file("x.bak", b"one")
        self.upload(path, url)
        path.write_bytes(b"two")
        (one,) = self.upload(path, url, code=1)
        self.assertEqual(one["status"], "differs")
        self.assertIn("--overwrite", one["hint"])
        self.assert_blob("x.bak", b"one")
        (plan,) = self.upload(path, url, "--overwrite", "--dry-run")
        self.assertEqual(plan["status"], "would_replace")
        self.assert_blob("x.bak", b"one")
        self.upload(path, url, "--overwrite")
        self.assert_blob("x.bak", b"two")

    def test_killed_upload_goes_on(self):
        data = random_bytes(40 * MIB, 3)
        path = self.file("x.bak", data)
        url = self.proxy.url(self.container) + "/"
        self.proxy.add("stall", method="PUT", match="comp=block&", skip=4, times=None)
        process = subprocess.Popen([gantry_server.gantry_bin(), "upload", str(path), url],
                                   env=self.environment(None), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_for(lambda: self.service.uncommitted_blocks(self.container, "x.bak") == 4)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertEqual(self.service.blobs(self.container), [])
        self.proxy.clear()
        (plan,) = self.upload(path, url, "--dry-run")
        self.assertEqual((plan["status"], plan["blocks_resumed"]), ("would_resume", 4))
        (one,) = self.upload(path, url)
        self.assertEqual((one["blocks"], one["blocks_resumed"], one["blocks_sent"]), (10, 4, 6))
        self.assert_blob("x.bak", data)

    def test_interrupted_upload_says_how_to_go_on(self):
        path = self.file("x.bak", random_bytes(40 * MIB, 4))
        url = self.proxy.url(self.container) + "/"
        self.proxy.add("stall", method="PUT", match="comp=block&", skip=4, times=None)
        process = subprocess.Popen([gantry_server.gantry_bin(), "upload", str(path), url],
                                   env=self.environment(None), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 60
        while self.proxy.count("PUT") < 6 and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 3)
        self.assertIn("stopped: the same command goes on from here", error)
        self.assertIn("stopped", out)
        self.proxy.clear()
        (one,) = self.upload(path, url)
        self.assertEqual((one["status"], one["blocks_resumed"]), ("uploaded", 4))

    def test_changed_file_takes_over_only_equal_blocks(self):
        data = bytearray(random_bytes(12 * MIB, 4))
        path = self.file("x.bak", data)
        url = self.proxy.url(self.container) + "/"
        self.proxy.add("status", method="PUT", match="comp=blocklist", status=403, code="No")
        self.upload(path, url, code=3)
        data[5 * MIB] ^= 1
        path.write_bytes(data)
        (one,) = self.upload(path, url)
        self.assertEqual(one["blocks_sent"], 1)
        self.assert_blob("x.bak", bytes(data))

    def test_faults_on_the_way(self):
        data = random_bytes(60 * MIB, 5)
        path = self.file("x.bak", data)
        self.proxy.chance(7, drop=0.15, status=0.15, reset=0.1)
        for kind in ("drop", "reset"):
            self.proxy.add(kind, method="PUT", match="comp=block&", skip=1, times=2, after=MIB)
        self.proxy.add("status", method="PUT", match="comp=blocklist", status=503)
        (one,) = self.upload(path, self.proxy.url(self.container) + "/")
        self.assertEqual(one["status"], "uploaded")
        self.assert_blob("x.bak", data)

    def test_service_stays_busy(self):
        path = self.file("x.bak", b"x")
        self.proxy.add("status", method=None, times=None)
        (one,) = self.upload(path, self.proxy.url(self.container) + "/", "--retry-seconds", "1",
                             code=3)
        self.assertIn("given up after", one["error"])
        self.assertIn("HTTP 503 ServerBusy", one["error"])

    def test_signature_expires_on_the_way(self):
        data = random_bytes(30 * MIB, 10)
        path = self.file("x.bak", data)
        other = self.file("y.bak", b"y")
        url = self.proxy.url(self.container) + "/"
        self.proxy.add("expired", method="PUT", match="comp=block&", skip=3, times=None)
        files = self.upload(path, other, url, "--workers", "1", code=3)
        self.assertEqual([one["status"] for one in files], ["failed"])
        self.assertIn("1 more files were not tried", self.stderr)
        self.proxy.clear()
        files = self.upload(path, other, url, secret=self.service.sas(self.container, "rcw"))
        self.assertEqual([one["status"] for one in files], ["uploaded", "uploaded"])
        self.assertEqual(files[0]["blocks_resumed"], 3)
        self.assert_blob("x.bak", data)

    def test_somebody_else_writes_meanwhile(self):
        path = self.file("x.bak", b"mine")
        url = self.proxy.url(self.container) + "/"

        def write_theirs(text):
            self.service.request("PUT", self.container, "x.bak", body=text,
                                 headers={"x-ms-blob-type": "BlockBlob"})

        self.proxy.add("call", method="PUT", match="comp=blocklist",
                       action=lambda: write_theirs(b"theirs"))
        (one,) = self.upload(path, url, code=1)
        self.assertIn("a blob of this name already", one["error"])
        self.assert_blob("x.bak", b"theirs")
        self.proxy.add("call", method="PUT", match="comp=blocklist",
                       action=lambda: write_theirs(b"theirs again"))
        (one,) = self.upload(path, url, "--overwrite", code=3)
        self.assertIn("replaced or changed meanwhile", one["error"])
        self.assert_blob("x.bak", b"theirs again")

    def test_reply_lost_after_the_last_step(self):
        path = self.file("x.bak", b"mine")
        self.proxy.add("lost", method="PUT", match="comp=blocklist")
        (one,) = self.upload(path, self.proxy.url(self.container) + "/")
        self.assertEqual(one["status"], "uploaded")
        self.assert_blob("x.bak", b"mine")

    def test_page_blob(self):
        data = random_bytes(5 * MIB, 6) + bytes(8 * MIB) + random_bytes(3 * MIB, 7)
        path = self.file("x.bak", data)
        url = self.proxy.url(self.container) + "/"
        self.proxy.add("status", method="PUT", match="comp=page", skip=2, status=403, code="No")
        self.upload(path, url, "--page-blob", "--workers", "1", code=3)
        (plan,) = self.upload(path, url, "--page-blob", "--dry-run")
        self.assertEqual(plan["status"], "would_resume")
        (one,) = self.upload(path, url, "--page-blob")
        self.assertEqual(one["status"], "uploaded")
        self.assertLess(one["bytes_sent"], 5 * MIB)
        self.assert_blob("x.bak", data)
        headers = self.service.properties(self.container, "x.bak")
        self.assertEqual(headers["x-ms-blob-type"], "PageBlob")
        self.assertNotIn("x-ms-meta-gantry_unfinished", headers)
        (again,) = self.upload(path, url, "--page-blob")
        self.assertEqual(again["status"], "already_there")
        odd = self.file("odd.bak", b"x" * 513)
        (failed,) = self.upload(odd, url, "--page-blob", code=3)
        self.assertIn("no multiple of 512", failed["error"])

    def test_refusals_say_why(self):
        path = self.file("x.bak", b"x")
        url = self.service.url(self.container) + "/"
        for secret, text in (
                (self.service.sas(self.container, "rcwl", seconds=-90), "expired at"),
                (self.service.sas(self.container, "rcwl", seconds=900, start_seconds=600),
                 "is valid from"),
                (self.service.sas(self.container, "rl"), "'w' is needed"),
                (self.sas.replace("sp=rcwl", "sp=rcwdl"), "did not accept")):
            (one,) = self.upload(path, url, "--retry-seconds", "5", secret=secret, code=3)
            self.assertIn(text, one["error"])
        (one,) = self.upload(path, self.service.url("nowhere") + "/", code=3,
                             secret=self.service.sas("nowhere", "rcwl"))
        self.assertIn("container does not exist", one["error"])

    def test_without_read_permission(self):
        data = random_bytes(MIB, 8)
        path = self.file("x.bak", data)
        self.upload(path, self.service.url(self.container) + "/",
                    secret=self.service.sas(self.container, "cw"))
        self.assert_blob("x.bak", data)

    def test_account_key_makes_the_container(self):
        key = self.file("key", (self.service.key + "\n").encode())
        path = self.file("x.bak", b"x")
        done = subprocess.run([gantry_server.gantry_bin(), "upload", str(path),
                               self.service.url("fresh") + "/", "--key-file", str(key),
                               "--create-container"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.service.get_blob("fresh", "x.bak"), b"x")
        self.assertNotIn(self.service.key, done.stdout + done.stderr)

    def test_certificates_are_checked(self):
        certificate, key = self.folder / "cert.pem", self.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-out", certificate, "-keyout", key], check=True, capture_output=True)
        path = self.file("x.bak", b"x")
        with azurite.Azurite(tls=(certificate, key)) as service:
            secret = self.file("secret", service.key.encode())
            words = [gantry_server.gantry_bin(), "upload", path, service.url("abc") + "/",
                     "--key-file", secret, "--create-container", "--output", "json"]
            refused = subprocess.run(words, capture_output=True, text=True, check=False)
            self.assertEqual(refused.returncode, 3)
            self.assertIn("certificate", refused.stderr)
            self.assertIn("hint: ", refused.stderr)
            done = subprocess.run([*words, "--ca-file", certificate], capture_output=True,
                                  text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            other = subprocess.run([*words, "--ca-file", self.folder / "none.pem"],
                                   capture_output=True, text=True, check=False)
            self.assertEqual(other.returncode, 2, other.stderr)

    def test_progress_on_a_terminal_only(self):
        path = self.file("x.bak", random_bytes(24 * MIB, 9))
        self.proxy.add("stall", method="PUT", match="comp=block&", skip=5, seconds=1)
        terminal, inner = os.openpty()
        done = subprocess.Popen([gantry_server.gantry_bin(), "upload", path,
                                 self.proxy.url(self.container) + "/", "--workers", "1"],
                                env=self.environment(None), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=inner)
        os.close(inner)
        seen = b""
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            seen += piece
        os.close(terminal)
        out = done.communicate()[0].decode()
        self.assertEqual(done.returncode, 0)
        self.assertRegex(seen.decode(), r"x\.bak  [\d.]+ \wB of 24\.0 MB  \d+ %")
        self.assertTrue(seen.endswith(b"\r\x1b[K"))
        self.assertNotIn("\x1b", out)
        self.assertIn("uploaded", out)

    def test_usage(self):
        path = self.file("x.bak", b"x")
        url = self.service.url(self.container)
        for words, text in (([url], "no file is named"),
                            ([path, "x"], "no URL"),
                            ([path, url + "/?" + self.sas], "--sas-file"),
                            ([path, "http://example.com/abc/x"], "without encryption"),
                            ([self.folder / "*.none", url], "no file matches"),
                            ([path, path.parent, url], "same blob")):
            self.upload(*words, code=2)
            self.assertIn(text, self.stderr, words)
            self.assertIn("hint: " if "none" not in str(words[0]) else "error: ", self.stderr)


if __name__ == "__main__":
    azurite.require()
    unittest.main()

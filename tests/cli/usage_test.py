"""Help, exit codes and error lines of the command line. Needs no server."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server


def run(*arguments, **environment):
    return subprocess.run([gantry_server.gantry_bin(), *map(str, arguments)], text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, check=False,
                          env=dict(os.environ, **environment))


def commands():
    """Every command with its words, from the help texts."""
    def below(words):
        text = run(*words, "--help").stdout
        for marker in ("Subcommands:\n", "SUBCOMMANDS:\n"):
            if marker in text:
                for line in text.split(marker)[1].splitlines():
                    if line.startswith("  "):
                        yield from below(words + [line.split()[0]])
                return
        yield words
    return list(below([]))


class Usage(unittest.TestCase):
    def test_every_help_begins_with_two_examples(self):
        found = commands()
        self.assertGreaterEqual(len(found), 8)
        for words in [[], ["instance"]] + found:
            lines = run(*words, "--help").stdout.splitlines()
            self.assertEqual(lines[0], "Examples:", words)
            self.assertTrue(lines[1].startswith("  ") and "gantry" in lines[1], words)
            self.assertTrue(lines[2].startswith("  ") and "gantry" in lines[2], words)
            self.assertLessEqual(max(map(len, lines)), 110, words)

    def test_the_list_of_commands_has_whole_sentences(self):
        lines = run("--help").stdout.splitlines()
        upload = next(line for line in lines if line.startswith("  upload "))
        self.assertTrue(upload.endswith("RESTORE ... FROM URL"), upload)

    def test_bad_usage_is_2(self):
        for words in ([], ["nonsense"], ["instance"], ["instance", "start"], ["serve"],
                      ["instance", "create", "x", "--port", "70000"],
                      ["instance", "create", "x", "--cert", "only-one.pem"],
                      ["instance", "list", "--output", "xml"]):
            done = run(*words)
            self.assertEqual(done.returncode, 2, words)
            self.assertTrue(done.stderr.startswith("error: "), (words, done.stderr))
            self.assertEqual(done.stdout, "")

    def test_missing_instance_is_3_with_a_hint(self):
        with tempfile.TemporaryDirectory() as root:
            for words in (["serve", "none"], ["instance", "start", "none"],
                          ["instance", "stop", "none"], ["instance", "status", "none"],
                          ["instance", "drop", "none", "--yes"]):
                done = run(*words, GANTRY_DATA_ROOT=root)
                self.assertEqual(done.returncode, 3, words)
                self.assertIn("error: there is no instance in", done.stderr)
                self.assertIn("hint: ", done.stderr)

    def test_version(self):
        self.assertRegex(run("version").stdout, r"^gantry \d+\.\d+\.\d+\n$")
        self.assertRegex(run("version", "--output", "json").stdout, r'^{"version": "\d')

    def test_passwords_are_never_defaulted_and_never_shown(self):
        with tempfile.TemporaryDirectory() as root:
            done = run("instance", "create", "x", GANTRY_DATA_ROOT=root)
            self.assertEqual(done.returncode, 2)
            for password in ("short-1", "alllowercase", "lower1digits"):
                done = run("instance", "create", "x", GANTRY_DATA_ROOT=root,
                           GANTRY_SA_PASSWORD=password)
                self.assertEqual(done.returncode, 3)
                self.assertIn("password", done.stderr)
                self.assertNotIn(password, done.stderr + done.stdout)
            done = run("instance", "create", "x", "--generate-sa-password",
                       GANTRY_DATA_ROOT=root, GANTRY_SA_PASSWORD="Both-given-1")
            self.assertEqual(done.returncode, 2)
            self.assertEqual(os.listdir(root), [])


if __name__ == "__main__":
    unittest.main()

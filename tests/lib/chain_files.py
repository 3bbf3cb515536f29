"""Backups of a made database for tests of chains: full, of single files, partial, differentials of
them, logs with marked transactions. src/catalog/chain_files_test.cc writes them and says what is in each.
"""

import os
import pathlib
import subprocess

import gantry_server


def write(folder):
    """Writes them into the folder, which is made; skips the test where its writer is not built."""
    built = os.environ.get("GANTRY_BUILD", gantry_server.gantry_bin().parent)
    program = pathlib.Path(built) / "catalog_test"
    if not program.exists():
        gantry_server.skip(f"no {program}, which writes the backups: build catalog_test")
    folder.mkdir()
    subprocess.run([program, "--gtest_filter=ChainFilesTest.*"], check=True, capture_output=True,
                   env=dict(os.environ, GANTRY_CHAIN_FILES=str(folder)))
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
    return folder

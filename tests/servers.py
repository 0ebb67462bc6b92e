"""Real SPARQL servers for the tests: Oxigraph's and Virtuoso, on loopback, loaded and cleared away.

Both answer over the union of their named graphs, as the embedded store does. A server that is
not installed skips the tests that need it, with a sentence.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 3
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ThreadCleanupInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 100000
"""


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; fail with its words when it ends instead."""
    for _ in range(600):
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"no answer from {url}")


@contextmanager
def oxigraph(folder: Path, nquads: bytes) -> Iterator[str]:
    """The query URL of Oxigraph's server with this dataset."""
    binary = Path(sys.executable).with_name("oxigraph")
    assert binary.is_file(), "the development dependency oxigraph is not installed"
    data = folder / "data.nq"
    data.write_bytes(nquads)
    place = ("--location", str(folder / "store"))
    subprocess.run([binary, "load", *place, "--file", data], check=True, capture_output=True)
    bind = f"127.0.0.1:{free_port()}"
    command = [binary, "serve-read-only", *place, "--bind", bind, "--union-default-graph"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://{bind}/query", server)
            yield f"http://{bind}/query"
        finally:
            server.terminate()


@contextmanager
def virtuoso(folder: Path, nquads: bytes) -> Iterator[str]:
    """The query URL of a Virtuoso 7 with this dataset."""
    binary, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if binary is None or isql is None:
        # A system package: only root can install it (tests/setup_system.sh does, or says how).
        pytest.skip("no Virtuoso: apt-get install virtuoso-opensource-7-bin")
    sql, http = free_port(), free_port()
    (folder / "data.nq").write_bytes(nquads)
    ini = folder / "virtuoso.ini"
    ini.write_text(_VIRTUOSO_INI.format(folder=folder, sql=sql, http=http), encoding="utf-8")
    command = [binary, "+foreground", "+configfile", str(ini)]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{http}/sparql", server)
            load = f"ld_dir('{folder}', 'data.nq', 'urn:unused'); rdf_loader_run(); checkpoint;"
            done = subprocess.run(
                [isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"],
                check=True,
                capture_output=True,
                timeout=120,
            )
            assert b"Error" not in done.stdout, done.stdout.decode()
            yield f"http://127.0.0.1:{http}/sparql"
        finally:
            server.terminate()

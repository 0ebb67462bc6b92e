"""A running `machigraph serve` for the tests, and HTTP as it goes over the wire."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
# What no machine answers: every triple with every triple with every triple.
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
ENDLESS = f"SELECT (COUNT(*) AS ?n) WHERE {{ {CROSS} }}"


class Answer(NamedTuple):
    """A response: its status, headers (by lower-case name) and body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Server:
    """A server under test; ``log`` is the file with its standard error."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port is not None
        return port

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60,
    ) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read())
        finally:
            connection.close()

    def get(self, path: str, accept: str | None = None, **headers: str) -> Answer:
        """A GET; underscores in the names of headers stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", path, headers=named | ({"Accept": accept} if accept else {}))

    def query(self, text: str, accept: str | None = None, timeout: float = 60) -> Answer:
        """A query as a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"Accept": accept} if accept else {}
        body = f"query={quote(text, safe='')}".encode()
        return self.request("POST", "/sparql", body, headers, timeout)

    def rows(self, text: str) -> list[list[str]]:
        """The rows of a SELECT, by TSV."""
        answer = self.query(text, "text/tab-separated-values")
        assert answer.status == 200, answer.text
        return [line.split("\t") for line in answer.text.splitlines()[1:]]

    def workers(self) -> list[int]:
        """The process ids of the workers, where the system tells them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(word) for word in children.read_text().split()]


def sparql_path(text: str, **parameters: str) -> str:
    """The path of a query by GET."""
    more = "".join(f"&{n.replace('_', '-')}={quote(v, safe='')}" for n, v in parameters.items())
    return f"/sparql?query={quote(text, safe='')}{more}"


def command(*words: str) -> list[str]:
    """The command line of a server on a free port."""
    return [sys.executable, "-m", "machigraph", "serve", "--port", "0", "--lang", "en", *words]


@contextmanager
def serving(folder: Path, *words: str, log: Path) -> Iterator[Server]:
    """A server with these options over ``folder``; it has to end cleanly afterwards."""
    place = ("--store", str(folder)) if "--endpoint" not in words else ()
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command(*place, *words),
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        ) as process,
    ):
        try:
            yield Server(announced(process, log), process, log)
        except BaseException:
            process.kill()
            raise
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()
    said = log.read_text(encoding="utf-8")
    assert "Traceback" not in said, said


def announced(process: subprocess.Popen[bytes], log: Path) -> str:
    """The URL that the server says once it answers."""
    import time

    for _ in range(1200):
        for line in log.read_text(encoding="utf-8").splitlines():
            if line.startswith("machigraph: serving "):
                return line.rpartition(" ")[2]
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.05)
    raise AssertionError("the server did not answer")

"""`machigraph serve` as a process: what it says, how it ends, what it says when it cannot."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .command import complains, machigraph
from .serving import announced, command, serving, sparql_path


def test_it_listens_on_loopback_and_says_so_in_one_line(build_folder: Path, tmp_path: Path) -> None:
    with serving(build_folder, log=tmp_path / "log") as server:
        assert server.url == f"http://127.0.0.1:{server.port}/"
        assert server.get(sparql_path("ASK {}")).status == 200
        with socket.socket() as probe:
            address = ("127.0.0.2", server.port)
            assert probe.connect_ex(address) != 0
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert said == f"machigraph: serving {server.url}\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_with_its_workers(
    build_folder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    log = tmp_path / "log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(command("--store", str(build_folder)), stderr=errors) as process,
    ):
        announced(process, log)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert children
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
    assert len(log.read_text(encoding="utf-8").splitlines()) == 1
    assert not [pid for pid in children if is_running(int(pid))]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_workers_end_when_the_server_is_killed(build_folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(command("--store", str(build_folder)), stderr=errors) as process,
    ):
        announced(process, log)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.kill()
    import time

    for _ in range(200):
        if not any(is_running(int(pid)) for pid in children):
            return
        time.sleep(0.05)
    pytest.fail("workers outlive their server")


def test_a_taken_port_is_told(build_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = machigraph("serve", "--store", str(build_folder), "--port", port)
        complains(done, port, "待ち受け")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--port", "99999"], "--port"),
        (["--timeout", "0"], "--timeout"),
        (["--max-rows", "-1"], "--max-rows"),
        (["--host", "nowhere.invalid"], "nowhere.invalid"),
        (["--endpoint", "ftp://x.example/"], "ftp://x.example/"),
    ],
)
def test_what_is_wrong_with_the_options_is_told(
    build_folder: Path, words: list[str], part: str
) -> None:
    complains(machigraph("serve", "--port", "0", "--store", str(build_folder), *words), part)


def test_a_folder_without_a_graph_is_told(tmp_path: Path) -> None:
    complains(machigraph("serve", "--port", "0", "--store", str(tmp_path)), str(tmp_path))


@pytest.mark.parametrize(("lang", "part"), [("ja", "入ります"), ("en", "installs it")])
def test_without_its_libraries_it_says_how_to_install_them(
    build_folder: Path, lang: str, part: str
) -> None:
    code = (
        "import sys, importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name: None if name == 'uvicorn' else find(name)\n"
        "from machigraph.cli import main\n"
        "sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "serve", "--store", str(build_folder), "--lang", lang],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert 'pip install "machigraph[serve]"' in done.stderr
    assert part in done.stderr
    assert "uvicorn" in done.stderr


def test_other_commands_do_without_the_servers_libraries() -> None:
    code = (
        "import sys\nfrom machigraph.cli import main\nmain(['questions'])\n"
        "print({'starlette', 'uvicorn', 'machigraph.web'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == "set()\n"

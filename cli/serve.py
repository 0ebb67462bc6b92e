"""`machigraph serve`: the graph over HTTP, as a SPARQL endpoint and as ready questions."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

from ..graph.errors import MachigraphError
from .arguments import Parser
from .output import write_text
from .session import Session

# What the extra "serve" of pyproject.toml installs, by the names of the imports.
_NEEDED = ("starlette", "uvicorn", "prometheus_client")


class NotInstalled(MachigraphError):
    """The libraries of the server are missing."""


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    ja = lang == "ja"
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="待ち受けるアドレス（既定はこの機械だけの 127.0.0.1）"
        if ja
        else "address to listen on (default: 127.0.0.1, this machine alone)",
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=8000,
        help="ポート（既定は 8000、0 は空いているもの）"
        if ja
        else "port (default: 8000; 0 takes a free one)",
    )
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="手元のグラフの代わりに尋ねる SPARQL エンドポイント"
        if ja
        else "a SPARQL endpoint to ask instead of the local graph",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=30.0,
        help="一つの問合せの時間の上限（既定は 30 秒）"
        if ja
        else "longest time of a query (default: 30 seconds)",
    )
    parser.add_argument(
        "--max-rows",
        metavar="N",
        type=_count,
        default=1_000_000,
        help="一つの答えの行数の上限（既定は 100 万）"
        if ja
        else "most rows of an answer (default: a million)",
    )
    parser.add_argument(
        "--memory",
        metavar="MIB",
        type=_count,
        default=1024,
        help="一つの問合せのメモリーの上限（既定は 1024 MiB）"
        if ja
        else "most memory of a query (default: 1024 MiB)",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=_count,
        help="同時に走る長い問合せの数（既定は CPU の数、2 以上）"
        if ja
        else "long queries that run at a time (default: as many as processors, at least 2)",
    )
    parser.add_argument(
        "--log",
        metavar="FILE",
        type=Path,
        help="一件一行の記録を書き足すファイル（- は標準エラー。問合せと送り主は書かない）"
        if ja
        else "file for a line of JSON a request (- for standard error), without queries or senders",
    )
    parser.add_argument(
        "--root-path",
        metavar="PATH",
        default="",
        help="リバースプロキシーが付ける経路（例: /machigraph）"
        if ja
        else "path prefix that a reverse proxy puts before ours, such as /machigraph",
    )


def run(options: argparse.Namespace, session: Session) -> int:
    """Serve until it is told to end."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise NotInstalled(
            f"サーバーに必要な {'、'.join(missing)} がありません。"
            'pip install "machigraph[serve]" で入ります。',
            f'The server needs {", ".join(missing)}: pip install "machigraph[serve]" installs it.',
        )
    from ..web.limits import MIB, Limits
    from ..web.server import Address, serve

    limits = Limits(timeout=options.timeout, max_rows=options.max_rows, memory=options.memory * MIB)
    if options.workers is not None:
        from dataclasses import replace

        limits = replace(limits, workers=options.workers)
    address = Address(options.host, options.port, options.root_path.rstrip("/"), options.log)
    folder = None if options.endpoint else _folder(session)
    serve(address, limits, _announcer(session), folder, options.endpoint)
    return 0


def _folder(session: Session) -> Path:
    """The graph folder, where a rebuild can be seen; a store by itself where it is none."""
    from ..graph.opening import manifest_of

    store = session.store_folder()
    return store if manifest_of(store) is None else store.parent


def _announcer(session: Session) -> Callable[[str], None]:
    def announce(url: str) -> None:
        write_text(
            session.say(f"machigraph: {url} で答えています。\n", f"machigraph: serving {url}\n"),
            sys.stderr,
        )
        sys.stderr.flush()

    return announce


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < 86400:
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number

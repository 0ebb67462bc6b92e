"""What the tests share: the folders, a cache of their own, and a browser where there is one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def edition_folder() -> Path:
    """The bundled edition, as it lies in the repository."""
    return ROOT / "editions" / "asahikawa-2024"


@pytest.fixture(scope="session", autouse=True)
def private_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the user's cache folder out of the tests, and the tests' stores out of it.

    All the workers of one run share a folder, so that the bundled edition is built once; child
    processes inherit it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    cache = shared / "cache"
    cache.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        yield cache


@pytest.fixture(scope="session")
def build_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of `machigraph build` for the bundled edition; tests only read it."""
    out = tmp_path_factory.mktemp("build") / "graph"
    done = subprocess.run(
        [sys.executable, "-m", "machigraph", "build", "--out", out],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def two_years(edition_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the bundled edition and of a made-up next year in which one project is new."""
    folder = tmp_path_factory.mktemp("years")
    later = Path(shutil.copytree(edition_folder, folder / "later"))
    config = (later / "edition.toml").read_text(encoding="utf-8")
    config = config.replace("fiscal_year = 2024", "fiscal_year = 2025")
    config = config.replace('id = "asahikawa-2024"', 'id = "asahikawa-2025"')
    (later / "edition.toml").write_text(config, encoding="utf-8")
    document = (later / "document.txt").read_text(encoding="utf-8")
    heading = "令和6年度旭川市まち・ひと・しごと創生総合戦略関連事業一覧"
    assert heading in document
    document = document.replace(heading, heading.replace("令和6年度", "令和7年度"))
    assert document.count("\t病児保育事業\t") == 1
    document = document.replace("\t病児保育事業\t", "\t病後児預かり事業\t")
    (later / "document.txt").write_text(document, encoding="utf-8")
    words = [sys.executable, "-m", "machigraph", "build", edition_folder, later]
    done = subprocess.run(
        [*words, "--out", folder / "two"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "two"


@pytest.fixture(scope="session")
def dataset(build_folder: Path) -> ox.Store:
    """The bundled edition's quads as the build wrote them; tests only read it."""
    store = ox.Store()
    files = sorted(build_folder.rglob("*.nq"))
    assert files, f"the build wrote no N-Quads to {build_folder}"
    for file in files:
        store.load(path=file, format=ox.RdfFormat.N_QUADS)
    return store


def _find_chromium() -> str | None:
    """The path of Chromium: MACHIGRAPH_CHROMIUM, else the first on PATH."""
    told = os.environ.get("MACHIGRAPH_CHROMIUM")
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return told or next(filter(None, found), None)


def _has_japanese_font() -> bool:
    """Whether fontconfig knows a font with Japanese letters."""
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(
        ["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False
    )
    return bool(found.stdout.strip())


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that can draw Japanese; skips the test where there is none."""
    path = _find_chromium()
    if path is None or not _has_japanese_font():
        pytest.skip(
            "no Chromium with a Japanese font: apt-get install chromium fonts-noto-cjk, "
            "or set MACHIGRAPH_CHROMIUM"
        )
    return path

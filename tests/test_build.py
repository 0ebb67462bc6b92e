"""Building: the same bytes each time, and a previous graph that nothing can break."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from machigraph.graph.cache import automatic_graph
from machigraph.graph.errors import MachigraphError
from machigraph.graph.publication import read_manifest
from machigraph.graph.store import Store


def run(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the machigraph command."""
    return subprocess.run(
        [sys.executable, "-m", "machigraph", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **options,  # type: ignore[call-overload]
    )


def copied(edition_folder: Path, target: Path) -> Path:
    """A copy of the edition that a test may change."""
    return Path(shutil.copytree(edition_folder, target))


def quads_of(folder: Path) -> bytes:
    """The N-Quads of a graph folder."""
    (file,) = folder.glob("dataset-*.nq")
    return file.read_bytes()


def test_two_builds_are_byte_identical(build_folder: Path, tmp_path: Path) -> None:
    again = run("build", "--out", tmp_path / "b", env={**os.environ, "PYTHONHASHSEED": "7"})
    assert again.returncode == 0, again.stderr
    assert quads_of(tmp_path / "b") == quads_of(build_folder)


def test_the_manifest_names_what_lies_in_the_folder(build_folder: Path) -> None:
    import hashlib

    manifest = json.loads((build_folder / "manifest.json").read_text(encoding="utf-8"))
    data = quads_of(build_folder)
    assert manifest["hash"] == hashlib.sha256(data).hexdigest()
    assert manifest["quads"] == len(data.splitlines())
    assert manifest["shacl"]["Violation"] == 0
    store = ox.Store.read_only(str(build_folder / manifest["store"]))
    assert len(store) == manifest["quads"]


def test_every_triple_stands_in_one_graph_across_editions(two_years: Path) -> None:
    seen: dict[tuple[object, object, object], object] = {}
    for quad in ox.parse(quads_of(two_years), format=ox.RdfFormat.N_QUADS):
        triple = (quad.subject, quad.predicate, quad.object)
        assert seen.setdefault(triple, quad.graph_name) == quad.graph_name, triple
    editions = {str(graph) for graph in seen.values()}
    assert any("/2025/stated" in name for name in editions)


def test_a_project_outlives_its_year(two_years: Path) -> None:
    """153 projects of the first year; the second year adds only the one of a new name."""
    query = (
        "SELECT (COUNT(DISTINCT ?p) AS ?projects) (COUNT(DISTINCT ?l) AS ?listings) "
        "{ ?l a mg:Listing ; mg:listsProject ?p }"
    )
    asked = run("sparql", query, "--store", two_years, "--format", "csv")
    assert asked.stdout.splitlines()[1] == "154,382"


def test_two_editions_are_checked_one_by_one(two_years: Path) -> None:
    checked = run("check", "--store", two_years, "--format", "json")
    report = json.loads(checked.stdout)
    assert checked.returncode == 0
    gaps = {(e["edition"], e["goal"], e["difference"]) for e in report["totals"] if e["difference"]}
    assert gaps == {(year, goal, 25_141_000) for year in ("2024", "2025") for goal in ("2", None)}
    assert report["relistings"]["paired"] == 76


def test_a_killed_build_leaves_the_previous_graph_whole(
    edition_folder: Path, tmp_path: Path
) -> None:
    """Kill the build at many moments of its life; the folder always answers as a whole."""
    out = tmp_path / "graph"
    first = run("build", "--out", out)
    assert first.returncode == 0, first.stderr
    before = quads_of(out)
    changed = copied(edition_folder, tmp_path / "changed")
    document = (changed / "document.txt").read_text(encoding="utf-8")
    assert document.count("36.6回") == 1
    document = document.replace("36.6回", "36.7回")
    (changed / "document.txt").write_text(document, encoding="utf-8")
    started = time.monotonic()
    done = run("build", changed, "--out", tmp_path / "timed")
    whole = time.monotonic() - started
    assert done.returncode == 0, done.stderr
    after = quads_of(tmp_path / "timed")
    for step in range(1, 13):
        child = subprocess.Popen(
            [sys.executable, "-m", "machigraph", "build", str(changed), "--out", str(out)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # The last moments, when files are written, are tried most often.
        time.sleep(whole * (0.3 + 0.75 * step / 12))
        child.send_signal(signal.SIGKILL)
        child.wait()
        manifest = read_manifest(out)
        assert manifest is not None
        data = (out / manifest.dataset).read_bytes()
        assert data in (before, after)
        assert len(Store.open(out / manifest.store)) == len(data.splitlines())
    final = run("build", changed, "--out", out)
    assert final.returncode == 0, final.stderr
    assert quads_of(out) == after
    names = {path.name.partition("-")[0] for path in out.iterdir()} - {".machigraph.lock"}
    assert names == {"dataset", "manifest.json", "store"}, "nothing is left of the killed builds"
    assert len(list(out.iterdir())) <= len(names) + 1


def test_a_failed_build_keeps_the_previous_graph(edition_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    assert run("build", "--out", out).returncode == 0
    before = quads_of(out)
    broken = copied(edition_folder, tmp_path / "broken")
    text = (broken / "document.txt").read_text(encoding="utf-8")
    (broken / "document.txt").write_text(text[: len(text) // 2], encoding="utf-8")
    failed = run("--lang", "en", "build", broken, "--out", out)
    assert failed.returncode == 2
    assert "document.txt" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert quads_of(out) == before
    asked = run("sparql", "ASK { ?s a mg:BasicGoal }", "--store", out, "--format", "json")
    assert json.loads(asked.stdout)["boolean"] is True


def test_files_of_others_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert run("build", "--out", out).returncode == 0
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    failed = run("--lang", "en", "build", "--out", blocked / "graph")
    assert failed.returncode == 2
    assert str(blocked) in failed.stderr
    assert "Traceback" not in failed.stderr


def test_an_outdated_automatic_graph_is_never_read(
    private_cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither a graph of other inputs nor one whose manifest says so is taken for current."""
    monkeypatch.setenv("MACHIGRAPH_CACHE", str(tmp_path))
    said: list[str] = []
    folder = automatic_graph(lambda _ja, en: said.append(en))
    assert said
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    said.clear()
    assert automatic_graph(lambda _ja, en: said.append(en)) == folder
    assert not said, "a current graph is not built again"
    manifest["inputs"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    automatic_graph(lambda _ja, en: said.append(en))
    assert said, "a graph of other inputs is built anew"


def test_the_fingerprint_follows_every_input(edition_folder: Path, tmp_path: Path) -> None:
    from machigraph.graph.inputs import fingerprint

    folder = copied(edition_folder, tmp_path / "edition")
    seen = {fingerprint([folder])}
    for file in sorted(folder.iterdir()):
        file.write_bytes(file.read_bytes() + b"\n")
        seen.add(fingerprint([folder]))
    assert len(seen) == len(list(folder.iterdir())) + 1


def test_the_data_follows_another_base(tmp_path: Path) -> None:
    built = run("build", "--base", "https://example.org/city/", "--out", tmp_path / "g")
    assert built.returncode == 0, built.stderr
    subjects = {
        str(quad.subject)
        for quad in ox.parse(quads_of(tmp_path / "g"), format=ox.RdfFormat.N_QUADS)
    }
    assert any(name.startswith("<https://example.org/city/id/012041/") for name in subjects)
    assert not any("w3id.org/machigraph/id/" in name for name in subjects)
    shown = run("show", "id/012041/goal/1", "--store", tmp_path / "g")
    assert shown.returncode == 0
    assert "若い世代の結婚" in shown.stdout
    for wrong in ("http://ex ample/", "ftp://example.org/", "https://example.org/x"):
        refused = run("build", "--base", wrong, "--out", tmp_path / "h")
        assert refused.returncode == 2
        assert refused.stderr.count("\n") == 1
    bad = run("build", "--base", "example", "--out", tmp_path / "h")
    assert bad.returncode == 2
    assert "--base" in bad.stderr


def test_a_damaged_store_is_built_anew(edition_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "g"
    assert run("build", "--out", out).returncode == 0
    manifest = read_manifest(out)
    assert manifest is not None
    (out / manifest.store / "CURRENT").unlink()
    ask = ("sparql", "ASK { ?s a mg:BasicGoal }", "--store", out)
    assert run(*ask).returncode == 2
    assert run("build", "--out", out).returncode == 0
    assert run(*ask).returncode == 0


def test_a_damaged_automatic_graph_is_built_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MACHIGRAPH_CACHE", str(tmp_path))
    folder = automatic_graph(lambda _ja, _en: None)
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert automatic_graph(lambda _ja, _en: None) == folder
    assert read_manifest(folder) is not None


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("edition.toml", ('"asahikawa-city"', '"asahigawa"'), "asahigawa"),
        ("external.csv", (",dissolved,", ",disolved,"), "disolved"),
        ("external.csv", (",dissolved,2022-03-31", ",dissolved,2022/03/31"), "2022/03/31"),
        ("external.csv", (",dissolved,2022-03-31", ",dissolved,2022-13-31"), "2022-13-31"),
        ("external.csv", (",member,biei-town", ",member,biei"), "biei"),
        ("partners.csv", (",Dmo,", ",Department,"), "Department"),
        ("plans.csv", ("first-strategy,", "asahikawa-city,"), "asahikawa-city"),
        ("departments.csv", ("school-education,", "social-education,"), "social-education"),
        ("indicators.csv", ("total-fertility-rate,", "Total fertility,"), "Total fertility"),
    ],
)
def test_a_faulty_table_is_one_sentence(
    edition_folder: Path, tmp_path: Path, file: str, change: tuple[str, str], words: str
) -> None:
    old, new = change
    folder = copied(edition_folder, tmp_path / "e")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    failed = run("--lang", "en", "build", folder, "--out", tmp_path / "g")
    assert failed.returncode == 2
    assert file in failed.stderr
    assert words in failed.stderr
    assert "fault of the program" not in failed.stderr


def test_a_damaged_manifest_is_said(build_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "g"
    folder.mkdir()
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(MachigraphError, match="damaged"):
        read_manifest(folder)


def test_a_synthetic_edition_never_enters_the_default_build(
    edition_folder: Path, tmp_path: Path
) -> None:
    from machigraph.graph.edition import bundled, load

    real = copied(edition_folder, tmp_path / "real-2024")
    made_up = copied(edition_folder, tmp_path / "made-up")
    config = (made_up / "edition.toml").read_text(encoding="utf-8")
    config = config.replace("synthetic = false", "synthetic = true")
    (made_up / "edition.toml").write_text(config, encoding="utf-8")
    assert bundled(tmp_path) == [real]
    assert not any(load(folder).synthetic for folder in bundled())
    assert [folder.name for folder in bundled()] == [edition_folder.name]


def test_two_builds_into_one_folder_take_turns(edition_folder: Path, tmp_path: Path) -> None:
    other = copied(edition_folder, tmp_path / "other")
    document = (other / "document.txt").read_text(encoding="utf-8")
    (other / "document.txt").write_text(document.replace("36.6回", "36.7回"), encoding="utf-8")
    out = tmp_path / "graph"
    builds = [
        subprocess.Popen(
            [sys.executable, "-m", "machigraph", "build", str(folder), "--out", str(out)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for folder in (edition_folder, other, edition_folder)
    ]
    assert [build.wait() for build in builds] == [0, 0, 0]
    manifest = read_manifest(out)
    assert manifest is not None
    data = (out / manifest.dataset).read_bytes()
    assert len(Store.open(out / manifest.store)) == len(data.splitlines())


PUBLISH = """
import os, shutil, sys
from pathlib import Path
from machigraph.graph.publication import Manifest, publish

left = int(sys.argv[2])

def counted(step):
    def run(*words, **options):
        global left
        left -= 1
        if left == 0:
            os._exit(9)
        return step(*words, **options)
    return run

for owner, name in ((Path, "replace"), (Path, "write_bytes"), (Path, "write_text"),
                    (Path, "unlink"), (Path, "mkdir"), (shutil, "rmtree")):
    setattr(owner, name, counted(getattr(owner, name)))
letter = sys.argv[3]
quads = "".join(f"<urn:{letter}:{n}> <urn:p> <urn:o> <urn:g> .\\n" for n in range(20))
publish(Path(sys.argv[1]), quads.encode(), Manifest(
    hash=letter * 64, quads=20, dataset=f"dataset-{letter * 12}.nq", store=f"store-{letter * 12}",
    editions=[], inputs="", version="", built="", lenient=False, shacl={}))
"""


def test_publishing_survives_a_kill_at_every_step(tmp_path: Path) -> None:
    """Die before each file operation in turn: the folder holds the old graph or the new, whole."""
    seen: list[str] = []
    for step in range(1, 60):
        out = tmp_path / str(step)
        subprocess.run([sys.executable, "-c", PUBLISH, str(out), "0", "a"], check=True)
        died = subprocess.run(
            [sys.executable, "-c", PUBLISH, str(out), str(step), "b"], check=False
        )
        manifest = read_manifest(out)
        assert manifest is not None
        letter = manifest.hash[0]
        seen.append(letter)
        data = (out / manifest.dataset).read_bytes()
        assert set(ox.parse(data, format=ox.RdfFormat.N_QUADS)) == set(
            ox.Store.read_only(str(out / manifest.store))
        )
        assert f"<urn:{letter}:0>".encode() in data
        if died.returncode == 0:
            break
        assert died.returncode == 9
        subprocess.run([sys.executable, "-c", PUBLISH, str(out), "0", "b"], check=True)
        names = {path.name.partition("-")[0] for path in out.iterdir()} - {".machigraph.lock"}
        assert names == {"dataset", "manifest.json", "store"}, "what the killed one left is swept"
    else:
        pytest.fail("it never came to its end")
    assert seen[0] == "a"
    assert seen[-1] == "b"
    assert len(seen) > 6, "too few steps were tried"


def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    from filelock import FileLock
    from machigraph.graph.publication import LOCK

    with FileLock(tmp_path / LOCK):
        child = subprocess.Popen([sys.executable, "-c", PUBLISH, str(tmp_path), "0", "a"])
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(timeout=2)
        assert read_manifest(tmp_path) is None
    assert child.wait(timeout=60) == 0
    assert read_manifest(tmp_path) is not None

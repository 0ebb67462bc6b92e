"""From edition folders to a validated graph on disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from ..ontology import BASE, ONTOLOGY_GRAPH, Names
from . import edition, gazetteer
from .body_triples import BodyTriples
from .claims import DERIVED, Claims, mg
from .dataset import Quads, content_hash
from .edition import Edition
from .errors import BuildError, EditionError
from .inputs import fingerprint
from .list_triples import ListTriples
from .plan_triples import PlanTriples
from .publication import Manifest, publish
from .reader import read
from .rows import Reading, Span
from .validation import ShaclReport, validate

Progress = Callable[[str, str], None]
ONTOLOGY_FILES = ("machigraph.ttl", "codelists.ttl", "sdg.ttl")


def build(
    folders: Sequence[Path],
    out: Path,
    *,
    base: str = BASE,
    lenient: bool = False,
    progress: Progress = lambda _ja, _en: None,
) -> Manifest:
    """Read editions, state their claims, validate them and write the graph into ``out``.

    Without ``folders`` the bundled editions are built. Raises ReadingError, EditionError,
    BuildError or OutputError; whatever happens, the graph that ``out`` held before stays usable.
    """
    _check_base(base)
    editions = [edition.load(Path(folder)) for folder in folders or edition.bundled()]
    _check_distinct(editions)
    quads = Quads()
    for name in ONTOLOGY_FILES:
        with resources.as_file(resources.files("machigraph.ontology") / name) as path:
            quads.load_turtle(path, ONTOLOGY_GRAPH)
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for which in sorted(editions, key=lambda one: (one.code, one.fiscal_year)):
        progress(f"{which.id} を読んでいます…", f"Reading {which.id} …")
        state(quads, which, known[which.code], base=base, lenient=lenient)
    progress("検証しています…", "Validating …")
    report = validate(quads.union())
    _check_shapes(report, lenient)
    progress("書き出しています…", "Writing …")
    nquads = quads.nquads()
    manifest = _manifest(editions, nquads, len(quads), report, lenient)
    publish(out, nquads, manifest)
    return manifest


def state(
    quads: Quads,
    which: Edition,
    known: dict[str, str],
    *,
    base: str = BASE,
    lenient: bool = False,
) -> Reading:
    """Read one edition and state all that it claims.

    ``known`` are the keys of the city's projects by name, from earlier editions; this one's new
    projects are added to it.
    """
    names = gazetteer.load(which)
    reading = read(which, lenient=lenient)
    claims = Claims(quads, Names(which.code, which.key, base), reading.lines)
    plan = PlanTriples(claims, which, reading, names)
    plan.write()
    projects = ListTriples(claims, which, reading, names, plan=plan, known=known)
    projects.write()
    BodyTriples(claims, which, reading, names, plan=plan, projects=projects).write()
    _state_problems(claims, reading, which.document_path.name)
    return reading


def _state_problems(claims: Claims, reading: Reading, document: str) -> None:
    """Faults that a lenient reading passed over, each with the line it could not read."""
    for number, problem in enumerate(reading.problems, 1):
        node = URIRef(claims.names.yearly("problem", str(number)))
        claims.add(DERIVED, node, RDF.type, mg("ReadingProblem"))
        claims.add(DERIVED, node, mg("reason"), Literal(problem.message("ja"), lang="ja"))
        claims.add(DERIVED, node, mg("reason"), Literal(problem.message("en"), lang="en"))
        if problem.line and problem.file == document:
            quote = reading.lines[problem.line - 1].strip()
            claims.source(DERIVED, node, [Span(problem.line, problem.line, quote)])


def _check_base(base: str) -> None:
    try:
        valid = bool(ox.NamedNode(f"{base}id/x"))
    except ValueError:
        valid = False
    if not (valid and base.startswith(("http://", "https://")) and base.endswith("/")):
        raise BuildError(
            f"--base「{base}」は http:// か https:// で始まり / で終わる IRI ではありません。",
            f"--base “{base}” is no IRI that begins with http:// or https:// and ends in /.",
        )


def _check_distinct(editions: Iterable[Edition]) -> None:
    seen: dict[tuple[str, str], Edition] = {}
    for which in editions:
        other = seen.setdefault((which.code, which.key), which)
        if other is not which:
            raise EditionError(
                f"{other.folder} と {which.folder} は同じ市の同じ年度の版です。",
                f"{other.folder} and {which.folder} are the same city's edition of the same year.",
            )


def _check_shapes(report: ShaclReport, lenient: bool) -> None:
    if report.conforms or lenient:
        return
    first = next(result for result in report.results if result.severity == "Violation")
    raise BuildError(
        f"SHACL の違反が{report.count('Violation')}件あります。最初のもの: "
        f"{first.focus}: {first.message_ja}",
        f"{report.count('Violation')} SHACL violations; the first: "
        f"{first.focus}: {first.message_en}",
    )


def _manifest(
    editions: Sequence[Edition],
    nquads: bytes,
    quads: int,
    report: ShaclReport,
    lenient: bool,
) -> Manifest:
    digest = content_hash(nquads)
    return Manifest(
        hash=digest,
        quads=quads,
        dataset=f"dataset-{digest[:12]}.nq",
        store=f"store-{digest[:12]}",
        editions=sorted(which.id for which in editions),
        inputs=fingerprint(which.folder for which in editions),
        version=version("machigraph"),
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        lenient=lenient,
        shacl={name: report.count(name) for name in ("Violation", "Warning", "Info")},
    )

"""Checks a built graph against what the document prints, by asking the graph itself.

Counts and sums are computed anew from the listings by SPARQL, not taken from the build's own
reconciliation: a gap counts as recorded only when the graph holds an mg:Discrepancy for it. Titles
that differ are told as the build recorded them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from .store import Store

Words = tuple[str, str]

_TOTALS = """
SELECT ?edition ?goal ?quantity ?value ?line WHERE {
  ?total a mg:PrintedTotal ; mg:about ?about ; mg:quantity ?quantity ; mg:value ?value ;
         mg:source ?passage .
  ?passage mg:startLine ?line ; dcterms:isPartOf/mg:fiscalYear ?edition .
  OPTIONAL { ?about a mg:BasicGoal ; skos:notation ?goal }
} ORDER BY ?goal ?quantity ?line"""

# Counted here row by row: the amount of each listing, and whether it repeats another.
_LISTINGS = """
SELECT ?edition ?listing ?goal ?relisting ?yen WHERE {
  ?listing a mg:Listing ; mg:ofEdition/mg:fiscalYear ?edition ; mg:inGoal/skos:notation ?goal ;
           mg:isRelisting ?relisting ; mg:budget/mg:amountYen ?yen .
} ORDER BY ?listing"""

_RECORDED = """
SELECT DISTINCT ?edition ?goal ?quantity ?computed ?difference ?ja ?en WHERE {
  ?gap a mg:Discrepancy ; mg:source/dcterms:isPartOf/mg:fiscalYear ?edition ;
       mg:about ?about ; mg:quantity ?quantity ;
       mg:computedValue ?computed ; mg:difference ?difference .
  OPTIONAL { ?about a mg:BasicGoal ; skos:notation ?goal }
  OPTIONAL { ?gap mg:explanation ?ja FILTER(lang(?ja) = "ja") }
  OPTIONAL { ?gap mg:explanation ?en FILTER(lang(?en) = "en") }
}"""

_PAIRS = """
SELECT ?row ?rowLine ?originalLine ?name ?printed ?originalPrinted ?department ?originalDepartment
       ?text ?originalText ?grant ?originalGrant ?continuity ?originalContinuity ?new ?originalNew
       ?yen ?originalYen
WHERE {
  ?row mg:relistingOf ?original ; a mg:Listing ; mg:source/mg:startLine ?rowLine ;
       mg:printedName ?printed ; mg:printedDepartment ?department ; dcterms:description ?text ;
       mg:grantFunded ?grant ; mg:continuity ?continuity ; mg:newThisYear ?new ;
       mg:budget/mg:amountYen ?yen ; mg:listsProject/skos:prefLabel ?name .
  ?original mg:source/mg:startLine ?originalLine ; mg:printedName ?originalPrinted ;
       mg:printedDepartment ?originalDepartment ; dcterms:description ?originalText ;
       mg:grantFunded ?originalGrant ; mg:continuity ?originalContinuity ;
       mg:newThisYear ?originalNew ; mg:budget/mg:amountYen ?originalYen .
} ORDER BY ?rowLine"""

_FIELDS: dict[str, tuple[str, str, str]] = {
    "name": ("printed", "印刷された事業名", "printed name"),
    "department": ("department", "印刷された部局名", "printed department"),
    "description": ("text", "事業内容(訂正後)", "description (corrected)"),
    "amount": ("yen", "事業費", "amount"),
    "grant": ("grant", "交付金", "grant"),
    "continuity": ("continuity", "新規・継続", "new or continued"),
    "new": ("new", "(新)の印", "(新) mark"),
}

# The gaps between a re-listing and its original that the graph itself tells of.
_FIELD_GAPS = """
SELECT ?row ?property WHERE {
  ?gap a mg:Discrepancy ; mg:quantity mg:FieldText ; mg:about ?row ; mg:property ?property .
}"""

# By what property such a gap is recorded. Names and departments are joined by their corrected
# forms: where only the print differs, a Correction or a reviewed variant tells of it.
_RECORDED_AS = {
    "description": "description",
    "amount": "amountYen",
    "grant": "grantFunded",
    "continuity": "continuity",
    "new": "newThisYear",
}

_ORPHANS = """
SELECT ?line ?name WHERE {
  ?row a mg:Listing ; mg:isRelisting true ; mg:printedName ?name ; mg:source/mg:startLine ?line .
  FILTER NOT EXISTS { ?row mg:relistingOf ?original }
} ORDER BY ?line"""

_TITLES = """
SELECT ?code ?title ?line WHERE {
  ?gap a mg:Discrepancy ; mg:quantity mg:Title ; mg:about ?thing ; mg:printedValue ?title .
  ?thing skos:notation ?code .
  ?gap mg:source ?passage . ?passage mg:startLine ?line ; mg:quote ?quote .
} ORDER BY ?code ?line"""

_DISSOLVED = """
SELECT DISTINCT ?name ?day ?thing ?ja ?line WHERE {
  ?body mg:dissolved ?day ; skos:prefLabel ?name FILTER(lang(?name) = "ja")
  ?edition a mg:Edition ; dcterms:issued ?issued .
  FILTER(SUBSTR(STR(?day), 1, 7) < STR(?issued))
  { ?use mg:partner ?body } UNION
  { ?use mg:plan/skos:prefLabel ?plan . ?body mg:dissolved ?end ; skos:prefLabel ?own
    FILTER(STRSTARTS(STR(?plan), STR(?own))) }
  ?use mg:inThing ?thing ; mg:source ?passage .
  ?passage mg:startLine ?line ; dcterms:isPartOf ?edition .
  ?thing skos:prefLabel ?ja FILTER(lang(?ja) = "ja")
} ORDER BY ?line"""

_PROBLEMS = """
SELECT ?ja ?en WHERE {
  ?problem a mg:ReadingProblem ; mg:reason ?ja, ?en
  FILTER(lang(?ja) = "ja" && lang(?en) = "en")
} ORDER BY ?ja"""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report as a table; words are (Japanese, English)."""

    heading: Words
    columns: tuple[Words, ...]
    body: list[tuple[Words, ...]]
    numbers: frozenset[int] = frozenset()

    def title(self, lang: str) -> str:
        """The heading in one language."""
        return self.heading[lang != "ja"]

    def headings(self, lang: str) -> list[str]:
        """The column headings in one language."""
        return [words[lang != "ja"] for words in self.columns]

    def rows(self, lang: str) -> list[list[str]]:
        """The cells in one language."""
        return [[words[lang != "ja"] for words in row] for row in self.body]


@dataclass(slots=True)
class Report:
    """What a check found. ``data`` is the whole of it for programs, ``sections`` for people."""

    ok: bool = True
    data: dict[str, Any] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values: money in yen, lines as numbers."""
        return {"ok": self.ok, **self.data}


def check(store: Store) -> Report:
    """Reconcile, compare and validate the graph in ``store``."""
    report = Report()
    _totals(store, report)
    _pairs(store, report)
    _titles(store, report)
    _dissolved(store, report)
    _shapes(store, report)
    _problems(store, report)
    return report


def _values(store: Store, query: str) -> list[dict[str, str]]:
    return [
        {name: getattr(term, "value", "") for name, term in record.items()}
        for record in store.query(query).records
    ]


def _computed(store: Store) -> dict[tuple[str, str, str], int]:
    """What the rows add up to, per edition, goal ('' for the whole list) and quantity."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in _values(store, _LISTINGS):
        again, yen = row["relisting"] == "true", int(row["yen"])
        for goal in (row["goal"], ""):
            scope = row["edition"], goal
            sums[*scope, "ListingCount"] += 1
            sums[*scope, "RelistingCount"] += again
            sums[*scope, "ProjectCount"] += not again
            sums[*scope, "BudgetWithRelistings"] += yen
            sums[*scope, "BudgetWithoutRelistings"] += 0 if again else yen
    return sums


_QUANTITIES: dict[str, Words] = {
    "ListingCount": ("事業数(再掲を含む)", "listings"),
    "RelistingCount": ("再掲の数", "re-listings"),
    "ProjectCount": ("事業数(再掲を除く)", "projects, re-listings left out"),
    "BudgetWithRelistings": ("事業費(再掲を含む)", "money, re-listings counted"),
    "BudgetWithoutRelistings": ("事業費(再掲を除く)", "money, re-listings left out"),
}


def _totals(store: Store, report: Report) -> None:
    sums = _computed(store)
    recorded = {
        (
            row["edition"],
            row.get("goal", ""),
            _local(row["quantity"]),
            int(row["difference"]),
        ): row
        for row in _values(store, _RECORDED)
    }
    found: dict[tuple[str, str, str, int], list[int]] = defaultdict(list)
    for row in _values(store, _TOTALS):
        key = row["edition"], row.get("goal", ""), _local(row["quantity"]), int(row["value"])
        found[key].append(int(row["line"]))
    entries = []
    for (edition, goal, quantity, printed), lines in sorted(found.items(), key=_order):
        computed = sums[edition, goal, quantity]
        gap = recorded.get((edition, goal, quantity, computed - printed))
        entries.append(
            {
                "edition": edition,
                "goal": goal or None,
                "quantity": quantity,
                "printed": printed,
                "computed": computed,
                "difference": computed - printed,
                "recorded": gap is not None if computed != printed else None,
                "explanation_ja": gap.get("ja", "") if gap else "",
                "explanation_en": gap.get("en", "") if gap else "",
                "lines": sorted(set(lines)),
            }
        )
    report.ok &= all(entry["recorded"] is not False for entry in entries)
    report.data["totals"] = entries
    report.sections.append(_totals_section(entries))
    explained = [entry for entry in entries if entry["difference"]]
    report.sections.append(
        Section(
            ("合わない計", "Totals that do not add up"),
            (
                ("範囲", "Scope"),
                ("何を", "Quantity"),
                ("記録", "Recorded"),
                ("説明", "Explanation"),
            ),
            [
                (
                    _scope(entry),
                    _QUANTITIES[entry["quantity"]],
                    ("あり", "yes") if entry["recorded"] else ("なし", "NO"),
                    (entry["explanation_ja"], entry["explanation_en"]),
                )
                for entry in explained
            ],
        )
    )


def _order(item: tuple[tuple[str, str, str, int], list[int]]) -> tuple[object, ...]:
    (edition, goal, quantity, printed), _ = item
    number = int(goal) if goal.isdecimal() else 0
    return edition, goal == "", number, goal, list(_QUANTITIES).index(quantity), printed


def _totals_section(entries: list[dict[str, Any]]) -> Section:
    body = [
        (
            _scope(entry),
            _QUANTITIES[entry["quantity"]],
            _same(f"{entry['printed']:,}"),
            _same(f"{entry['computed']:,}"),
            _same(f"{entry['difference']:+,}" if entry["difference"] else "0"),
            _same("・".join(map(str, entry["lines"]))),
        )
        for entry in entries
    ]
    columns = (
        ("範囲", "Scope"),
        ("何を(金額は円)", "Quantity (money in yen)"),
        ("印刷", "Printed"),
        ("行から", "From the rows"),
        ("差", "Difference"),
        ("行番号", "Lines"),
    )
    heading = ("印刷された計と行の照合", "Printed totals against the rows")
    return Section(heading, columns, body, frozenset({2, 3, 4}))


def _pairs(store: Store, report: Report) -> None:
    pairs = _values(store, _PAIRS)
    orphans = _values(store, _ORPHANS)
    told = {
        (row["row"], row["property"].replace("#", "/").rpartition("/")[2])
        for row in _values(store, _FIELD_GAPS)
    }
    gaps = []
    for pair in pairs:
        for name, (variable, _, _) in _FIELDS.items():
            here, there = pair[variable], pair[f"original{variable[0].upper()}{variable[1:]}"]
            if "".join(here.split()) != "".join(there.split()):  # blanks are layout
                gaps.append(
                    {
                        "field": name,
                        "project": pair["name"],
                        "line": int(pair["rowLine"]),
                        "original_line": int(pair["originalLine"]),
                        "relisting": here,
                        "original": there,
                        "recorded": name not in _RECORDED_AS
                        or (pair["row"], _RECORDED_AS[name]) in told,
                    }
                )
    report.data["relistings"] = {
        "paired": len(pairs),
        "without_original": [int(row["line"]) for row in orphans],
        "fields_compared": list(_FIELDS),
        "differences": gaps,
    }
    report.ok &= not orphans and all(gap["recorded"] for gap in gaps)
    heading = (
        f"再掲 {len(pairs)}件をすべての欄で（読み違いを直した後で）元の行と比べた結果(違うもの)",
        f"{len(pairs)} re-listings compared with their originals in every field: what differs",
    )
    columns = (
        ("行", "Line"),
        ("元の行", "Original"),
        ("欄", "Field"),
        ("再掲", "Re-listing"),
        ("元", "Original value"),
    )
    body = [
        (
            _same(str(gap["line"])),
            _same(str(gap["original_line"])),
            _FIELDS[gap["field"]][1:],
            _same(_short(gap["relisting"], gap["original"])),
            _same(_short(gap["original"], gap["relisting"])),
        )
        for gap in gaps
    ]
    report.sections.append(Section(heading, columns, body, frozenset({0, 1})))


def _short(text: str, other: str) -> str:
    """The part of a long text that differs from another, with a little around it."""
    start = next(
        (n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b),
        min(len(text), len(other)),
    )
    first = max(0, start - 6)
    shown = text[first : start + 18]
    return f"{'…' if first else ''}{shown}{'…' if first + len(shown) < len(text) else ''}"


def _titles(store: Store, report: Report) -> None:
    titles: dict[str, dict[str, list[Any]]] = {}
    for row in _values(store, _TITLES):
        entry = titles.setdefault(row["code"], {"titles": [], "lines": []})
        for key, value in (("titles", row["title"]), ("lines", int(row["line"]))):
            if value not in entry[key]:
                entry[key].append(value)
    report.data["titles"] = [{"code": code, **entry} for code, entry in titles.items()]
    body = [
        (
            _same(code),
            _same(" / ".join(entry["titles"])),
            _same("・".join(map(str, entry["lines"]))),
        )
        for code, entry in titles.items()
    ]
    columns = (("符号", "Code"), ("題", "Titles"), ("行番号", "Lines"))
    report.sections.append(
        Section(("場所によって違う題", "Titles that differ between places"), columns, body)
    )


def _dissolved(store: Store, report: Report) -> None:
    rows = _values(store, _DISSOLVED)
    report.data["dissolved"] = [
        {
            "body": row["name"],
            "dissolved": row["day"],
            "thing": row["ja"],
            "iri": row["thing"],
            "line": int(row["line"]),
        }
        for row in rows
    ]
    columns = (
        ("団体", "Body"),
        ("なくなった日", "Dissolved"),
        ("触れている所", "Mentioned in"),
        ("行番号", "Line"),
    )
    body = [tuple(_same(row[key]) for key in ("name", "day", "ja", "line")) for row in rows]
    heading = (
        "既にない団体への言及(廃止の日は文書の外の事実)",
        "Mentions of bodies that had ended (the day is from outside the document)",
    )
    report.sections.append(Section(heading, columns, body, frozenset({3})))


def _shapes(store: Store, report: Report) -> None:
    from rdflib import Graph

    from .validation import validate

    triples = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").serialize("nt")
    found = validate(Graph().parse(data=triples, format="nt"))
    report.ok &= found.conforms
    report.data["shacl"] = {
        "conforms": found.conforms,
        **{name.lower(): found.count(name) for name in ("Violation", "Warning", "Info")},
        "results": [
            {
                "severity": result.severity,
                "focus": result.focus,
                "shape": result.shape,
                "message_ja": result.message_ja,
                "message_en": result.message_en,
            }
            for result in found.results
        ],
    }
    columns = (("重さ", "Severity"), ("対象", "Focus"), ("内容", "Message"))
    body = [
        (
            _same(result.severity),
            _same(_local(result.focus)),
            (result.message_ja, result.message_en),
        )
        for result in found.results
    ]
    report.sections.append(Section(("SHACL の結果", "SHACL results"), columns, body))


def _problems(store: Store, report: Report) -> None:
    rows = _values(store, _PROBLEMS)
    report.data["problems"] = [{"ja": row["ja"], "en": row["en"]} for row in rows]
    if rows:
        body = [((row["ja"], row["en"]),) for row in rows]
        heading = ("読めなかった所(--lenient)", "What could not be read (--lenient)")
        report.sections.append(Section(heading, (("内容", "Problem"),), body))


def _local(iri: str) -> str:
    return iri.rpartition("#")[2] if "#" in iri else iri.partition("/id/")[2] or iri


def _same(text: str) -> Words:
    return text, text


def _scope(entry: dict[str, Any]) -> Words:
    """Which edition and goal a total is of."""
    year, goal = entry["edition"], entry["goal"]
    if goal:
        return f"{year}年度 基本目標{goal}", f"{year} Goal {goal}"
    return f"{year}年度 全体", f"{year} Whole list"

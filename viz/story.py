"""The steps with which the page is told in a meeting: a title, a few sentences, what is shown.

Every figure is counted from the facts; a step whose ground is missing in a graph is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any

from .facts import Facts, Thing
from .scene import Words


@dataclass(slots=True)
class Step:
    """One step; ``state`` is what the page shows, in the names of its address."""

    title: Words
    text: Words
    state: dict[str, str] = field(default_factory=dict)


def story(facts: Facts) -> list[dict[str, Any]]:
    """The steps as plain values."""
    projects = facts.of("project")
    relisted = [project for project in projects if project.relistings]
    steps = [_whole(facts, projects)]
    if relisted:
        steps += [_relisted(relisted), *_crossing(relisted), *_heaviest(facts, relisted)]
        steps += [*_sdgs(facts, relisted), _closing()]
    return [asdict(step) for step in steps]


def _whole(facts: Facts, projects: list[Thing]) -> Step:
    goals, measures = len(facts.of("goal")), len(facts.of("measure"))
    yen = sum(project.yen for project in projects)
    return Step(
        ("戦略の全体", "The whole strategy"),
        (
            (
                f"{goals}つの基本目標と{measures}の施策の下に、{len(projects)}件の事業があります。"
                f"事業費は一度だけ数えて{_ja(yen)}です。"
            ),
            (
                f"{len(projects)} projects stand under {goals} basic goals and {measures} "
                "measures. "
                f"Counted once, their budgets come to {_en(yen)}."
            ),
        ),
        {"view": "all"},
    )


def _relisted(relisted: list[Thing]) -> Step:
    again = sum(project.relistings for project in relisted)
    return Step(
        ("二か所以上に載る事業", "Projects in more than one place"),
        (
            (
                f"{len(relisted)}件の事業は、"
                f"最初の掲載のほかに合わせて{again}回、再掲されています。"
                "実線が最初の掲載、破線が再掲です。"
            ),
            (
                f"{len(relisted)} projects are listed again, {again} times in all. Solid "
                "lines lead to "
                "the first listing, dashed lines to re-listings."
            ),
        ),
    )


def _crossing(relisted: list[Thing]) -> Iterator[Step]:
    crossing = [project for project in relisted if project.reach == "across"]
    if not crossing:
        return
    once = sum(project.yen for project in crossing)
    often = sum(project.yen * len(project.listed) for project in crossing)
    yield Step(
        ("目標をまたぐ事業", "Projects across goals"),
        (
            (
                ""
                f"{len(crossing)}件は複数の基本目標に役立ちます。事業費は一度だけ数えて{_ja(once)}。"
                f"載るたびに数えると{_ja(often)}になり、実際より大きく見えます。"
            ),
            (
                f"{len(crossing)} serve more than one basic goal. Counted once they cost "
                f"{_en(once)}; "
                f"counted at every listing it would be {_en(often)}, more than is spent."
            ),
        ),
        {"kind": "across"},
    )
    pairs = Counter(pair for project in crossing for pair in combinations(project.goals, 2))
    (one, two), number = min(pairs.items(), key=lambda item: (-item[1], item[0]))
    yield Step(
        ("最も結び付いた二つの目標", "The two goals most closely linked"),
        (
            (
                f"基本目標{one}と基本目標{two}は{number}件の事業を共有しています。"
                "二つの目標の担当者が一緒に話し合う理由です。"
            ),
            (
                f"Goal {one} and goal {two} share {number} projects: a reason for those in "
                "charge of "
                "both to sit together."
            ),
        ),
        {"goal": f"{one},{two}"},
    )


def _heaviest(facts: Facts, relisted: list[Thing]) -> Iterator[Step]:
    most = max(relisted, key=lambda project: (len(project.listed), project.yen, project.id))
    number, goals = len(most.listed), "・".join(most.goals)
    yield Step(
        ("最も多くの施策に載る事業", "The project under most measures"),
        (
            f"「{most.label[0]}」は{number}の施策(基本目標{goals})に載っています。",
            f"“{most.label[1]}” is listed under {number} measures (goals {goals}).",
        ),
        {"pin": most.id},
    )
    largest = max(relisted, key=lambda project: (project.yen, project.id))
    yield Step(
        ("再掲のある事業で最も大きなもの", "The largest of them"),
        (
            (
                f"「{largest.label[0]}」の事業費は{_ja(largest.yen)}。"
                f"{len(largest.listed)}か所に載りますが、お金は一つです。"
            ),
            (
                f"“{largest.label[1]}” costs {_en(largest.yen)}: listed "
                f"{len(largest.listed)} times, "
                "but the money is the same."
            ),
        ),
        {"pin": largest.id},
    )
    held = Counter(iri for project in relisted for iri in project.departments)
    office, number = min(held.items(), key=lambda item: (-item[1], item[0]))
    ja, en = facts.departments[office]
    yield Step(
        ("担当の多い部局", "The department with most of them"),
        (
            f"再掲のある事業が最も多いのは{ja}の{number}件です。",
            f"{en} is in charge of {number} of the re-listed projects, more than any other.",
        ),
        {"department": office},
    )


def _sdgs(facts: Facts, relisted: list[Thing]) -> Iterator[Step]:
    reach = Counter(number for goal in facts.of("goal") for number in goal.sdgs)
    if not reach:
        return
    sdg, goals = min(reach.items(), key=lambda item: (-item[1], item[0]))
    number = sum(sdg in project.sdgs for project in relisted)
    ja, en = facts.sdgs[sdg]
    yield Step(
        ("SDGsとのつながり", "The link to the SDGs"),
        (
            (
                f"SDG {sdg}「{ja}」は{goals}つの基本目標に印字され、"
                f"その目標を通じて再掲のある事業{number}件に"
                "つながります。文書が結び付けるのは目標なので、事業とのつながりは推定です。"
            ),
            (
                f"SDG {sdg} ({en}) is printed for {goals} goals and, through them, reaches "
                f"{number} of "
                "the re-listed projects. The document links goals, so for projects this is "
                "inferred."
            ),
        ),
        {"sdg": str(sdg)},
    )


def _closing() -> Step:
    return Step(
        ("話し合うこと", "To talk about"),
        (
            (
                "一緒に計画し、一緒に評価できる事業はどれでしょうか。気になる丸を選ぶと、"
                "根拠の行が読めます。"
            ),
            (
                "Which of these could be planned and reviewed together? Choose a mark to "
                "read the lines "
                "it stands on."
            ),
        ),
    )


def _ja(yen: int) -> str:
    """Yen in 億 and 万, exact to the yen where that matters."""
    high, rest = divmod(yen, 100_000_000)
    middle, low = divmod(rest, 10_000)
    parts = [(high, "億"), (middle, "万"), (low, "")]
    return "".join(f"{number:,}{unit}" for number, unit in parts if number) + "円"


def _en(yen: int) -> str:
    return f"¥{yen:,}"

"""Bodies, facilities, events, plans and areas."""

from __future__ import annotations

import csv

from ..expectations import EDITION, split, table
from .arithmetic import (
    BY_MEASURE,
    GOALS,
    LISTINGS,
    MEASURES,
    PROJECTS,
    ROW,
    Row,
    Rows,
    again,
    answer,
    codes,
    goal_of,
    grouped,
    lines,
    names,
    project_of,
)
from .indicators import INDICATORS, KPIS, _all_lines, cited

MENTIONS = table("involvements")
THINGS = {
    "Strategy": "戦略",
    "BasicGoal": "基本目標",
    "Measure": "施策",
    "Kpi": "KPI",
    "NumericalTarget": "数値目標",
    "Project": "事業",
    "DigitalInitiative": "デジタル項目",
}
ROLES = {
    "LeadRole": "中心",
    "CooperationRole": "連携",
    "SupportedRole": "支援を受ける",
    "OperatorRole": "実施・運営",
    "MentionedRole": "言及",
}
KINDS = {
    "Municipality": "自治体",
    "Dmo": "DMO",
    "Council": "協議会など",
    "Area": "圏域",
    "School": "学校",
    "Company": "会社",
    "PublicBody": "公的機関",
    "Network": "ネットワーク",
    "Association": "法人・団体",
    "Office": "窓口・事務所",
    "Facility": "施設・場所",
    "Event": "催し",
}
STRATEGY = "旭川市まち・ひと・しごと創生総合戦略【第2期】"
DIGITAL = {row["item"]: row for row in table("digital")}
INDICATOR = {row["name"]: row for row in INDICATORS}
KEYS = {row["name"]: row["listing"] for row in LISTINGS if not again(row)}


def thing(row: Row) -> Row:
    """Kind, code and name of what names a body or plan."""
    kind, name, code = row["thing_kind"], row["thing"], ""
    if kind == "Strategy":
        name = STRATEGY
    elif kind == "BasicGoal":
        code, name = name, GOALS[name]["title"]
    elif kind == "Measure":
        code, name = name, MEASURES[name]["title"]
    elif kind == "DigitalInitiative":
        name = DIGITAL[name]["text"]
    elif kind == "Indicator":
        kind = "Kpi" if "measures" in INDICATOR[name] else "NumericalTarget"
    return {"kind": THINGS[kind], "code": code, "name": name}


def goals_of(row: Row) -> set[str]:
    """The basic goals in which a mention stands; none for the strategy as a whole."""
    kind, name = row["thing_kind"], row["thing"]
    if kind == "Project":
        return set(map(goal_of, PROJECTS[KEYS[name]]))
    if kind == "Indicator":
        return {code[0] for code in split(INDICATOR[name]["owners"])}
    return set() if kind == "Strategy" else {name[0]}


def _involved(body: str = "") -> Rows:
    return [
        {"body": row["body"], "role": ROLES[row["role"]]} | thing(row) | {"lines": cited(row)}
        for row in MENTIONS
        if body in {row["body"], ""}
    ]


@answer("partner-involvements")
def partner_involvements() -> Rows:
    return _involved()


@answer("partner-involvements@partner=大雪カムイミンタラDMO")
def involvements_of_the_dmo() -> Rows:
    return _involved("大雪カムイミンタラDMO")


@answer("partner-involvements@partner=上川中部圏域")
def involvements_of_the_area() -> Rows:
    return _involved("上川中部圏域")


@answer("partner-reach")
def partner_reach() -> Rows:
    return [
        {
            "body": body,
            "kind": KINDS[rows[0]["kind"]],
            "goals": codes(goal for row in rows for goal in goals_of(row)),
            "measures": str(sum(row["thing_kind"] == "Measure" for row in rows)),
            "projects": str(sum(row["thing_kind"] == "Project" for row in rows)),
            "involvements": str(len(rows)),
            "lines": _all_lines(rows),
        }
        for body, rows in grouped(MENTIONS, lambda row: row["body"]).items()
    ]


def _goal_partners(goal: str) -> Rows:
    mine = [row for row in MENTIONS if goal in goals_of(row)]
    return [
        {
            "goals": goal,
            "body": body,
            "kind": KINDS[rows[0]["kind"]],
            "things": str(len(rows)),
            "lines": _all_lines(rows),
        }
        for body, rows in grouped(mine, lambda row: row["body"]).items()
    ]


@answer("goal-partners")
def goal_partners() -> Rows:
    return [row for goal in GOALS for row in _goal_partners(goal)]


@answer("goal-partners@goal=2")
def goal_partners_of_goal_2() -> Rows:
    return _goal_partners("2")


@answer("measures-without-partner")
def measures_without_partner() -> Rows:
    named = {
        kind: {r["thing"] for r in MENTIONS if r["thing_kind"] == kind}
        for kind in ("Measure", "Project", "Indicator")
    }
    found: Rows = []
    for code, row in MEASURES.items():
        if any(other["parent"] == code for other in MEASURES.values()):
            continue  # looked at in its sub-measures
        rows = BY_MEASURE.get(code, [])
        projects = {ROW[project_of(r)]["name"] for r in rows}
        kpis = {kpi["name"] for kpi in KPIS if code in split(kpi["measures"])}
        if code in named["Measure"] or projects & named["Project"] or kpis & named["Indicator"]:
            continue
        found.append(
            {
                "code": code,
                "title": row["title"],
                "projects": str(len(projects)),
                "lines": row["line"],
            }
        )
    return found


def _cited_plans(plan: str = "") -> Rows:
    found: Rows = []
    for row in table("citations"):
        if plan in {row["plan"], ""}:
            told = thing(row)
            told |= {"thing": told["name"], "name": row["plan"], "lines": cited(row)}
            found.append(told)
    return found


@answer("cited-plans")
def cited_plans() -> Rows:
    return _cited_plans()


@answer("cited-plans@plan=第8次旭川市総合計画")
def cited_plans_of_one() -> Rows:
    return _cited_plans("第8次旭川市総合計画")


MEMBERSHIPS = table("memberships")
SLUGS = {
    "kamikawa-chubu-settlement-area": "上川中部定住自立圏",
    "asahikawa-taisetsu-area": "旭川大雪圏域連携中枢都市圏",
    "taisetsu-kamui-mintara-dmo": "大雪カムイミンタラDMO",
}


def _reviewed(name: str) -> Rows:
    """A hand-kept table of the edition, such as what is known from outside the document."""
    with (EDITION / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _outside(body: str) -> Rows:
    """Memberships known from elsewhere, with the Japanese half of their source."""
    towns = {row["slug"]: row["name"] for row in _reviewed("partners")}
    return [
        row | {"name": towns[row["value"]], "told": row["source"].split(" / ")[0]}
        for row in _reviewed("external")
        if row["property"] == "member" and SLUGS[row["subject"]] == body
    ]


def _members(body: str) -> Rows:
    roles = {"MemberRole": "構成員", "AreaServed": "区域"}
    none = {"from": "", "until": "", "asOf": "", "source": ""}
    stated = [
        none
        | {
            "body": body,
            "name": row["member"],
            "role": roles[row["role"]],
            "asOf": "2024-03",
            "basis": "文書",
            "lines": row["line"],
        }
        for row in MEMBERSHIPS
        if row["body"] == body
    ]
    elsewhere = [
        none
        | {
            "body": body,
            "name": row["name"],
            "role": "構成員",
            "from": row["from"],
            "until": row["until"],
            "basis": "文書の外",
            "source": row["told"],
            "lines": "",
        }
        for row in _outside(body)
    ]
    return stated + elsewhere


@answer("area-membership@area=上川中部圏域")
def members_of_kamikawa_chubu() -> Rows:
    return _members("上川中部圏域")


@answer("area-membership@area=大雪カムイミンタラDMO")
def members_of_the_dmo() -> Rows:
    return _members("大雪カムイミンタラDMO")


@answer("area-membership@area=上川中部定住自立圏")
def members_of_the_settlement_area() -> Rows:
    return _members("上川中部定住自立圏")


def _at(body: str, day: str) -> Rows:
    columns = ("body", "name", "from", "until", "basis", "lines", "source")
    month = day[:7]
    return [
        {name: row[name] for name in columns}
        for row in _members(body)
        if (row["asOf"] == month if row["asOf"] else row["from"] <= day <= (row["until"] or "9"))
    ]


@answer("area-at-date@area=大雪カムイミンタラDMO,date=2018-11-30")
def dmo_in_november_2018() -> Rows:
    return _at("大雪カムイミンタラDMO", "2018-11-30")


@answer("area-at-date@area=大雪カムイミンタラDMO,date=2024-03-15")
def dmo_at_the_revision() -> Rows:
    return _at("大雪カムイミンタラDMO", "2024-03-15")


@answer("area-at-date@area=上川中部定住自立圏,date=2022-03-31")
def settlement_area_on_its_last_day() -> Rows:
    return _at("上川中部定住自立圏", "2022-03-31")


@answer("area-difference@first=大雪カムイミンタラDMO,second=上川中部圏域")
def area_difference() -> Rows:
    bodies = ("大雪カムイミンタラDMO", "上川中部圏域")
    found: Rows = []
    mine = [row for row in MEMBERSHIPS if row["body"] in bodies]
    for name, rows in grouped(mine, lambda row: row["member"]).items():
        areas = {row["body"] for row in rows}
        found.append(
            {
                "name": name,
                "belongs": names(areas),
                "lines": lines(rows),
            }
        )
    return found

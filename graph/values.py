"""Numbers, periods and target expressions, as Japanese plans print them.

Amounts come with a scale (千, 万, 百万 …) that is multiplied out; ▲ and △ are minus signs; years
are Japanese eras or western years, and 年度 (April to March) is not 年 (January to December).
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .rows import Period

SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "億": 10**8,
    "十億": 10**9,
    "百億": 10**10,
    "兆": 10**12,
}
# The year before the first of each era: R1 is 2018 + 1.
ERAS = {"R": 2018, "令和": 2018, "H": 1988, "平成": 1988, "S": 1925, "昭和": 1925}
_COMPARATORS = {"以上": "AtLeast", "以下": "AtMost", "未満": "LessThan", "超": "MoreThan"}

_AMOUNT = re.compile(
    r"(?P<sign>[▲△\-−+]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<scale>十億|百億|十万|百万|千万|十|百|千|万|億|兆)?"
    # A unit holds neither digits nor signs of a range, list or bound: 30~40件 is no number.
    r"(?P<unit>(?:(?!以上|以下|未満|超)[^\d,.~〜\-–−/])*)"
)
_POINT = re.compile(
    r"(?:(?P<era>令和|平成|昭和|[RHS])(?P<year>元|\d{1,2})|(?P<western>\d{4}))(?:\(\d{4}\))?"
    r"(?P<unit>年度|年)?(?:\(\d{4}\)(?P<late>年度|年)?)?(?:度)?(?:(?P<month>\d{1,2})月)?"
)
_TRAILER = re.compile(r"(?:の?平均値?|累計数?|実績|現在|まで(?:の\d+年間)?)+$")
_PAIRED = re.compile(r"\((\d{4})年?\)|\((?:[RHS]|令和|平成|昭和)(?:元|\d{1,2})年?\)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed quantity: ``number`` with scale multiplied out, ``unit`` without it."""

    number: Decimal | None
    unit: str
    comparator: str = "Equal"


def fold(text: str) -> str:
    """Full-width digits, signs and brackets as half-width ones, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


# A character with its voicing marks: half-width kana write カ and ゛ apart.
_CHARACTER = re.compile(r".[\uff9e\uff9f\u3099\u309a]*", re.DOTALL)


class Folded:
    """A text in the form in which it is compared, every part of which leads back to the print."""

    def __init__(self, text: str, form: Callable[[str], str] = fold) -> None:
        self._source = text
        self._places: list[tuple[int, int]] = []
        parts: list[str] = []
        for match in _CHARACTER.finditer(text):
            for part in form(match[0]):
                parts.append(part)
                self._places.append(match.span())
        self.text = "".join(parts)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the printed text two places of the folded one lie."""
        return self._places[start][0], self._places[end - 1][1]

    def printed(self, start: int, end: int) -> str:
        """What was printed between two places of the folded text."""
        first, last = self.place(start, end)
        return self._source[first:last]


def whole_number(text: str) -> int | None:
    """An integer such as ``1,234,567``, ``▲332`` or full-width digits; None when it is none."""
    match = _AMOUNT.fullmatch(fold(text))
    if match is None or match["scale"] or match["unit"] or "." in match["digits"]:
        return None
    return int(_number(match))


def amount(text: str) -> Amount:
    """Read ``9,812,544万円``, ``▲332人``, ``65.0%`` or a phrase such as ``法定雇用率以上``.

    A phrase gives an amount without number. Scale and unit are parted: 465千泊 is 465000 泊.
    """
    body, comparator = _split_comparator(fold(text))
    match = _AMOUNT.fullmatch(body)
    # 62.000 may be meant as 62 or as 62,000: no number is better than a thousandfold wrong one.
    if match is None or re.fullmatch(r"\d{1,3}\.\d{3}", match["digits"]):
        return Amount(None, "", comparator)
    return Amount(_number(match), match["unit"], comparator)


def _split_comparator(body: str) -> tuple[str, str]:
    for word, name in _COMPARATORS.items():
        if body.endswith(word):
            return body.removesuffix(word), name
    return body, "Equal"


def _number(match: re.Match[str]) -> Decimal:
    number = Decimal(match["digits"].replace(",", ""))
    if match["scale"]:
        number *= SCALES[match["scale"]]
        number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number
    return -number if match["sign"] in ("▲", "△", "-", "−") and match["sign"] else number


def unit_scale(unit: str) -> int | None:
    """How many yen one of a table's units is: 千円 is 1000; None when it is no money."""
    body = fold(unit)
    return SCALES.get(body.removesuffix("円")) if body.endswith("円") else None


def period(text: str) -> Period | None:
    """Read ``R6年度``, ``H30年10月~R1年9月`` or ``H28-H30年度の平均値``; None when it is none."""
    whole = fold(text)
    try:
        agree = _years_agree(whole)
    except ValueError:  # a year after its era's end
        agree = False
    if not agree:
        return None
    body = _PAIRED.sub("", whole)
    body = _TRAILER.sub("", body).replace("から", "~")
    parts = re.split(r"[~〜\-－–]", body)
    if len(parts) > 2:
        return None
    matches = [_POINT.fullmatch(part) for part in parts]
    last = matches[-1]
    if last is None or matches[0] is None:
        return None
    first = matches[0]
    unit = first["unit"] or first["late"] or last["unit"] or last["late"] or ""
    try:
        start = _bounds(first, unit)[0]
        end = _bounds(last, last["unit"] or last["late"] or unit)[1]
    except ValueError:  # a thirteenth month, a year 0000
        return None
    length = re.search(r"(\d+)年間", whole)
    if start > end or (length and int(length[1]) != _years(start, end)):
        return None
    return Period(start, end, text.strip())


_ERA_YEAR = r"(?P<era>令和|平成|昭和|[RHS])(?P<year>元|\d{1,2})年?"
_AD_YEAR = r"(?P<western>\d{4})年?"
_BOTH = (
    re.compile(rf"{_ERA_YEAR}\({_AD_YEAR}\)"),
    re.compile(rf"{_AD_YEAR}\({_ERA_YEAR}\)"),
)
# The last year of each era that has ended.
_LAST = {"H": 31, "平成": 31, "S": 64, "昭和": 64}


def _years_agree(text: str) -> bool:
    """Whether every year that is printed in both reckonings is one and the same."""
    return all(
        _era_year(match["era"], match["year"]) == int(match["western"])
        for form in _BOTH
        for match in form.finditer(text)
    )


def _years(start: date, end: date) -> int:
    """How many years lie between two days, both included."""
    return round(((end - start).days + 1) / 365.25)


def _bounds(point: re.Match[str], unit: str) -> tuple[date, date]:
    year = int(point["western"]) if point["western"] else _era_year(point["era"], point["year"])
    if point["month"]:
        month = int(point["month"])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if unit == "年度":
        return date(year, 4, 1), date(year + 1, 4, 1) - timedelta(days=1)
    return date(year, 1, 1), date(year, 12, 31)


def _era_year(era: str, year: str) -> int:
    number = 1 if year == "元" else int(year)
    if number > _LAST.get(era, number):
        raise ValueError(f"{era}{year}: the era ended before")
    return ERAS[era] + number


def value_kind(name: str, printed_period: str) -> str:
    """Whether a value is an average, a running total, a yearly count, or as of a day.

    Read from the words in brackets after the indicator's name and those of the period.
    """
    words = fold(printed_period)
    qualifier = "".join(re.findall(r"\(([^()]*)\)", fold(name)))
    if "平均" in words:
        return "Average"
    if "累計" in words or "累計" in qualifier:
        return "Cumulative"
    if re.search(r"各年\d+月\d+日", qualifier):
        return "AsOfDate"
    return "Annual" if "各年度" in qualifier else "Level"

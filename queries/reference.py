"""The catalogue's reference page, made from the headers of its files.

``python -m machigraph.queries.reference`` prints it; ``docs/questions.md`` is its output.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .catalogue import THEMES, Parameter, Question, matching

_INTRO = """\
# 用意された質問 / The ready questions

このページは `queries/*.rq` の見出しから作られています。直すときはそちらを直し、
`python -m machigraph.queries.reference > docs/questions.md` で作り直します。

This page is made from the headers of `queries/*.rq`. Change those, then make it anew with the
command above.

`machigraph ask ID [--PARAMETER VALUE]` で尋ねます。値は符号（`2`、`2-エ-②`）、名前（日本語・
英語）、IRI のどれでもよく、全角・半角や大文字・小文字は問いません。どの答えにも、根拠になった
文書の行が付きます（`lines`）。形式は `--format table|csv|tsv|json|xml|xlsx` で、`--cite` は引用の
しかたを、`--explain` は尋ねる SPARQL を示します。`.rq` ファイルはそのままで正しい SPARQL 1.1 なので
他の SPARQL エンジンにもそのまま渡せます。指定する値は、問合せの中の `VALUES ?名前 { UNDEF }` の
`UNDEF` を置き換えて渡します。

Ask with `machigraph ask ID [--PARAMETER VALUE]`. A value is a code, a name in Japanese or
English, or an IRI; width and case do not matter. Every answer names the lines of the document it
rests on (`lines`). Formats: `--format table|csv|tsv|json|xml|xlsx`; `--cite` tells how to cite the
answer, `--explain` shows the SPARQL. A `.rq` file is valid SPARQL 1.1 as it lies and runs on other
engines; values replace the `UNDEF` of `VALUES ?name { UNDEF }`.

どの質問も、組み込みのストア、rdflib、Oxigraph、Virtuoso で同じ答えになることを、文書から読み取った
答え（`tests/expected/answers/`）で確かめています。

Every question is held to answers read from the document (`tests/expected/answers/`) on the
embedded store, rdflib, Oxigraph and Virtuoso.
"""


def reference() -> str:
    """The page as Markdown."""
    known = matching()
    lines = [_INTRO]
    for theme, (ja, en) in THEMES.items():
        lines += [f"**{ja} / {en}**", "", "| ID | 質問 | Question |", "|---|---|---|"]
        mine = [q for q in known if q.theme == theme]
        lines += [f"| [{q.id}](#{q.id}) | {q.title.ja} | {q.title.en} |" for q in mine]
        lines.append("")
    for question in known:
        lines += ["", *_section(question)]
    return "\n".join(lines) + "\n"


def _section(question: Question) -> Iterator[str]:
    users = ", ".join(question.users)
    yield f"## {question.id}"
    yield ""
    yield f"**{question.title.ja}** / {question.title.en}"
    yield ""
    yield question.description.ja
    yield ""
    yield question.description.en
    yield ""
    yield f"theme: {question.theme} · users: {users} · version: {question.version}"
    yield ""
    yield "```"
    yield " ".join(["machigraph ask", question.id, *map(_usage, question.parameters)])
    yield "```"
    if question.parameters:
        yield ""
        yield "| 指定 / parameter | 型 / type | 必須 / required | 意味 / meaning |"
        yield "|---|---|---|---|"
        yield from map(_parameter, question.parameters)
    yield ""
    yield "| 列 / column | 見出し | heading |"
    yield "|---|---|---|"
    yield from (f"| `{c.name}` | {c.label.ja} | {c.label.en} |" for c in question.columns)


def _usage(parameter: Parameter) -> str:
    words = f"--{parameter.name} {parameter.type.upper()}"
    return words if parameter.required else f"[{words}]"


def _parameter(parameter: Parameter) -> str:
    required = "○" if parameter.required else ""
    label = f"{parameter.label.ja} / {parameter.label.en}"
    return f"| `--{parameter.name}` | {parameter.type} | {required} | {label} |"


if __name__ == "__main__":
    sys.stdout.buffer.write(reference().encode())

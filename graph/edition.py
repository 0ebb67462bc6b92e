"""An edition folder: edition.toml, the document, and the reviewed tables beside it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from .errors import EditionError

_CODE = re.compile(r"\d{6}\Z")


@dataclass(frozen=True, slots=True)
class Edition:
    """What edition.toml says. ``code`` is the municipality code, ``fiscal_year`` a western year.

    ``synthetic`` editions are made up for trials and never enter the default build.
    """

    folder: Path
    id: str
    code: str
    municipality: str
    fiscal_year: int
    document: str
    grant: str
    synthetic: bool

    @property
    def key(self) -> str:
        """The edition's part of its IRIs: the fiscal year of its list."""
        return str(self.fiscal_year)

    def file(self, name: str) -> Path:
        """A file of the folder."""
        return self.folder / name

    @property
    def document_path(self) -> Path:
        """The source document."""
        return self.file(self.document)


_FIELDS: dict[str, type] = {
    "id": str,
    "municipality_code": str,
    "municipality": str,
    "fiscal_year": int,
    "document": str,
    "grant": str,
}


def bundled(folder: Path | None = None) -> list[Path]:
    """The editions that ship with the package, or lie in ``folder``, without synthetic ones."""
    root = folder or Path(str(resources.files("machigraph.editions")))
    found = sorted(path.parent for path in root.glob("*/edition.toml"))
    return [path for path in found if not load(path).synthetic]


def load(folder: Path) -> Edition:
    """Read edition.toml of ``folder``; raises EditionError naming the file and the field."""
    path = folder / "edition.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise EditionError(
            f"{path}: edition.toml がありません。版のフォルダーを指定してください。",
            f"{path}: there is no edition.toml; name an edition's folder.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EditionError(
            f"{path}: TOML として読めません({error})。", f"{path}: is not valid TOML ({error})."
        ) from None
    return _checked(path, data)


def _checked(path: Path, data: dict[str, object]) -> Edition:
    for name, kind in _FIELDS.items():
        if type(data.get(name)) is not kind:
            raise EditionError(
                f"{path}: 「{name}」({kind.__name__})がありません。",
                f"{path}: “{name}” ({kind.__name__}) is missing.",
            )
    code = str(data["municipality_code"])
    if not _CODE.match(code):
        raise EditionError(
            f"{path}: municipality_code「{code}」は6桁の全国地方公共団体コードではありません。",
            f"{path}: municipality_code “{code}” is not a six-digit municipality code.",
        )
    return Edition(
        folder=path.parent,
        id=str(data["id"]),
        code=code,
        municipality=str(data["municipality"]),
        fiscal_year=int(str(data["fiscal_year"])),
        document=str(data["document"]),
        grant=str(data["grant"]),
        synthetic=data.get("synthetic") is True,
    )

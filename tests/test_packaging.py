"""The package as a stranger gets it: locked, built, installed, and with its data."""

import email
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from email.message import Message
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from .link_tree import ROOT, package_folders
from .sources import package_data, package_of, package_sources, source_files

NOT_PACKAGED = {"bench", "docs", "tests"}
LOCKS = ("requirements.txt", "requirements-dev.txt")
LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)


def pyproject() -> dict:
    """The project's configuration."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(lock: str) -> dict[str, str]:
    """The version that a lock gives each distribution."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(m["name"]): m["version"] for m in LOCKED.finditer(text)}


# --- what pyproject.toml lists -------------------------------------------------------------


def test_every_folder_with_code_is_listed() -> None:
    folders = {path.parent for path in source_files() if path.suffix == ".py"}
    code = {folder.as_posix() for folder in folders if folder.parts[0] not in NOT_PACKAGED}
    assert code == set(package_folders().values())


def test_packages_and_their_folders_are_the_same_list() -> None:
    assert sorted(pyproject()["tool"]["setuptools"]["packages"]) == sorted(package_folders())


def test_every_package_has_a_documented_root() -> None:
    for folder in package_folders().values():
        assert (ROOT / folder / "__init__.py").read_text(encoding="utf-8").startswith('"""'), folder


def test_no_folder_at_the_root_shadows_the_package() -> None:
    assert not (ROOT / "machigraph").exists()
    assert all(name.split(".")[0] == "machigraph" for name in package_folders())


# --- the locks -----------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_distribution_has_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(locked(lock)) > 0
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_no_addresses_and_no_paths(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"://|--index|--find-links|--extra-index|--trusted|^\s*-e|/[a-z]", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_satisfy_what_the_project_asks_for(lock: str) -> None:
    config = pyproject()
    wanted = [*config["project"]["dependencies"], *config["dependency-groups"]["build"]]
    if lock == "requirements-dev.txt":
        wanted += config["dependency-groups"]["dev"]
    versions = locked(lock)
    for requirement in map(Requirement, wanted):
        version = Version(versions[canonicalize_name(requirement.name)])
        assert requirement.specifier.contains(version), requirement


def test_both_locks_agree() -> None:
    runtime, development = map(locked, LOCKS)
    assert runtime.items() <= development.items()


# --- the commands --------------------------------------------------------------------------


def test_continuous_integration_calls_make_test() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text
    assert re.search(r"^make test$", text, re.MULTILINE)
    assert os.access(script, os.X_OK)


def test_make_help_lists_the_targets() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    targets = {line.split()[0] for line in shown.splitlines()}
    assert {"demo", "test", "test-all", "bench", "format", "clean", "lock", "help"} <= targets


def test_make_says_in_one_sentence_that_python_is_missing(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = subprocess.run(
        ["make", "--no-print-directory", "PYTHONS=no-such-python", ".venv/.created"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Python 3.11" in done.stderr.decode()
    assert not (tmp_path / ".venv").exists()


def test_git_keeps_the_document_byte_for_byte() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no git repository here")
    for path in source_files():
        if path.name == "document.txt" and path.parts[0] == "editions":
            said = subprocess.run(
                ["git", "check-attr", "text", "--", path], cwd=ROOT, capture_output=True, check=True
            ).stdout.decode()
            assert said.strip().endswith("text: unset")


# --- what is built -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, built from the committed files, and the wheel, built from it."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for path in source_files():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, source / path)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    """The built wheel."""
    (found,) = distributions.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def wheel_names(wheel: Path) -> set[str]:
    """The names of the wheel's members."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    """The wheel's core metadata."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(archive.read(name))


def installed_name(path: Path) -> str:
    """Where a file of the packages' folders is installed."""
    package = package_of(path)
    assert package is not None
    return "/".join([*package.split("."), *path.parts[1:]])


def test_the_sdist_holds_every_committed_file(distributions: Path) -> None:
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {Path(*Path(member).parts[1:]) for member in archive.getnames()}
    assert set(source_files()) - names == set()


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel_names: set[str]) -> None:
    expected = {installed_name(path) for path in [*package_sources(), *package_data()]}
    assert {name for name in wheel_names if ".dist-info/" not in name} == expected


def test_the_wheel_carries_its_licence_and_notice(wheel_names: set[str], metadata: Message) -> None:
    assert metadata["License-Expression"] == "Apache-2.0"
    for name in ("LICENSE", "NOTICE"):
        assert any(member.endswith(f".dist-info/licenses/{name}") for member in wheel_names)


def test_a_plain_install_needs_the_declared_dependencies_alone(metadata: Message) -> None:
    extras = pyproject()["project"]["optional-dependencies"]
    assert metadata.get_all("Provides-Extra") == list(extras)
    every = [Requirement(text) for text in metadata.get_all("Requires-Dist", [])]
    required = {str(one) for one in every if "extra" not in str(one.marker)}
    declared = {str(Requirement(text)) for text in pyproject()["project"]["dependencies"]}
    assert required == declared


# --- what is installed ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """A fresh virtual environment with the wheel; the dependencies come from the tests' own."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", python_of(folder), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--no-compile", wheel], check=True)
    # A path in a .pth file is searched last, and its own .pth files (the editable installation
    # of this work tree) are not read.
    (site_of(folder) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def python_of(environment: Path) -> Path:
    """The environment's interpreter."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def site_of(environment: Path) -> Path:
    """The environment's site-packages."""
    variables = {"base": str(environment), "platbase": str(environment)}
    return Path(sysconfig.get_path("purelib", "venv", variables))


def run(environment: Path, code: str, *arguments: str) -> str:
    """What `code` prints in the environment, away from the work tree."""
    done = subprocess.run(
        [python_of(environment), "-c", code, *arguments],
        cwd=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_generic_lands_in_site_packages(environment: Path) -> None:
    version = pyproject()["project"]["version"]
    expected = {"machigraph", f"machigraph-{version}.dist-info", "dependencies.pth"}
    assert {path.name for path in site_of(environment).iterdir()} - {"__pycache__"} == expected


def test_every_module_comes_from_the_installed_wheel(environment: Path) -> None:
    names = sorted(package_folders())
    code = (
        "import importlib, json, sys\n"
        "print(json.dumps([importlib.import_module(n).__file__ for n in sys.argv[1:]]))"
    )
    files = json.loads(run(environment, code, *names))
    site = site_of(environment).resolve()
    assert [file for file in files if not Path(file).resolve().is_relative_to(site)] == []


def test_every_data_file_is_reachable_as_a_resource(environment: Path) -> None:
    wanted = [[package_of(path), *path.parts[1:]] for path in package_data()]
    assert wanted
    code = (
        "import json, sys\n"
        "from importlib.resources import files\n"
        "wanted = json.loads(sys.argv[1])\n"
        "print(json.dumps([w for w in wanted if not files(w[0]).joinpath(*w[1:]).is_file()]))"
    )
    assert json.loads(run(environment, code, json.dumps(wanted))) == []


def test_the_version_is_the_distribution_s(environment: Path) -> None:
    shown = run(environment, "import machigraph; print(machigraph.__version__)")
    assert shown.strip() == pyproject()["project"]["version"]


def test_importing_the_package_loads_nothing_else(environment: Path) -> None:
    code = (
        "import sys; before = set(sys.modules); import machigraph\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    assert run(environment, code).split() == ["machigraph"]


@pytest.mark.parametrize("door", ["script", "module"])
def test_the_command_answers_in_a_fresh_installation(environment: Path, door: str) -> None:
    script = python_of(environment).with_name("machigraph")
    command = [script] if door == "script" else [python_of(environment), "-m", "machigraph"]
    done = subprocess.run(
        [*command, "--help"], cwd=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "build" in done.stdout

"""What is published is complete: an installed orun plans without its checkout."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from checkout import ROOT, copy_shop, environment, python


def build(source: Path, target: str, directory: Path) -> Path:
    """Build the sdist or the wheel of a source tree into a directory, without any network."""
    arguments = ("-m", "hatchling", "build", "--target", target, "--directory", str(directory))
    done = python(*arguments, cwd=source, env=environment(directory, PYTHONPATH=""))
    assert done.returncode == 0, done.stderr
    (built,) = directory.glob("*.tar.gz" if target == "sdist" else "*.whl")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the sdist, so that nothing is taken from beside the sdist."""
    directory = tmp_path_factory.mktemp("dist")
    sdist = build(ROOT, "sdist", directory)
    unpacked = directory / "unpacked"
    unpacked.mkdir()
    done = python("-m", "tarfile", "-e", str(sdist), cwd=unpacked, env=environment(directory))
    assert done.returncode == 0, done.stderr
    (source,) = unpacked.iterdir()
    return build(source, "wheel", directory)


def test_the_wheel_brings_grammar_and_rules_along(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    data = [
        path.relative_to(ROOT).as_posix()
        for folder, suffix in (("grammar", ".lark"), ("rules", ".rules"), ("docs/codes", ".md"))
        for path in (ROOT / folder).rglob(f"*{suffix}")
    ]
    assert len(data) > 10
    assert {f"orun/_data/{path}" for path in data} <= names
    assert not any(name.startswith("tests/") for name in names)


def test_an_installed_orun_plans_like_the_checkout(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    # What orun depends on is taken from the environment of the tests: that is much faster.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    install(wheel, home)
    shop = copy_shop(tmp_path)
    rules = ("--rules", "approvals.rules")
    plan = ("plan", "-i", str(shop / "intent.yaml"), "--view", "dag", *rules)

    env = environment(tmp_path, PYTHONPATH="")
    command = [str(home / "bin" / "orun"), *plan, "-o", "installed.json"]
    done = subprocess.run(
        command, cwd=shop, env=env, check=False, capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr

    expected = python(
        "-m", "orun", *plan, "-o", "checkout.json", cwd=shop, env=environment(tmp_path)
    )
    assert done.stdout == expected.stdout
    assert (shop / "installed.json").read_bytes() == (shop / "checkout.json").read_bytes()


def install(wheel: Path, home: Path) -> None:
    """Install a wheel without its dependencies."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", str(home / "bin" / "python")),
            *("install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"),
            str(wheel),
        ],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr

"""Every block of code in README.md and docs/ runs, in order, page by page.

A page is run in an empty folder. Blocks of `python` share one namespace; blocks of `json` that
follow a file name in bold are written to that file; lines of `bash` are run if they begin with
`spinnet`, and skipped otherwise. A block of `python` in a page whose front matter says
`needs: package` is run only where that package is installed.
"""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import jax
import pytest

from spinnet.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(
    r"(?:\*\*`(?P<file>[\w./-]+)`\*\*\n+)?^```(?P<kind>\w+)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SLOW = re.compile(r"^# takes about", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)(?P<target>[^)#\s]+)")


def blocks(page: Path) -> list[re.Match[str]]:
    return list(FENCE.finditer(page.read_text(encoding="utf-8")))


def is_run(block: re.Match[str]) -> bool:
    return block["kind"] in ("python", "bash") and not SLOW.search(block["code"])


def page_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def run_shell(code: str) -> None:
    for line in code.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words and words[0] == "spinnet":
            assert main(words[1:]) == 0, line


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(map(is_run, blocks(page)))], ids=page_name
)
def test_the_code_of_a_page_runs(page, tmp_path, monkeypatch):
    for package in re.findall(r"^needs: (\w+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        pytest.importorskip(package)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block["kind"] == "json" and block["file"]:
            Path(block["file"]).write_text(block["code"], encoding="utf-8")
        elif block["kind"] == "python" and is_run(block):
            exec(compile(block["code"], page_name(page), "exec"), names)
        elif block["kind"] == "bash" and is_run(block):
            run_shell(block["code"])
    jax.clear_caches()


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_the_code_of_a_page_parses(page):
    for block in blocks(page):
        if block["kind"] == "python":
            ast.parse(block["code"])


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_lead_to_files(page):
    missing = [
        found["target"]
        for found in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8")))
        if not (page.parent / found["target"]).exists()
    ]
    assert not missing

"""Compiled functions are kept under the text that they come from, or not kept."""

from __future__ import annotations

import re
from pathlib import Path

import spinnet.sector.loops
from spinnet.sector.loops.compiled import SOURCES, compiled, text_stamp
from spinnet.sector.loops.execute import execute

FOLDER = Path(spinnet.sector.loops.__file__).parent


def test_the_stamp_is_that_of_every_source(tmp_path: Path):
    stamps = set()
    for changed in (None, *SOURCES):
        folder = tmp_path / str(changed)
        folder.mkdir()
        for name in SOURCES:
            (folder / f"{name}.py").write_text("changed" if name == changed else "text")
        stamps.add(text_stamp(folder))
    assert len(stamps) == 1 + len(SOURCES)


def test_sources_are_all_files_that_compiled_functions_read():
    texts = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py")}
    read = {name for name, text in texts.items() if "\n@compiled\n" in text} | {"plan"}
    for name in tuple(read - {"plan"}):
        read |= set(re.findall(r"^from spinnet\.sector\.loops\.(\w+) import", texts[name], re.M))
    assert sorted(read) == sorted(SOURCES)


def test_kept_code_is_named_by_the_stamp():
    assert execute.py_func.__qualname__ == f"execute-{text_stamp(FOLDER)}"


def test_without_a_folder_functions_are_compiled_all_the_same():
    space: dict = {}
    exec("def plus_one(number):\n    return number + 1\n", space)  # no file, so nowhere to keep it
    assert compiled(space["plus_one"])(1) == 2

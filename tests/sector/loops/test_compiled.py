"""Compiled functions are kept under the text of the whole folder, or not kept."""

from __future__ import annotations

from pathlib import Path

import spinnet.sector.loops
from spinnet.sector.loops.compiled import compiled, text_stamp
from spinnet.sector.loops.execute import execute


def test_the_stamp_is_that_of_every_file(tmp_path: Path):
    texts = {"products.py": "one", "execute.py": "two"}
    stamps = set()
    for changed in (None, *texts):
        folder = tmp_path / str(changed)
        folder.mkdir()
        for name, text in texts.items():
            (folder / name).write_text(text + "!" * (name == changed))
        stamps.add(text_stamp(folder))
    assert len(stamps) == 3


def test_kept_code_is_named_by_the_stamp():
    folder = Path(spinnet.sector.loops.__file__).parent
    assert execute.py_func.__qualname__ == f"execute-{text_stamp(folder)}"


def test_without_a_folder_functions_are_compiled_all_the_same():
    space: dict = {}
    exec("def plus_one(number):\n    return number + 1\n", space)  # no file, so nowhere to keep it
    assert compiled(space["plus_one"])(1) == 2

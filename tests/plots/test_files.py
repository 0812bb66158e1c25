"""Pictures as files: both formats, the same bytes each time, no global plotting state."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hamiltonians import named_lattice
from spinnet.plots import plot_lattice, save


def test_both_files_are_written_and_the_folder_is_made(tmp_path):
    png, svg = save(plot_lattice(named_lattice("ring-8")), tmp_path / "new" / "ring.of.8")
    assert png.name == "ring.of.8.png"
    assert png.read_bytes().startswith(b"\x89PNG")
    assert svg.name == "ring.of.8.svg"
    assert svg.read_text().lstrip().startswith("<?xml")


def test_equal_pictures_are_equal_files(tmp_path):
    first = save(plot_lattice(named_lattice("kagome-12")), tmp_path / "first")
    second = save(plot_lattice(named_lattice("kagome-12")), tmp_path / "second")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_files_hold_no_date(tmp_path):
    _, svg = save(plot_lattice(named_lattice("ring-8")), tmp_path / "ring")
    assert "<dc:date>" not in svg.read_text()


def test_what_is_not_a_figure_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"matplotlib Figure.*got 3"):
        save(3, tmp_path / "three")  # type: ignore[arg-type]


def test_pyplot_is_never_imported():
    code = "import sys, spinnet.plots; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""Sphinx configuration."""

from __future__ import annotations

import re

import spinnet

project = "spinnet"
author = "the spinnet developers"
release = version = spinnet.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "spinnet"

myst_enable_extensions = ["dollarmath", "amsmath", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the tests run every block of code of these pages

autosummary_generate = True
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
suppress_warnings = ["autosummary.import_cycle"]


def escape_bars(app, what, name, obj, options, lines):
    """Let docstrings write |J|, <a|b> and (a|b) as people do; math and code stay as they are."""
    in_math = False
    for number, line in enumerate(lines):
        if line.strip():
            in_math = line.lstrip().startswith(".. math") or (in_math and line.startswith(" "))
        if not in_math:
            parts = re.split(r"(`+[^`]*`+)", line)
            lines[number] = "".join(
                part if part.startswith("`") else re.sub(r"(?<!\\)\|", r"\\|", part)
                for part in parts
            )


def setup(app):
    """Connect the above."""
    app.connect("autodoc-process-docstring", escape_bars)

"""docs/reference/benchmarks.md from the measured results: tables, pictures, words."""

from __future__ import annotations

import statistics
import textwrap
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.contenders import CONTENDERS
from benchmarks.pictures import (
    ENGINES,
    draw_accuracy,
    draw_operations,
    draw_race,
    draw_scaling,
    gradient_limit,
    time_text,
)

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"

BUSY = 0.35  # load of a core at the start from which other work may disturb the times
_BUSY = "(Such a load is other work beside it, or the part of this command that had just ended.)"

HEAD = """# Benchmarks

Made by `python -m benchmarks` from the root of the repository, which measures, draws and writes
this page; `python -m benchmarks --help` lists its parts. Every program has a process of its own,
with the cores named below; a run on another machine replaces the figures. `spinnet bench` measures
one step of any circuit of yours on your machine.
"""


def write_page() -> Path:
    """Write the page and its pictures from what is in ``benchmarks/results``."""
    parts = [HEAD]
    race, accuracy = results.load("step"), results.load("accuracy")
    series = [found for name in results.names("scaling") if (found := results.load(name))]
    if race is not None:
        draw_race(race, {name: _plain(one.label) for name, one in CONTENDERS.items()})
        parts += _race_section(race)
    if series:
        draw_scaling(series)
        parts += _scaling_section(series)
    operations = results.load("operations")
    if operations is not None:
        draw_operations(operations)
        parts += _operations_section(operations)
    if accuracy is not None:
        draw_accuracy(accuracy)
        parts += _accuracy_section(accuracy)
    lines = "\n".join(parts).rstrip().splitlines()
    PAGE.write_text("\n".join(map(_wrapped, lines)) + "\n")
    return PAGE


def _wrapped(line: str) -> str:
    """Return a paragraph in lines of at most 100 characters; tables and pictures as they are."""
    if line.startswith(("|", "!", "#")):
        return line
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(
        line, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _race_section(race: dict[str, Any]) -> list[str]:
    limits = race["limits"]
    memory = "" if limits["memory"] is None else f" or {limits['memory'] / 1e9:.0f} GB"
    lines = [
        "## One step of the paper's circuits",
        "",
        "![Time of one step, the sector engine and its peers](../images/benchmark-step.png)",
        "",
        _machine_text(race),
        "Double precision everywhere, one set of random angles. Times are the best of up to five "
        "calls within 3 s (one call if it takes longer), after a first call that compiles; nothing "
        "is timed before its energy agrees with the engine's to 1e-8 and its gradient to 1e-6. "
        f"A contender is stopped at {limits['seconds']:g} s in all{memory}. Memory is the "
        "peak of the whole process, imports included. The ratio is energy and gradient over the "
        "engine's; where there is no gradient, energy over the engine's energy.",
        "",
    ]
    for case in race["cases"]:
        lines += _case_table(case)
    lines += ["How each is tuned:", ""]
    used = {entry["contender"] for case in race["cases"] for entry in case["entries"]}
    lines += [f"- {one.label}: {one.practice}." for name, one in CONTENDERS.items() if name in used]
    return [*lines, ""]


def _case_table(case: dict[str, Any]) -> list[str]:
    lines = [
        f"**{case['name']}**: {case['n_gates']} gates on three spins, {case['n_params']} complex "
        "angles.",
        "",
        "| | first call | energy | energy and gradient | ratio | peak memory |",
        "|---|---|---|---|---|---|",
    ]
    engine = case["entries"][0]
    for entry in case["entries"]:
        memory = "" if entry["peak_memory"] is None else f"{entry['peak_memory'] / 1e9:.2f} GB"
        cells = [_cell(entry, key) for key in ("prepare_seconds", "energy_seconds")]
        gradient = _cell(entry, "gradient_seconds") or entry["trouble"] or "none"
        cells = [CONTENDERS[entry["contender"]].label, *cells, gradient, _ratio(entry, engine)]
        lines.append(f"| {' | '.join([*cells, memory])} |")
    return [*lines, ""]


def _ratio(entry: dict[str, Any], engine: dict[str, Any]) -> str:
    """Return a time over the engine's, of the gradient where there is one."""
    for key, note in (("gradient_seconds", ""), ("energy_seconds", " (energy)")):
        if entry.get(key) and engine.get(key):
            ratio = entry[key] / engine[key]
            return f"{ratio:,.0f}{note}" if ratio >= 100 else f"{ratio:.3g}{note}"
    return ""


def _scaling_section(series: list[dict[str, Any]]) -> list[str]:
    lines = [
        "## Size",
        "",
        "![Time per gate against the dimension](../images/benchmark-scaling.png)",
        "",
        "The paper's chain circuit on N sites. The limit is that of a simulator that works gate by "
        "gate: each gate reads and writes the state once forward, and state and adjoint once on "
        "the way back, three copies a gate at the speed of a copy of the state's size (on a GPU of "
        "an array of gigabytes), measured in the same process. Below some 20 sites, on a GPU some "
        "28, the start of each operation counts; several gates can share one pass, so the limit "
        "can be passed.",
        "",
    ]
    for one in series:
        lines += [
            _machine_text(one)
            + (f" JAX device: {one['device']}." if one["device"] else "")
            + f" Engine: {ENGINES[one['engine']]}; {one['blocks']} "
            + f"block{'s' * (one['blocks'] > 1)}, {one['precision']} precision.",
            "",
            "| N | dimension | gates | first call | energy | energy and gradient | limit | "
            "peak memory |",
            "|---|---|---|---|---|---|---|---|",
            *(_point_row(point) for point in one["points"]),
            "",
        ]
    return lines


def _point_row(point: dict[str, Any]) -> str:
    device = point.get("device_peak_memory")
    memory = point["peak_memory"] or 0
    cells = [str(point["n_sites"]), f"{point['dimension']:,}", str(point["n_gates"])]
    cells += [_cell(point, key) for key in ("prepare_seconds", "energy_seconds")]
    cells.append(_cell(point, "gradient_seconds") or point["trouble"] or "")
    cells.append(time_text(gradient_limit(point)) if point.get("copy_seconds") else "")
    cells.append(f"{memory / 1e9:.2f} GB" + (f", device {device / 1e9:.1f} GB" if device else ""))
    return f"| {' | '.join(cells)} |"


def _operations_section(found: dict[str, Any]) -> list[str]:
    lines = [
        "## One operation on a GPU",
        "",
        "![Time of an operation in copies of the state](../images/benchmark-operations.png)",
        "",
        _machine_text(found)
        + f" JAX device: {found['device']}. Real states in {found['precision']} precision. Times "
        "are those of an operation at every place of the line, many of them in a row, over the "
        "time to read the state once and write it once. A permutation leaves the paths alone that "
        "go straight through its window. `python -m benchmarks operations --sizes 36 30`.",
        "",
        "| N | a copy | operation | median | most |",
        "|---|---|---|---|---|",
    ]
    for line in found["lines"]:
        copy = time_text(line["copy_seconds"])
        for what, copies in line["copies"].items():
            median, most = statistics.median(copies), max(copies)
            lines.append(f"| {line['n_sites']} | {copy} | {what} | {median:.2f} | {most:.2f} |")
    return [*lines, ""]


def _accuracy_section(found: dict[str, Any]) -> list[str]:
    lines = [
        "## Time to an accuracy",
        "",
        "![Error against time from a cold start](../images/benchmark-accuracy.png)",
        "",
        _machine_text(found),
        f"From the start of the process to the paper's best error on {found['lattice']}, "
        f"{found['target']:g}, with one start, seed 0. A search is stopped at "
        f"{found['limit']:g} s.",
        "",
        "What makes this cluster slow is its spectrum: the next singlets lie only "
        + ", ".join(f"{gap:.1e}" for gap in found["gaps"])
        + " above the ground state, relative to its energy, and searches slow down at errors of "
        "that size.",
        "",
        "| circuit and search | angles | evaluations | error | seconds |",
        "|---|---|---|---|---|",
    ]
    for recipe in found["recipes"]:
        seconds, number, error = recipe["course"][-1] if recipe["course"] else (0.0, 0, 1.0)
        ended = f"{seconds:.0f}" if recipe["reached"] else f"not in {found['limit']:g}"
        angles = recipe["n_params"]
        lines.append(f"| {recipe['label']} | {angles} | {number} | {error:.1e} | {ended} |")
    return [*lines, ""]


def _machine_text(result: dict[str, Any]) -> str:
    machine = result["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    busy = machine["load_at_start"] >= BUSY * machine["cores"]
    return (
        f"{machine['cores']} cores of {machine['processor']}, "
        f"{machine['memory_gigabytes']:.0f} GB, {machine['date']}, load "
        f"{machine['load_at_start']} when it began; Python {machine['python']}, {versions}."
        + (f" {_BUSY}" if busy else "")
    )


def _cell(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return "" if value is None else time_text(value)


def _plain(label: str) -> str:
    return label.replace("*", "").replace("`", "")

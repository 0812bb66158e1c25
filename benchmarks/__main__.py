"""The one command: measure, draw, write docs/reference/benchmarks.md.

From the root of the repository, with ``pip install ".[dev]"``:

- ``python -m benchmarks`` measures all parts that need no GPU, in under 15 minutes on two cores;
- ``python -m benchmarks step --contenders engine lightning`` races some contenders only;
- ``python -m benchmarks scaling --sizes 24 28 32 36 --blocks 1 --precision single --name gpu``
  adds a series, on a machine that needs neither PennyLane nor Qiskit (so does ``--engine jax
  --name gpu-jax``, of another engine);
- ``python -m benchmarks operations --sizes 36 30`` holds single operations against copies of the
  state, on a GPU;
- ``python -m benchmarks accuracy --recipes bow-ties`` times some recipes only;
- ``python -m benchmarks page`` only writes the page again, from ``benchmarks/results``;
- ``--quick`` takes small circuits, to try the machinery in two minutes; nothing is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

PARTS = ("step", "scaling", "accuracy", "operations", "page")
BY_DEFAULT = tuple(part for part in PARTS if part != "operations")


def main() -> int:
    """Run the parts that were asked for."""
    options = _options()
    _use_cores(options.cores)
    began = time.perf_counter()
    try:
        for part in [options.part] if options.part else BY_DEFAULT:
            _run(part, options)
    except KeyboardInterrupt:
        print("interrupted; finished parts are kept.", file=sys.stderr)
        return 130
    print(f"\nin all {time.perf_counter() - began:.0f} s")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "part", nargs="?", choices=PARTS, help="one part; by default all but operations"
    )
    parser.add_argument("--cores", type=int, default=0, help="cores to use; by default all")
    parser.add_argument("--contenders", nargs="+", help="who races in part step")
    parser.add_argument("--recipes", nargs="+", help="what part accuracy tries")
    parser.add_argument("--sizes", nargs="+", type=int, default=list(range(12, 25, 2)))
    parser.add_argument("--blocks", type=int, default=5, help="blocks of part scaling")
    parser.add_argument(
        "--precision", choices=("double", "single"), default="double", help="of scaling, operations"
    )
    parser.add_argument("--engine", choices=("loops", "bundles", "jax"), help="of part scaling")
    parser.add_argument("--name", default="cpu", help="name of the series of part scaling")
    parser.add_argument("--limit", type=float, default=0.0, help="seconds for each process")
    parser.add_argument("--quick", action="store_true", help="small circuits, nothing is kept")
    return parser.parse_args()


def _use_cores(wanted: int) -> None:
    """Hold this process and its children to some cores; done before anything heavy is imported."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[: wanted or len(cores)])
        wanted = wanted or len(cores)
    os.environ["OMP_NUM_THREADS"] = str(wanted or os.cpu_count() or 1)
    os.environ.setdefault("MPLBACKEND", "Agg")


def _run(part: str, options: argparse.Namespace) -> None:
    print(f"\n== {part}", flush=True)
    measured = _PARTS[part](options)
    if measured is None:
        return
    name, content = measured
    if options.quick:
        print(json.dumps(content, indent=1))
    else:
        from benchmarks.results import save

        print(f"kept in {save(name, content)}", flush=True)


def _step(options: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    from benchmarks.cases import QUICK_CASES, STEP_CASES
    from benchmarks.contenders import CONTENDERS
    from benchmarks.race import run_race

    cases = QUICK_CASES if options.quick else STEP_CASES
    names = options.contenders or list(CONTENDERS)
    return "step", run_race(cases, names, options.limit or 200.0)


def _scaling(options: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    from benchmarks.scaling import run_scaling

    sizes = [8, 10] if options.quick else options.sizes
    seconds = options.limit or 120.0
    measured = run_scaling(sizes, options.blocks, seconds, options.precision, options.engine)
    return f"scaling-{options.name}", measured


def _operations(options: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    from benchmarks.operations import run_operations

    sizes = [8, 10] if options.quick else options.sizes
    return "operations", run_operations(sizes, options.precision)


def _accuracy(options: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    from benchmarks.accuracy import RECIPES, run_accuracy

    seconds = options.limit or (20.0 if options.quick else 75.0)
    return "accuracy", run_accuracy(options.recipes or list(RECIPES), seconds)


def _page(options: argparse.Namespace) -> None:
    if options.quick:
        return
    from benchmarks.report import write_page

    print(f"written: {write_page()}")


_PARTS = {
    "step": _step,
    "scaling": _scaling,
    "accuracy": _accuracy,
    "operations": _operations,
    "page": _page,
}

if __name__ == "__main__":
    sys.exit(main())

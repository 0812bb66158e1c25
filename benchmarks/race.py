"""Part (a): one step, the sector engine beside its peers, each in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from benchmarks.cases import Case
from benchmarks.contenders import CONTENDERS, contender_step
from benchmarks.machine import machine
from spinnet.cli.child_process import Limits, available_memory, run_in_child
from spinnet.cli.step_times import Values, time_step

SHARE_OF_MEMORY = 0.8


def run_race(cases: Sequence[Case], contenders: Sequence[str], seconds: float) -> dict[str, Any]:
    """Return the times of every contender on every case.

    Args:
        cases: The circuits.
        contenders: Names of `CONTENDERS`. The first that ends gives the values that all others
            must agree with before they are timed.
        seconds: Wall time after which a contender is stopped.
    """
    memory = available_memory()
    limits = Limits(seconds, None if memory is None else int(SHARE_OF_MEMORY * memory))
    packages = {package for name in contenders for package in CONTENDERS[name].packages}
    return {
        "machine": machine(("numpy", *sorted(packages))),
        "limits": {"seconds": limits.seconds, "memory": limits.memory},
        "cases": [_one_case(case, contenders, limits) for case in cases],
    }


def _one_case(case: Case, contenders: Sequence[str], limits: Limits) -> dict[str, Any]:
    circuit, model, rows = case.circuit(), case.model(), case.rows()
    print(f"\n{case.name}: {circuit.n_gates} gates, {circuit.n_params} angles", flush=True)
    entries: list[dict[str, Any]] = []
    reference: Values | None = None
    for name in contenders:
        prepare = partial(contender_step, name)
        outcome = run_in_child(
            time_step,
            prepare,
            circuit,
            model,
            rows,
            reference,
            limits=limits,
            hear=partial(_say, name),
        )
        times = outcome.answer
        if times is not None and reference is None:
            reference = times.values
        entries.append(
            {
                "contender": name,
                "energy": None if times is None else float(times.values.energies[0]),
                **({} if times is None else times.to_json()),
                "wall_seconds": outcome.seconds,
                "peak_memory": outcome.peak_memory,
                "trouble": outcome.trouble,
            }
        )
        print(f"  {name}: {_brief(entries[-1])}", flush=True)
    return {
        "name": case.name,
        "n_sites": circuit.n_sites,
        "n_gates": circuit.n_gates,
        "n_params": circuit.n_params,
        "entries": entries,
    }


def _say(contender: str, _: str, doing: str) -> None:
    print(f"  {contender}: {doing}", flush=True)


def _brief(entry: dict[str, Any]) -> str:
    if entry["trouble"] is not None:
        return entry["trouble"]
    gradient = entry["gradient_seconds"]
    with_gradient = "no gradient" if gradient is None else f"with gradient {gradient:.4g} s"
    memory = (entry["peak_memory"] or 0) / 1e9
    return f"energy {entry['energy_seconds']:.4g} s, {with_gradient}, {memory:.2f} GB"

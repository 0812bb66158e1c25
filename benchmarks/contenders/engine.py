"""The sector engine, as a search uses it."""

from __future__ import annotations

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit
from spinnet.cli.step_times import Step, backend_step


def prepare(circuit: Circuit, model: HeisenbergModel) -> Step:
    """Return the step of the default backend."""
    return backend_step("sector", circuit, model)

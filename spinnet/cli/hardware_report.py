"""What is printed about runs on devices, and how their ends become exit codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from spinnet.cli._optional import import_ibm_backend
from spinnet.cli.hardware_pictures import save_hardware_pictures
from spinnet.cli.output import complain, note, print_json, print_table

NOT_DONE = 3
UNFINISHED = (
    "pending",
    "connection",
    "failed",
    "cancelled",
    "timed-out",
    "session",
    "lost",
    "malformed",
)


def finish(step: Callable[[], Any], folder: Path, *, as_json: bool) -> int:
    """Run a step that ends in a result, print it, draw it, and return the exit code.

    Args:
        step: Returns the result of a run on a device.
        folder: The run folder.
        as_json: Whether to print one JSON object in the place of a table.

    Returns:
        0 when the result is there, 3 when the run can be gone on with.
    """
    try:
        result = step()
    except import_ibm_backend().HardwareError as error:
        if error.kind not in UNFINISHED:
            raise
        complain(str(error))
        return NOT_DONE
    if as_json:
        print_json(result.to_json())
    else:
        print(result)
    pictures = save_hardware_pictures(result, folder)
    if not as_json:
        print(f"{folder}: result.json {' '.join(path.name for path in pictures)}")
    return 0


def show_job(record: Any) -> None:
    """Print a new state of a job on standard error.

    Args:
        record: The job's record.
    """
    if record.state not in ("planned", "submitting"):
        size = f"{record.n_circuits} circuit(s), {record.n_shots} shots"
        note(f"{record.key} on {record.device}: {record.state}, {size}, job {record.job_id}")


def print_dry_run(plan: Any, *, as_json: bool) -> None:
    """Print what would be sent.

    Args:
        plan: The dry run.
        as_json: Whether to print one JSON object in the place of a table.
    """
    if as_json:
        print_json(plan.to_json())
        return
    duration = None if plan.duration is None else f"{plan.duration * 1e6:.2f} microseconds"
    share = f"{plan.seconds:.0f} s ({plan.share_of_open_plan:.1%} of the open plan's month)"
    print_table(
        f"on {plan.device}; nothing was sent",
        [
            ("calibrated", plan.calibration),
            ("circuits, jobs, shots", f"{plan.circuits}, {plan.jobs}, {plan.shots}"),
            ("two-qubit gates, depth", f"{plan.two_qubit_gates}, {plan.two_qubit_depth}"),
            ("one-qubit gates", plan.one_qubit_gates),
            ("duration of a circuit", duration),
            ("qubits of the sites", " ".join(map(str, plan.qubits))),
            ("chance of no error", f"{plan.expected_fidelity:.1%}"),
            ("expected processor time", share),
        ],
    )

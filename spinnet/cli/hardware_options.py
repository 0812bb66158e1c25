"""Options of the commands that send circuits to devices, each with one meaning everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Backend = Annotated[
    str,
    typer.Option(
        "--backend",
        metavar="NAME",
        help="A processor of your account such as ibm_fez; a fake one such as FakeMarrakesh, which "
        "needs no account; or aer, aer:P2,PR for a simulator with two-qubit and readout errors.",
    ),
]
TrainedRun = Annotated[
    Path | None,
    typer.Option(
        "--run",
        metavar="DIR",
        help="A finished run of `vqe`, whose circuit and parameters are taken.",
    ),
]
Shots = Annotated[int, typer.Option("--shots", metavar="N", help="Shots of each circuit.")]
Bases = Annotated[
    str | None,
    typer.Option(
        "--bases",
        metavar="AXES",
        help="Axes that are measured: Z, ZX or XYZ; by default Z for total spin 0 and 1/2, "
        "which it suffices for, and ZX for others.",
    ),
]
NoiseFactors = Annotated[
    str,
    typer.Option(
        "--noise-factors",
        metavar="LIST",
        help="Odd factors by which two-qubit gates are repeated, to extrapolate to no noise; 1 "
        "leaves them.",
    ),
]
Readout = Annotated[
    bool,
    typer.Option("--readout/--no-readout", help="Whether the readout is calibrated and mitigated."),
]
Twirling = Annotated[
    int, typer.Option("--twirling", metavar="N", help="Pauli-twirled copies of each circuit.")
]
Decoupling = Annotated[
    str | None,
    typer.Option("--decoupling", metavar="NAME", help="Pulses in idle times: XX or XY4."),
]
Mode = Annotated[
    str,
    typer.Option(
        "--mode", metavar="NAME", help="job, batch or session; the open plan has no sessions."
    ),
]
Primitive = Annotated[
    str,
    typer.Option(
        "--primitive",
        metavar="NAME",
        help="sampler, with this package's mitigation, or estimator, with the runtime's.",
    ),
]
Resilience = Annotated[
    int, typer.Option("--resilience", metavar="N", help="The estimator's mitigation: 0, 1 or 2.")
]
Refine = Annotated[
    str | None,
    typer.Option(
        "--refine",
        metavar="METHOD",
        help="Improve the parameters on the device first: spsa, shift or rotosolve.",
    ),
]
Iterations = Annotated[
    int, typer.Option("--iterations", metavar="N", help="Iterations of --refine.")
]
RefineShots = Annotated[
    int, typer.Option("--refine-shots", metavar="N", help="Shots of each point of --refine.")
]
Placements = Annotated[
    int,
    typer.Option("--placements", metavar="N", help="Placements on the device that are tried."),
]
MaxShots = Annotated[
    int | None, typer.Option("--max-shots", metavar="N", help="Send nothing beyond these shots.")
]
MaxSeconds = Annotated[
    float | None,
    typer.Option(
        "--max-seconds", metavar="X", help="Send nothing beyond this expected processor time."
    ),
]
MaxJobs = Annotated[
    int | None, typer.Option("--max-jobs", metavar="N", help="Send nothing beyond these jobs.")
]
Retry = Annotated[
    bool,
    typer.Option(
        "--retry", help="Send jobs again that failed, were cancelled, lost, or ran too long."
    ),
]

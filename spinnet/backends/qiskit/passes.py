"""The staged pass manager that knows vertex gates."""

from __future__ import annotations

from typing import Any

from qiskit.providers import BackendV2
from qiskit.transpiler import CouplingMap, StagedPassManager, Target
from qiskit.transpiler.passes.synthesis.high_level_synthesis import HLSConfig
from qiskit.transpiler.preset_passmanagers import generate_preset_pass_manager

from spinnet.backends.qiskit.connectivity import connectivity_of, target_of
from spinnet.backends.qiskit.gate import GATE_NAME
from spinnet.backends.qiskit.plugin import VertexGateSynthesis


def vertex_gate_pass_manager(
    device: Target | BackendV2 | None = None,
    *,
    optimization_level: int = 3,
    connectivity: str | None = None,
    **options: Any,
) -> StagedPassManager:
    """Return Qiskit's preset pass manager with vertex gates lowered by their own structures.

    It works whether or not the synthesis plugin is installed as an entry point.

    Args:
        device: A target or backend; None for no constraint but ``options``.
        optimization_level: 0 to 3, as Qiskit means it.
        connectivity: "all-to-all" or "line"; None is chosen from the device's coupling map.
        **options: Passed on to `generate_preset_pass_manager`, such as ``basis_gates``,
            ``coupling_map``, ``initial_layout``, ``seed_transpiler``.

    Raises:
        TypeError: If ``device`` is no target or backend.
    """
    target = target_of(device)
    if connectivity is None:
        coupling = options.get("coupling_map")
        edges = coupling if isinstance(coupling, CouplingMap | None) else CouplingMap(coupling)
        connectivity = connectivity_of(target or edges)
    lowering = (VertexGateSynthesis(), {"connectivity": connectivity})
    return generate_preset_pass_manager(
        optimization_level=optimization_level,
        target=target,
        hls_config=HLSConfig(**{GATE_NAME: [lowering]}),
        **options,
    )

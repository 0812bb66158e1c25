"""The engine inside one total-spin sector.

A state of N spins 1/2 with total spin J is an array over recoupling paths, of dimension
Catalan(N/2) for J = 0, instead of 2^N amplitudes; circuits of vertex gates never leave it.
"""

from spinnet.sector.amplitudes import from_amplitudes, to_amplitudes
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.engine import BundleEngine, bundle_engine
from spinnet.sector.compile_report import CompileReport, compile_report
from spinnet.sector.eigenstates import SectorEigenstates, sector_eigenstates
from spinnet.sector.engine import SectorEngine, sector_engine
from spinnet.sector.lanczos_run import LanczosStep
from spinnet.sector.loops import LoopEngine, loop_engine
from spinnet.sector.vector_store import CheckpointError

__all__ = [
    "BundleEngine",
    "CheckpointError",
    "CompileReport",
    "LanczosStep",
    "LoopEngine",
    "SectorBasis",
    "SectorEigenstates",
    "SectorEngine",
    "bundle_engine",
    "compile_report",
    "from_amplitudes",
    "loop_engine",
    "sector_eigenstates",
    "sector_engine",
    "to_amplitudes",
]

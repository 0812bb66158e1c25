"""The engine's way on GPUs: kernels that read and write every bundle of paths once, in its place.

A window operation is bound by memory there, and XLA copies the state several times for one. Kernels
in Pallas need no memory but that of the state and the adjoint. On a CPU they are interpreted, which
is for tests; the engine on JAX alone (``spinnet/sector/engine.py``) is the tested twin.
"""

from spinnet.sector.bundles.engine import BundleEngine, bundle_engine

__all__ = ["BundleEngine", "bundle_engine"]

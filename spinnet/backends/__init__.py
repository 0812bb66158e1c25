"""Backends: where a circuit runs, behind one small interface.

The sector engine and the plain state vector need nothing optional. PennyLane, Qiskit and IBM's
runtime live in folders of their own and are imported only when asked for.
"""

from spinnet.backends.base import AbstractBackend, AbstractEvaluator, NoStateError, Observables
from spinnet.backends.registry import backend_by_name, backend_names, default_backend

__all__ = [
    "AbstractBackend",
    "AbstractEvaluator",
    "NoStateError",
    "Observables",
    "backend_by_name",
    "backend_names",
    "default_backend",
]

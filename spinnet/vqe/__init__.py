"""The search for the lowest energy: minimise, resume, and what they return."""

from spinnet.storage.errors import RunFolderError
from spinnet.vqe.checkpoint import Checkpoint, load_checkpoint
from spinnet.vqe.history import HistoryRecord, Step
from spinnet.vqe.minimisation import minimise, resume
from spinnet.vqe.optimizer import AbstractOptimizer, Answer, Ending, Request
from spinnet.vqe.result import VQEResult
from spinnet.vqe.settings import OPTIMIZERS, SearchSettings
from spinnet.vqe.starting_points import starting_points

__all__ = [
    "OPTIMIZERS",
    "AbstractOptimizer",
    "Answer",
    "Checkpoint",
    "Ending",
    "HistoryRecord",
    "Request",
    "RunFolderError",
    "SearchSettings",
    "Step",
    "VQEResult",
    "load_checkpoint",
    "minimise",
    "resume",
    "starting_points",
]

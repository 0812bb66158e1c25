"""Running the command line in the test's own process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from spinnet.cli import main


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        assert self.code == 0, self.err
        return json.loads(self.out)


@pytest.fixture
def spinnet(capsys, monkeypatch, tmp_path) -> Callable[..., Outcome]:
    """Run `spinnet` with the given words, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Outcome:
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture
def refusal(spinnet) -> Callable[..., str]:
    """Run `spinnet`, which must refuse with one line, and return that line."""

    def run(*words: object) -> str:
        outcome = spinnet(*words)
        assert outcome.code == 2
        assert outcome.err.startswith("spinnet: ") and outcome.err.count("\n") == 1
        return outcome.err

    return run

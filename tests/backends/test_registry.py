"""Backends by name."""

from __future__ import annotations

import pytest

from spinnet.backends.registry import backend_by_name, backend_names, default_backend


@pytest.mark.parametrize("name", backend_names())
def test_every_backend_says_its_own_name(name):
    assert backend_by_name(name).name == name


def test_the_sector_engine_runs_when_none_is_named():
    assert default_backend().name == "sector"


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match=r"got 'statevectr'\. Did you mean 'statevector'"):
        backend_by_name("statevectr")

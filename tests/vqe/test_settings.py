"""Settings of a search: through JSON and back, and one clear sentence for each wrong one."""

from __future__ import annotations

import json

import pytest

from spinnet.vqe import SearchSettings


@pytest.mark.parametrize(
    "settings",
    [
        SearchSettings(),
        SearchSettings("adam", 0.1, 3, 7, "uniform", 0.0, 5, 0.0, 1e-3),
        SearchSettings(starts=2, initial=((0.1, 0.2), (1 / 3, -4e-17))),
    ],
)
def test_settings_come_back_equal(settings):
    assert SearchSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


@pytest.mark.parametrize(
    "changed, message",
    [
        (
            {"optimizer": "addam"},
            r"optimizer must be one of lbfgs, metric-lbfgs, adam, natural, .*; got 'addam'.*'adam'",
        ),
        ({"initial": "unifrom"}, r"initial must be one of.*got 'unifrom'.*'uniform'"),
        ({"starts": 0}, "starts must be at least 1; got 0"),
        ({"seed": -1}, "seed must be at least 0; got -1"),
        ({"max_evaluations": 0}, "max_evaluations must be at least 1; got 0"),
        ({"tolerance": -1e-9}, "tolerance must be a finite number at least 0; got -1e-09"),
        ({"tolerance": float("nan")}, "tolerance must be a finite number at least 0; got nan"),
        ({"initial_scale": float("inf")}, "initial_scale must be a finite number"),
        ({"target_error": 0.0}, "target_error must be a finite number above 0"),
        ({"optimizer": "adam", "learning_rate": 0}, "learning_rate must be a finite number above"),
        ({"learning_rate": 0.1}, "learning_rate belongs to optimizer='adam'"),
    ],
)
def test_wrong_settings_are_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        SearchSettings(**changed)


def test_counts_are_whole_numbers():
    with pytest.raises(TypeError, match=r"starts must be a whole number; got 2\.5"):
        SearchSettings(starts=2.5)
    with pytest.raises(TypeError, match="max_evaluations must be a whole number; got True"):
        SearchSettings(max_evaluations=True)

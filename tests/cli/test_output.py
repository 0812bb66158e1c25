"""What the library logs is shown as remarks, while a command runs."""

from __future__ import annotations

import logging

import pytest

from spinnet.cli.output import remarks_to

LOGGER = logging.getLogger("spinnet.tests")


def test_remarks_are_heard_meanwhile():
    heard: list[str] = []
    level = logging.getLogger("spinnet").level
    with remarks_to(heard.append):
        LOGGER.info("compiling %s", "loops")
        LOGGER.debug("too much")
    LOGGER.info("nobody listens")
    assert heard == ["compiling loops"]
    assert logging.getLogger("spinnet").level == level


def test_nothing_listens_after_an_error():
    heard: list[str] = []
    with pytest.raises(ValueError, match="wrong"), remarks_to(heard.append):
        raise ValueError("wrong")
    LOGGER.warning("nobody listens")
    assert heard == []


def test_commands_show_remarks_on_standard_error_but_not_beside_json(spinnet, monkeypatch):
    def names():
        LOGGER.info("looking at the names")
        return ("ring-4",)

    monkeypatch.setattr("spinnet.cli.lattice.lattice_names", names)
    assert spinnet("lattice").err == "looking at the names\n"
    assert spinnet("lattice", "--json").err == ""

"""Give every test the marks reader, and keep sockets shut."""

from __future__ import annotations

import socket

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="accept the outputs of this run as the golden files")


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections beyond this machine; a browser test talks to its own browser and is marked so."""
    if request.node.get_closest_marker("browser"):
        return

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("a test tried to open a network connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)

"""The `spinnet` command: the door to the house.

One module for each command; they read arguments, call the floors below and print. Nothing is
computed here.
"""

from spinnet.cli.app import main

__all__ = ["main"]

"""Throwaway machines under systemd, joined by a network of their own, for tests on real systems."""

from .cluster import Lab, clean
from .forger import Forger
from .machine import Machine, end_stream
from .shell import CommandFailed, LabError, LabTimeout

__all__ = ["CommandFailed", "Forger", "Lab", "LabError", "LabTimeout", "Machine", "clean", "end_stream"]

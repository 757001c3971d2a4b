"""Diagnostics, fixes and hovers with a real server process."""

from __future__ import annotations

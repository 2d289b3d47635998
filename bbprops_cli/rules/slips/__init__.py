"""Decisions on slips: how a slip and its legs are read, what a slip is worth, when it contradicts itself."""

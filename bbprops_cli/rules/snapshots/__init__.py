"""Decisions on snapshots: what a capture contains, locks, digests and the lines of an export."""

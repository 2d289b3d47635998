"""Clients of every kind at work on snapshots while these are locked, and killed at any moment: `make stress`."""

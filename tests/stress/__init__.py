"""Clients of every kind write to snapshots while these are locked, and are killed at random: `make stress`."""

"""Decisions on users: the stored form of an address, and what an erasure leaves of a person."""

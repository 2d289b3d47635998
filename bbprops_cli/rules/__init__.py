"""Decisions: pure functions, one file per rule; no session, no screen."""

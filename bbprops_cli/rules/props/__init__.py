"""Decisions on props: canonical names, odds formats, seasons, identity, corrections and line movement."""

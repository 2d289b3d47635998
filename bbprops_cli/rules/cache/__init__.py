"""Decisions on cached answers: their keys and cache tags, and whether an answer is still true."""

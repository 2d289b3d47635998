"""Decisions on single values that every noun shares: words, keys, times, JSON and text that can be stored."""

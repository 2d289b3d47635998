"""Decisions on experiments: metrics and their better direction, comparisons, caveats and status."""

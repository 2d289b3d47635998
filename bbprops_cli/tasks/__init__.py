"""USE CASES: what a command decides and carries out, in its transaction; results come back, nothing is shown."""

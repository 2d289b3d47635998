"""Faults on purpose: cut connections, clocks apart, closed streams and signals, as fixtures and as `make faults`."""

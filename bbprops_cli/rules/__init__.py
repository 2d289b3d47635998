"""Decisions as pure functions, one folder per noun; they open no connection and print nothing."""

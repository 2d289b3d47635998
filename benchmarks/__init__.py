"""The budgets of bbprops, each a ratio against a floor, measured side by side: `python -m benchmarks --help`."""

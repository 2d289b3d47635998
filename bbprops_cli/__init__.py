"""Administration command line and data layer of BetterBros Props."""

__version__ = "0.2.0"

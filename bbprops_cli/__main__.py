"""`bbprops` and `python -m bbprops_cli`."""

import sys

from bbprops_cli import __version__


def main(argv: list[str] | None = None) -> int:
    """Run the command line; `--version` is answered before anything is imported."""
    argv = sys.argv[1:] if argv is None else argv
    if argv == ["--version"]:
        sys.stdout.write(f"bbprops {__version__}\n")
        return 0
    try:
        from bbprops_cli import cli

        return cli.main(argv)
    except KeyboardInterrupt:  # before or after the command itself
        return 130


if __name__ == "__main__":
    sys.exit(main())

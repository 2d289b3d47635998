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

        code = cli.main(argv)
    except KeyboardInterrupt:  # before or after the command itself
        code = 130
    if code == 130:
        # With -m, Python ends by the signal where Ctrl-C ever met code made as text, such as that of a dataclass.
        exec("")  # noqa: S102 - makes it forget that
    return code


if __name__ == "__main__":
    sys.exit(main())

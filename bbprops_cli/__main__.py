"""Entry point of `bbprops` and `python -m bbprops_cli`."""

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
    except KeyboardInterrupt:  # pressed before or after the command itself
        code = 130
    if code == 130:
        # CPython sets `unhandled_keyboard_interrupt` when KeyboardInterrupt leaves code that exec() has compiled from a
        # string, as dataclasses do, even where we catch it later. `python -m` then ends by SIGINT instead of with our
        # exit code; the next exec() of a string clears the flag.
        exec("")  # noqa: S102 - see above
    return code


if __name__ == "__main__":
    sys.exit(main())

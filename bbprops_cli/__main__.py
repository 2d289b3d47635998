"""Entry point of `bbprops` and `python -m bbprops_cli`."""

import sys

from bbprops_cli import __version__


def main(argv: list[str] | None = None) -> int:
    """Run the command line; `--version` is answered before anything is imported."""
    argv = sys.argv[1:] if argv is None else argv
    if argv == ["--version"] and _printed(f"bbprops {__version__}\n"):
        return 0
    try:
        from bbprops_cli import cli

        code = cli.main(argv)
    except KeyboardInterrupt:  # pressed before or after the command itself
        code = 130
    if code in {129, 130, 143}:
        # CPython sets `unhandled_keyboard_interrupt` when KeyboardInterrupt leaves code that exec() has compiled from a
        # string, as dataclasses do, even where we catch it later. `python -m` then ends by SIGINT instead of with our
        # exit code; the next exec() of a string clears the flag.
        exec("")  # noqa: S102 - see above
    return code


def _printed(text: str) -> bool:
    """Write to stdout; False if it is closed or full, which the command line itself reports."""
    if sys.stdout is None:
        return False
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())

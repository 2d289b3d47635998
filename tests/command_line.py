"""Running `bbprops` as a person does, in process or as a process of its own."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest import mock


@dataclass(frozen=True)
class Result:
    """What a person or a script sees of one run."""

    exit_code: int
    stdout: str
    stderr: str


def call_main(*args: str, stdin: str | None = None) -> Result:
    """`main()` with these arguments, no terminal anywhere; what escapes it fails the test."""
    from bbprops_cli.__main__ import main

    out, err = io.BytesIO(), io.BytesIO()
    typed = _text(io.BytesIO((stdin or "").encode()))
    with redirect_stdout(_text(out)), redirect_stderr(_text(err)), mock.patch.object(sys, "stdin", typed):
        try:
            code: object = main(list(args))
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
        sys.stderr.flush()
    exit_code = code if isinstance(code, int) else int(code is not None)
    return Result(exit_code, out.getvalue().decode(), err.getvalue().decode())


def call_process(
    *args: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None, timeout: float = 60
) -> Result:
    """`python -m bbprops_cli` with these arguments; bytes that are no UTF-8 become lone surrogates."""
    done = subprocess.run(
        [sys.executable, "-m", "bbprops_cli", *args],
        input=stdin.encode() if isinstance(stdin, str) else stdin or b"",
        capture_output=True,
        env={**os.environ, **(env or {})},
        timeout=timeout,
        check=False,
    )
    return Result(done.returncode, *(out.decode(errors="surrogateescape") for out in (done.stdout, done.stderr)))


def _text(content: io.BytesIO) -> io.TextIOWrapper:
    return io.TextIOWrapper(content, encoding="utf-8")

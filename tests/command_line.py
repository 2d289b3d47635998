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

    stdin_stream, out, err = _text((stdin or "").encode()), _text(), _text()
    with redirect_stdout(out), redirect_stderr(err), mock.patch.object(sys, "stdin", stdin_stream):
        try:
            code: object = main(list(args))
        except SystemExit as end:
            code = end.code
    exit_code = code if isinstance(code, int) else int(code is not None)
    return Result(exit_code, _written(out), _written(err))


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


def _text(content: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    content = stream.buffer
    assert isinstance(content, io.BytesIO)
    return content.getvalue().decode()

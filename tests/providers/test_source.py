import bz2
import gzip
import io
import lzma
import os
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bbprops_cli.errors import BBPropsError, InvalidInput, NotFound, UsageError
from bbprops_cli.providers import source
from bbprops_cli.providers.compression import zstd
from bbprops_cli.providers.source import Source

TEXT = "a,b\r\n1,ñ\r\n"


def zipped(**files: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for name, content in files.items():
            writer.writestr(name, content)
    return archive.getvalue()


def made(folder: Path, content: bytes) -> Source:
    path = folder / "file"
    path.write_bytes(content)
    return Source(path)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        gzip.compress(TEXT.encode(), mtime=0),
        bz2.compress(TEXT.encode()),
        lzma.compress(TEXT.encode("utf-16")),
        zstd("").compress(TEXT.encode()),
        zipped(a=TEXT.encode()),
        gzip.compress(TEXT.encode("utf-8-sig"), mtime=0),
    ],
)
def test_text_is_read_in_every_encoding_and_compression(tmp_path: Path, content: bytes) -> None:
    opened = made(tmp_path, content)

    assert "".join(opened.lines()) == "".join(opened.lines()) == TEXT


def test_stdin_is_spooled_and_can_be_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(TEXT.encode()))))
    opened = Source("-")

    assert opened.label == "stdin"
    assert "".join(opened.lines()) == "".join(opened.lines()) == TEXT


def test_a_closed_stdin_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InvalidInput, match="stdin is closed"):
        Source("-")


def test_a_named_pipe_is_spooled_and_can_be_read_twice(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(TEXT,), kwargs={"newline": ""})
    writer.start()
    opened = Source(pipe)
    writer.join()

    assert "".join(opened.lines()) == "".join(opened.lines()) == TEXT


def test_the_spool_of_stdin_is_deleted_with_its_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a")))
    opened = Source("-")
    assert len(list(tmp_path.iterdir())) == 1

    del opened
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound, match=r"missing\.csv: no such file"):
        Source("missing.csv")


@pytest.mark.parametrize(
    ("name", "sentence"), [(".", "is a folder"), ("a\0b", "cannot be read"), ("f/x", "cannot be read")]
)
def test_a_path_that_is_not_a_readable_file_is_refused(name: str, sentence: str) -> None:
    Path("f").touch()
    with pytest.raises(InvalidInput, match=sentence):
        Source(name)


@pytest.mark.parametrize("content", [b"", b" \n\n", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InvalidInput, match="is empty"):
        made(tmp_path, content)


@pytest.mark.parametrize("bad", [b"Jos\xe9", b"Jos\xc3\xa9 and Jos\xe9", b"\x01Jos\xe9", b"\x9dJos\xe9"])
def test_bytes_that_are_neither_utf_8_nor_windows_text_are_named_with_their_line(tmp_path: Path, bad: bytes) -> None:
    opened = made(tmp_path, "Jos\u00e9\n".encode() + b"a\n" * 50_000 + bad + b"\n")
    with pytest.raises(InvalidInput, match=r"not UTF-8 text: byte 0x.. in line 50002"):
        list(opened.lines())


@pytest.mark.parametrize("text", ["Jos\u00e9\r\n", "a\n\u201cb\u201d \u20ac", "\u00f1", "M\u00fcller;\u00bd"])
def test_windows_text_is_decoded_with_a_note(tmp_path: Path, text: str) -> None:
    opened = made(tmp_path, text.encode("cp1252"))

    assert "".join(opened.lines()) == text
    assert opened.notes == ["the text is not UTF-8 and was read as Windows-1252 (cp1252); --encoding names another"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le", "cp850", "mac-roman"])
def test_named_encoding_is_used_without_a_note(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a").write_bytes("player,Jos\u00e9".encode(encoding))
    opened = Source(tmp_path / "a", encoding=encoding)

    assert ("".join(opened.lines()), opened.notes) == ("player,Jos\u00e9", [])
    assert opened.head.startswith(b"player,")


@pytest.mark.parametrize("name", ["nope", "hex", "utf 99"])
def test_unknown_encoding_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="--encoding"):
        Source(tmp_path / "a", encoding=name)


def test_archive_of_several_files_names_them(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"ZIP archive of 2 files: a\.csv, b\.csv"):
        made(tmp_path, zipped(**{"a.csv": b"1", "b.csv": b"2"}))


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress, lambda content: zipped(a=content)])
def test_damaged_archive_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    content = bytearray(pack(os.urandom(200_000)))
    content[1000:1100] = bytes(100)

    with pytest.raises(InvalidInput, match=r"damaged|cannot be read"):
        made(tmp_path, bytes(content)).document()


def test_half_a_character_of_utf_16_is_refused(tmp_path: Path) -> None:
    opened = made(tmp_path, "a\n".encode("utf-16") + b"x")
    with pytest.raises(InvalidInput, match="not UTF-16 text"):
        list(opened.lines())


@pytest.mark.parametrize("cut", [15, -4])
def test_a_damaged_gzip_file_is_refused(tmp_path: Path, cut: int) -> None:
    content = gzip.compress(os.urandom(200_000))
    with pytest.raises(InvalidInput, match="damaged compressed"):
        made(tmp_path, content[:cut]).document()


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "DOCUMENT_LIMIT_BYTES", 1 << 20)
    opened = made(tmp_path, gzip.compress(b"[" + b" " * (1 << 24) + b"]"))

    with pytest.raises(InvalidInput, match="more than 1 MB of JSON"):
        opened.document()
    with pytest.raises(InvalidInput, match="a line of more than"):
        list(opened.lines())


@pytest.mark.parametrize(
    ("content", "document"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": 1}\n\n{"a": "\xe2\x80\xa8"}\n', [{"a": 1}, {"a": "\u2028"}]),
        (b'{"a":\n1}{"a": 2} \n[3]', [{"a": 1}, {"a": 2}, [3]]),
        (b'{"a": 1}\n\ndata:{"b": 2}\n\ndata: 3', [{"a": 1}, {"b": 2}, 3]),
        (b"[1]", [1]),
    ],
)
def test_json_is_read_as_one_document_or_several(tmp_path: Path, content: bytes, document: object) -> None:
    assert made(tmp_path, content).document() == document


@pytest.mark.parametrize("content", [b'{"a": ', b"[" * 100_000, b"1" * 5000, b"{}\n{", b"a,b"])
def test_text_that_is_not_json_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BBPropsError, match="is not JSON"):
        made(tmp_path, content).document()


@pytest.mark.parametrize("packed", [False, True])
def test_the_position_grows_to_the_size_of_the_file(tmp_path: Path, packed: bool) -> None:
    content = "".join(f"line {number * 7919}\n" for number in range(200_000)).encode()
    path = tmp_path / "lines"
    path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    source = Source(path)

    positions = [source.position for number, _ in enumerate(source.lines()) if number % 50_000 == 0]

    assert positions == sorted(positions)
    assert 0 < positions[0] < positions[-1] <= source.size == path.stat().st_size
    assert source.position == source.size

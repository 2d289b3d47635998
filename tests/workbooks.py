"""Small .xlsx workbooks, written part by part, so that a test says exactly what is in a cell."""

import zipfile
from html import escape
from pathlib import Path

Cells = dict[str, str]  # by place, such as B2: the XML inside of <c>

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets></workbook>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
# Style 1 is a day, 2 a moment, 3 a time of day, 4 a percentage.
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="21"/><xf numFmtId="10"/>'
    "</cellXfs></styleSheet>"
)


def text(value: str) -> str:
    """A cell of text."""
    return f' t="inlineStr"><is><t>{escape(value)}</t></is>'


def number(value: str, style: int = 0) -> str:
    """A cell of a number as the file has it; its style says whether people see a time."""
    return f' s="{style}"><v>{value}</v>'


def write(path: Path, **sheets: Cells) -> Path:
    """Write a workbook of these sheets."""
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(
            f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": WORKBOOK.format(listed),
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            f'{related}<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        ),
        "xl/styles.xml": STYLES,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        for n, cells in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(cells))
    return path


def table(*rows: list[str], first_row: int = 1) -> Cells:
    """The cells of rows, each as the XML of a cell; an empty text is no cell."""
    places = (
        (f"{chr(65 + column)}{row}", cell)
        for row, cells in enumerate(rows, first_row)
        for column, cell in enumerate(cells)
    )
    return {place: cell for place, cell in places if cell}


def _sheet(cells: Cells) -> str:
    rows: dict[str, list[str]] = {}
    for place, content in cells.items():
        rows.setdefault(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), []).append(f'<c r="{place}"{content}</c>')
    body = "".join(f'<row r="{row}">{"".join(found)}</row>' for row, found in rows.items())
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>'

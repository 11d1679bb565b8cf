"""The REFI-QDA exchange format: code books (``.qdc``) and projects (``.qdpx``).

What NVivo, MAXQDA, ATLAS.ti, QualCoder and others read and write. The format knows a code's name,
description, colour and place; what it does not know (the short code, its question, its opposite,
examples) stands in plain lines at the end of the description, where people can read it there and
from where it is read again. Project Exchange Format and Codebook Exchange Format, version 1.0.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from xml.etree import ElementTree as Tree
from xml.parsers import expat

import pandas as pd

from consultation_insight._tables import rows_of
from consultation_insight.code_frames.checking import ROW
from consultation_insight.code_frames.frame import CodeFrame
from consultation_insight.corpus import Corpus
from consultation_insight.errors import FileProblem, OutputProblem

__all__ = ["Project", "code_book", "read_code_book", "read_qdpx", "write_qdpx"]

_BOOK = "urn:QDA-XML:codebook:1.0"
_PROJECT = "urn:QDA-XML:project:1.0"
_SPACE = UUID("6f0f0b0e-5f0c-5a53-9d0b-3f1d7f0f9c11")
_ORIGIN = "Consultation Insight"
#: A project larger than this when unpacked is refused.
_MOST = 2_000_000_000
_BLOCK = re.compile(r"(?:^|\n\n)(Code: [^\n]*(?:\n(?:Question|Opposite|Example): [^\n]*)*)\Z")
_STRENGTH = re.compile(r"Strength: (\d(?:\.\d+)?)")
_CODED = ["response_id", "question_id", "code", "start", "end", "strength", "assigned_by"]


class Project(NamedTuple):
    """A project that was read: its frame, its texts, and which passages carry which codes."""

    frame: CodeFrame
    responses: pd.DataFrame
    coded: pd.DataFrame


def _guid(*parts: object) -> str:
    return str(uuid5(_SPACE, "\x00".join(str(part) for part in parts))).upper()


def code_book(frame: CodeFrame) -> bytes:
    """Write a frame as a code book."""
    root = Tree.Element("CodeBook", {"xmlns": _BOOK, "origin": _ORIGIN})
    _add_codes(root, frame)
    return _bytes(root)


def _bytes(root: Tree.Element) -> bytes:
    Tree.indent(root)
    body: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _add_codes(root: Tree.Element, frame: CodeFrame) -> dict[tuple[str, str], str]:
    """Add the codes in their places; give the GUID of each question's code."""
    rows = list(rows_of(frame.table))
    codes = Tree.SubElement(root, "Codes")
    guids: dict[tuple[str, str], str] = {}
    elements: dict[tuple[str, str], Tree.Element] = {}
    for row in rows:
        key = (row.question_id, row.code)
        guids[key] = getattr(row, "guid", "") or _guid("code", *key)
        facts = {"guid": guids[key], "name": row.label, "isCodable": "true"}
        if getattr(row, "color", ""):
            facts["color"] = row.color
        elements[key] = Tree.Element("Code", facts)
        Tree.SubElement(elements[key], "Description").text = _described(row)
    for row in rows:
        above = elements.get((row.question_id, row.parent)) if row.parent else None
        if row.parent and above is None:
            above = elements.get(("", row.parent))
        (codes if above is None else above).append(elements[row.question_id, row.code])
    return guids


def _described(row: Any) -> str:
    lines = [f"Code: {row.code}"]
    if row.question_id:
        lines.append(f"Question: {row.question_id}")
    if row.opposite:
        lines.append(f"Opposite: {row.opposite}")
    lines += [f"Example: {line}" for line in row.examples.split("\n") if line]
    block = "\n".join(lines)
    return f"{row.description}\n\n{block}" if row.description else block


def read_code_book(path: Path) -> tuple[list[dict[str, Any]], str]:
    """Read the codes of a code book or project, as rows of a frame.

    Raises
    ------
    FileProblem
        The file is not what its ending says, or defines entities.
    """
    if path.suffix.lower() == ".qdpx":
        with _archive(path) as archive:
            root = _parsed(path, archive.read(_project_file(path, archive)))
    else:
        root = _parsed(path, path.read_bytes())
    return _rows(path, root), root.get("name", "")


def _parsed(path: Path, data: bytes) -> Tree.Element:
    """Parse XML that defines no entities, which could swell or fetch files; without namespaces."""
    builder = Tree.TreeBuilder()
    parser = expat.ParserCreate()

    def refuse(*_: Any) -> None:
        raise FileProblem(
            path,
            "defines a document type or entities, which no REFI-QDA file does",
            remedy="It was not read. Export it again from the program that made it.",
        )

    def local(name: str) -> str:
        return name.rpartition(":")[2]

    def start(name: str, facts: dict[str, str]) -> None:
        builder.start(local(name), facts)

    def end(name: str) -> None:
        builder.end(local(name))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FileProblem(
            path, f"is not valid XML (line {error.lineno})", remedy="Export it again."
        ) from None
    return builder.close()


def _rows(path: Path, root: Tree.Element) -> list[dict[str, Any]]:
    codes = root.find("Codes") if root.tag == "CodeBook" else root.find("CodeBook/Codes")
    if codes is None:
        raise FileProblem(path, "holds no codes", remedy="Export it with its code book.")
    rows: list[dict[str, Any]] = []
    _walk(codes, "", rows)
    _made_unique(rows)
    return rows


def _walk(above: Tree.Element, parent: str, rows: list[dict[str, Any]]) -> None:
    for element in above.findall("Code"):
        text = (element.findtext("Description") or "").strip()
        block = _BLOCK.search(text)
        facts: dict[str, list[str]] = {}
        if block:
            for line in block[1].split("\n"):
                name, _, value = line.partition(": ")
                facts.setdefault(name, []).append(value)
            text = text[: block.start()]
        label = element.get("name", "")
        rows.append(
            {
                "code": facts.get("Code", [""])[0],
                "label": label,
                "description": text,
                "parent": parent,
                "question_id": facts.get("Question", [""])[0],
                "opposite": facts.get("Opposite", [""])[0],
                "examples": "\n".join(facts.get("Example", [])),
                "guid": element.get("guid", ""),
                "color": element.get("color", ""),
                ROW: len(rows) + 1,
                "__above__": parent,
            }
        )
        _walk(element, element.get("guid", ""), rows)


def _made_unique(rows: list[dict[str, Any]]) -> None:
    """Codes that have no short code take their name; equal names the one above as well."""
    names: dict[str, int] = {}
    for row in rows:
        names[row["label"]] = names.get(row["label"], 0) + 1
    by_guid = {row["guid"]: row for row in rows}
    taken: set[tuple[str, str]] = set()
    for row in rows:
        above = by_guid.get(row["__above__"])
        if not row["code"]:
            row["code"] = row["label"]
            if names[row["label"]] > 1 and above:
                row["code"] = f"{above['code']} / {row['label']}"
        key, number = row["code"], 2
        while (row["question_id"], row["code"]) in taken:
            row["code"], number = f"{key} ({number})", number + 1
        taken.add((row["question_id"], row["code"]))
        row["parent"] = above["code"] if above else ""


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError):
        raise FileProblem(path, "is not a project archive", remedy="Export it again.") from None
    if sum(item.file_size for item in archive.infolist()) > _MOST:
        archive.close()
        raise FileProblem(path, "unpacks to more than 2 GB", remedy="Export its texts only.")
    return archive


def _project_file(path: Path, archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if name.lower().endswith(".qde")]
    if not names:
        raise FileProblem(path, "holds no project file (.qde)", remedy="Export it again.")
    return min(names, key=len)


def write_qdpx(
    path: str | Path, corpus: Corpus, coding: Any, *, name: str = "Consultation"
) -> None:
    """Write texts, code frame and codings as a REFI-QDA project.

    It holds the redacted texts of all coded responses, for work in NVivo, MAXQDA, ATLAS.ti or
    QualCoder; it is not for publication.

    Parameters
    ----------
    path : path
        Ending in ``.qdpx``.
    corpus : Corpus
    coding : Coding
    name : str
        Of the project.

    Raises
    ------
    OutputProblem
        The file cannot be written.
    """
    path = Path(path)
    frame = CodeFrame(coding.frame)
    coded = coding.coding
    people = sorted(set(coded["assigned_by"]))
    users = {one: _guid("user", one) for one in people}
    root = Tree.Element("Project", {"xmlns": _PROJECT, "name": name, "origin": _ORIGIN})
    if users:
        holder = Tree.SubElement(root, "Users")
        for one, guid in users.items():
            Tree.SubElement(holder, "User", {"guid": guid, "name": one})
    guids = _add_codes(Tree.SubElement(root, "CodeBook"), frame)
    sources = Tree.SubElement(root, "Sources")
    asked = set(coding.candidates["response_id"]) | set(coded["response_id"])
    texts = {}
    by_response = dict(iter(coded.groupby("response_id", sort=False)))
    for row in rows_of(corpus.responses):
        if row.response_id not in asked:
            continue
        guid = _guid("source", row.response_id)
        texts[f"sources/{guid}.txt"] = row.text
        facts = {"guid": guid, "name": row.response_id, "plainTextPath": f"internal://{guid}.txt"}
        source = Tree.SubElement(sources, "TextSource", facts)
        Tree.SubElement(source, "Description").text = f"Question: {row.question_id}"
        _add_codings(source, row, by_response.get(row.response_id), guids, users)
    _write_archive(path, _bytes(root), texts)


def _add_codings(
    source: Tree.Element,
    response: Any,
    coded: pd.DataFrame | None,
    guids: Mapping[tuple[str, str], str],
    users: Mapping[str, str],
) -> None:
    for row in rows_of(coded) if coded is not None else ():
        own = (row.response_id, row.code, row.start, row.end, row.assigned_by)
        selection = Tree.SubElement(
            source,
            "PlainTextSelection",
            {
                "guid": _guid("selection", *own),
                "name": response.text[row.start : row.end][:60],
                "startPosition": str(row.start),
                "endPosition": str(row.end),
                "creatingUser": users[row.assigned_by],
            },
        )
        Tree.SubElement(selection, "Description").text = f"Strength: {row.strength:g}"
        facts = {"guid": _guid("coding", *own), "creatingUser": users[row.assigned_by]}
        target = guids.get((row.question_id, row.code)) or guids["", row.code]
        Tree.SubElement(
            Tree.SubElement(selection, "Coding", facts), "CodeRef", {"targetGUID": target}
        )


def _write_archive(path: Path, project: bytes, texts: Mapping[str, str]) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [
            ("project.qde", project),
            *((name, text.encode("utf-8")) for name, text in texts.items()),
        ]:
            # A fixed date: the same analysis gives the same bytes.
            archive.writestr(
                zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
    try:
        path.write_bytes(data.getvalue())
    except OSError as error:
        raise OutputProblem(f"{path} cannot be written: {error.strerror}.") from None


def read_qdpx(path: str | Path) -> Project:
    """Read a REFI-QDA project: its code book, its texts, and what is coded.

    Parameters
    ----------
    path : path

    Returns
    -------
    Project
        ``frame``; ``responses`` (``response_id``, ``question_id``, ``text``: one row a text
        source); ``coded`` as in ``Coding.coding``, ready to be given as examples.

    Raises
    ------
    FileProblem
        The file is no project, or defines entities.
    """
    path = Path(path)
    if not path.is_file():
        raise FileProblem(path, "is not there", remedy="Name a project that was exported.")
    with _archive(path) as archive:
        root = _parsed(path, archive.read(_project_file(path, archive)))
        rows = _rows(path, root)
        codes = {row["guid"].upper(): row["code"] for row in rows}
        users = {
            user.get("guid", "").upper(): user.get("name") or "person"
            for user in root.findall("Users/User")
        }
        responses, coded = [], []
        for source in root.findall("Sources/TextSource"):
            name = source.get("name", "") or source.get("guid", "")
            said = re.search(r"Question: (.*)", source.findtext("Description") or "")
            question = said[1] if said else ""
            responses.append((name, question, _text_of(source, archive)))
            coded += [
                (name, question, *one)
                for one in _codings(source, len(responses[-1][2]), codes, users)
            ]
    frame = CodeFrame.of(rows, name=root.get("name", ""), source=path.name)
    return Project(
        frame,
        pd.DataFrame(responses, columns=["response_id", "question_id", "text"]),
        pd.DataFrame(coded, columns=_CODED),
    )


def _text_of(source: Tree.Element, archive: zipfile.ZipFile) -> str:
    inside = source.findtext("PlainTextContent")
    if inside is not None:
        return inside
    name = source.get("plainTextPath", "").replace("internal://", "")
    for candidate in (f"sources/{name}", f"Sources/{name}", name):
        if name and candidate in archive.namelist():
            return archive.read(candidate).decode("utf-8-sig", errors="replace")
    return ""


def _codings(
    source: Tree.Element, length: int, codes: Mapping[str, str], users: Mapping[str, str]
) -> Iterable[tuple[str, int, int, float, str]]:
    places = [
        (
            int(selection.get("startPosition", 0)),
            int(selection.get("endPosition", length)),
            selection,
        )
        for selection in source.findall("PlainTextSelection")
    ]
    for start, end, holder in [*places, (0, length, source)]:
        strength = _STRENGTH.search(holder.findtext("Description") or "")
        for coding in holder.findall("Coding"):
            target = coding.find("CodeRef")
            code = codes.get((target.get("targetGUID", "") if target is not None else "").upper())
            if code:
                who = coding.get("creatingUser") or holder.get("creatingUser") or ""
                yield (
                    code,
                    start,
                    end,
                    float(strength[1]) if strength else 1.0,
                    users.get(who.upper(), "person"),
                )

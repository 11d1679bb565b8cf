"""What is coded, in numbers: passages and responses of one question as vectors and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._themes.passages import Passages, passages_of, plain
from consultation_insight.models.embeddings import adapted
from consultation_insight.models.lemmas import lemmatise
from consultation_insight.text import split_sentences, word_spans

__all__ = ["Codes", "Material", "codes_of", "material_of", "unit"]

Floats = npt.NDArray[np.float64]

#: Sentences of a description that say what a code is not, or how to use it.
_REMARK = re.compile(
    r"^\W*(?:not\b|opposite of|excludes?\b|excluding\b|heading\b|use (?:a|this|only|where|for)\b|"
    r"do not (?:use|code)|only use|see also|always\b|code (?:here|only)|with stance)",
    re.IGNORECASE,
)
#: Labels of codes for what no other code covers; they cannot be found by what they say.
_REST = re.compile(
    r"^\W*(?:others?\b(?!\s+\w+\s+\w)|none of|nothing else|miscellaneous|anything else|"
    r"something else|unclassif|uncod|not cod|no (?:code|reason|answer|comment)|don.?t know|"
    r"arall|autres?\b|andere\b|otros?\b|altro\b)",
    re.IGNORECASE,
)


def unit(vectors: npt.NDArray[Any]) -> Floats:
    """Bring rows to unit length; rows of zeros stay."""
    values = np.asarray(vectors, dtype=np.float64)
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-9))


@dataclass(frozen=True, eq=False)
class Codes:
    """The codes of one question, and the texts that say what they mean.

    ``texts`` are short texts about codes, ``of`` the code (its place) of each; ``whole`` one text
    a code. ``findable`` is False for headings with codes under them, and for "Other".
    """

    codes: list[str]
    texts: list[str]
    of: npt.NDArray[np.int64]
    whole: list[str]
    findable: npt.NDArray[np.bool_]


def codes_of(frame: pd.DataFrame) -> Codes:
    """Read the codes of a frame's table."""
    codes = frame["code"].tolist()
    headings = set(frame["parent"])
    texts: list[str] = []
    of: list[int] = []
    whole, findable = [], []
    for place, row in enumerate(frame.itertuples()):
        own = [plain(str(row.label)), *_sentences(str(row.description), codes)]
        own += [plain(line) for line in str(row.examples).split("\n") if line.strip()]
        own = [text for text in own if text] or [str(row.label)]
        texts += own
        of += [place] * len(own)
        whole.append(" ".join(own))
        findable.append(row.code not in headings and not _REST.match(str(row.label)))
    if not any(findable):
        findable = [True] * len(codes)
    return Codes(codes, texts, np.array(of, np.int64), whole, np.array(findable, bool))


def _sentences(description: str, codes: Sequence[str]) -> list[str]:
    found = []
    for start, end in split_sentences(description):
        sentence = description[start:end]
        words = set(re.findall(r"[\w-]+", sentence))
        # A sentence that names another code says what this one is not.
        if not _REMARK.match(sentence) and not any(c in words and len(c) > 3 for c in codes):
            found.append(plain(sentence))
    return found


@dataclass(frozen=True, eq=False)
class Material:
    """One question: passages ``x``, responses ``r``, their words, and the codes' ``k``.

    ``x_words``, ``r_words``, ``k_words`` are sparse rows of unit length over the same vocabulary;
    ``r_letters`` and ``x_letters`` over runs of letters inside words.
    """

    rows: pd.DataFrame
    passages: Passages
    codes: Codes
    x: Floats
    r: Floats
    k: Floats
    whole: Floats
    x_words: Any
    k_words: Any
    whole_words: Any
    language: str
    words: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many responses there are."""
        return len(self.rows)

    def by_response(self, values: Floats, empty: float = 0.0) -> Floats:
        """The largest value over the passages of each response."""
        out = np.full((self.count, values.shape[1]), -np.inf)
        np.maximum.at(out, self.passages.response, values)
        out[~np.isfinite(out)] = empty
        return out


def material_of(rows: pd.DataFrame, frame: pd.DataFrame, model: Any, language: str) -> Material:
    """Make the material of one question's live responses."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    codes = codes_of(frame)
    passages = passages_of([_probed(text) for text in rows["text"].tolist()], whole=0, apart=False)
    words = [plain(_probed(text)) for text in rows["text"].tolist()]
    distinct, of = np.unique(np.array([*passages.words, *words], object), return_inverse=True)
    known = adapted(model, [str(text) for text in distinct])
    vectors = np.asarray(known.embed([str(text) for text in distinct]), np.float64)[of]
    split = len(passages)
    vectoriser = TfidfVectorizer(
        tokenizer=lambda text: lemmas(text, language),
        token_pattern=None,
        lowercase=False,
        sublinear_tf=True,
    )
    vectoriser.fit([*passages.words, *codes.whole])
    return Material(
        rows=rows,
        passages=passages,
        codes=codes,
        x=vectors[:split],
        r=vectors[split:],
        k=np.asarray(known.embed(codes.texts), np.float64),
        whole=np.asarray(known.embed(codes.whole), np.float64),
        x_words=vectoriser.transform(passages.words) if split else None,
        k_words=vectoriser.transform(codes.texts),
        whole_words=vectoriser.transform(codes.whole),
        language=language,
        words=words,
    )


def _probed(text: str) -> str:
    """Interviewers write ``//`` between answers; of the same length, so that offsets stay."""
    return re.sub(r"(?<![:/])//(?!/)", ".\n", text) if "//" in text else text


def lemmas(text: str, language: str) -> list[str]:
    """Split a text into dictionary forms, in lower case."""
    return lemmatise([text[a:b].casefold() for a, b in word_spans(text)], language)

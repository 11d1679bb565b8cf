"""Classifiers of tone from Hugging Face, by name, for those who have one (extra ``[transformers]``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.errors import ModelNotAvailable, SettingsError
from consultation_insight.models.embeddings import folder_on_disk

__all__ = ["TransformersTone"]

_TONES = ("positive", "neutral", "negative")
#: How models name the tones: words, short words, stars.
_NAMES = (
    ("positive", re.compile(r"pos|good|[45]\s*stars?$", re.IGNORECASE)),
    ("neutral", re.compile(r"neu|mixed|3\s*stars?$", re.IGNORECASE)),
    ("negative", re.compile(r"neg|bad|[12]\s*stars?$", re.IGNORECASE)),
)
_BATCH = 32


class TransformersTone:
    """A sequence classifier whose labels are tones, read from this computer.

    Parameters
    ----------
    name : str
        A folder, or the name of a model that was downloaded before; nothing is downloaded.

    Raises
    ------
    ModelNotAvailable
        If the extra or the model is not there.
    SettingsError
        If its labels cannot be read as tones.
    """

    def __init__(self, name: str) -> None:
        what = f"model='transformers:{name}'"
        try:
            import torch
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ImportError as error:
            raise ModelNotAvailable.for_extra(what, "transformers") from error
        folder = folder_on_disk(name, what)
        self.name = f"transformers:{Path(name).name if Path(name).is_dir() else name}"
        self._torch: Any = torch
        self._tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model: Any = AutoModelForSequenceClassification.from_pretrained(
            str(folder), local_files_only=True
        )
        self._model.eval()
        labels = {int(key): str(value) for key, value in self._model.config.id2label.items()}
        self._tone_of = [_tone(labels[i]) for i in range(len(labels))]
        if "" in self._tone_of or not {"positive", "negative"} <= set(self._tone_of):
            raise SettingsError(
                f"{what}: its labels are {', '.join(labels.values())}; they must name tones "
                "(positive, neutral, negative, or one to five stars)."
            )

    def score(self, texts: Sequence[str]) -> pd.DataFrame:
        """Probabilities of the tones; several labels of one tone are summed."""
        found = np.zeros((len(texts), len(_TONES)))
        order = np.argsort([len(text) for text in texts], kind="stable")
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            coded = self._tokenizer(
                [texts[row] for row in rows], padding=True, truncation=True, return_tensors="pt"
            )
            with self._torch.no_grad():
                chances = self._model(**coded).logits.softmax(dim=1).numpy()
            for column, tone in enumerate(self._tone_of):
                found[rows, _TONES.index(tone)] += chances[:, column]
        return pd.DataFrame(found, columns=list(_TONES))


def _tone(label: str) -> str:
    return next((tone for tone, sign in _NAMES if sign.search(label)), "")

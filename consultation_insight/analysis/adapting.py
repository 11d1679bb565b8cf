"""A user's own labels on top of a head."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.errors import SettingsError
from consultation_insight.results import STANCES

if TYPE_CHECKING:
    from consultation_insight.models.adapting import Adapted

__all__ = ["adapt"]

#: What can be adapted, and the labels that it knows.
_LABELS: dict[str, tuple[str, ...]] = {
    "sentiment": ("positive", "neutral", "negative"),
    "sentiment_minilm": ("positive", "neutral", "negative"),
    "kind": ("substantive", "political", "abuse", "off_topic", "spam"),
    "stance": STANCES,
}
_OWN_NAMES = {"other": "substantive"}


def adapt(model: str, labelled: pd.DataFrame, *, question: str | None = None) -> Adapted:
    """Teach a model of the package your own labels.

    What the model says is where learning starts, so 25 labels help already and 100 help much more.
    The same labels give the same model, in whatever order they come. The texts are not kept.

    Parameters
    ----------
    model : str
        ``"sentiment"``, ``"sentiment_minilm"``, ``"kind"`` or ``"stance"``.
    labelled : pandas.DataFrame
        Columns ``text`` and ``label``; rows without either are passed over, and so is the tone
        ``mixed``, which is told from sentences.
    question : str, optional
        The proposal in words; needed for ``"stance"`` alone.

    Returns
    -------
    Adapted
        An object with ``score(texts)``: give it as ``model`` to `score_sentiment` or
        `classify_kind`. For stance, `score_stance` with ``examples`` does all of it.

    Raises
    ------
    SettingsError
        If there is no such model, a column or the question is missing, a label is unknown, or all
        labels are the same.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> labelled = pd.DataFrame({
    ...     "text": ["Line 9 again.", "Line 9 today!", "They answered.", "They answered me."] * 5,
    ...     "label": ["negative", "negative", "positive", "positive"] * 5})
    >>> ours = ci.adapt("sentiment", labelled)
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": ["Line 9, of course."]}))
    >>> ci.score_sentiment(corpus, model=ours).table["sentiment"].tolist()
    ['negative']
    """
    from consultation_insight.models.adapting import learn_on_top

    if model not in _LABELS:
        known = ", ".join(repr(name) for name in _LABELS)
        raise SettingsError.from_value("model", "adapt", f"one of {known}", model)
    if (model == "stance") != (question is not None):
        raise SettingsError(
            "adapt: the question (the proposal in words) is needed for 'stance' and for it alone."
        )
    missing = [column for column in ("text", "label") if column not in labelled.columns]
    if missing:
        raise SettingsError(
            f"adapt: the labelled responses lack the column(s) {', '.join(missing)}; they have "
            f"{', '.join(map(str, labelled.columns))}."
        )
    classes = _LABELS[model]
    rows = labelled[["text", "label"]].dropna()
    if model.startswith("sentiment"):
        rows = rows[rows["label"] != "mixed"]
    wrong = sorted({str(label) for label in rows["label"]} - set(classes))
    if wrong:
        raise SettingsError.from_value("label", "adapt", f"one of {', '.join(classes)}", wrong[0])
    texts, labels = rows["text"].astype(str).tolist(), rows["label"].astype(str).tolist()
    return learn_on_top(model, classes, _base(model, question), texts, labels)


def _base(model: str, question: str | None) -> partial[npt.NDArray[np.float64]]:
    if model == "stance":
        from consultation_insight.models.stance.positions import chances_of_positions

        return partial(chances_of_positions, proposal=question or "")
    return partial(_of_head, name=model)


def _of_head(texts: Sequence[str], *, name: str) -> npt.NDArray[np.float64]:
    """Probabilities of a head, columns in the order of `_LABELS`."""
    from consultation_insight.models.heads import load_head

    head = load_head(name)
    found = head.probabilities(texts)
    columns = {_OWN_NAMES.get(label, label): found[:, i] for i, label in enumerate(head.classes)}
    return np.column_stack([columns[label] for label in _LABELS[name]])

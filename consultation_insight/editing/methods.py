"""What `Themes` can do: be looked into, edited, and handed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from consultation_insight._higher import higher
from consultation_insight.editing import replay as replaying
from consultation_insight.editing import verbs
from consultation_insight.editing.log import Edit, write_edits
from consultation_insight.editing.theme import Theme
from consultation_insight.errors import UsageError

if TYPE_CHECKING:
    from consultation_insight.corpus import Corpus
    from consultation_insight.results import Themes

__all__ = ["Editable"]


class Editable:
    """The methods of `Themes`. Each returns a new result; none changes the one it is called on."""

    if TYPE_CHECKING:
        log: tuple[Edit, ...]
        before: Themes | None
        table: pd.DataFrame

    def __getitem__(self, name: str | int) -> Theme:
        """One theme, by its id, its exact label, or its place in the table (from 0)."""
        themes = self._themes
        if isinstance(name, str):
            return Theme.of(themes, verbs.find(themes, name, "themes[…]"))
        return Theme.of(themes, str(themes.table["theme_id"].tolist()[name]))

    def __iter__(self) -> Iterator[Theme]:
        """All themes, in the order of the table."""
        return (Theme.of(self._themes, theme) for theme in self.table["theme_id"])

    @property
    def edits(self) -> pd.DataFrame:
        """What a person did: ``edit`` (its number), ``verb``, ``theme_id``, ``what``."""
        rows = [
            (number, edit.verb, ";".join(edit.named()), edit.says())
            for number, edit in enumerate(self.log, start=1)
        ]
        return pd.DataFrame(rows, columns=["edit", "verb", "theme_id", "what"])

    def rename(self, theme: str, label: str) -> Themes:
        """Give a theme another label.

        Parameters
        ----------
        theme : str
            Its id (``"T03"``) or its exact label, here and in all other verbs.
        label : str
            One that no other theme of the question has.

        Returns
        -------
        Themes
            A new result; the edit stands in its ``log``.

        Raises
        ------
        SettingsError
            There is no such theme (the message lists those that there are), or a value cannot be.

        Examples
        --------
        >>> import pandas as pd
        >>> import consultation_insight as ci
        >>> notes = [f"More {a} {b}, please" for a in ("evening", "night", "early", "rural")
        ...          for b in ("buses", "bus routes", "bus stops")]
        >>> themes = ci.find_themes(ci.Corpus.from_responses(pd.DataFrame({"text": notes})))
        >>> themes = themes.rename("T01", "Buses")
        >>> themes["Buses"].theme_id, themes.edits["verb"].tolist()
        ('T01', ['rename'])
        """
        return verbs.rename(self._themes, theme, label)

    def set_description(self, theme: str, text: str) -> Themes:
        """Give a theme another description; it stays through later edits."""
        return verbs.describe(self._themes, theme, text)

    def merge(self, themes: Sequence[str], label: str | None = None) -> Themes:
        """Put themes together: the first named takes the others in and keeps its id.

        Parameters
        ----------
        themes : sequence of str
            Two or more, of one question.
        label : str, optional
            If left out, the first keeps its label.
        """
        return verbs.merge(self._themes, themes, label)

    def split(
        self,
        theme: str,
        n: int | None = None,
        *,
        parts: Mapping[str, Iterable[str]] | None = None,
    ) -> Themes:
        """Part a theme; one part keeps its id, the others get new ones.

        Parameters
        ----------
        theme : str
        n : int, optional
            Parts that the machine is to find; the largest keeps the id. If neither this nor
            ``parts`` is given, the theme is split in its sub-themes.
        parts : mapping of str to response ids, optional
            Labels of new themes and the responses that go there; what is not named stays, and
            keeps id and label.
        """
        return verbs.split(self._themes, theme, n, parts)

    def move(
        self,
        responses: str | Iterable[str],
        to: str,
        *,
        start: int | None = None,
        end: int | None = None,
        out_of: str | None = None,
    ) -> Themes:
        """Code responses with another theme (``assigned_by`` becomes ``person``), or with none.

        Parameters
        ----------
        responses : str or iterable of str
            Response ids.
        to : str
            A theme; ``""`` takes the code off.
        start, end : int, optional
            Only these characters of one response: they carry the theme, and what was coded within
            them is replaced. If left out, all coded passages are (the whole text, if none was).
        out_of : str, optional
            Only what this theme was given to; the response's other themes stay.
        """
        return verbs.move(self._themes, responses, to, start=start, end=end, out_of=out_of)

    def drop(self, theme: str) -> Themes:
        """Take a theme out of the list. Its responses stay; what carried only it is uncoded."""
        return verbs.drop(self._themes, theme)

    def with_subthemes(self) -> Themes:
        """Find what the larger themes divide into: see ``subthemes`` and ``subcoding``.

        The passages of each theme are grouped by the same engine. Sub-themes of a theme that is
        merged or split afterwards fall away.
        """
        found: Themes = higher("find_subthemes")(self._themes)
        return found

    def update(self, more_responses: Corpus) -> Themes:
        """Take in late responses: themes keep their ids, labels and edits; new ones may emerge.

        Parameters
        ----------
        more_responses : Corpus
            The late responses, prepared like the others; or all of them, read again together.

        Returns
        -------
        Themes
            Over all responses. ``table`` marks new themes in the column ``emerging``; ``shifts`` says
            how shares moved. An update cannot be undone: the earlier result is still there.

        Raises
        ------
        DataError
            A response id stands for two different texts.
        """
        found: Themes = higher("update_themes")(self._themes, more_responses)
        return found

    def to_bertopic(self, corpus: Corpus | None = None, *, embedder: Any = None) -> Any:
        """Hand the themes over as a fitted ``BERTopic``, for its plots and methods.

        Its documents are the live responses (``corpus.live["text"]``, in their order). BERTopic has
        one topic for each: here the strongest theme of the response; what is uncoded is -1. Its
        topics are numbered by their size, and carry the labels as custom labels.

        Parameters
        ----------
        corpus : Corpus, optional
            If the themes do not know theirs.
        embedder : str or Embedder, optional
            If left out, the one that the themes were found with.

        Returns
        -------
        bertopic.BERTopic

        Raises
        ------
        ModelNotAvailable
            The extra ``[bertopic]`` is not installed.
        UsageError
            There are no themes to hand over.

        Notes
        -----
        `visualize_documents` wants the documents and, to be quick, their vectors. New texts are given
        to the topic whose middle is nearest (``transform``).
        """
        themes = self._themes if corpus is None else self.with_corpus(corpus)
        return higher("as_bertopic")(themes, embedder=embedder)

    def undo(self) -> Themes:
        """The themes as they were before the last edit."""
        if self.before is None:
            done = "They come from a run: take its last edit out of the file of edits."
            raise UsageError(f"There is nothing to undo. {done if self.log else ''}".strip())
        return self.before

    def save_edits(self, path: str | Path) -> None:
        """Write all edits to a TOML file, for `replay` and the setting ``[themes] edits``."""
        write_edits(self.log, path)

    def replay(self, edits: str | Path | Iterable[Edit], *, strict: bool = True) -> Themes:
        """Do saved edits again: on the same themes, after a new run, or on other data.

        A theme is found again by id and label; where these have moved, by the responses that it
        was known by (at least half of those that are there), or by label alone.

        Parameters
        ----------
        edits : path or iterable of Edit
        strict : bool
            Refuse all if one cannot be done; else do the others, and list it in ``left_out``.

        Raises
        ------
        SettingsError
            An edit cannot be done; all of these are listed.
        """
        done, left_out = replaying.replay(self._themes, edits, strict=strict)
        if len(left_out):
            method = f"{done.method} {verbs.counted_edits(len(left_out))} could not be done."
            done = replace(done, method=method)
        return replace(done, left_out=left_out)

    def with_corpus(self, corpus: Corpus | None) -> Themes:
        """The same themes, told which corpus they were found in."""
        return replace(self._themes, corpus=corpus)

    @property
    def _themes(self) -> Themes:
        return cast("Themes", cast(Any, self))

"""Settings: one class a section, read from TOML and written to TOML.

A setting has one name everywhere: the keyword of the function, the key in the TOML file, the line
in the report's method note. A test holds that signatures and sections agree, defaults included.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from consultation_insight._presets import with_preset
from consultation_insight.editing.log import read_edits
from consultation_insight.errors import FileProblem, SettingsError, did_you_mean

__all__ = ["Settings", "disclosure_rules"]


#: Settings that name a file, which lies beside the settings file.
FILES = (
    ("themes", "edits"), ("redact", "allow_from"), ("report", "template"), ("report", "style"),
    ("report", "catalogue"),
)  # fmt: skip


#: The sections of a report that can be chosen and ordered; the last four make tables of their own.
SectionName = Literal[
    "answers", "groups", "weights", "references", "words", "liked", "themes", "codes", "tone", "time",
    "asked", "links", "campaigns", "same", "limits", "once", "harvest", "actions", "agreement",
    "pages",
]  # fmt: skip
HARVEST = frozenset({"harvest", "actions", "agreement", "pages"})


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def keywords(self) -> dict[str, Any]:
        """The settings as keywords for the function of the section."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class ReadSettings(_Section):
    """``[read]``: see `consultation_insight.read`."""

    text: list[str] | None = None
    sheet: str | None = None
    columns: dict[str, str] | None = None
    encoding: str | None = None


class CleanSettings(_Section):
    """``[clean]``: see `consultation_insight.clean`."""

    asker: str | None = None
    non_answers: bool = True
    repeats: bool = True


class RedactSettings(_Section):
    """``[redact]``: see `consultation_insight.redact`."""

    handles: Literal["public", "keep", "remove"] = "public"
    names: Literal["auto", "spacy", "patterns", "all", "off"] = "auto"
    allow: list[str] = Field(default_factory=list)
    allow_from: str | None = None


class LanguageSettings(_Section):
    """``[languages]``: see `consultation_insight.detect_languages`."""

    expected: list[str] | None = None


class DuplicateSettings(_Section):
    """``[duplicates]``: see `consultation_insight.deduplicate`."""

    threshold: float = 0.6
    min_words: int = 8


class CampaignSettings(_Section):
    """``[campaigns]``: see `consultation_insight.find_campaigns`."""

    min_size: int = 5
    min_words: int = 10
    count: Literal["each", "once", "apart"] = "each"
    reworded: str | None = None


class ThemeSettings(_Section):
    """``[themes]``: see `consultation_insight.find_themes`."""

    engine: str = "graph"
    embedder: str = "static"
    subjects: str = "policy"
    n_themes: int | None = None
    min_strength: float = 0.35
    seed: int = 20
    edits: str | None = None
    levels: Literal[1, 2] = 1
    cache: str | None = None
    labeller: str | None = None
    labeller_model: str | None = None


class SentimentSettings(_Section):
    """``[sentiment]``: see `consultation_insight.score_sentiment`."""

    model: str = "static"
    min_probability: float = 0.0


class KindSettings(_Section):
    """``[kinds]``: see `consultation_insight.classify_kind`."""

    min_probability: float = 0.3


class StanceSettings(_Section):
    """``[stance]``: see `consultation_insight.score_stance`."""

    question: str | None = None
    min_probability: float = 0.0


class TermSettings(_Section):
    """``[terms]``: see `consultation_insight.count_terms`."""

    min_mentions: int = 2
    stop_words: list[str] = Field(default_factory=list)
    stop_list: str | None = None
    longest_phrase: int = 4
    phrases: list[str] = Field(default_factory=list)
    merge_phrases: bool = False
    by: str | None = None


class ReferenceSettings(_Section):
    """``[references]``: see `consultation_insight.find_references`."""

    gazetteer: str | None = None
    discover: bool = True
    names: Literal["patterns", "spacy"] = "patterns"


class TrendSettings(_Section):
    """``[trends]``: see `consultation_insight.trends`."""

    period: Literal["auto", "hour", "day", "week", "month", "quarter", "year"] = "auto"
    event: str | None = None
    timezone: str = "UTC"


class WeightSettings(_Section):
    """``[weights]``: see `consultation_insight.weigh`."""

    targets: dict[str, dict[str, float]] | None = None
    column: str | None = None
    most: float | None = 5.0


#: Counts of people under the first number are hidden, others rounded to multiples of the second.
_DISCLOSURE = {"internal": (1, 1), "publication": (10, 5)}


def disclosure_rules(disclosure: str | Mapping[str, int]) -> tuple[int, int]:
    """Give the smallest count that is shown, and what counts are rounded to.

    Parameters
    ----------
    disclosure : str or mapping
        ``internal`` (everything is shown), ``publication`` (counts under 10 hidden, rounded to 5)
        or ``{"min_count": 7, "rounding": 3}``.

    Examples
    --------
    >>> from consultation_insight.config import disclosure_rules
    >>> disclosure_rules("publication"), disclosure_rules({"min_count": 7})
    ((10, 5), (7, 1))
    """
    if isinstance(disclosure, str):
        if disclosure not in _DISCLOSURE:
            raise ValueError("must be 'internal', 'publication', or min_count and rounding")
        return _DISCLOSURE[disclosure]
    unknown = set(disclosure) - {"min_count", "rounding"}
    numbers = disclosure.get("min_count", 1), disclosure.get("rounding", 1)
    if unknown or min(numbers) < 1:
        raise ValueError("takes min_count and rounding, whole numbers from 1")
    return numbers


class ReportSettings(_Section):
    """``[report]``: what the report shows."""

    title: str | None = None
    question: str | None = None
    likes_over: int = 20
    likes_cap: int | None = Field(default=None, ge=0)
    mentions_over: int = 20
    verbatims: int = 3
    speakers: list[str] | None = None
    k_anonymity: int = Field(default=5, ge=1)
    formats: list[Literal["html", "xlsx", "docx", "md"]] = ["html", "xlsx"]
    template: str | None = None
    style: str | None = None
    language: str = "en"
    catalogue: str | None = None
    disclosure: str | dict[str, int] = "internal"
    sections: list[SectionName] | None = None

    @field_validator("disclosure")
    @classmethod
    def _known_disclosure(cls, value: str | dict[str, int]) -> str | dict[str, int]:
        disclosure_rules(value)
        return value

    @model_validator(mode="after")
    def _no_fewer_alike(self) -> ReportSettings:
        """Who speaks is told of no fewer people than may be counted."""
        least = disclosure_rules(self.disclosure)[0]
        if least > self.k_anonymity:
            object.__setattr__(self, "k_anonymity", least)
        return self


#: Endings of data, which are given in place of settings by mistake.
_DATA = {".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".parquet", ".json", ".jsonl", ".docx",
         ".zip"}  # fmt: skip


class Settings(_Section):
    """All settings of a run.

    Attributes
    ----------
    preset : str, optional
        Of `consultation_insight.presets`: settings that stand under these.
    input : list of str
        Files to read, beside the settings file or absolute.

    Examples
    --------
    >>> from consultation_insight import Settings
    >>> Settings.from_dict({"themes": {"n_themes": 12}}).themes.n_themes
    12
    """

    preset: str | None = None
    input: list[str] = Field(default_factory=list)
    read: ReadSettings = ReadSettings()
    clean: CleanSettings = CleanSettings()
    redact: RedactSettings = RedactSettings()
    languages: LanguageSettings = LanguageSettings()
    duplicates: DuplicateSettings = DuplicateSettings()
    campaigns: CampaignSettings = CampaignSettings()
    themes: ThemeSettings = ThemeSettings()
    sentiment: SentimentSettings = SentimentSettings()
    stance: StanceSettings = StanceSettings()
    kinds: KindSettings = KindSettings()
    terms: TermSettings = TermSettings()
    references: ReferenceSettings = ReferenceSettings()
    trends: TrendSettings = TrendSettings()
    weights: WeightSettings = WeightSettings()
    report: ReportSettings = ReportSettings()

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Settings:
        """Check a nested mapping, over the preset that it names; all that is wrong is said at once."""
        try:
            return cls.model_validate(with_preset(values))
        except ValidationError as error:
            raise SettingsError(_explain(error)) from None

    @classmethod
    def from_toml(cls, path: str | Path, *, find_input: bool = True) -> Settings:
        """Read a settings file.

        Parameters
        ----------
        path : path
        find_input : bool
            Find the input files beside the settings file; a missing one is an error.
        """
        path = Path(path)
        if path.suffix.lower() in _DATA:
            raise SettingsError(
                f"{path.name} holds data, not settings. Analyse it with 'consultation-insight analyse "
                f"{path.name} --out FOLDER', or write settings for it with 'consultation-insight check "
                f"{path.name} --write my.toml'."
            )
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise SettingsError(f"There is no settings file {path}.") from None
        except IsADirectoryError:
            raise SettingsError(f"{path} is a folder; name the settings file in it.") from None
        except UnicodeDecodeError:
            raise SettingsError(f"{path.name} is not UTF-8 text; save it as UTF-8.") from None
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path.name} is not valid TOML: {error}.") from None
        try:
            settings = cls.from_dict(values)
        except SettingsError as error:
            raise SettingsError(f"{path.name}: {error}") from None
        if not find_input:
            return settings
        settings = settings.beside(path.parent)
        if settings.themes.edits:
            read_edits(settings.themes.edits)  # a mistake in it is said now, not after the work
        files = [os.path.normpath(path.parent / name) for name in settings.input]
        for name in files:
            if not Path(name).exists():
                raise FileProblem(name, "is not there", remedy=f"Mend 'input' in {path.name}.")
        return settings.model_copy(update={"input": files})

    def beside(self, folder: Path, *, only: Container[str] | None = None) -> Settings:
        """Find the files that settings name, beside the settings file; not the input."""
        changes: dict[str, Any] = {}
        for name, key in FILES:
            section = changes.get(name) or getattr(self, name)
            if (file := getattr(section, key)) and (only is None or name in only):
                found = os.path.normpath(folder / file)
                changes[name] = section.model_copy(update={key: found})
        return self.model_copy(update=changes)

    def for_tables(self) -> dict[str, Any]:
        """What `build_tables` takes: how the tables of a run are computed."""
        report = self.report
        return {
            "likes_over": report.likes_over,
            "verbatims": report.verbatims,
            "k_anonymity": report.k_anonymity,
            "disclosure": report.disclosure,
            "likes_cap": report.likes_cap,
            "trends": self.trends.keywords(),
            "weights": self.weights.keywords(),
        }

    def to_toml(self) -> str:
        """Write the settings as TOML; what is None is left out, because TOML has no word for it."""
        import tomli_w

        values = self.model_dump(exclude_none=True)
        return tomli_w.dumps({name: value for name, value in values.items() if value != {}})


def _explain(error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            section = problem["loc"][:-1]
            known = _known(section)
            hint = did_you_mean(str(problem["loc"][-1]), known) or _elsewhere(
                str(problem["loc"][-1])
            )
            lines.append(f"there is no setting {where!r}; there are {', '.join(known)}.{hint}")
        else:
            hint = ""
            if isinstance(problem["input"], str) and problem["type"] == "literal_error":
                hint = did_you_mean(problem["input"], re.findall(r"'([^']+)'", problem["msg"]))
            lines.append(f"{where!r}: {problem['msg']}, got {problem['input']!r}.{hint}")
    return "Settings: " + " ".join(lines)


def _elsewhere(key: str) -> str:
    """Where a setting belongs that stands in another section, or in none."""
    homes = [
        name
        for name, field in Settings.model_fields.items()
        if isinstance(field.default, _Section) and key in type(field.default).model_fields
    ]
    return f" It belongs under [{homes[0]}]." if len(homes) == 1 else ""


def _known(section: tuple[Any, ...]) -> list[str]:
    model: Any = Settings
    for part in section:
        model = type(model.model_fields[part].default)
    return list(model.model_fields)

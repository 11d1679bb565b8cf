import inspect
import re
import tomllib

import pytest

import consultation_insight as ci
from consultation_insight.errors import DataError, SettingsError

#: Section → the function that takes its settings.
FUNCTIONS = {
    "read": "read",
    "clean": "clean",
    "redact": "redact",
    "languages": "detect_languages",
    "duplicates": "deduplicate",
    "campaigns": "find_campaigns",
    "themes": "find_themes",
    "sentiment": "score_sentiment",
    "stance": "score_stance",
    "kinds": "classify_kind",
    "terms": "count_terms",
    "references": "find_references",
    "trends": "trends",
    "weights": "weigh",
}


def simple(value):
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("section", FUNCTIONS)
def test_settings_are_the_keywords_of_the_function(section):
    """One name everywhere; keywords that take objects are marked "object only" in the docstring."""
    function = getattr(ci, FUNCTIONS[section])
    keywords = {
        name: simple(parameter.default)
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    settings = {k: simple(v) for k, v in getattr(ci.Settings(), section).keywords().items()}
    extra = {name for name in keywords if name not in settings}
    for name in extra:
        said = function.__doc__.split(f" {name} :")[1].split(" : ")[0].casefold()
        assert re.search(r"objects? only", said), (
            f"{section}.{name} is neither a setting nor 'object only'"
        )
    assert {name: keywords[name] for name in settings} == settings


def test_every_section_belongs_to_a_function_or_the_report():
    sections = set(ci.Settings.model_fields) - {"input", "preset", "report"}
    assert sections == set(FUNCTIONS)


def test_toml_round_trip(tmp_path):
    settings = ci.Settings.from_dict({"themes": {"n_themes": 9}, "redact": {"allow": ["nesta"]}})
    path = tmp_path / "consultation.toml"
    path.write_text(settings.to_toml(), encoding="utf-8")
    assert tomllib.loads(settings.to_toml())["themes"]["n_themes"] == 9
    assert ci.Settings.from_toml(path) == settings


def test_input_stands_beside_the_settings_file(tmp_path):
    (tmp_path / "a.csv").write_text("text\nhello\n", encoding="utf-8")
    path = tmp_path / "consultation.toml"
    path.write_text('input = ["a.csv"]', encoding="utf-8")
    assert ci.Settings.from_toml(path).input == [str(tmp_path / "a.csv")]
    path.write_text('input = ["b.csv"]', encoding="utf-8")
    with pytest.raises(DataError, match=r"b\.csv is not there"):
        ci.Settings.from_toml(path)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(SettingsError) as caught:
        ci.Settings.from_dict({"themes": {"n_theme": 3, "seed": "x"}, "colour": 1})
    message = str(caught.value)
    assert "there is no setting 'themes.n_theme'; there are engine" in message
    assert "'themes.seed'" in message
    assert "there is no setting 'colour'" in message


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe\x00"])
def test_a_file_that_is_not_toml(tmp_path, content):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"bad\.toml is not"):
        ci.Settings.from_toml(path)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"theme": {}}, "Did you mean 'themes'?"),
        ({"themes": {"n_theme": 3}}, "Did you mean 'n_themes'?"),
        ({"text": ["Why?"]}, "It belongs under [read]."),
        ({"redact": {"handles": "pulic"}}, "Did you mean 'public'?"),
        ({"preset": "consultaton"}, "Did you mean 'consultation'?"),
    ],
)
def test_what_was_meant_is_guessed(values, says):
    with pytest.raises(SettingsError) as caught:
        ci.Settings.from_dict(values)
    assert says in str(caught.value)

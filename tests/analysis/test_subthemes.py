import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._themes.groups import Groups
from consultation_insight.analysis.subthemes import _large_enough
from consultation_insight.errors import SettingsError

INNER = {
    "bus": ("night buses", "bus drivers", "bus stops", "the bus fare"),
    "train": ("late trains", "train tickets", "the railway line", "rail fares"),
    "bike": ("bike lanes", "cycle paths", "safe cycling", "bike parking"),
    "home": ("council homes", "cheap flats", "damp houses", "private rents"),
    "tenant": ("bad landlords", "tenants and evictions", "landlord licences", "tenancy deposits"),
    "plan": ("planning permission", "new estates", "building on green land", "empty houses"),
}
FRAMES = (
    "We need to talk about {} in our village.",
    "I think {} should come first, and soon.",
    "Nobody listens when we write about {}.",
    "Please look again at {} round here.",
    "What became of the promise on {}?",
)


def corpus(order=1) -> ci.Corpus:
    texts = [frame.format(word) for frame in FRAMES for words in INNER.values() for word in words]
    ids = [f"r{number}" for number in range(len(texts))]
    frame = pd.DataFrame({"text": texts, "response_id": ids, "likes": 2})
    return ci.Corpus.from_responses(frame.iloc[::order])


@pytest.fixture(scope="module")
def themes():
    return ci.find_themes(corpus(), n_themes=2, levels=2)


def test_larger_themes_divide_and_counts_come_from_the_coding(themes):
    inner, coded = themes.subthemes, themes.subcoding
    assert len(inner) >= 4
    assert inner["subtheme_id"].is_unique
    keys = ["response_id", "start", "end", "theme_id"]
    assert not coded.duplicated(keys).any()
    assert len(coded.merge(themes.coding[keys])) == len(coded)
    sizes = themes.table.set_index("theme_id")["n"]
    for theme, group in inner.groupby("theme_id"):
        assert len(group) >= 2
        assert group["label"].is_unique
        assert group["subtheme_id"].tolist() == [f"{theme}.{i}" for i in range(1, len(group) + 1)]
        assert (group["n"].diff().dropna() <= 0).all()
    for row in inner.itertuples():
        own = coded.loc[coded["subtheme_id"] == row.subtheme_id, "response_id"].nunique()
        assert row.n == own
        assert row.share == row.n / row.base
        assert row.of_theme == row.n / sizes[row.theme_id]
        assert row.likes == 2 * row.n


def test_the_order_of_rows_does_not_matter(themes):
    other = ci.find_themes(corpus(-1), n_themes=2, levels=2)
    assert other.subthemes.to_csv() == themes.subthemes.to_csv()
    keys = ["response_id", "start", "theme_id"]
    one, two = (each.subcoding.sort_values(keys, ignore_index=True) for each in (themes, other))
    pd.testing.assert_frame_equal(one, two)


def test_one_level_is_the_default():
    found = ci.find_themes(corpus(), n_themes=2)
    assert found.subthemes.empty
    assert "subthemes" not in found.tables()
    with pytest.raises(SettingsError, match="'levels'"):
        ci.find_themes(corpus(), levels=3)


def test_small_themes_do_not_divide():
    few = ci.Corpus.from_responses(corpus().responses.head(24))
    assert ci.find_themes(few, levels=2).subthemes.empty


def test_edits_keep_what_is_true_of_sub_themes(themes):
    whole, other = themes.table["theme_id"]
    inside = set(themes.subthemes["theme_id"])
    assert set(themes.rename(whole, "New").subthemes["theme_id"]) == inside
    assert set(themes.drop(whole).subthemes["theme_id"]) == inside - {whole}
    assert themes.merge([whole, other]).subthemes.empty
    moved = themes.move(themes.subcoding["response_id"][0], "")
    assert moved.subthemes["n"].sum() == themes.subthemes["n"].sum() - 1


def test_a_theme_is_split_in_so_many(themes):
    theme = themes.table["theme_id"][0]
    parted = themes.split(theme, 3)
    made = parted.log[-1].made
    assert len(made) == 3
    assert made[0] == theme
    before = set(themes[theme].responses()["response_id"])
    assert set().union(*(set(parted[one].responses()["response_id"]) for one in made)) == before
    assert parted[made[0]].n >= parted[made[1]].n >= parted[made[2]].n
    assert parted.table["label"].str.casefold().is_unique
    again = ci.find_themes(corpus(), n_themes=2, levels=2).replay(parted.log)
    assert again.table.to_csv() == parted.table.to_csv()
    assert again.coding.to_csv() == parted.coding.to_csv()


def test_a_theme_is_split_by_its_sub_themes(themes):
    theme = themes.subthemes["theme_id"][0]
    inner = themes.subthemes.query("theme_id == @theme")
    parted = themes.split(theme)
    assert parted.table["n"].tolist() == sorted(parted.table["n"], reverse=True)
    for row in inner.itertuples():
        assert parted[row.label].n == row.n
    bare = ci.find_themes(corpus(), n_themes=2).split(theme)
    assert bare.table.to_csv() == parted.table.to_csv()


def test_what_cannot_be_split_is_said(themes):
    theme = themes.table["theme_id"][0]
    with pytest.raises(SettingsError, match=r"cannot be split in 900.*Give 'parts'"):
        themes.split(theme, 900)
    with pytest.raises(SettingsError, match="'n' parameter of split"):
        themes.split(theme, 1)


def test_the_report_lists_sub_themes(themes, tmp_path):
    settings = ci.Settings.from_dict({"themes": {"levels": 2, "n_themes": 2}})
    analysis = ci.run(settings, tmp_path / "run", source=corpus().responses[["text"]])
    assert set(analysis.tables) <= set(ci.verify(tmp_path / "run")["table"])
    label = analysis.themes.subthemes["label"][0]
    page = (tmp_path / "run" / "report" / "report.html").read_text(encoding="utf-8")
    assert "Within it:" in page
    assert label in page


def test_groups_too_small_to_be_a_sub_theme_are_left():
    groups = Groups(np.array([0] * 7 + [1] * 3 + [2] * 6 + [-1]), np.array([0.9, 0.8, 0.7]))
    kept = _large_enough(groups)
    assert kept.labels.tolist() == [0] * 7 + [-1] * 3 + [1] * 6 + [-1]
    assert kept.stability.tolist() == [0.9, 0.7]

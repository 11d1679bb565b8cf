"""Where responses point to: addresses, cleaned, grouped by kind; none is visited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from consultation_insight.analysis._references.links import Link, link_type, links_of, parse_link
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.word_results import Links

__all__ = ["find_links"]


def find_links(corpus: Corpus) -> Links:
    """Collect the addresses that live responses gave, in their text or in the data's own column.

    Addresses are cleaned of tracking parts, fragments and ``www.``, so that one page is one line.
    A short address (``t.co``, ``bit.ly``) is taken for what the data say it stands for; where they
    say nothing it stays as it is. No address is visited.

    Returns
    -------
    Links
        Most shared first; ``type`` by the domains in ``data/domains.csv`` and by endings such as
        ``.gov.uk`` and ``.ac.uk``. ``title`` is that of the page where the data have it, else empty.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, find_links
    >>> corpus = Corpus.from_responses(pd.DataFrame({
    ...     "text": ["Read this https://t.co/abc", "See www.ons.gov.uk/wellbeing?utm_source=x"],
    ...     "links": ["https://www.ons.gov.uk/wellbeing/", ""]}))
    >>> find_links(corpus).to_frame()[["url", "type", "responses"]].to_numpy().tolist()
    [['https://ons.gov.uk/wellbeing', 'government', 2]]
    """
    return links_of_pairs(corpus, *linked(corpus.live))


def linked(live: pd.DataFrame) -> tuple[list[tuple[str, str]], dict[str, Link]]:
    """Which response gives which link (by key), and the spelling that is shown."""
    named: dict[str, Link] = {}
    pairs: list[tuple[str, str]] = []
    for response_id, text, given in zip(
        live["response_id"], live["text"], live["links"], strict=True
    ):
        if "." in text or given:
            for link in links_of(text, given):
                # Of several spellings the alphabetically first is shown, whatever the order.
                if link.key not in named or link.url < named[link.key].url:
                    named[link.key] = link
                pairs.append((response_id, link.key))
    return pairs, named


def links_of_pairs(
    corpus: Corpus, pairs: Sequence[tuple[str, str]], named: Mapping[str, Link]
) -> Links:
    """Make the result; the texts are not read again."""
    found = pd.DataFrame(pairs, columns=["response_id", "key"])
    found["url"] = found["key"].map({key: link.url for key, link in named.items()})
    by_url = {link.url: link for link in named.values()}
    counting = Counting.of(corpus)
    table = counting.cited(found["url"], found["response_id"]).reset_index(names="url")
    table = table[table["responses"] > 0]
    table["domain"] = [by_url[url].domain for url in table["url"]]
    titles = _titles(corpus)
    table["title"] = [titles.get(by_url[url].key, "") for url in table["url"]]
    table["type"] = [link_type(by_url[url]) for url in table["url"]]
    table = table.sort_values(
        ["responses", "likes", "url"], ascending=[False, False, True], ignore_index=True
    )
    return Links(
        table=table.drop(columns=[name for name in table if "mentions" in str(name)]),
        response_links=found[["response_id", "url"]],
        base=counting.base(),
        method="Addresses cleaned of tracking parts; short ones resolved from the data only; "
        "type by a list of domains.",
    )


def _titles(corpus: Corpus) -> dict[str, str]:
    """The title of each page that the data name; of several the alphabetically first."""
    found: dict[str, str] = {}
    for url, title in corpus.link_titles[["url", "title"]].itertuples(index=False):
        link = parse_link(url)
        if link and title:
            found[link.key] = min(title, found.get(link.key, title))
    return found

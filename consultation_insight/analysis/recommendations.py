"""Sentences that ask for something: who should be heard, what should be asked or done, where it worked."""

from __future__ import annotations

import re

import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.results import Recommendations
from consultation_insight.text import split_sentences

__all__ = ["find_recommendations"]

_WHO = re.compile(
    r"\b(?:listen(?:ing)?(?: \w+)? to|(?:talk|speak)(?:ing)? (?:to|with)|hear(?:ing)? from|learn(?:ing)? from|consult(?:ing)? (?:with )?(?!ation)"
    r"|ask(?:ing)? (?!why|what|how|whether|if|for|who|where|when|which|yourself|about)\w+"
    r"|follow(?:ing)? @|seat at the table|in the room|round the table|around the table|voices? of|bring in|involve|include)\b",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"(?:^|[.!?:,] *|\b(?:and|but|so|then|or) )(?:what|why|how|who|which|when|where|is|are|can|could|do|does|did|will|would|have|has|should)\b[^.!]*\?"
    r"|\b(?:ask(?:ing|ed)?|find(?:ing)? out|question)s?(?: \w+){0,3}? (?:is |are )?(?:why|what|how|whether|if|who|where|when|which)\b"
    r"|\b(?:the|one|my|real|big|first) question",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\b(?:work(?:s|ed|ing) (?:well|in|for|here|there|before)|it work(?:s|ed)|did (?:it|this|that)|does (?:it|this|that)|look (?:at|to) (?:what|how)"
    r"|since (?:19|20)\d\d|in (?:18|19|20)\d\d|(?:model|example|pilot|trial|scheme|experience)s?)\b",
    re.IGNORECASE,
)
_DO = re.compile(
    r"\b(?:should|must|ought to|needs? to|have to|has to|got to|let's|please|why not|how about|make sure|time to|stop|start|bring back|give|invest|fund|scrap|ban|end|build|put|pay|abolish)\b",
    re.IGNORECASE,
)
_CUES = (("who", _WHO), ("what", _WHAT), ("where", _WHERE), ("what", _DO))


def find_recommendations(corpus: Corpus) -> Recommendations:
    """Find the sentences of live responses that ask for something or say where it worked.

    By cues of wording (English): *listen to*, *talk to*, *ask them* → ``who``; questions to put,
    *should*, *must*, *stop* → ``what``; *worked in*, *did it*, *since 1993* → ``where``. A
    sentence can have several.

    Returns
    -------
    Recommendations
        In the order of the responses.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, find_recommendations
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": ["I am fine. Listen to carers."]}))
    >>> find_recommendations(corpus).to_frame()[["start", "end", "answers"]].to_numpy().tolist()
    [[11, 28, 'who']]
    """
    live = corpus.live
    rows = [
        (response_id, start, end, answer)
        for response_id, text in zip(live["response_id"], live["text"], strict=True)
        for start, end in split_sentences(text)
        for answer in _answers(text[start:end])
    ]
    table = pd.DataFrame(rows, columns=["response_id", "start", "end", "answers"])
    return Recommendations(
        table=table, base=corpus.base, method="Sentences by cues of wording, in English."
    )


def _answers(sentence: str) -> list[str]:
    found: list[str] = []
    for answer, cue in _CUES:
        if answer not in found and cue.search(sentence):
            found.append(answer)
    return found

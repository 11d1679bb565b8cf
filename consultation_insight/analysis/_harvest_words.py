"""Words of plain English by which a step is known."""

from __future__ import annotations

import re

__all__ = ["LOGISTICS", "VERBS"]

#: Verbs with which somebody in an organisation is told to do something.
_VERBS = """
abolish add adopt agree allow allocate appoint arrange ask assign audit ban bin book borrow bring build
buy cancel cap celebrate change check choose circulate clarify close co-design co-produce collect combine
commission commit connect consult convene copy create cut deal delay delegate deliver design develop
devolve ditch divert document double draft drop earmark email employ enable encourage end engage ensure
establish evaluate expand explain explore extend fill find fix follow form free fund gather get give go
grant halve hand help hire hold host identify include increase inform install introduce invest invite
involve join keep launch lead learn lend let limit link list listen look lower make map measure meet
mend merge move name notify offer open organise organize overhaul pause pay pick pilot plan pool post
print prioritise prioritize produce promote protect provide publish pull push put raise recruit reduce
refund reform refresh relax release remove renew repair replace report require reserve reset restore
review reward ring rotate rethink run save schedule scrap send set shadow share shift show sign simplify
speed spend split sponsor start stop streamline support survey swap switch take talk target teach test
tidy track train transfer trial try turn update upgrade use visit vote waive widen work write
"""
VERBS = frozenset(_VERBS.split())
#: Notes about the meeting itself.
LOGISTICS = re.compile(
    r"\b(?:can you (?:all )?(?:see|hear)|can't hear|cannot hear|zoom in|the link|in (?:the )?chat|testing testing"
    r"|mute|break (?:till|until)|min(?:ute)? break|got kicked out|screen share|wifi (?:is|was) down)\b"
)

"""Columns that say who somebody is."""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["identity_columns", "is_identity"]

_HEADER = re.compile(
    r"^(?:(?:your|the|respondent(?:'s|s)?|contact|full|first|last|given|family|middle|user|screen|display|author(?:'s)?|account|"
    r"submitted|poster(?:'s)?)[\s_-]*)*"
    r"(?:names?|surname|forename|initials|e-?mails?(?:[\s_-]*address(?:es)?)?|(?:tele)?phone(?:[\s_-]*(?:no|number))?|mobile(?:[\s_-]*(?:no|number))?|"
    r"tel|landline|address(?:[\s_-]*line[\s_-]*\d)?|street|username|handle|author|account|screen[\s_-]*name|"
    r"(?:bank[\s_-]*)?account[\s_-]*(?:no|num|number)|sort[\s_-]*code|iban|bank[\s_-]*details|(?:credit|debit|bank|payment)?[\s_-]*card[\s_-]*(?:no|number)|"
    r"(?:vehicle|car|number)[\s_-]*(?:reg(?:istration)?|plate)(?:[\s_-]*(?:no|number))?|passport(?:[\s_-]*(?:no|number))?|"
    r"(?:driving|driver'?s?)[\s_-]*licen[cs]e(?:[\s_-]*(?:no|number))?|social[\s_-]*security[\s_-]*(?:no|number)|hospital[\s_-]*(?:no|number)|"
    r"ip(?:[\s_-]*address)?|date[\s_-]*of[\s_-]*birth|dob|birth[\s_-]*date|nhs[\s_-]*(?:no|number)?|national[\s_-]*insurance.*|ni[\s_-]*number|"
    r"profile(?:[\s_-]*(?:url|link|image|picture))?|(?:user|author|tweet|post|permalink)[\s_-]*(?:url|link)|avatar|signature|bio|"
    r"(?:user|author|profile)[\s_-]*(?:id|description|bio|image.*|location))"
    r"(?:\s*\(.*\))?\s*[:?*]*$",
    re.IGNORECASE,
)


def identity_columns(table: pd.DataFrame) -> list[str]:
    """Find the attributes whose heading says that they name or reach a person.

    Examples
    --------
    >>> import pandas as pd
    >>> identity_columns(pd.DataFrame(columns=["respondent_id", "Full name", "E-mail address", "Ward"]))
    ['Full name', 'E-mail address']
    """
    return [
        column for column in table.columns if column != "respondent_id" and is_identity(str(column))
    ]


def is_identity(heading: str) -> bool:
    """Whether a heading says that its column names or reaches a person."""
    return bool(_HEADER.match(heading.strip().replace("’", "'")))

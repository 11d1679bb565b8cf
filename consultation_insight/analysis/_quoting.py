"""What is never quoted."""

from __future__ import annotations

__all__ = ["UNQUOTED"]

#: Kinds of response that are counted but whose words are never printed.
UNQUOTED = ("abuse", "spam")

"""Which table stands on which sheet, with which columns, and how they are headed."""

from __future__ import annotations

from dataclasses import dataclass

SHARES = {
    "share", "low", "high", "of_theme", "share_before", "share_late", "change", "share_each",
    "share_once", "share_outside", "share_others", "before", "after", "share_of_likes",
    "share_so_far",
}  # fmt: skip


DECIMALS = {
    "effect", "p", "q", "stability", "strength", "likeness", "times_next", "expected",
}  # fmt: skip


WIDE = {"text": 90, "said": 90, "break": 36, "row": 36, "question": 36, "note": 50, "template": 90, "statement": 90, "url": 60, "description": 60, "aliases": 50,
         "keywords": 50, "label": 36, "wording": 50, "reference": 36, "method": 60, "answer": 40,
         "what": 40, "why": 50, "meaning": 60, "caution": 60, "count": 12, "chosen": 12,
         "template_words": 50, "response_words": 50}  # fmt: skip


#: Headers that say more than the name of the column does.
HEADERS = {
    "n": "Number", "low": "Interval, low", "high": "Interval, high", "url": "Address",
    "n_once": "Each campaign once", "label": "Name", "times_next": "Times the next",
    "n_shown": "Number given", "share_others": "Share of all others", "base_others": "Base, others",
    "position": "At word", "operation": "Change", "template_words": "In the campaign's text",
    "response_words": "In the copy", "begins": "Begins", "burst": "More than chance",
    "before": "Share before", "after": "Share after", "n_before": "Number before",
    "n_after": "Number after", "base_before": "Base before", "base_after": "Base after",
    "p": "p", "q": "p, adjusted for all tests", "effect": "Difference, or Cramér's V",
    "break": "Divided by", "level": "Group", "said": "In words",
    "with_sentiment": "Tone scored", "with_kinds": "Kind told", "with_stance": "Position told",
    "lobby": "Organised interest", "caution": "Why to doubt it", "why": "Why a campaign", "source_row": "Row",
    **{
        f"{what}_{view}": f"{said}, {name}"
        for view, name in (
            ("each", "each copy"), ("once", "campaigns once"), ("outside", "without campaigns"),
        )
        for what, said in (
            ("n", "Number"), ("share", "Share"), ("base", "Base"), ("responses", "Responses"),
            ("mentions", "Mentions"), ("likes", "Likes"),
        )
    },
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    name: str
    title: str
    table: str
    columns: tuple[str, ...]
    limit: int | None = None


SHEETS = (
    Sheet("Findings", "Findings in sentences", "findings",
           ("finding_id", "statement", "number", "share", "base", "method", "table_name", "row_id")),
    Sheet("Received", "What became of what was received", "reconciliation", ("label", "responses")),
    Sheet("Counting", "How many count, by rule for the copies of campaigns", "counting",
           ("count", "meaning", "base", "chosen")),
    Sheet("Questions", "Questions", "questions",
           ("question_id", "wording", "type", "received", "base", "base_each", "base_once",
            "base_outside")),
    Sheet("Answers", "Answers to closed questions", "answers",
           ("question_id", "wording", "answer", "n", "share", "low", "high", "base")),
    Sheet("Closed questions", "Closed questions, scales in their order, with nets", "closed",
           ("question", "wording", "type", "kind", "answer", "n", "base", "share", "low", "high",
            "note")),
    Sheet("Differences", "Differences between groups beyond chance", "differences",
           ("break", "level", "rows", "question", "row", "n", "base", "share", "share_others", "q",
            "said")),
    Sheet("Breaks", "Between which groups a difference was found", "breaks",
           ("break", "tests", "found", "said")),
    Sheet("Groups", "All that was said and ticked, by group", "crosstabs",
           ("break", "question", "rows", "row", "level", "n", "base", "share", "low", "high", "p",
            "q", "effect", "note")),
    Sheet("Weights", "What weights do to groups", "weights",
           ("attribute", "level", "n", "share", "target", "after", "design_effect",
            "effective_base")),
    Sheet("Weighted", "Weighted shares beside unweighted ones", "weighted",
           ("question", "rows", "row", "n", "base", "share", "low", "high", "share_weighted",
            "low_weighted", "high_weighted", "effective_base", "design_effect")),
    Sheet("Codes", "Codes of the code frame", "codes",
           ("code", "question_id", "label", "parent", "n", "share", "low", "high", "base", "n_once",
            "caution")),
    Sheet("Themes", "Themes", "themes",
           ("theme_id", "question_id", "label", "description", "keywords", "n", "share", "low",
            "high", "base", "likes", "positive", "neutral", "negative", "mixed", "n_once",
            "stability")),
    Sheet("Themes by likes", "Themes of well-liked replies, by likes", "liked_themes",
           ("rank", "theme_id", "label", "n", "likes", "times_next", "question_id")),
    Sheet("Likes", "Themes by likes beside number and authors", "theme_likes",
           ("theme_id", "label", "responses", "respondents", "likes", "likes_capped",
            "rank_responses", "rank_respondents", "rank_likes", "rank_likes_capped",
            "question_id")),
    Sheet("Most liked", "The most liked", "most_liked",
           ("rank", "response_id", "likes", "share_of_likes", "share_so_far", "text")),
    Sheet("Sub-themes", "What themes divide into", "subthemes",
           ("subtheme_id", "theme_id", "question_id", "label", "keywords", "n", "share", "low",
            "high", "base", "of_theme", "likes", "n_once")),
    Sheet("Late responses", "Themes before and among late responses", "shifts",
           ("theme_id", "question_id", "label", "emerging", "n_before", "base_before",
            "share_before", "n_late", "base_late", "share_late", "change", "low", "high")),
    Sheet("Edits", "What a person changed in the themes", "edits",
           ("edit", "verb", "theme_id", "what")),
    Sheet("Edits left out", "Edits that could not be done on these responses", "edits_left_out",
           ("edit", "verb", "what")),
    Sheet("Verbatims", "Quotations for each theme", "verbatims",
           ("theme_id", "response_id", "text", "likes", "sentiment")),
    Sheet("Said once", "What was said once", "said_once", ("question_id", "response_id", "text")),
    Sheet("References", "Who and what was pointed to", "references",
           ("reference_id", "reference", "kind", "responses", "mentions", "likes", "aliases")),
    Sheet("Terms", "Words, phrases, hashtags and emoji", "terms",
           ("term", "type", "mentions", "responses", "respondents", "share", "mentions_outside",
            "responses_outside"), limit=500),
    Sheet("Links", "Addresses that were given", "links",
           ("url", "title", "domain", "type", "responses", "likes")),
    Sheet("Links by theme", "Addresses by theme", "theme_links",
           ("theme_id", "url", "domain", "responses", "likes")),
    Sheet("Campaigns", "Campaigns", "campaigns",
           ("campaign_id", "n", "word_for_word", "edited", "extended", "reworded", "strength",
            "why", "template", "first", "last", "likes")),
    Sheet("Campaign additions", "What supporters added to campaign texts", "additions",
           ("campaign_id", "response_id", "text")),
    Sheet("Campaign supporters", "Who sent campaigns, beside all others", "campaign_types",
           ("campaign_id", "attribute", "level", "n_shown", "share", "base", "share_others",
            "base_others")),
    Sheet("Campaign changes", "What copies of campaign texts changed, word by word",
           "campaign_differences",
           ("campaign_id", "response_id", "position", "operation", "template_words",
            "response_words")),
    Sheet("Perhaps reworded", "Responses that may say in other words what a campaign says",
           "perhaps_reworded",
           ("campaign_id", "response_id", "text", "strength", "likeness", "nearer", "rare_words",
            "marks", "burst_day")),
    Sheet("Same answers", "The same answer from several respondents", "same_answers",
           ("answer", "respondents", "n", "share", "base", "question_id")),
    Sheet("Kinds", "Kinds, and organised interests", "kinds",
           ("kind", "n", "share", "low", "high", "base")),
    Sheet("Tone", "Tone", "sentiment",
           ("question_id", "sentiment", "n", "share", "low", "high", "base")),
    Sheet("Position", "Position towards what was proposed", "stance",
           ("question_id", "stance", "n", "share", "low", "high", "base")),
    Sheet("Over time", "Volume, themes and tone by period", "trends",
           ("series", "label", "period", "n", "base", "share", "low", "high",
            "expected", "burst", "question_id")),
    Sheet("Changes over time", "Themes and tone early and late, or before and after", "trend_changes",
           ("series", "label", "n_before", "base_before", "before", "n_after", "base_after",
            "after", "change", "low", "high", "result", "question_id")),
    Sheet("Asked for, counted", "How many asked for what", "asked",
           ("answers", "n", "share", "low", "high", "base")),
    Sheet("What was asked for", "Sentences that ask for something", "recommendations",
           ("response_id", "answers", "text")),
    Sheet("Languages", "Languages, and how many in each a model had a say on", "languages",
           ("language", "n", "share", "with_sentiment", "with_kinds", "with_stance")),
    Sheet("Responses", "All that was received, one line each", "responses",
           ("response_id", "source_row", "respondent_id", "question_id", "text", "set_aside",
            "theme_ids", "likes", "sentiment", "stance", "kind", "lobby", "language",
            "campaign_id", "variant", "counted", "duplicate_of", "created_at", "source_id")),
)  # fmt: skip


#: Tables that quote responses: lines of abusive ones are left out of them.
QUOTING = {
    "verbatims", "said_once", "additions", "campaign_differences", "perhaps_reworded",
    "recommendations", "most_liked",
}  # fmt: skip

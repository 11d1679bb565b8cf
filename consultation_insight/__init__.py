"""Make sense of what people write to you: replies, consultation answers, survey text, notes.

>>> import consultation_insight as ci

Three shapes, no others: *prepare* (``Corpus → Corpus``), *analyse* (``Corpus → Result``) and
*report* (``Analysis → files``). Importing the package loads no heavy library; each function
loads its own when first used.
"""

from __future__ import annotations

from importlib import import_module

from consultation_insight import _higher
from consultation_insight._display import register
from consultation_insight._lazy import lazily

__version__ = "0.1.0"

_load, _names, _public = lazily(
    __name__,
    {
        "corpus": ["Corpus", "Source", "Step"],
        "config": ["Settings"],
        "_presets": ["presets"],
        "editing.log": ["Edit"],
        "results": [
            "Analysis", "Campaigns", "Fetched", "Findings", "Harvest", "Kinds", "Leaks", "Recommendations", "Sentiment",
            "Stance", "Theme", "Themes", "Understanding",
        ],
        "word_results": [
            "Collocations", "Concordance", "Dispersion", "Frequencies", "Keyness", "Links", "References",
        ],
        "group_results": ["ClosedAnswers", "Crosstab", "Differences", "Weights"],
        "coded_results": ["Agreement", "Audit", "AuditSample", "Coding", "Reliability"],
        "time_results": ["Drivers", "Likes", "Scores", "Trend"],
        "code_frames": [
            "CodeFrame", "export_coding_sheet", "import_coding_sheet", "read_code_frame", "read_qdpx",
            "write_qdpx",
        ],
        "ingest": ["check", "fetch_replies", "read"],
        "cleaning": [
            "clean", "deduplicate", "detect_languages", "find_campaigns",
            "read_campaigns", "redact",
        ],
        "analysis": [
            "accept_references", "adapt", "classify_kind", "collocations", "concordance", "count_terms", "dispersion", "find_findings",
            "find_links", "find_recommendations", "find_references", "find_themes", "keyness", "reliability",
            "score_sentiment", "score_stance",
        ],
        "analysis.likes": ["count_likes"],
        "analysis.trends": ["trends"],
        "analysis.scores": ["score_index"],
        "analysis.drivers": ["drivers"],
        "analysis.closed": ["summarise_closed"],
        "analysis.crosstab": ["crosstab", "find_differences"],
        "analysis.weighting": ["rake", "weigh"],
        "analysis.harvest": ["find_harvest"],
        "analysis.audit": ["agreement", "audit", "draw_audit_sample"],
        "analysis.coding": ["apply_code_frame", "suggest_next"],
        "pipeline": ["analyse", "prepare", "with_themes"],
        "progress": ["show_progress"],
        "reporting": ["draw", "write_report"],
        "coded_runs": ["code_run"],
        "batch": ["Batch", "run_batch"],
        "comparing": ["RunDifferences", "diff_runs", "report_run"],
        "run_folders": ["load_run", "verify"],
        "runs": ["leak_scan", "run"],
    },
)  # fmt: skip

__getattr__ = _load
# Results never import what draws them; the drawing is loaded when something is first shown.
register(lambda thing: import_module(f"{__name__}.reporting.notebook").show(thing))
# Nor do they import what they can do through parts that stand above them.
_HIGHER = {
    "as_bertopic": "analysis.handover",
    "find_subthemes": "analysis.subthemes",
    "parts_of_theme": "analysis.subthemes",
    "update_themes": "analysis.update",
}
_higher.register(lambda name: getattr(import_module(f"{__name__}.{_HIGHER[name]}"), name))
__all__ = ["__version__", *_public]  # noqa: PLE0604


def __dir__() -> list[str]:
    return __all__

"""Analysing steps, each ``Corpus → Result``. A step never imports another step."""

from consultation_insight._lazy import lazily

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "coding": ["apply_code_frame", "suggest_next"],
        "themes": ["find_themes"],
        "sentiment": ["score_sentiment"],
        "stance": ["score_stance"],
        "kinds": ["classify_kind"],
        "adapting": ["adapt"],
        "trust": ["reliability"],
        "frequency": ["count_terms"],
        "keywords": ["keyness"],
        "context": ["collocations", "concordance"],
        "evenness": ["dispersion"],
        "references": ["find_references"],
        "accepting": ["accept_references"],
        "links": ["find_links"],
        "recommendations": ["find_recommendations"],
        "findings": ["find_findings"],
    },
)

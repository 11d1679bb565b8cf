import consultation_insight as ci


def test_all_public_names_exist():
    missing = []
    for name in ci.__all__:
        try:
            getattr(ci, name)
        except (ImportError, AttributeError):
            missing.append(name)
    assert missing == []

from consultation_insight.models.lemmas import is_known, lemmatise


def test_lemmas_by_language():
    assert lemmatise(["communities", "women"]) == ["community", "woman"]
    assert lemmatise(["gymunedau"], "cy") == ["cymuned"]


def test_a_language_without_a_dictionary_leaves_words_alone():
    assert lemmatise(["wabi"], "xx") == ["wabi"]
    assert is_known(["wabi"], "xx") == [False]
    assert is_known(["house"], "") == [False]

"""What the word steps share: tokens, phrases, measures of association."""

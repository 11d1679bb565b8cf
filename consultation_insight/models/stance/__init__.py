"""Which position a text takes towards a proposal or a name."""

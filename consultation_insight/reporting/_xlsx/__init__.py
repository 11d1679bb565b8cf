"""The parts of the spreadsheet renderer."""

"""The parts of the DOCX renderer."""

"""The editions: one folder per document and fiscal year. Data, no code."""

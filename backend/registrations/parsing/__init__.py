"""Reading answers: what a person typed → a value, or a named problem. Never raises on text."""

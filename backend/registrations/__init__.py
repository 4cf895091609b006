"""Records office, registrations: drafts given field by field, and what was submitted."""

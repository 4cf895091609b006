"""Records, staff console and scheduled work."""

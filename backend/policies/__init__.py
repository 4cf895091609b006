"""Policy knowledge as the backend offers it: one search per process, and its HTTP API."""

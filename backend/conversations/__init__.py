"""Conversations: incoming messages, turns, the outbox."""

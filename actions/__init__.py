"""Rasa custom actions: knows the dialogue protocol, not WeChat."""

"""People who look for work: identity in WeChat, consents, claim checks."""

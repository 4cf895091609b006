"""Counter: Rasa's custom actions. Knows Rasa's protocol and the services, not WeChat."""

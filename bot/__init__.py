"""The WeChat channel: knows WeChat, knows no tables."""

"""What the tests lean on: a counter at the wire, a conversation to hold."""

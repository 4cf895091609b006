"""Understanding: tokens, entities, intents and the context of the open form."""

"""The engine room of the interpreter: how Rasa is started, stored and served without TensorFlow."""

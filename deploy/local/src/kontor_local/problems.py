"""The one kind of failure a person sees: a sentence that says what is wrong and what to do."""


class StackError(Exception):
    """Something on this machine keeps the stack from running; the text is meant for its owner."""

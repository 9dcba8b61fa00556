"""How right the understanding is on labelled messages, calls and time expressions, as figures and as tables."""

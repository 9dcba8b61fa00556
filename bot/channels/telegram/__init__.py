"""Telegram: one translator, one way in and one way out, mounted in aiogram or python-telegram-bot.

``translate`` and ``saying`` are pure; ``calls`` says what can go wrong with a call; ``channel`` sends, ``receive``
takes in; ``on_aiogram`` and ``on_ptb`` are the only files that know a framework.
"""

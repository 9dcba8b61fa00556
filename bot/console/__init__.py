"""The engineers' and supervisors' web pages."""

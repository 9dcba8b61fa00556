"""What all tests may ask for: real servers (tests/servers.py) and a browser (tests/browser.py)."""

pytest_plugins = ["tests.servers", "tests.browser"]

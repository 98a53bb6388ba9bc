"""The explorer: pages of the published file in a browser. `app.py` is the only module that imports the web server."""

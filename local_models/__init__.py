"""The models that come with the app, as data: catalog.yaml."""

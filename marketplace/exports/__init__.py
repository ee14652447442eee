"""The papers that goods travel with."""

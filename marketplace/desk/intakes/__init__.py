"""Taking in what people keep in spreadsheets: read, tried, and then done or left alone."""

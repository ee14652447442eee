"""What a cooperative asks for sending, as dated data that its staff keep."""

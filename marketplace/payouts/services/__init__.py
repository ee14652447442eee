"""What happens to earned money: credited, put into a batch, approved, paid."""

"""Fixed gate structures."""

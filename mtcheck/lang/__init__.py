"""Hold what is known of English and of other languages, apart from any rule."""

"""Translation memory: text values, matching, alignment, articles and the store."""

"""Paper to Extraction: what one paper says."""

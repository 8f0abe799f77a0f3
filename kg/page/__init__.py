"""The page: the graph for people to look at, as one self-contained file, as a site of files, and as the pages of the server."""

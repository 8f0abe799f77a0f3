"""What `make schema` writes from schema/papergraph.yaml."""

"""What one issuer's rating would be under other weights, benchmarks or values, by the pipeline's own engine."""

"""A rehearsed competition: simulated organisers and judges that speak HTTP like everybody else."""

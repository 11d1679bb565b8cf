"""The same analysis on a Dask cluster, for consultations that one computer cannot hold.

The only folder that imports Dask. Texts stay in partitions on a disk that all workers see; the
coordinator (the process that called) holds a row of facts for each response and what reductions
give it. docs/decisions/0007-dask.md says why it is made so.
"""

"""Batch jobs over corpora that are larger than one machine likes to work off.

Inputs are cut into parts; a job is a function of one part, the same as on one machine,
and an executor calls it for each part. Here is what concerns parts, jobs and executors;
what a job does is the work of the packages below.
"""

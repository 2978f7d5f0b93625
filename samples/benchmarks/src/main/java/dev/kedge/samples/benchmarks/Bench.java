package dev.kedge.samples.benchmarks;

/**
 * What the sections of one run share.
 *
 * @param settings how much is measured for how long
 * @param workspace where all files go
 * @param datasets databases to measure on
 * @param report takes what was measured
 */
record Bench(Settings settings, Workspace workspace, Datasets datasets, Report report) {}

package dev.kedge.samples.benchmarks.peers;

/** An entry. The arrays are not copied. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record KeyValue(byte[] key, byte[] value) {}

package dev.kedge.replica;

/**
 * An object at a destination.
 *
 * @param name its name, parts separated by slashes
 * @param bytes its length
 */
public record ObjectInfo(String name, long bytes) {}

package io.attune.worker.process;

/**
 * How a command ended.
 *
 * @param exitCode 0–255, or −1 when a signal ended it (packs.md §7)
 * @param timedOut whether it was stopped because its time was up
 * @param signal the signal that ended it; 0 when none did, or nobody knows which
 */
public record ProcessEnd(int exitCode, boolean timedOut, int signal) {}

package io.attune.worker.process;

/** Takes what a process writes to one stream, in order. Called by the thread that supervises the process. */
@FunctionalInterface
public interface OutputSink {
    /** Takes the first {@code length} bytes of {@code bytes}, which is reused afterwards. Must not block for long. */
    void accept(byte[] bytes, int length);
}

package io.attune.server.config;

import java.util.List;

/** The configuration cannot be used: the process ends with exit code 2 and these lines. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public ConfigurationException(String problem) {
        this(List.of(problem));
    }

    /** Each names the key, where it was set, what was found and what is accepted. */
    public List<String> problems() {
        return problems;
    }
}

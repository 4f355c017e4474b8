package io.attune.engine.workflow;

import java.util.List;

/** The state after an input, and what must now be done. Doing it is the caller's business. */
public record Decision(WorkflowState state, List<WorkflowCommand> commands, List<Note> notes) {
    public Decision {
        commands = List.copyOf(commands);
        notes = List.copyOf(notes);
    }

    static Decision unchanged(WorkflowState state, String why) {
        return new Decision(state, List.of(), List.of(new Note(null, 0, Note.Kind.REMARK, why, null)));
    }
}

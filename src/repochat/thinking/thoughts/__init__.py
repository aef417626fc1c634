"""One file a Thought: a frozen spec, and what it does. `thinking.registry` names them all."""

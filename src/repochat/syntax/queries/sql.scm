; Definitions: the statement is the definition, so that a comment above touches it
(statement (create_table (object_reference) @name (column_definitions)? @body)) @definition.table
(statement (create_view (object_reference) @name (create_query)? @body)) @definition.view
(statement (create_materialized_view (object_reference) @name (create_query)? @body)) @definition.view
(statement (create_function (object_reference) @name (function_body)? @body)) @definition.function
(statement (create_type (object_reference) @name (column_definitions)? @body)) @definition.type
(statement (create_sequence (object_reference) @name)) @definition.object
(statement (create_index column: (_) @name)) @definition.object
(statement (create_trigger (keyword_trigger) . (object_reference) @name)) @definition.function
(statement (create_schema (identifier) @name)) @definition.namespace
(create_table (column_definitions (column_definition name: (_) @name) @definition.field))
(create_type (column_definitions (column_definition name: (_) @name) @definition.field))
(marginalia) @comment

; References
(relation (object_reference schema: (_)? @qualifier name: (_) @reference.use))
(insert (object_reference schema: (_)? @qualifier name: (_) @reference.use))
(from (object_reference schema: (_)? @qualifier name: (_) @reference.use))
(alter_table (object_reference schema: (_)? @qualifier name: (_) @reference.use))
(create_index (keyword_on) . (object_reference schema: (_)? @qualifier name: (_) @reference.use))
(create_trigger (keyword_on) . (object_reference schema: (_)? @qualifier name: (_) @reference.use))
(create_trigger (keyword_execute) (object_reference schema: (_)? @qualifier name: (_) @reference.call) .)
(column_definition (keyword_references)
  . (object_reference schema: (_)? @qualifier name: (_) @reference.use))
(constraint (keyword_references)
  . (object_reference schema: (_)? @qualifier name: (_) @reference.use))
(column_definition custom_type: (object_reference schema: (_)? @qualifier name: (_) @reference.type))
(invocation (object_reference schema: (_)? @qualifier name: (_) @reference.call))

; Decision points
(case (keyword_when) @branch)
(when_clause) @branch

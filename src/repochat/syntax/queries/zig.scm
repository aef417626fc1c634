; Definitions: of several that match one name the last in the file wins; imports and `@This()` are no definitions
(source_file (variable_declaration "const" . (identifier) @name . type: (_)? . [(identifier) (field_expression)
  (call_expression) (integer) (float) (string) (multiline_string) (boolean) (character) (binary_expression)
  (unary_expression) (struct_initializer) (anonymous_struct_initializer) (array_type) (block_expression)
  (if_expression) (switch_expression) (pointer_type) (slice_type) (nullable_type) (error_union_type)
  (function_signature) (builtin_type) (comptime_expression) (labeled_statement) (parenthesized_expression)
  (error_type) (try_expression) (index_expression)]) @definition.constant)
(source_file (variable_declaration "var" . (identifier) @name) @definition.variable)
(struct_declaration (variable_declaration "const" . (identifier) @name . type: (_)? . [(identifier) (field_expression)
  (call_expression) (integer) (float) (string) (boolean) (binary_expression) (unary_expression) (struct_initializer)
  (anonymous_struct_initializer) (array_type) (block_expression) (if_expression) (switch_expression)
  (pointer_type) (slice_type) (nullable_type) (builtin_type) (comptime_expression)]) @definition.constant)
(struct_declaration (variable_declaration "var" . (identifier) @name) @definition.variable)
(enum_declaration (variable_declaration "const" . (identifier) @name) @definition.constant)
(union_declaration (variable_declaration "const" . (identifier) @name) @definition.constant)
(variable_declaration . (identifier) @name
  [(struct_declaration "{" @body) (opaque_declaration "{" @body) (union_declaration "{" @body)]) @definition.struct
(variable_declaration . (identifier) @name [(enum_declaration "{" @body) (error_set_declaration "{" @body)]) @definition.enum
(variable_declaration . (identifier) @name
  (binary_expression left: (error_set_declaration))) @definition.enum
(container_field name: (identifier) @name (#match? @name "[A-Za-z]")) @definition.field
(function_declaration name: (identifier) @name) @definition.function
(function_declaration name: (identifier) @name type: (builtin_type) @_type (#eq? @_type "type")) @definition.struct
(test_declaration [(string) (identifier)] @name (block) @body) @definition.function

; References
(call_expression function: (identifier) @reference.call)
(call_expression function: (field_expression
  object: [(identifier) (field_expression)]? @qualifier member: (identifier) @reference.call))
(struct_initializer (identifier) @reference.type)
(struct_initializer (field_expression object: (_) @qualifier member: (identifier) @reference.type))
(parameter type: (identifier) @reference.type)
(parameter type: (field_expression object: (_) @qualifier member: (identifier) @reference.type))
(parameter type: (pointer_type (identifier) @reference.type))
(container_field type: (identifier) @reference.type)
(container_field type: (field_expression object: (_) @qualifier member: (identifier) @reference.type))
(pointer_type (identifier) @reference.type)
(slice_type (identifier) @reference.type)
(nullable_type (identifier) @reference.type)
(error_union_type ok: (identifier) @reference.type)
(function_declaration type: (identifier) @reference.type)
(variable_declaration type: (identifier) @reference.type)

; Imports
(variable_declaration
  . (identifier) @import.alias
  (builtin_function
    (builtin_identifier) @_import
    (arguments (string (string_content) @import.module)))
  (#eq? @_import "@import"))
(variable_declaration
  . (identifier) @import.alias
  (field_expression
    object: (builtin_function
      (builtin_identifier) @_import
      (arguments (string (string_content) @import.module)))
    member: (identifier) @import.name)
  (#eq? @_import "@import"))
(using_namespace_declaration
  (builtin_function (arguments (string (string_content) @import.module))))

; Decision points
[(if_statement) (if_expression) (for_statement) (for_expression) (while_statement) (while_expression)
  (switch_case)] @branch
(catch_expression "catch" @branch)
(binary_expression operator: ["and" "or" "orelse"] @branch)

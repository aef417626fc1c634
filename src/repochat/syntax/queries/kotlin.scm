; Definitions: of several that match one name the last in the file wins. An unnamed companion is no symbol: what is
; inside belongs to its class, as it is called.
(class_declaration "class" name: (identifier) @name [(class_body) (enum_class_body)]? @body) @definition.class
(class_declaration "interface" name: (identifier) @name (class_body)? @body) @definition.interface
(class_declaration
  (modifiers (class_modifier "enum"))
  name: (identifier) @name
  (enum_class_body)? @body) @definition.enum
; the grammar takes some annotated classes for infix calls of `class`, which no program can write
(infix_expression
  (identifier) @_class . [
    (identifier) @name @definition.class
    (call_expression . (identifier) @name) @definition.class] .
  (#any-of? @_class "class" "interface"))
(infix_expression
  (infix_expression (identifier) @_class .) . (identifier) @name @definition.class .
  (#any-of? @_class "class" "interface"))
(object_declaration name: (identifier) @name (class_body)? @body) @definition.object
(companion_object name: (identifier) @name (class_body)? @body) @definition.object
(type_alias type: (identifier) @name) @definition.type
(enum_entry . (identifier) @name (class_body)? @body) @definition.constant

(function_declaration name: (identifier) @name (function_body)? @body) @definition.function
(function_declaration
  [(user_type . (identifier) @name) (nullable_type (user_type . (identifier) @name))
    (parenthesized_type (nullable_type (user_type . (identifier) @name)))]
  . name: (identifier)
  (function_body)? @body) @scope
(secondary_constructor "constructor" @name (block)? @body) @definition.constructor

(source_file (property_declaration
  (variable_declaration . (identifier) @name) (getter)? @body) @definition.variable)
(class_body (property_declaration
  (variable_declaration . (identifier) @name) (getter)? @body) @definition.property)
(enum_class_body (property_declaration
  (variable_declaration . (identifier) @name) (getter)? @body) @definition.property)
(property_declaration
  (modifiers (property_modifier "const"))
  (variable_declaration . (identifier) @name)) @definition.constant
(property_declaration
  [(user_type . (identifier) @name) (nullable_type (user_type . (identifier) @name))]
  . (variable_declaration)
  (getter)? @body) @scope
(source_file (property_declaration
  [(user_type) (nullable_type)]
  . (variable_declaration . (identifier) @name)
  (getter)? @body) @definition.property)
(class_parameter ["val" "var"] (identifier) @name) @definition.property
(annotated_expression (annotation) @attach)
(modifiers . (annotation) @attach)
(modifiers (annotation) . (annotation) @attach)

; References
(delegation_specifier (user_type (identifier) @reference.inherit))
(delegation_specifier (constructor_invocation (user_type (identifier) @reference.inherit)))
(delegation_specifier (explicit_delegation (user_type (identifier) @reference.inherit)))
(call_expression . (identifier) @reference.call)
(call_expression . (navigation_expression
  . [(identifier) (this_expression) (super_expression) (navigation_expression)]? @qualifier
  (identifier) @reference.call .))
(callable_reference (identifier) @reference.call .)
(infix_expression . (_) . (identifier) @reference.call)
(user_type (identifier) @reference.type)
(navigation_expression . (identifier) @reference.type (#match? @reference.type "^[A-Z]"))
(annotation (user_type (identifier) @reference.use))
(annotation (constructor_invocation (user_type (identifier) @reference.use)))

; Imports
(import) @import.tree

; Decision points
[(if_expression) (for_statement) (while_statement) (do_while_statement) (catch_block)] @branch
(when_entry condition: (_)) @branch
(binary_expression operator: ["&&" "||" "?:"] @branch)

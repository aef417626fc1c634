; Definitions
(source_file (package_header (qualified_identifier) @name)) @scope
(class_declaration "class" name: (identifier) @name) @definition.class
(class_declaration "interface" name: (identifier) @name) @definition.interface
(class_declaration (modifiers (class_modifier "enum")) name: (identifier) @name) @definition.enum
(object_declaration name: (identifier) @name) @definition.object
(companion_object "companion" !name) @definition.object
(companion_object name: (identifier) @name) @definition.object
(type_alias type: (identifier) @name) @definition.type
(enum_entry . (identifier) @name) @definition.constant

(function_declaration
  [(user_type . (identifier) @name) (nullable_type (user_type . (identifier) @name))]
  . name: (identifier)) @scope
(function_declaration name: (identifier) @name) @definition.function
(secondary_constructor "constructor" @name) @definition.constructor

(property_declaration
  [(user_type . (identifier) @name) (nullable_type (user_type . (identifier) @name))]
  . (variable_declaration)) @scope
(source_file (property_declaration
  (modifiers (property_modifier "const"))
  (variable_declaration . (identifier) @name)) @definition.constant)
(source_file (property_declaration (variable_declaration . (identifier) @name)) @definition.variable)
(class_body (property_declaration (variable_declaration . (identifier) @name)) @definition.property)
(enum_class_body (property_declaration (variable_declaration . (identifier) @name)) @definition.property)
(class_parameter ["val" "var"] (identifier) @name) @definition.property

; References
(delegation_specifier (user_type (identifier) @reference.inherit .))
(delegation_specifier (constructor_invocation (user_type (identifier) @reference.inherit .)))
(delegation_specifier (explicit_delegation (user_type (identifier) @reference.inherit .)))
(call_expression . (identifier) @reference.call)
(call_expression . (navigation_expression
  . [(identifier) (this_expression) (super_expression) (navigation_expression)]? @qualifier
  (identifier) @reference.call .))
(callable_reference (identifier) @reference.call .)
(infix_expression . (_) . (identifier) @reference.call)
(user_type (identifier) @reference.type .)
(navigation_expression . (identifier) @reference.type (#match? @reference.type "^[A-Z]"))
(annotation (user_type (identifier) @reference.use .))
(annotation (constructor_invocation (user_type (identifier) @reference.use .)))

; Imports
(import (qualified_identifier) @import.module . (identifier)? @import.alias .)

; Decision points
[(if_expression) (for_statement) (while_statement) (do_while_statement) (catch_block)] @branch
(when_entry condition: (_)) @branch
(binary_expression operator: ["&&" "||" "?:"] @branch)

; Definitions: of several that match one name the last in the file wins
(namespace_declaration name: (_) @name) @scope
(class_declaration name: (identifier) @name) @definition.class
(struct_declaration name: (identifier) @name) @definition.struct
(record_declaration name: (identifier) @name) @definition.class
(record_declaration "struct" name: (identifier) @name) @definition.struct
(interface_declaration name: (identifier) @name) @definition.interface
(enum_declaration name: (identifier) @name) @definition.enum
(enum_member_declaration name: (identifier) @name) @definition.constant
(delegate_declaration name: (identifier) @name) @definition.type
(constructor_declaration name: (identifier) @name) @definition.constructor
(destructor_declaration name: (identifier) @name) @definition.method
(method_declaration name: (identifier) @name) @definition.method
(local_function_statement name: (identifier) @name) @definition.function
(operator_declaration operator: _ @name) @definition.method
(conversion_operator_declaration type: (_) @name) @definition.method
(indexer_declaration "this" @name [(accessor_list) (arrow_expression_clause)]? @body) @definition.property
(property_declaration name: (identifier) @name [(accessor_list) (arrow_expression_clause)]? @body) @definition.property
(event_declaration name: (identifier) @name accessors: (_)? @body) @definition.property
(event_field_declaration
  (variable_declaration (variable_declarator name: (identifier) @name))) @definition.property
(field_declaration
  (variable_declaration (variable_declarator name: (identifier) @name))) @definition.field
(field_declaration
  (modifier "const")
  (variable_declaration (variable_declarator name: (identifier) @name))) @definition.constant
(record_declaration (parameter_list (parameter name: (identifier) @name) @definition.property))

(attribute_list) @attach

; References
(base_list [
  (identifier) @reference.inherit
  (generic_name (identifier) @reference.inherit)
  (qualified_name qualifier: (_) @qualifier name: (identifier) @reference.inherit)
  (qualified_name qualifier: (_) @qualifier name: (generic_name (identifier) @reference.inherit))
  (primary_constructor_base_type (identifier) @reference.inherit)])
(invocation_expression function: [
  (identifier) @reference.call
  (generic_name (identifier) @reference.call)])
(invocation_expression function: (member_access_expression
  expression: [(identifier) (member_access_expression) "this" "base" (predefined_type)]? @qualifier
  name: [(identifier) @reference.call (generic_name (identifier) @reference.call)]))
(invocation_expression function: (conditional_access_expression
  condition: [(identifier) (member_access_expression)]? @qualifier
  (member_binding_expression name: [(identifier) @reference.call (generic_name (identifier) @reference.call)])))
(object_creation_expression type: [
  (identifier) @reference.call
  (generic_name (identifier) @reference.call)
  (qualified_name qualifier: (_) @qualifier name: (identifier) @reference.call)])
(attribute name: [
  (identifier) @reference.use
  (qualified_name qualifier: (_) @qualifier name: (identifier) @reference.use)])
(member_access_expression
  expression: (identifier) @reference.type
  (#match? @reference.type "^[A-Z]"))

(parameter type: [
  (identifier) @reference.type
  (generic_name (identifier) @reference.type)
  (nullable_type type: (identifier) @reference.type)
  (nullable_type type: (generic_name (identifier) @reference.type))
  (array_type type: (identifier) @reference.type)
  (qualified_name qualifier: (_) @qualifier name: (identifier) @reference.type)])
(variable_declaration type: [
  (identifier) @reference.type
  (generic_name (identifier) @reference.type)
  (nullable_type type: (identifier) @reference.type)
  (nullable_type type: (generic_name (identifier) @reference.type))
  (array_type type: (identifier) @reference.type)
  (qualified_name qualifier: (_) @qualifier name: (identifier) @reference.type)])
(property_declaration type: [
  (identifier) @reference.type
  (generic_name (identifier) @reference.type)
  (nullable_type type: (identifier) @reference.type)
  (nullable_type type: (generic_name (identifier) @reference.type))
  (array_type type: (identifier) @reference.type)
  (qualified_name qualifier: (_) @qualifier name: (identifier) @reference.type)])
(cast_expression type: [
  (identifier) @reference.type
  (generic_name (identifier) @reference.type)
  (nullable_type type: (identifier) @reference.type)
  (nullable_type type: (generic_name (identifier) @reference.type))
  (array_type type: (identifier) @reference.type)
  (qualified_name qualifier: (_) @qualifier name: (identifier) @reference.type)])
(catch_declaration type: [
  (identifier) @reference.type
  (generic_name (identifier) @reference.type)
  (nullable_type type: (identifier) @reference.type)
  (nullable_type type: (generic_name (identifier) @reference.type))
  (array_type type: (identifier) @reference.type)
  (qualified_name qualifier: (_) @qualifier name: (identifier) @reference.type)])
(declaration_pattern type: [
  (identifier) @reference.type
  (generic_name (identifier) @reference.type)
  (nullable_type type: (identifier) @reference.type)
  (nullable_type type: (generic_name (identifier) @reference.type))
  (array_type type: (identifier) @reference.type)
  (qualified_name qualifier: (_) @qualifier name: (identifier) @reference.type)])
(indexer_declaration type: (identifier) @reference.type)
(local_function_statement type: (identifier) @reference.type)
(type_parameter_constraint type: (identifier) @reference.type)
(as_expression right: (identifier) @reference.type)
(is_expression right: (identifier) @reference.type)
(method_declaration returns: [
  (identifier) @reference.type
  (generic_name (identifier) @reference.type)
  (nullable_type type: (identifier) @reference.type)
  (array_type type: (identifier) @reference.type)])
(type_argument_list [(identifier) @reference.type (generic_name (identifier) @reference.type)])
(typeof_expression type: (identifier) @reference.type)

; Imports
(using_directive !name . [(identifier) (qualified_name)] @import.module .)
(using_directive name: (identifier) @import.alias . [(identifier) (qualified_name)] @import.module)

; Decision points, by token where a left operand opens on the same byte
[(if_statement) (for_statement) (foreach_statement) (while_statement) (do_statement) (switch_section)
  (switch_expression_arm) (catch_clause)] @branch
(conditional_expression "?" @branch)
(binary_expression operator: ["&&" "||" "??"] @branch)

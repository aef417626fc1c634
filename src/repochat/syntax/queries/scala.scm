; Definitions
(compilation_unit (package_clause name: (_) @name !body)) @scope
(package_clause name: (_) @name body: (_)) @definition.namespace
(package_object name: (_) @name) @definition.object
(class_definition name: (_) @name) @definition.class
(object_definition name: (_) @name) @definition.object
(trait_definition name: (_) @name) @definition.trait
(enum_definition name: (_) @name) @definition.enum
(simple_enum_case name: (_) @name) @definition.constant
(full_enum_case name: (_) @name) @definition.constant
(type_definition name: (_) @name) @definition.type
(given_definition name: (_) @name) @definition.object
(given_definition !name return_type: (_) @name) @definition.object

(extension_definition
  parameters: (parameters . (parameter type: [
    (type_identifier) @name
    (generic_type type: (type_identifier) @name)
    (stable_type_identifier (type_identifier) @name)]))) @scope
(function_definition name: (identifier) @name (#eq? @name "this")) @definition.constructor
(function_definition name: (_) @name) @definition.function
(function_declaration name: (_) @name) @definition.function

(template_body [
  (val_definition pattern: [(identifier) (operator_identifier)] @name)
  (var_definition pattern: (identifier) @name)
  (val_declaration name: (identifier) @name)
  (var_declaration name: (identifier) @name)
  (val_definition pattern: (tuple_pattern (identifier) @name))
  (var_definition pattern: (tuple_pattern (identifier) @name))] @definition.property)
(with_template_body [
  (val_definition pattern: (identifier) @name)
  (var_definition pattern: (identifier) @name)] @definition.property)
(compilation_unit [
  (val_definition pattern: (identifier) @name)
  (var_definition pattern: (identifier) @name)] @definition.variable)
(class_parameter ["val" "var"] name: (identifier) @name) @definition.property

; References
(extends_clause type: [
  (type_identifier) @reference.inherit
  (generic_type type: (type_identifier) @reference.inherit)
  (stable_type_identifier (_) @qualifier (type_identifier) @reference.inherit)
  (generic_type type: (stable_type_identifier (_) @qualifier (type_identifier) @reference.inherit))])
(call_expression function: (identifier) @reference.call)
(call_expression function: (field_expression
  value: [(identifier) (field_expression)]? @qualifier
  field: [(identifier) (operator_identifier)] @reference.call))
(call_expression function: (generic_function function: (identifier) @reference.call))
(call_expression function: (generic_function function: (field_expression
  value: [(identifier) (field_expression)]? @qualifier
  field: (identifier) @reference.call)))
(infix_expression operator: (identifier) @reference.call)
(field_expression
  value: (identifier) @reference.type
  (#match? @reference.type "^[A-Z]"))
(instance_expression [
  (type_identifier) @reference.call
  (generic_type type: (type_identifier) @reference.call)
  (stable_type_identifier (_) @qualifier (type_identifier) @reference.call)])
(annotation name: (type_identifier) @reference.use)
(case_class_pattern type: (type_identifier) @reference.type)
(type_identifier) @reference.type

; Imports: each name of the path is a node, so the whole path is captured and joined
(import_declaration) @import.module

; Decision points
[(if_expression) (while_expression) (do_while_expression) (case_clause) (enumerators (enumerator) @branch)] @branch
(guard) @branch
(infix_expression operator: (operator_identifier) @branch (#any-of? @branch "&&" "||"))

; Definitions: of several that match one name the last in the file wins
(package_clause name: (_) @name body: (_)) @scope
(package_object name: (_) @name) @definition.object
(class_definition name: (_) @name) @definition.class
(object_definition name: (_) @name) @definition.object
(trait_definition name: (_) @name) @definition.trait
(enum_definition name: (_) @name) @definition.enum
(simple_enum_case name: (_) @name) @definition.constant
(full_enum_case name: (_) @name) @definition.constant
(type_definition name: (_) @name) @definition.type
(given_definition name: (_) @name) @definition.object
(given_definition !name return_type: [
  (type_identifier) @name
  (generic_type type: (type_identifier) @name)]) @definition.object

(compilation_unit (extension_definition
  parameters: (parameters . (parameter type: [
    (type_identifier) @name
    (generic_type type: (type_identifier) @name)]))
  body: (_) @body) @scope)
(object_definition body: (template_body (extension_definition
  parameters: (parameters . (parameter type: [
    (type_identifier) @name
    (generic_type type: (type_identifier) @name)]))
  body: (_) @body) @scope))
(function_definition name: (_) @name) @definition.function
(function_declaration name: (_) @name) @definition.function
(function_definition name: (identifier) @name (#eq? @name "this")) @definition.constructor

(template_body [
  (val_definition pattern: [(identifier) (operator_identifier)] @name value: (_)? @body)
  (var_definition pattern: (identifier) @name value: (_)? @body)
  (val_declaration name: (identifier) @name)
  (var_declaration name: (identifier) @name)
  (val_definition pattern: (tuple_pattern (identifier) @name))
  (var_definition pattern: (tuple_pattern (identifier) @name))] @definition.property)
(with_template_body [
  (val_definition pattern: (identifier) @name value: (_)? @body)
  (var_definition pattern: (identifier) @name value: (_)? @body)] @definition.property)
(compilation_unit [
  (val_definition pattern: (identifier) @name value: (_)? @body)
  (var_definition pattern: (identifier) @name value: (_)? @body)] @definition.variable)
(class_parameter ["val" "var"] name: (identifier) @name) @definition.property
(annotation) @attach

; References
(extends_clause [
  (type_identifier) @reference.inherit
  (generic_type type: (type_identifier) @reference.inherit)
  (stable_type_identifier (_) @qualifier (type_identifier) @reference.inherit)
  (generic_type type: (stable_type_identifier (_) @qualifier (type_identifier) @reference.inherit))])
(derives_clause type: (type_identifier) @reference.inherit)
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

; Imports
(import_declaration) @import.tree

; Decision points
[(if_expression) (while_expression) (do_while_expression) (case_clause) (guard)] @branch
(for_expression (enumerators) @branch)
(infix_expression operator: (operator_identifier) @branch (#any-of? @branch "&&" "||"))

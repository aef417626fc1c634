; Definitions: the clauses of one function are merged by the code
(data_type name: [(name) (prefix_id)] @name [(data_constructors) (gadt_constructors)]? @body) @definition.type
(newtype name: [(name) (prefix_id)] @name) @definition.type
(type_synomym name: [(name) (prefix_id)] @name) @definition.type
(type_family name: [(name) (prefix_id)] @name closed_family: (_)? @body) @definition.type
(data_family name: [(name) (prefix_id)] @name) @definition.type
(class name: (_) @name (class_declarations)? @body) @definition.trait
(instance name: (_) @name (instance_declarations)? @body) @definition.object
(instance patterns: (type_patterns . [
  (name) @name
  (qualified id: (name) @name)
  (parens type: (apply constructor: (name) @name))
  (parens type: (apply constructor: (apply constructor: (name) @name)))])) @scope

(data_constructor constructor: [
  (record name: (constructor) @name)
  (prefix name: (constructor) @name)
  (infix operator: (_) @name)]) @definition.constant
(newtype_constructor name: (constructor) @name) @definition.constant
(gadt_constructor name: (constructor) @name) @definition.constant
(field name: (field_name (variable) @name)) @definition.field

(declarations [
  (signature name: [(variable) (prefix_id (_))] @name)
  (function name: [(variable) (prefix_id (_))] @name match: (match)? @body)
  (function (infix operator: (operator) @name) match: (match)? @body)
  (function (infix operator: (infix_id (variable) @name)) match: (match)? @body)
  (bind name: [(variable) (prefix_id (_))] @name match: (match)? @body)] @definition.function)
(declarations (signature names: (_)) @attach)
(class_declarations [
  (signature name: [(variable) (prefix_id (_))] @name)
  (signature names: (binding_list name: (_) @name))
  (default_signature signature: (signature name: (_) @name))
  (function name: [(variable) (prefix_id (_))] @name match: (match)? @body)
  (function (infix operator: (operator) @name) match: (match)? @body)
  (bind name: [(variable) (prefix_id (_))] @name match: (match)? @body)] @definition.method)
(instance_declarations [
  (signature name: [(variable) (prefix_id (_))] @name)
  (function name: [(variable) (prefix_id (_))] @name match: (match)? @body)
  (function (infix operator: (operator) @name) match: (match)? @body)
  (bind name: [(variable) (prefix_id (_))] @name match: (match)? @body)] @definition.method)
(local_binds (function name: (variable) @name match: (match)? @body) @definition.function)

; References
(apply function: (variable) @reference.call)
(apply function: (qualified module: (module) @qualifier id: (variable) @reference.call))
(apply function: (constructor) @reference.call)
(infix
  operator: (operator) @reference.call
  (#not-match? @reference.call
    "^([-+*/^$.:<>=!]|==|/=|<=|>=|&&|\\|\\||<>|\\+\\+|<\\$>|<\\*>|>>=|>>|\\$!|=<<|\\*>|<\\*|<\\|>|<\\$)$"))
(infix operator: (infix_id (variable) @reference.call))
(infix operator: (infix_id (qualified module: (module) @qualifier id: (variable) @reference.call)))
; a name of one letter is a parameter or a type variable
(infix
  [left_operand: (variable) @reference.use right_operand: (variable) @reference.use]
  (#not-match? @reference.use "^.'?$"))
(infix [
  left_operand: (qualified module: (module) @qualifier id: (variable) @reference.use)
  right_operand: (qualified module: (module) @qualifier id: (variable) @reference.use)])
(match expression: (variable) @reference.use)
(exp (variable) @reference.use)
(apply argument: (variable) @reference.use (#not-match? @reference.use "^.'?$"))
(apply argument: (qualified module: (module) @qualifier id: (variable) @reference.use))
(apply argument: (constructor) @reference.use)
(name) @reference.type
(instance name: (name) @reference.inherit)
(deriving classes: (tuple (name) @reference.inherit))
(deriving classes: (name) @reference.inherit)

; Imports: what is hidden is not imported
(import . module: (module) @import.module !names alias: (module)? @import.alias)
(import . module: (module) @import.module "hiding")
(import
  module: (module) @import.module
  names: (import_list name: (import_name [variable: (_) type: (_) operator: (_)] @import.name)))

; Decision points
[(conditional) (alternative)] @branch
(match (guards)) @branch
(infix operator: (operator) @branch (#any-of? @branch "&&" "||"))

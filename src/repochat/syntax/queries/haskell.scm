; Definitions
(haskell (header module: (module) @name)) @scope
(data_type name: [(name) (prefix_id)] @name) @definition.type
(newtype name: [(name) (prefix_id)] @name) @definition.type
(type_synomym name: [(name) (prefix_id)] @name) @definition.type
(type_family name: [(name) (prefix_id)] @name) @definition.type
(data_family name: [(name) (prefix_id)] @name) @definition.type
(class name: (_) @name) @definition.trait
(instance name: (_) @name patterns: (_) @name) @definition.object

(data_constructor constructor: (record name: (constructor) @name)) @definition.constant
(data_constructor constructor: (prefix name: (constructor) @name)) @definition.constant
(newtype_constructor name: (constructor) @name) @definition.constant
(gadt_constructor name: (constructor) @name) @definition.constant
(field name: (field_name (variable) @name)) @definition.field

(declarations [
  (signature name: (variable) @name)
  (signature name: (prefix_id (_) @name))
  (signature names: (binding_list name: (variable) @name))
  (function name: (variable) @name)
  (function name: (prefix_id (_) @name))
  (function (infix operator: (operator) @name))
  (function (infix operator: (infix_id (variable) @name)))
  (bind name: (variable) @name)
  (bind name: (prefix_id (_) @name))] @definition.function)
(class_declarations [
  (signature name: (variable) @name)
  (signature name: (prefix_id (_) @name))
  (signature names: (binding_list name: (variable) @name))
  (function name: (variable) @name)
  (bind name: (variable) @name)] @definition.method)
(instance_declarations [
  (function name: (variable) @name)
  (function (infix operator: (operator) @name))
  (bind name: (variable) @name)
  (bind name: (prefix_id (_) @name))] @definition.method)
(local_binds (function name: (variable) @name) @definition.function)

; References
(apply function: (variable) @reference.call)
(apply function: (qualified module: (module) @qualifier id: (variable) @reference.call))
(apply function: (constructor) @reference.call)
(infix operator: (operator) @reference.call)
(infix operator: (infix_id (variable) @reference.call))
(infix operator: (infix_id (qualified module: (module) @qualifier id: (variable) @reference.call)))
(infix left_operand: (variable) @reference.use)
(infix right_operand: (variable) @reference.use)
(match expression: (variable) @reference.use)
(apply argument: (variable) @reference.use)
(qualified module: (module) @qualifier id: (variable) @reference.use)
(name) @reference.type
(instance name: (name) @reference.inherit)
(deriving classes: (tuple (name) @reference.inherit))
(deriving classes: (name) @reference.inherit)

; Imports
(import module: (module) @import.module !names alias: (module)? @import.alias)
(import
  module: (module) @import.module
  names: (import_list name: (import_name [variable: (_) type: (_) operator: (_)] @import.name)))

; Decision points
[(conditional) (alternative) (multi_way_if)] @branch
(match (guards)) @branch
(infix operator: (operator) @branch (#any-of? @branch "&&" "||"))

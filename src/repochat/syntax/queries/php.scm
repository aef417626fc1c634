; Definitions: of several that match one name the last in the file wins
(class_declaration name: (name) @name) @definition.class
(interface_declaration name: (name) @name) @definition.interface
(trait_declaration name: (name) @name) @definition.trait
(enum_declaration name: (name) @name) @definition.enum
(enum_case name: (name) @name) @definition.constant
(function_definition name: (name) @name) @definition.function
(method_declaration name: (name) @name) @definition.method
(method_declaration name: (name) @name (#eq? @name "__construct")) @definition.constructor
(property_declaration (property_element name: (variable_name (name) @name))) @definition.property
(property_promotion_parameter name: (variable_name (name) @name)) @definition.property
(const_declaration (const_element . (name) @name)) @definition.constant
(function_call_expression
  function: (name) @_define
  arguments: (arguments . (argument (string (string_content) @name)))
  (#eq? @_define "define")) @definition.constant
(attribute_list) @attach

; References
(base_clause [(name) @reference.inherit
  (qualified_name prefix: (_)? @qualifier (name) @reference.inherit)])
(class_interface_clause [(name) @reference.inherit
  (qualified_name prefix: (_)? @qualifier (name) @reference.inherit)])
(use_declaration [(name) @reference.inherit
  (qualified_name prefix: (_)? @qualifier (name) @reference.inherit)])

(function_call_expression function: (name) @reference.call)
(function_call_expression
  function: (qualified_name prefix: (_)? @qualifier (name) @reference.call))
(member_call_expression
  object: [(variable_name) (member_access_expression) (scoped_property_access_expression)]? @qualifier
  name: (name) @reference.call)
(nullsafe_member_call_expression
  object: [(variable_name) (member_access_expression)]? @qualifier
  name: (name) @reference.call)
(scoped_call_expression scope: (_) @qualifier name: (name) @reference.call)
(scoped_call_expression scope: (name) @reference.type)
(scoped_call_expression
  scope: (qualified_name prefix: (_)? @qualifier (name) @reference.type))
(object_creation_expression (name) @reference.call)
(object_creation_expression (qualified_name prefix: (_)? @qualifier (name) @reference.call))

(named_type (name) @reference.type (#not-match? @reference.type "^(self|static|parent)$"))
(named_type (qualified_name prefix: (_)? @qualifier (name) @reference.type))
(attribute [(name) @reference.use (qualified_name prefix: (_)? @qualifier (name) @reference.use)])
(class_constant_access_expression . (name) @reference.type)
(class_constant_access_expression
  . (qualified_name prefix: (_)? @qualifier (name) @reference.type))
(class_constant_access_expression
  . [(name) (qualified_name) (relative_scope)] @qualifier
  . (name) @reference.use
  (#not-eq? @reference.use "class"))
(binary_expression operator: "instanceof" right: [(name) @reference.type
  (qualified_name prefix: (_)? @qualifier (name) @reference.type)])

; Imports
(namespace_use_declaration
  !body
  (namespace_use_clause) @import.tree)
(namespace_use_declaration
  (namespace_name) @import.module
  body: (namespace_use_group
    (namespace_use_clause . [(name) (qualified_name)] @import.name alias: (name)? @import.alias)))
(include_expression (string (string_content) @import.module))
(include_once_expression (string (string_content) @import.module))
(require_expression (string (string_content) @import.module))
(require_once_expression (string (string_content) @import.module))
(require_expression (binary_expression (string (string_content) @import.module)))
(require_once_expression (binary_expression (string (string_content) @import.module)))

; Decision points, by token where a left operand opens on the same byte
[(if_statement) (else_if_clause) (for_statement) (foreach_statement) (while_statement) (do_statement)
  (case_statement) (catch_clause) (match_conditional_expression)] @branch
(conditional_expression "?" @branch)
(binary_expression operator: ["&&" "||" "and" "or" "xor" "??"] @branch)

; Definitions: of several that match one name the last in the file wins
(class_declaration declaration_kind: ["class" "actor"] name: (type_identifier) @name) @definition.class
(class_declaration declaration_kind: "struct" name: (type_identifier) @name) @definition.struct
(class_declaration declaration_kind: "enum" name: (type_identifier) @name) @definition.enum
(class_declaration declaration_kind: "extension" name: (user_type) @name) @scope
(protocol_declaration name: (type_identifier) @name) @definition.protocol
(associatedtype_declaration . name: (type_identifier) @name) @definition.type
(associatedtype_declaration (modifiers) . name: (type_identifier) @name) @definition.type
(typealias_declaration name: (type_identifier) @name) @definition.type
(enum_entry name: (simple_identifier) @name) @definition.constant

(function_declaration
  name: [(simple_identifier) (custom_operator) (bang) "<" ">" "<=" ">=" "==" "!=" "===" "!==" "+" "-" "*" "/" "%"
    "+=" "-=" "*=" "/=" "%=" "++" "--" "~" "|" "&" "^" "<<" ">>"] @name) @definition.function
(protocol_function_declaration
  name: [(simple_identifier) (custom_operator) (bang) "<" ">" "<=" ">=" "==" "!=" "===" "!==" "+" "-" "*" "/" "%"
    "+=" "-=" "*=" "/=" "%=" "++" "--" "~" "|" "&" "^" "<<" ">>"] @name) @definition.method
(init_declaration "init" @name) @definition.constructor
(deinit_declaration "deinit" @name) @definition.method
(subscript_declaration "subscript" @name (computed_property)? @body) @definition.method
(operator_declaration (custom_operator) @name) @definition.function
(macro_declaration (simple_identifier) @name) @definition.macro

(source_file (property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)) @definition.variable)
(class_body (property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)
  [(computed_property) (willset_didset_block)]? @body) @definition.property)
(enum_class_body (property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)
  (computed_property)? @body) @definition.property)
(protocol_property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)) @definition.property
(modifiers . (attribute) @attach)
(modifiers (attribute) . (attribute) @attach)

; References
(inheritance_specifier inherits_from: (user_type (type_identifier) @reference.inherit))
(call_expression . (simple_identifier) @reference.call)
(call_expression
  . (navigation_expression
    target: [(simple_identifier) (self_expression) (super_expression) (navigation_expression)]? @qualifier
    suffix: (navigation_suffix suffix: (simple_identifier) @reference.call)))
(call_expression . (prefix_expression target: (simple_identifier) @reference.call))
(constructor_expression constructed_type: (user_type (type_identifier) @reference.call))
(user_type (type_identifier) @reference.type)
(attribute (user_type (type_identifier) @reference.use))
(navigation_expression
  target: (simple_identifier) @reference.type
  (#match? @reference.type "^[A-Z]"))
(macro_invocation (simple_identifier) @reference.call)

; Imports
(import_declaration (identifier) @import.module)

; Decision points, by token where a left operand opens on the same byte
[(if_statement) (guard_statement) (for_statement) (while_statement) (repeat_while_statement) (switch_entry)
  (catch_block)] @branch
(ternary_expression "?" @branch)
(conjunction_expression "&&" @branch)
(disjunction_expression "||" @branch)
(nil_coalescing_expression "??" @branch)

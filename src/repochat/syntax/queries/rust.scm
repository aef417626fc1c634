(const_item name: (_) @name) @definition.constant
(static_item name: (_) @name) @definition.variable
(struct_item name: (_) @name) @definition.struct
(union_item name: (_) @name) @definition.struct
(enum_item name: (_) @name) @definition.enum
(enum_variant name: (_) @name) @definition.constant
(trait_item name: (_) @name) @definition.trait
(type_item name: (_) @name) @definition.type
(associated_type name: (_) @name) @definition.type
(mod_item name: (_) @name body: (_)) @definition.module
(field_declaration name: (_) @name) @definition.field
(function_item name: (_) @name) @definition.function
(function_signature_item name: (_) @name) @definition.function
(macro_definition name: (_) @name . [(macro_rule) "(" "{" "["] @body) @definition.macro
(impl_item type: (type_identifier) @name) @scope
(impl_item type: (generic_type type: (_) @name)) @scope
(impl_item type: (scoped_type_identifier) @name) @scope
(impl_item type: (reference_type (type_identifier) @name)) @scope
(attribute_item) @attach

(call_expression function: (identifier) @reference.call)
(call_expression function: (scoped_identifier path: (_)? @qualifier name: (_) @reference.call))
(call_expression function: (field_expression value: (_) @qualifier field: (field_identifier) @reference.call))
(call_expression function: (generic_function function: (identifier) @reference.call))
(call_expression function: (generic_function function: (scoped_identifier path: (_) @qualifier name: (_) @reference.call)))
(call_expression function: (generic_function function: (field_expression value: (_) @qualifier field: (_) @reference.call)))
(struct_expression name: (type_identifier) @reference.call)
(struct_expression name: (scoped_type_identifier path: (_) @qualifier name: (_) @reference.call))
(macro_invocation macro: (identifier) @reference.use)
(macro_invocation macro: (scoped_identifier path: (_) @qualifier name: (_) @reference.use))
(attribute_item (attribute (identifier) @reference.use))
(attribute_item (attribute (scoped_identifier) @reference.use))
(type_identifier) @reference.type
(scoped_type_identifier path: (_) @qualifier name: (type_identifier) @reference.type)
(impl_item trait: (type_identifier) @reference.inherit)
(impl_item trait: (generic_type type: (type_identifier) @reference.inherit))
(impl_item trait: (scoped_type_identifier path: (_) @qualifier name: (_) @reference.inherit))
(trait_item bounds: (trait_bounds (type_identifier) @reference.inherit))
(trait_item bounds: (trait_bounds (scoped_type_identifier path: (_) @qualifier name: (_) @reference.inherit)))

(use_declaration argument: (_) @import.tree)
(mod_item !body name: (_) @import.module)
(extern_crate_declaration name: (_) @import.module alias: (_)? @import.alias)

(if_expression) @branch
(while_expression) @branch
(for_expression) @branch
(loop_expression) @branch
(match_arm) @branch
(binary_expression operator: ["&&" "||"]) @branch

(class_declaration name: (_) @name) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(annotation_type_declaration name: (_) @name) @definition.interface
(enum_declaration name: (_) @name) @definition.enum
(record_declaration name: (_) @name) @definition.class
(enum_constant name: (_) @name) @definition.constant
(method_declaration name: (_) @name) @definition.method
(annotation_type_element_declaration name: (_) @name) @definition.method
(constructor_declaration name: (_) @name) @definition.constructor
(compact_constructor_declaration name: (_) @name) @definition.constructor
(field_declaration declarator: (variable_declarator name: (_) @name)) @definition.variable
(constant_declaration declarator: (variable_declarator name: (_) @name)) @definition.constant
(modifiers (annotation) @attach)
(modifiers (marker_annotation) @attach)

(method_invocation name: (_) @reference.call)
(method_invocation object: (_) @qualifier name: (_) @reference.call)
(object_creation_expression type: (type_identifier) @reference.call)
(object_creation_expression type: (generic_type (type_identifier) @reference.call))
(object_creation_expression type: (scoped_type_identifier) @reference.call)
(method_reference . (_) @qualifier (identifier) @reference.call .)
(superclass (type_identifier) @reference.inherit)
(superclass (generic_type (type_identifier) @reference.inherit))
(superclass (scoped_type_identifier) @reference.inherit)
(super_interfaces (type_list (type_identifier) @reference.inherit))
(super_interfaces (type_list (generic_type (type_identifier) @reference.inherit)))
(extends_interfaces (type_list (type_identifier) @reference.inherit))
(extends_interfaces (type_list (generic_type (type_identifier) @reference.inherit)))
(super_interfaces (type_list (scoped_type_identifier) @reference.inherit))
(extends_interfaces (type_list (scoped_type_identifier) @reference.inherit))
(field_declaration type: (type_identifier) @reference.type)
(formal_parameter type: (type_identifier) @reference.type)
(method_declaration type: (type_identifier) @reference.type)
(local_variable_declaration type: (type_identifier) @reference.type)
(cast_expression type: (type_identifier) @reference.type)
(instanceof_expression right: (type_identifier) @reference.type)
(generic_type . (type_identifier) @reference.type)
(type_arguments (type_identifier) @reference.type)
(type_bound (type_identifier) @reference.type)
(array_type element: (type_identifier) @reference.type)
(catch_type (type_identifier) @reference.type)
(throws (type_identifier) @reference.type)
(class_literal (type_identifier) @reference.type)
(annotation name: (_) @reference.use)
(marker_annotation name: (_) @reference.use)

(import_declaration (scoped_identifier scope: (_) @import.module name: (_) @import.name) .)
(import_declaration (_) @import.module (asterisk) @import.name)

(if_statement) @branch
(for_statement) @branch
(enhanced_for_statement) @branch
(while_statement) @branch
(do_statement) @branch
(switch_label) @branch
(catch_clause) @branch
(ternary_expression) @branch
(binary_expression operator: ["&&" "||"]) @branch

(source_file (const_declaration (const_spec name: (identifier) @name) @definition.constant))
(source_file (var_declaration (var_spec name: (identifier) @name) @definition.variable))
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @name) @definition.variable)))
(source_file (const_declaration . (const_spec name: (identifier) @name) .) @definition.constant)
(source_file (var_declaration . (var_spec name: (identifier) @name) .) @definition.variable)

(type_spec name: (_) @name) @definition.type
(type_spec name: (_) @name type: (struct_type (field_declaration_list) @body)) @definition.struct
(type_spec name: (_) @name type: (interface_type "{" @body)) @definition.interface
(type_alias name: (_) @name) @definition.type
(type_declaration . (type_spec name: (_) @name) .) @definition.type
(type_declaration . (type_spec name: (_) @name type: (struct_type (field_declaration_list) @body)) .) @definition.struct
(type_declaration . (type_spec name: (_) @name type: (interface_type "{" @body)) .) @definition.interface
(type_declaration . (type_alias name: (_) @name) .) @definition.type
(type_spec type: (struct_type (field_declaration_list (field_declaration name: (field_identifier) @name) @definition.field)))
(interface_type (method_elem name: (_) @name) @definition.method)

(function_declaration name: (_) @name) @definition.function
(method_declaration name: (_) @name) @definition.method
(method_declaration receiver: (parameter_list (parameter_declaration type: (type_identifier) @name))) @scope
(method_declaration receiver: (parameter_list (parameter_declaration type: (pointer_type (type_identifier) @name)))) @scope
(method_declaration receiver: (parameter_list (parameter_declaration type: (generic_type type: (type_identifier) @name)))) @scope
(method_declaration receiver: (parameter_list (parameter_declaration type: (pointer_type (generic_type type: (type_identifier) @name))))) @scope

(call_expression function: (identifier) @reference.call)
(call_expression function: (selector_expression operand: (_) @qualifier field: (_) @reference.call))
(call_expression function: (type_instantiation_expression type: (type_identifier) @reference.call))
(composite_literal type: (type_identifier) @reference.type)
(type_identifier) @reference.type
(qualified_type package: (_) @qualifier name: (type_identifier) @reference.type)
(field_declaration_list (field_declaration !name type: (type_identifier) @reference.inherit))
(field_declaration_list (field_declaration !name type: (pointer_type (type_identifier) @reference.inherit)))
(field_declaration_list (field_declaration !name type: (qualified_type package: (_) @qualifier name: (_) @reference.inherit)))
(interface_type (type_elem (type_identifier) @reference.inherit))
(interface_type (type_elem (qualified_type package: (_) @qualifier name: (_) @reference.inherit)))

(import_spec name: (_)? @import.alias path: (_) @import.module)

(if_statement) @branch
(for_statement) @branch
(expression_case) @branch
(type_case) @branch
(communication_case) @branch
(binary_expression operator: ["&&" "||"]) @branch

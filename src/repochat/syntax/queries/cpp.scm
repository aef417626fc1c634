; inherits: c

; What C++ adds.
(function_definition declarator: (reference_declarator (function_declarator declarator: (_) @name))) @definition.function
(function_definition declarator: (operator_cast) @name) @definition.function
(class_specifier name: (_) @name body: (_)) @definition.class
(namespace_definition name: (_) @name) @definition.namespace
(concept_definition name: (_) @name) @definition.type
(alias_declaration name: (_) @name) @definition.type
(field_declaration declarator: (function_declarator declarator: (field_identifier) @name)) @definition.method
(field_declaration declarator: (function_declarator declarator: (operator_name) @name)) @definition.method
(field_declaration declarator: (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @name))) @definition.method
(field_declaration declarator: (reference_declarator (function_declarator declarator: [(field_identifier) (operator_name)] @name))) @definition.method
(field_declaration declarator: (reference_declarator (field_identifier) @name)) @definition.field
(declaration declarator: (function_declarator declarator: [(destructor_name) (operator_name) (qualified_identifier)] @name)) @definition.function
(declaration declarator: (reference_declarator (function_declarator declarator: (_) @name))) @definition.function
(namespace_definition body: (declaration_list (declaration declarator: (init_declarator declarator: (identifier) @name)) @definition.variable))
(translation_unit (declaration declarator: (init_declarator declarator: (qualified_identifier) @name)) @definition.variable)

(template_declaration (function_definition declarator: (function_declarator declarator: (_) @name) body: (_) @body)) @definition.function
(template_declaration (function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (_) @name)) body: (_) @body)) @definition.function
(template_declaration (function_definition declarator: (reference_declarator (function_declarator declarator: (_) @name)) body: (_) @body)) @definition.function
(template_declaration (declaration declarator: (function_declarator declarator: (_) @name))) @definition.function
(template_declaration (class_specifier name: (_) @name body: (_) @body)) @definition.class
(template_declaration (struct_specifier name: (_) @name body: (_) @body)) @definition.struct
(template_declaration (alias_declaration name: (_) @name)) @definition.type
(template_declaration (concept_definition name: (_) @name)) @definition.type

(call_expression function: (qualified_identifier) @reference.call)
(call_expression function: (template_function name: (identifier) @reference.call))
(call_expression function: (field_expression argument: (_) @qualifier field: (template_method name: (field_identifier) @reference.call)))
(new_expression type: (type_identifier) @reference.call)
(qualified_identifier scope: (_) @qualifier name: (type_identifier) @reference.type)
(base_class_clause (type_identifier) @reference.inherit)
(base_class_clause (qualified_identifier scope: (_) @qualifier name: (_) @reference.inherit))
(base_class_clause (template_type name: (type_identifier) @reference.inherit))

(using_declaration (qualified_identifier) @import.module)
(using_declaration "namespace" (_) @import.module)

(for_range_loop) @branch
(catch_clause) @branch

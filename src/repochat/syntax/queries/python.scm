(class_definition name: (identifier) @name body: (block . (expression_statement (string) @doc))?) @definition.class
(function_definition name: (identifier) @name body: (block . (expression_statement (string) @doc))?) @definition.function
(decorator) @attach

(module (expression_statement (assignment left: (identifier) @name)) @definition.variable)
(module (expression_statement (assignment left: (pattern_list (identifier) @name))) @definition.variable)
(class_definition body: (block (expression_statement (assignment left: (identifier) @name)) @definition.variable))
(module (type_alias_statement left: (type (identifier) @name)) @definition.type)
(module (type_alias_statement left: (type (generic_type (identifier) @name))) @definition.type)

(call function: (identifier) @reference.call)
(call function: (attribute object: (_) @qualifier attribute: (identifier) @reference.call))
(class_definition superclasses: (argument_list (identifier) @reference.inherit))
(class_definition superclasses: (argument_list (attribute object: (_) @qualifier attribute: (identifier) @reference.inherit)))
(class_definition superclasses: (argument_list (subscript value: (identifier) @reference.inherit)))
(decorator (identifier) @reference.use)
(decorator (attribute object: (_) @qualifier attribute: (identifier) @reference.use))
(type (identifier) @reference.type)
(type (attribute object: (_) @qualifier attribute: (identifier) @reference.type))
(type (generic_type (identifier) @reference.type))
(type (binary_operator (identifier) @reference.type))
(type (subscript value: (identifier) @reference.type))

(import_statement name: (dotted_name) @import.module)
(import_statement name: (aliased_import name: (dotted_name) @import.module alias: (identifier) @import.alias))
(import_from_statement module_name: (_) @import.module name: (dotted_name) @import.name)
(import_from_statement module_name: (_) @import.module name: (aliased_import name: (dotted_name) @import.name alias: (identifier) @import.alias))
(import_from_statement module_name: (_) @import.module (wildcard_import) @import.name)
(future_import_statement name: (dotted_name) @import.name)

(if_statement) @branch
(elif_clause) @branch
(for_statement) @branch
(while_statement) @branch
(except_clause) @branch
(case_clause) @branch
(boolean_operator) @branch
(conditional_expression) @branch
(for_in_clause) @branch
(if_clause) @branch
(assert_statement) @branch

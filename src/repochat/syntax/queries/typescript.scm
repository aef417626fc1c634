; Variables at the top level.
(program (lexical_declaration "const" (variable_declarator name: (identifier) @name)) @definition.constant)
(program (lexical_declaration "let" (variable_declarator name: (identifier) @name)) @definition.variable)
(program (variable_declaration (variable_declarator name: (identifier) @name)) @definition.variable)
(program (export_statement (lexical_declaration "const" (variable_declarator name: (identifier) @name))) @definition.constant)
(program (export_statement (lexical_declaration "let" (variable_declarator name: (identifier) @name))) @definition.variable)

; Functions, classes and their members.
(function_declaration name: (identifier) @name) @definition.function
(generator_function_declaration name: (identifier) @name) @definition.function
(export_statement declaration: (function_declaration name: (identifier) @name body: (_) @body)) @definition.function
(export_statement declaration: (generator_function_declaration name: (identifier) @name body: (_) @body)) @definition.function
(class_declaration name: (_) @name) @definition.class
(export_statement declaration: (class_declaration name: (_) @name body: (_) @body)) @definition.class
(method_definition name: (_) @name) @definition.method
(decorator) @attach

; Functions and classes held by names: `const f = () => {}`, `exports.f = function () {}`, `Foo.prototype.bar = ...`.
(lexical_declaration (variable_declarator name: (identifier) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @definition.function
(variable_declaration (variable_declarator name: (identifier) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @definition.function
(export_statement declaration: (lexical_declaration (variable_declarator name: (identifier) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]))) @definition.function
(lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @definition.class
(expression_statement (assignment_expression left: (member_expression) @name right: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @definition.method
(expression_statement (assignment_expression left: (identifier) @name right: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @definition.function
(expression_statement (assignment_expression left: (member_expression) @name right: (class body: (_) @body))) @definition.class
(export_statement "default" @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.function
(export_statement "default" @name value: (class body: (_) @body)) @definition.class
; `const Row = memo(() => ...)`: a component in a wrapper.
(program (lexical_declaration (variable_declarator name: (identifier) @name value: (call_expression arguments: (arguments . [(arrow_function body: (_) @body) (function_expression body: (_) @body)])))) @definition.function (#match? @name "^[A-Z][a-z]"))
(program (export_statement (lexical_declaration (variable_declarator name: (identifier) @name value: (call_expression arguments: (arguments . [(arrow_function body: (_) @body) (function_expression body: (_) @body)]))))) @definition.function (#match? @name "^[A-Z][a-z]"))

; Objects held by names, and their functions: `const api = { get() {}, post: () => {} }`.
(variable_declarator value: (object (pair key: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method))
(assignment_expression right: (object (pair key: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method))
(export_statement value: (object (pair key: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method))

(call_expression function: (identifier) @reference.call)
(call_expression function: (member_expression object: (_) @qualifier property: (_) @reference.call))
(new_expression constructor: (identifier) @reference.call)
(new_expression constructor: (member_expression object: (_) @qualifier property: (_) @reference.call))
(decorator (identifier) @reference.use)

(import_statement "import" . source: (string) @import.module)
(import_statement (import_clause (identifier) @import.name) source: (string) @import.module)
(import_statement (import_clause (namespace_import "*" @import.name (identifier) @import.alias)) source: (string) @import.module)
(import_statement (import_clause (named_imports (import_specifier name: (_) @import.name alias: (identifier)? @import.alias))) source: (string) @import.module)
(export_statement "*" @import.name source: (string) @import.module)
(export_statement (export_clause (export_specifier name: (_) @import.name alias: (_)? @import.alias)) source: (string) @import.module)
(call_expression function: (import) arguments: (arguments . (string) @import.module))
((variable_declarator name: (identifier) @import.alias value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @import.module))) (#eq? @_require "require"))
((variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @import.name) value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @import.module))) (#eq? @_require "require"))
((expression_statement (call_expression function: (identifier) @_require arguments: (arguments . (string) @import.module))) (#eq? @_require "require"))

(export_statement !source (export_clause (export_specifier name: (identifier) @export)))
(export_statement value: (identifier) @export)
((assignment_expression left: (member_expression) @_exports right: (identifier) @export) (#eq? @_exports "module.exports"))
((assignment_expression left: (member_expression) @_exports right: (object (shorthand_property_identifier) @export)) (#eq? @_exports "module.exports"))

(if_statement) @branch
(for_statement) @branch
(for_in_statement) @branch
(while_statement) @branch
(do_statement) @branch
(switch_case) @branch
(catch_clause) @branch
(ternary_expression) @branch
(binary_expression operator: ["&&" "||" "??"]) @branch

; What TypeScript adds.
(abstract_class_declaration name: (_) @name) @definition.class
(export_statement declaration: (abstract_class_declaration name: (_) @name body: (_) @body)) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(export_statement declaration: (interface_declaration name: (_) @name body: (_) @body)) @definition.interface
(type_alias_declaration name: (_) @name) @definition.type
(export_statement declaration: (type_alias_declaration name: (_) @name)) @definition.type
(enum_declaration name: (_) @name) @definition.enum
(export_statement declaration: (enum_declaration name: (_) @name body: (_) @body)) @definition.enum
(enum_body name: (_) @name @definition.constant)
(enum_body (enum_assignment name: (_) @name) @definition.constant)
(internal_module name: (_) @name) @definition.namespace
(expression_statement (internal_module name: (_) @name body: (_) @body)) @definition.namespace
(export_statement declaration: (internal_module name: (_) @name body: (_) @body)) @definition.namespace
(module name: (_) @name) @definition.namespace
(ambient_declaration (module name: (_) @name body: (_) @body)) @definition.namespace
(function_signature name: (_) @name) @definition.function
(export_statement declaration: (function_signature name: (_) @name)) @definition.function
(ambient_declaration (function_signature name: (_) @name)) @definition.function
(ambient_declaration (class_declaration name: (_) @name body: (_) @body)) @definition.class
(ambient_declaration (lexical_declaration (variable_declarator name: (identifier) @name))) @definition.constant
(method_signature name: (_) @name) @definition.method
(abstract_method_signature name: (_) @name) @definition.method
(public_field_definition name: (_) @name) @definition.field
(public_field_definition name: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method
(interface_body (property_signature name: (_) @name) @definition.property)
(internal_module body: (statement_block (lexical_declaration (variable_declarator name: (identifier) @name)) @definition.constant))
(internal_module body: (statement_block (export_statement (lexical_declaration (variable_declarator name: (identifier) @name))) @definition.constant))
(variable_declarator value: (satisfies_expression (object (pair key: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method)))
(variable_declarator value: (as_expression (object (pair key: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method)))

(import_statement (import_require_clause (identifier) @import.alias source: (string) @import.module))
(extends_clause value: (identifier) @reference.inherit)
(extends_clause value: (member_expression object: (_) @qualifier property: (_) @reference.inherit))
(extends_clause value: (call_expression function: (identifier) @reference.inherit))
(implements_clause (type_identifier) @reference.inherit)
(implements_clause (generic_type name: (type_identifier) @reference.inherit))
(extends_type_clause (type_identifier) @reference.inherit)
(extends_type_clause (generic_type name: (type_identifier) @reference.inherit))
(type_annotation (type_identifier) @reference.type)
(type_arguments (type_identifier) @reference.type)
(generic_type name: (type_identifier) @reference.type)
(union_type (type_identifier) @reference.type)
(intersection_type (type_identifier) @reference.type)
(array_type (type_identifier) @reference.type)
(constraint (type_identifier) @reference.type)
(as_expression (type_identifier) @reference.type)
(satisfies_expression (type_identifier) @reference.type)
(type_alias_declaration value: (type_identifier) @reference.type)
(nested_type_identifier module: (_) @qualifier name: (type_identifier) @reference.type)

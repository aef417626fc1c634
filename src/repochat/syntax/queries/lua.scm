; Definitions
(function_declaration name: [(identifier) (dot_index_expression)] @name) @definition.function
(function_declaration name: (method_index_expression) @name) @definition.method

(assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition body: (_)? @body))) @definition.function
(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition body: (_)? @body)))) @definition.function
(assignment_statement
  (variable_list . name: (dot_index_expression field: (identifier)) @name)
  (expression_list . value: (function_definition body: (_)? @body))) @definition.function
(field
  name: [(identifier) (string content: (string_content))] @name
  value: (function_definition body: (_)? @body)) @definition.function

(chunk (variable_declaration (assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (table_constructor) @body))) @definition.object)
(chunk (assignment_statement
  (variable_list . name: [(identifier) (dot_index_expression field: (identifier))] @name
  ) (expression_list . value: (table_constructor) @body)) @definition.object)
(chunk (variable_declaration (assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: [(number) (string) (true) (false)]))) @definition.constant)

; References
(function_call
  name: (identifier) @reference.call
  (#not-match? @reference.call "^(require|dofile|loadfile)$"))
(function_call name: (dot_index_expression
  table: [(identifier) (dot_index_expression)]? @qualifier field: (identifier) @reference.call))
(function_call name: (method_index_expression
  table: [(identifier) (dot_index_expression)]? @qualifier method: (identifier) @reference.call))
(arguments (dot_index_expression table: (_) @qualifier field: (identifier) @reference.use))
(field value: (dot_index_expression table: (_) @qualifier field: (identifier) @reference.use))

; Imports
(assignment_statement
  (variable_list . name: (identifier) @import.alias)
  (expression_list . value: (function_call
    name: (identifier) @_require
    arguments: (arguments . (string content: (string_content) @import.module))))
  (#eq? @_require "require"))
(assignment_statement
  (variable_list . name: (identifier) @import.alias)
  (expression_list . value: (dot_index_expression
    table: (function_call
      name: (identifier) @_require
      arguments: (arguments . (string content: (string_content) @import.module)))
    field: (identifier) @import.name))
  (#eq? @_require "require"))
(function_call
  name: (identifier) @_require
  arguments: (arguments . (string content: (string_content) @import.module))
  (#any-of? @_require "require" "dofile" "loadfile"))

; Decision points
[(if_statement) (elseif_statement) (for_statement) (while_statement) (repeat_statement)] @branch
(binary_expression ["and" "or"] @branch)

; Definitions
(function_definition name: (word) @name) @definition.function
(program (declaration_command
  ["readonly" "declare" "typeset" "export"]
  (variable_assignment name: (variable_name) @name)) @definition.constant)
(program (variable_assignment name: (variable_name) @name) @definition.variable)

; References: the builtins of the shell are no one's definitions
(command
  name: (command_name (word) @reference.call)
  (#not-match? @reference.call
    "^(source|\\.|alias|echo|exit|return|set|shopt|shift|eval|exec|cd|continue|break|true|false|:|printf|test|\\[|read|trap|wait|unset|getopts|.*[$/=].*)$"))
(command
  name: (command_name (word) @_trap)
  . argument: [(raw_string) (string) (word)] @reference.use
  (#eq? @_trap "trap"))

; Imports
(command
  name: (command_name (word) @_source)
  . argument: (_) @import.module
  (#any-of? @_source "source" "." "load" "bats_load_library"))

; Decision points
[(if_statement) (elif_clause) (while_statement) (for_statement) (c_style_for_statement) (case_item)] @branch
(ternary_expression "?" @branch)
(list ["&&" "||"] @branch)
(binary_expression ["&&" "||"] @branch)

; Definitions: of several that match one name the last in the file wins
(module name: (_) @name) @definition.module
(class name: (_) @name) @definition.class

(assignment left: (constant) @name) @definition.constant
(assignment left: (scope_resolution) @name) @definition.constant
(assignment
  left: (constant) @name
  right: (call receiver: (constant) @_factory method: (identifier) @_make block: (_)? @body)
  (#any-of? @_factory "Struct" "Class" "Module" "Data")
  (#any-of? @_make "new" "define")) @definition.class

(method name: (_) @name) @definition.method
(singleton_method name: (_) @name) @definition.method
(program (method name: (_) @name) @definition.function)
(method name: (identifier) @name (#eq? @name "initialize")) @definition.constructor
(alias name: (identifier) @name) @definition.method
(call
  !receiver
  method: (identifier) @_macro
  arguments: (argument_list . (simple_symbol) @name)
  (#any-of? @_macro "alias_method" "define_method" "def_delegator" "scope" "def_instance_delegator")) @definition.method
(call
  !receiver
  method: (identifier) @_macro
  arguments: (argument_list (simple_symbol) @name)
  (#any-of? @_macro "attr_reader" "attr_writer" "attr_accessor" "attr" "cattr_accessor" "mattr_accessor"
    "class_attribute" "thread_mattr_accessor")) @definition.property

; References
(superclass [(constant) @reference.inherit
  (scope_resolution scope: (_)? @qualifier name: (constant) @reference.inherit)])
(call
  !receiver
  method: (identifier) @_macro
  arguments: (argument_list [(constant) @reference.inherit
    (scope_resolution scope: (_)? @qualifier name: (constant) @reference.inherit)])
  (#any-of? @_macro "include" "extend" "prepend"))

(call
  receiver: [(identifier) (constant) (scope_resolution) (self) (instance_variable) (class_variable)
    (call !arguments !block)]? @qualifier
  method: [(identifier) (constant)] @reference.call
  (#not-match? @reference.call "^(include|extend|prepend|require|require_relative|attr_(reader|writer|accessor))$"))
(call receiver: (constant) @reference.type)
(call receiver: (scope_resolution scope: (_)? @qualifier name: (constant) @reference.type))
(call
  method: (identifier) @_method
  arguments: (argument_list [(constant) @reference.use
    (scope_resolution scope: (_)? @qualifier name: (constant) @reference.use)])
  (#not-match? @_method "^(include|extend|prepend)$"))
(exceptions [(constant) @reference.type
  (scope_resolution scope: (_)? @qualifier name: (constant) @reference.type)])
(pattern (constant) @reference.type)
(block_argument (simple_symbol) @reference.call)

; Imports
(call
  !receiver
  method: (identifier) @_require
  arguments: (argument_list . (string (string_content) @import.module))
  (#any-of? @_require "require" "require_relative" "load"))
(call
  !receiver
  method: (identifier) @_require
  arguments: (argument_list . (simple_symbol) @import.name (string (string_content) @import.module))
  (#eq? @_require "autoload"))

; Decision points, by their keywords: an `a if b if c` opens twice on one byte
[(if) (unless) (elsif) (while) (until) (for) (when) (in_clause) (rescue)] @branch
(conditional "?" @branch)
(if_modifier "if" @branch)
(unless_modifier "unless" @branch)
(while_modifier "while" @branch)
(until_modifier "until" @branch)
(rescue_modifier "rescue" @branch)
(binary operator: ["&&" "||" "and" "or"] @branch)

; Definitions
(call
  target: (identifier) @_def
  (arguments . (alias) @name)
  (do_block)
  (#eq? @_def "defmodule")) @definition.module
(call
  target: (identifier) @_def
  (arguments . (alias) @name)
  (do_block)
  (#eq? @_def "defprotocol")) @definition.protocol
(call
  target: (identifier) @_def
  (arguments . (alias) @name)
  (#eq? @_def "defimpl")) @definition.module
(call
  target: (identifier) @_def
  (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: (call target: (identifier) @name) operator: "when")
    (binary_operator left: (identifier) @name operator: "when")])
  (#any-of? @_def "def" "defp" "defdelegate" "defguard" "defguardp" "defn" "defnp")) @definition.function
(call
  target: (identifier) @_def
  (arguments . [
    (binary_operator operator: _ @name)
    (binary_operator left: (binary_operator operator: _ @name) operator: "when")
    (unary_operator operator: _ @name)])
  (#any-of? @_def "def" "defp" "defmacro" "defmacrop")
  (#not-eq? @name "when")) @definition.function
(call
  target: (identifier) @_def
  (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: (call target: (identifier) @name) operator: "when")])
  (#any-of? @_def "defmacro" "defmacrop")) @definition.macro
(call
  target: (identifier) @name
  (#any-of? @name "defstruct" "defexception")) @definition.struct
(unary_operator
  operator: "@"
  operand: (call
    target: (identifier) @_attribute
    (arguments . (binary_operator left: [(identifier) @name (call target: (identifier) @name)])))
  (#any-of? @_attribute "type" "typep" "opaque")) @definition.type
(unary_operator
  operator: "@"
  operand: (call
    target: (identifier) @_attribute
    (arguments . [
      (binary_operator left: (call target: (identifier) @name))
      (binary_operator left: (binary_operator left: (call target: (identifier) @name)))]))
  (#any-of? @_attribute "callback" "macrocallback")) @definition.method
(unary_operator
  operator: "@"
  operand: (call target: (identifier) @name (arguments))
  (#not-any-of? @name "doc" "moduledoc" "typedoc" "spec" "impl" "type" "typep" "opaque" "callback" "macrocallback"
    "behaviour" "enforce_keys" "derive" "before_compile" "after_compile" "compile" "dialyzer" "deprecated" "since"
    "tag" "moduletag" "describetag" "external_resource" "on_load" "on_definition" "optional_callbacks" "vsn"
    "fallback_to_any" "shortdoc")) @definition.constant

; References
(call
  target: (identifier) @reference.call
  (#not-any-of? @reference.call
    "def" "defp" "defmacro" "defmacrop" "defmodule" "defprotocol" "defimpl" "defdelegate" "defguard" "defguardp"
    "defstruct" "defexception" "alias" "import" "require" "use" "if" "unless" "case" "cond" "with" "for" "quote"
    "unquote" "fn" "try" "receive" "raise" "doc" "moduledoc" "typedoc" "spec" "impl" "type" "typep" "opaque"
    "callback" "macrocallback" "behaviour" "super"))
(call target: (dot
  left: [(alias) (identifier) (dot)]? @qualifier
  right: [(identifier) (operator_identifier)] @reference.call))
(unary_operator
  operator: "&"
  operand: (binary_operator left: (identifier) @reference.call operator: "/"))
(struct (alias) @reference.type)
(unary_operator
  operator: "@"
  operand: (call
    target: (identifier) @_attribute
    (arguments . (alias) @reference.inherit))
  (#any-of? @_attribute "behaviour"))
(call
  target: (identifier) @_use
  (arguments . (alias) @reference.inherit)
  (#any-of? @_use "use" "defimpl"))
(arguments (alias) @reference.use)
(list (alias) @reference.use)

; Imports
(call
  target: (identifier) @_import
  (arguments . (alias) @import.module .)
  (#any-of? @_import "alias" "import" "require" "use"))
(call
  target: (identifier) @_import
  (arguments . (alias) @import.module (keywords (pair key: (keyword) @_as value: (alias) @import.alias)))
  (#any-of? @_import "alias" "require")
  (#match? @_as "^as:"))
(call
  target: (identifier) @_import
  (arguments . (alias) @import.module (keywords . (pair key: (keyword) @_as)))
  (#any-of? @_import "import" "require" "use")
  (#not-match? @_as "^as:"))
(call
  target: (identifier) @_import
  (arguments . (dot left: (alias) @import.module right: (tuple (alias) @import.name)))
  (#any-of? @_import "alias" "import" "require" "use"))

; Decision points
(call
  target: (identifier) @_branch
  (#any-of? @_branch "if" "unless" "for" "with")) @branch
(do_block (stab_clause) @branch)
(else_block (stab_clause) @branch)
(rescue_block (stab_clause) @branch)
(catch_block (stab_clause) @branch)
(binary_operator operator: ["&&" "||" "and" "or"] @branch)

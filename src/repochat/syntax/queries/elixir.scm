; Definitions: of several that match one name the last in the file wins, and docs are kept
(call
  target: (identifier) @_def
  (arguments . (alias) @name)
  (do_block
    (unary_operator
      operand: (call target: (identifier) @_doc (arguments . [(string) (sigil)] @doc)))?) @body
  (#eq? @_def "defmodule")
  (#eq? @_doc "moduledoc")) @definition.module
(call
  target: (identifier) @_def
  (arguments . (alias) @name)
  (do_block) @body
  (#eq? @_def "defmodule")) @definition.module
(call
  target: (identifier) @_def
  (arguments . (alias) @name)
  (do_block) @body
  (#eq? @_def "defprotocol")) @definition.protocol
(call
  target: (identifier) @_def
  (arguments . (alias) (keywords (pair value: [(alias) @name (list . (alias) @name)])))
  (do_block) @body
  (#eq? @_def "defimpl")) @definition.module
(call
  target: (identifier) @_def
  (arguments . (alias) @name . (keywords))
  (#eq? @_def "defimpl")) @scope

(_
  (unary_operator
    operator: "@"
    operand: (call target: (identifier) @_doc (arguments . [(string) (sigil)] @doc)))
  . [(unary_operator) (comment)]*
  . (call
    target: (identifier) @_def
    (arguments . [
      (identifier) @name
      (call target: (identifier) @name)
      (binary_operator left: (call target: (identifier) @name) operator: "when")
      (binary_operator left: (identifier) @name operator: "when")])) @definition.function
  (#eq? @_doc "doc")
  (#any-of? @_def "def" "defmacro" "defdelegate" "defguard"))
(call
  target: (identifier) @_def
  (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: (call target: (identifier) @name) operator: "when")
    (binary_operator left: (identifier) @name operator: "when")])
  (do_block)? @body
  (#any-of? @_def "def" "defp" "defdelegate" "defguard" "defguardp" "defn" "defnp")) @definition.function
(call
  target: (identifier) @_def
  (arguments . [
    (binary_operator operator: ["+" "-" "*" "/" "++" "--" "<>" "|>" "~>" "<~" "==" "!=" "<" ">" "<=" ">=" "&&&"
      "|||" "^^^" "=~" "in" "<|>" "~>>" "<<~" "<~>" "<<<" ">>>" ".." "::" "&&" "||" "and" "or"] @name)
    (binary_operator
      left: (binary_operator operator: ["+" "-" "*" "/" "++" "--" "<>" "|>" "~>" "<~" "<|>" "~>>" "<<~"] @name)
      operator: "when")])
  (do_block)? @body
  (#any-of? @_def "def" "defp" "defmacro" "defmacrop")) @definition.function
(call
  target: (identifier) @_def
  (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: (call target: (identifier) @name) operator: "when")])
  (do_block)? @body
  (#any-of? @_def "defmacro" "defmacrop")) @definition.macro
(call
  target: (identifier) @_def
  (arguments . (string) @name)
  (do_block) @body
  (#any-of? @_def "test" "describe")) @definition.function

(unary_operator
  operator: "@"
  operand: (call
    target: (identifier) @name
    (arguments . [(integer) (float) (string) (sigil) (atom) (list) (map) (tuple) (boolean) (charlist) (alias)
      (binary_operator operator: ["+" "-" "*" "/" "++" "<>" "|>" ".."])]))
  (#not-match? @name
    "^(doc|moduledoc|typedoc|spec|impl|behaviour|enforce_keys|derive|before_compile|after_compile|compile|dialyzer|deprecated|since|tag|moduletag|describetag|external_resource|on_load|on_definition|optional_callbacks|vsn|fallback_to_any|shortdoc)$")) @definition.constant
(unary_operator
  operator: "@"
  operand: (call
    target: (identifier) @_attribute
    (arguments . (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "::")))
  (#any-of? @_attribute "type" "typep" "opaque")) @definition.type
(unary_operator
  operator: "@"
  operand: (call
    target: (identifier) @_attribute
    (arguments . [
      (binary_operator left: (call target: (identifier) @name) operator: "::")
      (binary_operator left: (binary_operator left: (call target: (identifier) @name) operator: "::") operator: "when")]))
  (#any-of? @_attribute "callback" "macrocallback")) @definition.method

; The attributes above a definition belong to it; they stand directly above, so no sibling is asked for
(unary_operator
  operator: "@"
  operand: (call target: (identifier) @_attribute)
  (#any-of? @_attribute "doc" "spec" "impl" "typedoc" "deprecated" "since" "tag" "shortdoc")) @attach

; References
(call
  target: (identifier) @reference.call
  (#not-match? @reference.call
    "^(def(p|macro|macrop|module|protocol|impl|delegate|guard|guardp|struct|exception|overridable|n|np)?|alias|import|require|use|if|unless|case|cond|with|for|quote|unquote|unquote_splicing|fn|try|receive|raise|doc|moduledoc|typedoc|spec|impl|typep?|opaque|callback|macrocallback|behaviour|super|test|describe|enforce_keys|derive|tag|moduletag|dialyzer|compile|before_compile)$"))
(call target: (dot
  left: [(alias) (identifier) (dot)]? @qualifier
  right: [(identifier) (operator_identifier)] @reference.call))
(call target: (dot left: (alias) @reference.type))
(unary_operator
  operator: "&"
  operand: (binary_operator left: (identifier) @reference.call operator: "/"))
(unary_operator
  operator: "&"
  operand: (binary_operator
    left: (call target: (dot left: (_) @qualifier right: (identifier) @reference.call))
    operator: "/"))
(unary_operator operator: "@" operand: (identifier) @reference.use)
(struct (alias) @reference.type)
(unary_operator
  operator: "@"
  operand: (call
    target: (identifier) @_attribute
    (arguments . (alias) @reference.inherit))
  (#eq? @_attribute "behaviour"))
(call
  target: (identifier) @_use
  (arguments . (alias) @reference.inherit)
  (#any-of? @_use "use" "defimpl"))
(call
  target: (identifier) @_call
  (arguments (alias) @reference.use)
  (#not-match? @_call "^(use|alias|import|require|def[a-z]*|behaviour|impl)$"))
(list (alias) @reference.use)
(tuple (alias) @reference.use)

; Imports
(call
  target: (identifier) @_import
  (arguments . (alias) @import.module)
  (#any-of? @_import "alias" "import" "require" "use"))
(call
  target: (identifier) @_import
  (arguments . (alias) @import.module (keywords (pair key: (keyword) @_as value: (alias) @import.alias)))
  (#any-of? @_import "alias" "require")
  (#match? @_as "^as:"))
(call
  target: (identifier) @_import
  (arguments . (dot left: (alias) @import.module right: (tuple (alias) @import.name)))
  (#any-of? @_import "alias" "import" "require" "use"))

; Decision points
(call
  target: (identifier) @branch
  (#any-of? @branch "if" "unless" "for" "with"))
(do_block (stab_clause) @branch)
(else_block (stab_clause) @branch)
(rescue_block (stab_clause) @branch)
(catch_block (stab_clause) @branch)
(binary_operator operator: ["&&" "||" "and" "or"] @branch)

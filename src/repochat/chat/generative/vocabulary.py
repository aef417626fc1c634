"""The words by which prose talks of code: which say nothing by themselves, which need their own evidence, and what counts.

Words stand here as `stem` leaves them or as people write them; both are looked up.
"""

import re
from collections.abc import Mapping

from repochat.syntax.words import stem, strong_stem

SOFT = frozenset(
    """
a about above accordingly across actual actually additional additionally allow allows along also although an and another any
apart appropriate are area around as aside at available away back based basic basically be because become been
before behaviour behavior behind being below beside besides between both briefly bring but by came can care carry case
cases cause certain come comes common commonly complete completely concern concrete consequently consider considered
consist contain contains correct correctly correspond corresponding could current currently deal define defined
defines depend describe detail details determine different direct directly do does doing done due during each easily
easy effect effectively either else end ensure entire entirely entry equivalent especially essentially even eventually
exact exactly example existing explicit explicitly extra fact far feature final finally find finds following follow
for form former forth from full fully function functionality further furthermore general generally get gets getting give
given gives giving go goes going happen happens has have having help helper helps hence here how however i idea if
immediately implement implementation implements important in inside instance instead internal internally into involve
involves is it item its itself job just keep kind know known later latter lead lets let like likewise line lines
little live logic look looks made main mainly make makes making manner many matter may mean means mechanism mention
merely method might mind more moreover most mostly much name named namely necessary need needed needs new next normal normally note
now object occur of off often old on once one ones onto or order ordinary other others otherwise our out over
overall own part particular particularly per perform performs piece place places plain point points possible present
previous previously primarily prior process produce properly provide provided provides purpose put quite rather
reach ready really reason refer refers regular related relate relevant rely represent represents respect respective
respectively responsible rest result resulting results right role roughly routine same say says see seem seen
separate separately serve serves set several shape shared should show shows side similar similarly simple simply since
situation so some something sort specific specifically specified specify stand stands standard state stay step steps
still straight such support supports supposed take takes taken taking task tell tells than that the their them
themselves then there thereby therefore these they thing things this those though through throughout thus time together
too top toward turn turned turns two type typical typically under underlying up upon us use used useful user users uses using
usual usually value values various very via want was way ways we well were what whatever when whenever where whereas
whether which whichever while who whole whose why will with within work working works would yet you your
""".split()  # noqa: SIM905  a list of words reads better than six hundred quotes
)

_RISKY = """
asynchronous asynchronously async synchronous blocking nonblocking concurrent concurrently parallel thread threads
threadsafe atomic atomically lock locks mutex race cache caches cached caching memoize memoized lazy lazily eager eagerly
encrypt encrypts encrypted decrypt sign signs signed hash hashes hashed hashing salt secure securely random randomly
shuffle sort sorts sorted sorting ascending descending alphabetical alphabetically reverse reversed recursive recursively
retry retries retried backoff exponential exponentially linear jitter validate validates validated sanitize escape
escapes escaped compress compressed gzip deep shallow copy copies log logs logged logging warn warning warns
permanent permanently temporary temporarily globally deprecated deprecate
optional optionally mandatory required automatic automatically manually silently silent immediately
json xml yaml csv html sql base64 md5 sha1 sha256 sha512 utf database disk memory file network socket http https tcp udp
singleton immutable mutable unique duplicate duplicates
read write send receive open close start stop enable disable enabled disabled include exclude included excluded
allow deny accept reject permit forbid add remove push pop insert delete append prepend increase decrease increment
decrement encode decode serialize deserialize parse format upper lower uppercase lowercase left right
before after first last earlier later older newer more fewer less greater smaller larger shorter longer
success failure succeed fail public private static instance local remote client server request response input output
key value name header headers body query fragment username password host port scheme path cookie cookies parent child
source destination sender receiver producer consumer reader writer master replica leader follower
absolute relative inclusive exclusive case sensitive insensitive
milliseconds seconds minutes hours days bytes kilobytes megabytes kb mb gb ms
true false none null
merge overwrite overwrites overwritten override overrides replace replaces keep preserve discard drop ignore skip
inherit inherits subclass superclass
""".split()  # noqa: SIM905  same

# Words of a pair say the opposite of each other: each needs its own evidence, and the other's is none.
_OPPOSITES = """
before/after first/last add/remove append/prepend push/pop insert/delete open/close start/stop enable/disable
allow/deny accept/reject include/exclude encode/decode encrypt/decrypt serialize/deserialize read/write send/receive
true/false success/failure succeed/fail public/private left/right upper/lower uppercase/lowercase
ascending/descending increase/decrease increment/decrement max/min maximum/minimum more/less more/fewer
greater/smaller older/newer shorter/longer absolute/relative sync/async synchronous/asynchronous mutable/immutable
shallow/deep client/server request/response input/output local/remote key/value parent/child source/destination
import/export load/save lock/unlock connect/disconnect acquire/release attach/detach bind/unbind
prefix/suffix leading/trailing start/end begin/end keep/discard
inclusive/exclusive case-sensitive/case-insensitive sensitive/insensitive reader/writer
""".split()  # noqa: SIM905  same

# What in code says a word of prose: any of these on a line is evidence of the word.
_CODE_SAYS: tuple[tuple[str, str], ...] = (
    ("return returns returned returning yield yields give back produce", r"\breturns?\b|->|=>|\byield|\bresolve\("),
    ("raise raises raised raising throw throws thrown throwing panic panics error errors exception exceptions fail fails",
     r"\braise|\bthrow|panic|\bErr\(|error|exception|reject|abort"),
    ("call calls called calling invoke invokes invoked invoking delegate delegates delegating pass passes passed passing "
     "forward forwards run runs running execute executes executed apply applies applied trigger hand hands",
     r"\w[!?]?\s*\("),
    ("check checks checked checking test tests tested verify verifies condition conditional compare compares compared "
     "match matches matched matching equal equals depending", r"\bif\b|\bunless\b|\bmatch\b|\bcase\b|\bswitch\b|[=!]=|\bassert|\?|[<>]|\bin\b|\bis\b"),
    ("loop loops iterate iterates iterating iteration walk walks traverse traverses repeat repeats repeatedly cycle over",
     r"\bfor\b|\bwhile\b|forEach|\.map\(|\bloop\b|\.each|\.iter"),
    ("assign assigns assigned store stores stored storing record records recorded update updates updated save saves "
     "initialise initialize initializes initialised initialized fill fills populate populates attach attaches attached "
     "attribute attributes", r"(?<![=!<>])=(?!=)|\bset|\.set\(|\bSet\("),
    ("override overrides overwrite overwrites overwritten replace replaces replaced", r"(?<![=!<>])=(?!=)|replace|update\(|overwrite|override"),
    ("create creates created creating build builds built building construct constructs constructed constructing "
     "instantiate instantiates instantiated generate generates allocate allocates constructor prepare prepares",
     r"\bnew\b|\bmake\b|[A-Z]\w+\(|=\s*[\[{]|=\s*&?\w+\{|create|\bNew|__init__|build"),
    ("declare declares declared definition", r"\b(?:def|class|func|function|fn|struct|interface|type|const|var|let)\b|="),
    ("add adds added adding append appends appended appending push pushes pushed insert inserts inserted register "
     "registers registered extend extends extended attach", r"append|push|\badd|insert|\+=|\[[^\]]+\]\s*=|extend|\.use\(|register|setdefault"),
    ("remove removes removed removing delete deletes deleted deleting drop drops dropped clear clears cleared discard "
     "discards discarded strip strips stripped trim trims pop pops popped",
     r"\bdel\b|delete|remove|\.?pop\(|clear|strip|\bdrop|trim|unset|=\s*(?:None|nil|null|undefined)\b|discard"),
    ("merge merges merged merging combine combines combined join joins joined concatenate concatenates concatenated",
     r"merge|join|update\(|extend|\+|concat|\*\*|\.\.\."),
    ("convert converts converted converting transform transforms cast casts turned coerce",
     r"\bstr\(|\bint\(|to_\w|to[A-Z]|encode|decode|parse|from_|String\(|bytes|\.into\(|\bas\b|\b[a-z]+\(|list\(|tuple\("),
    ("default defaults defaulting fallback fall falls", r"default|(?<![=!<>])=(?!=)|\|\||\bor\b|\?\?|\belse\b"),
    ("empty blank", r"\"\"|''|\[\]|\{\}|len\(|\.length|==\s*0|empty"),
    ("none null nil missing absent unset undefined omitted lacks lack unspecified",
     r"\bNone\b|\bnil\b|\bnull\b|undefined|\bnot\b|!|==\s*(?:\"\"|''|0)|\bNULL\b|missing"),
    ("boolean bool flag", r"\b(?:True|False|true|false|bool|boolean)\b"),
    ("string strings text", r"\bstr\b|string|String|[\"'`]|\bchar\b|str\("),
    ("integer integers number numeric count counter", r"\bint\b|\d|\bnum|float|size_t|\b[ui](?:8|16|32|64)\b|usize|\bcount"),
    ("list lists array arrays sequence slice tuple collection iterable", r"\[|list|Vec|Array|slice|tuple"),
    ("dictionary dict dicts mapping map maps hash table", r"\{|dict|Dict|\bMap\b|map\[|Mapping|Hash"),
    ("class classes struct structure", r"\b(?:class|struct|interface|type|enum|trait)\b"),
    ("decorator decorators decorated decorates", r"@|decorat|def \w+\(f\b|wraps"),
    ("asynchronous asynchronously async coroutine await awaits awaited", r"\basync\b|\bawait\b|Future|Promise|coroutine"),
    ("parameter parameters argument arguments keyword option options", r"\(|param|opt"),
    ("property attribute field member fields members", r"\.|:"),
    ("increment increments incremented increase increases bump bumps", r"\+\+|\+=|\+ ?1|Add\(|incr"),
    ("decrement decrements decremented decrease decreases", r"--|-=|- ?1|decr|Add\(-"),
    ("lowercase lowercased lower", r"lower|Lower"),
    ("uppercase uppercased upper", r"upper|Upper"),
    ("import imports imported importing", r"\bimport\b|\brequire\b|\buse\b|#include|\bfrom\b"),
    ("inherit inherits inherited inheriting subclass subclasses subclassed derive derives derived superclass",
     r"\bclass \w+\(|\bextends\b|: public|\bimpl\b.*\bfor\b|super"),
    ("wrap wraps wrapped wrapping wrapper wrappers", r"\w+\([\w.]+\(|wrap|return func|decor|\(\s*\*?\w+\s*\)"),
    ("copy copies copied copying clone clones duplicate", r"copy|clone|\bdict\(|\blist\(|\.\.\.|Object\.assign|merge"),
    ("skip skips skipped ignore ignores ignored ignoring bypass bypasses", r"\bcontinue\b|\bpass\b|skip|ignore|bypass|return\s*(?:;|$)"),
    ("stop stops stopped abort aborts break breaks exit exits early quit", r"\bbreak\b|\breturn\b|\bexit|stop|quit|abort"),
    ("true truthy enabled", r"\bTrue\b|\btrue\b|\bif \w+:|enable"),
    ("false falsy disabled", r"\bFalse\b|\bfalse\b|\bnot\b|!|disable"),
    ("loads load loading loaded fetch fetches retrieve retrieves obtains obtain lookup looks reads access accesses",
     r"load|\bget|fetch|\[[^\]]+\]|\.read|find|lookup|Get\("),
    ("iterator generator", r"\byield\b|\biter"),
    ("catch catches caught handle handles handled handling recover recovers", r"\bexcept\b|\bcatch\b|recover\(|handle|rescue"),
    ("close closes closed closing shut", r"close|Close|__exit__"),
    ("protocol scheme", r"scheme|proto|https?"),
    ("constant constants", r"\bconst\b|[A-Z]{2,}\s*="),
    ("url urls uri", r"\bur[li]|URL|Url"),
    ("status", r"status|\b[1-5]\d\d\b"),
    ("context manager", r"__enter__|\bwith\b|contextmanager"),
    ("closure anonymous lambda inner nested", r"lambda|=>|func\(|function\s*\(|\bdef\b|\|\w*\|"),
    ("pointer reference", r"\*\w|&\w|Arc|Rc|Box|ref"),
)  # fmt: skip

_SHORT = """
req/request res/response resp/response rw/response w/writer r/request ctx/context err/error msg/message cfg/config cfg/configuration
config/configuration conf/configuration env/environment environ/environment var/variable arg/argument args/argument
kwargs/keyword kwargs/argument str/string num/number idx/index len/length size/length doc/document dir/directory obj/object
fn/function func/function cb/callback db/database id/identifier tmp/temporary temp/temporary src/source dst/destination
ptr/pointer buf/buffer min/minimum max/maximum avg/average pos/position prev/previous cur/current attr/attribute
param/parameter params/parameter conn/connection pkg/package lib/library val/value fmt/format cmd/command
opt/option opts/option ref/reference exc/exception ext/extension seq/sequence sep/separator sec/second secs/second auth/authentication
auth/authorization init/initialise init/initialize alloc/allocate dealloc/free async/asynchronous sync/synchronous mw/middleware mx/mux
del/delete decl/declaration expr/expression stmt/statement addr/address char/character int/integer bool/boolean
dict/dictionary iter/iterate iter/iterator info/information proto/protocol hdr/header repr/representation
spec/specification util/utility cert/certificate ssl/tls tls/ssl qs/query uri/url url/uri redir/redirect repo/repository
app/application bp/blueprint rv/return cls/class mod/module pred/predicate rctx/context mh/method meth/method
endpoint/route route/endpoint handler/handle stat/status regex/regexp regexp/regex regex/pattern pattern/regex
slash/path dispatch/route errors/failure exceptions/error exception/error error/exception
""".split()  # noqa: SIM905  same

UNITS: Mapping[str, re.Pattern[str]] = {
    unit: re.compile(pattern, re.IGNORECASE)
    for units, pattern in (
        ("s sec secs second seconds", r"(?<![a-z])sec(?:ond)?s?(?![a-z])|_s\b|\d\s?s\b|Second"),
        ("ms millisecond milliseconds msec", r"milli|(?<![a-z])ms(?:ec)?(?![a-z])"),
        ("us microsecond microseconds", r"micro|(?<![a-z])us(?:ec)?(?![a-z])"),
        ("min mins minute minutes", r"(?<![a-z])min(?:ute)?s?(?![a-z])"),
        ("h hour hours", r"hours?|(?<![a-z])hrs?(?![a-z])"),
        ("d day days", r"(?<![a-z])days?(?![a-z])"),
        ("byte bytes", r"bytes?|octets?"),
        ("kb kib kilobyte kilobytes", r"(?<![a-z])ki?b(?![a-z])|kilo|1024|<< ?10"),
        ("mb mib megabyte megabytes", r"(?<![a-z])mi?b(?![a-z])|mega|<< ?20"),
        ("gb gib gigabyte gigabytes", r"(?<![a-z])gi?b(?![a-z])|giga|<< ?30"),
        ("% percent", r"%|percent"),
    )
    for unit in units.split()
}

NUMBER_WORDS: Mapping[str, str] = {
    word: str(number)
    for number, word in enumerate(
        "zero _ two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()  # noqa: SIM905
    )
    if word != "_"
} | {
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100", "thousand": "1000",
    "million": "1000000", "twice": "2", "double": "2", "doubles": "2", "doubled": "2", "thrice": "3", "half": "2",
    "halves": "2", "halved": "2", "triple": "3", "quarter": "4", "dozen": "12", "pair": "2", "both": "2",
}  # fmt: skip

# Words that say more than that something is so. Each needs a line that says it, or the code that comes to the same.
_QUANTIFIERS = (
    ("only solely exclusively", r"\bonly\b|solely|exclusive"),
    ("never", r"\bnever\b"),
    ("always", r"\balways\b|every time"),
    ("all entire entirely whole", r"\ball\b|\bevery|\beach\b|\bany\b|\bfor\b|\bwhile\b|forEach|\brange\b|\.map\(|whole|entire"),
    ("every each", r"\ball\b|\bevery|\beach\b|\bany\b|\bfor\b|\bwhile\b|forEach|\brange\b|\.map\("),
    ("any anything", r"\bany|\ball\b|\bevery|\bor\b|\|\||\bfor\b|\bin\b|except(?: Exception)?:|\*|\.\.\.|interface\{\}"),
    ("none nothing nobody neither nor", r"\bnone\b|\bno\b|\bnothing\b|\bnot\b|n't\b|\bnil\b|\bnull\b|!|\bnever\b"),
    ("must mandatory required requires require", r"\bmust\b|requir|\braise|\bthrow|panic|assert|\bneeds?\b|mandatory|\bhas to\b|Err\("),
    ("except", r"\bexcept\b|\bbut\b|other than|exclud|\bnot\b|!|unless"),
    ("exactly precisely", r"\bexact|==|\bonly\b|precise"),
    ("single", r"\bsingle\b|\bone\b|\b1\b|\bonly\b"),
    ("maximum most max", r"max|<=?|>=?|most|limit|up to|no more"),
    ("minimum least min", r"min|<=?|>=?|least|no less"),
    ("unique", r"unique|\bset\(|distinct"),
    ("first initially", r"\bfirst|\[0\]|\b0\b|initial|\bfront|head"),
    ("last finally lastly", r"\blast|\[-1\]|-\s*1\b|\bfinal|\bpop\(|tail|\bend\b|back"),
    ("guaranteed guarantees guarantee", r"guarant"),
    ("impossible", r"impossible|cannot|can't"),
)  # fmt: skip
QUANTIFIERS: Mapping[str, re.Pattern[str]] = {
    word: re.compile(pattern, re.IGNORECASE) for words, pattern in _QUANTIFIERS for word in words.split()
}

NEGATIONS = frozenset(
    ["not", "no", "never", "none", "without", "cannot", "nor", "neither", "nothing", "unless", "except", "isn't", "doesn't", "don't", "won't", "can't", "wasn't", "aren't", "didn't", "hasn't", "haven't", "shouldn't", "wouldn't", "couldn't", "isnt", "doesnt", "dont", "wont", "cant", "instead", "rather", "avoid", "avoids", "avoiding", "prevent", "prevents", "refuse", "refuses", "fails", "missing", "absent", "unset", "empty", "omitted", "lacks", "lacking", "false", "falsy", "disabled", "unmatched", "invalid", "undefined", "nil", "null", "unsupported", "unknown", "unspecified", "unavailable", "unable", "skip", "skips", "skipped", "ignore", "ignores", "ignored"]
)
STRONG_NEGATIONS = frozenset(
    ["not", "never", "without", "cannot", "nor", "neither", "isn't", "doesn't", "don't", "won't", "can't", "wasn't", "aren't", "didn't", "hasn't", "haven't", "shouldn't", "wouldn't", "couldn't", "no", "nothing", "none"]
)
NEGATED_LINE = re.compile(
    r"\bnot\b|n't\b|\bno\b|\bnone\b|\bnever\b|\bwithout\b|\bunless\b|\bexcept\b|\bnil\b|\bnull\b|\bundefined\b|!(?!\w*\()|!\w"
    r"|\bfalse\b|\braise\b|\bthrow\b|\bskip|\bignor|cannot|\bavoid|\bprevent|\bmissing\b|\bempty\b|\bcontinue\b|\bNoop|disable|invalid"
    r"|==\s*(?:0|\"\"|'')",
    re.IGNORECASE,
)
NEGATED_PROSE = re.compile(r"\bnot\b|n't\b|\bno\b|\bnever\b|\bwithout\b|\bcannot\b|\bunless\b", re.IGNORECASE)
CONDITIONS = frozenset(("if", "unless", "when", "whenever", "until", "once", "while", "otherwise"))
CONDITION_LINE = re.compile(
    r"\bif\b|\belif\b|\bunless\b|\bwhile\b|\bwhen(?:ever)?\b|\bcase\b|\bswitch\b|\bmatch\b|\bassert|\?|&&|\|\||\band\b|\bor\b"
    r"|\buntil\b|\belse\b|\bexcept\b|\bcatch\b|\bfor\b|\bonce\b|\bErr\b|\bSome\b|\bafter\b|default",
)  # fmt: skip


def _keys(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word, stem(word), strong_stem(word))))


RISKY = frozenset(key for word in _RISKY for key in (word, stem(word)))
CODE_SAYS: Mapping[str, re.Pattern[str]] = {
    word: re.compile(pattern) for words, pattern in _CODE_SAYS for word in words.split()
}


def _pair_up(pairs: list[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in pairs:
        one, other = pair.split("/")
        found.setdefault(stem(one), set()).add(stem(other))
        found.setdefault(stem(other), set()).add(stem(one))
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES: Mapping[str, frozenset[str]] = _pair_up(_OPPOSITES)


def _shorten() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _SHORT:
        short, long = pair.split("/")
        for key in _keys(long):
            found.setdefault(key, set()).update(_keys(short))
    return {word: frozenset(shorts) for word, shorts in found.items()}


SHORT_FORMS: Mapping[str, frozenset[str]] = _shorten()
"""By the stem of a word the stems of what code writes for it."""

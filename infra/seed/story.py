"""What happened in the demo's repository: a teapot that is driven by three small programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MIRA = "Mira Tan <mira@example.com>"
JONAS = "Jonas Berg <jonas@example.com>"

WATCHED = "How many seconds does pour_seconds return?"
ASKED = "What temperature does target_celsius return?"

POUR = b'''"""How long the valve of the teapot stays open."""

FLOW_ML_PER_S = 20


def pour_seconds(cup_ml: int) -> float:
    """Return the seconds that it takes to fill a cup of `cup_ml` millilitres."""
    return cup_ml / FLOW_ML_PER_S


def pour_all(cups_ml: list[int]) -> float:
    """Return the seconds that all cups take, one after the other."""
    return sum(pour_seconds(cup_ml) for cup_ml in cups_ml)
'''
POUR_SAFE = POUR.replace(
    b"    return cup_ml / FLOW_ML_PER_S\n",
    b"""    if cup_ml <= 0:
        raise ValueError("a cup holds more than nothing")
    return cup_ml / FLOW_ML_PER_S
""",
)
POUR_SLOW = (
    POUR_SAFE.replace(b"millilitres.", b"millilitres, and one more for the valve.")
    .replace(b"return cup_ml / FLOW_ML_PER_S", b"return cup_ml / FLOW_ML_PER_S + VALVE_S")
    .replace(b"FLOW_ML_PER_S = 20\n", b"FLOW_ML_PER_S = 20\nVALVE_S = 1.0\n")
)

KETTLE = b'''"""How hot the water gets."""

BLACK_CELSIUS = 95
GREEN_CELSIUS = 75


def target_celsius(tea: str) -> int:
    """Return the temperature at which `tea` is brewed."""
    return GREEN_CELSIUS if tea == "green" else BLACK_CELSIUS
'''
KETTLE_HOT = KETTLE.replace(b"BLACK_CELSIUS = 95", b"BLACK_CELSIUS = 100")
KETTLE_WHITE = KETTLE.replace(b"GREEN_CELSIUS = 75\n", b"GREEN_CELSIUS = 75\nWHITE_CELSIUS = 80\n").replace(
    b"""    return GREEN_CELSIUS if tea == "green" else BLACK_CELSIUS
""",
    b"""    by_tea = {"green": GREEN_CELSIUS, "white": WHITE_CELSIUS}
    return by_tea.get(tea, BLACK_CELSIUS)
""",
)

TIMER = b"""/** Counts down until the tea is ready. */
export class BrewTimer {
  private left: number;

  constructor(seconds: number) {
    this.left = seconds;
  }

  /** Goes on by one second and tells whether the tea is ready. */
  tick(): boolean {
    this.left = Math.max(0, this.left - 1);
    return this.left === 0;
  }
}
"""
TIMER_PAUSED = TIMER.replace(
    b"  private left: number;\n", b"  private left: number;\n  private isPaused = false;\n"
).replace(
    b"""  /** Goes on""",
    b"""  /** Stops the clock, or lets it go on. */
  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
  }

  /** Goes on""",
)

LID = b"""// Package lid tells whether the teapot is closed.
package lid

// Closed is true while the contact of the lid is touched.
func Closed(contact int) bool {
\treturn contact == 1
}
"""
LID_SAFE = (
    LID
    + b"""
// MayHeat is true only under a closed lid.
func MayHeat(contact int, litres float64) bool {
\treturn Closed(contact) && litres > 0
}
"""
)

README = b"""# Teapot

A teapot that pours by itself. `src/teapot` decides how long and how hot, `web` counts down, `lid` reads the sensor.
"""
BREWING = b"""# Brewing

Black tea wants water of 95 degrees, green tea of 75. The valve lets 20 millilitres through in a second.
"""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A commit of the time before the repository was connected."""

    days_ago: int
    author: str
    message: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A pull request from `branch`, of one commit."""

    branch: str
    author: str
    title: str
    body: str
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])


HISTORY = (
    Step(
        days_ago=60,
        author=MIRA,
        message="Pour, heat and count down",
        files={
            "README.md": README,
            "docs/brewing.md": BREWING,
            "src/teapot/pour.py": POUR,
            "src/teapot/kettle.py": KETTLE,
            "web/timer.ts": TIMER,
        },
    ),
    Step(days_ago=52, author=JONAS, message="Read the sensor of the lid", files={"lid/lid.go": LID}),
    Step(
        days_ago=41,
        author=JONAS,
        message="Fix the pour into a cup of nothing\n\nThe valve opened for no time at all, and stuck.",
        files={"src/teapot/pour.py": POUR_SAFE},
    ),
    Step(
        days_ago=33,
        author=MIRA,
        message="Heat black tea to 100 degrees",
        files={"src/teapot/kettle.py": KETTLE_HOT},
    ),
    Step(
        days_ago=30,
        author=JONAS,
        message='Revert "Heat black tea to 100 degrees"\n\nThe lid jumped: boiling water needs room for its steam.',
        files={"src/teapot/kettle.py": KETTLE},
    ),
)

MERGED = Proposal(
    branch="heat-under-lid",
    author=JONAS,
    title="Heat only under a closed lid",
    body="Steam burned a hand. `MayHeat` is asked before the kettle is.",
    files={"lid/lid.go": LID_SAFE},
)
OPEN = Proposal(
    branch="pause-timer",
    author=MIRA,
    title="Let the timer pause",
    body="Somebody rings at the door: the tea has to wait. `tick` should not go on while it is paused.",
    files={"web/timer.ts": TIMER_PAUSED},
)
LATER = {"src/teapot/pour.py": POUR_SLOW, "src/teapot/kettle.py": KETTLE_WHITE}
LATER_MESSAGE = "Fix the pour: the valve needs a second\n\nCups were never full. White tea gets its own temperature."

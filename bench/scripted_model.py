"""A scripted model server in a process of its own: `python -m bench.scripted_model [DELTA_DELAY_S]`.

Prints its address, then for each request a line with the monotonic time of its arrival, which on one machine is the
same clock in every process. Ends with its standard input.
"""

import sys
import time

from repochat.llm.testing import ReceivedChat, Reply, run_chat_server

WORDS = 120
SENTENCE = "It reads `value` and returns what it finds there [k1]. "


def main() -> None:
    delay_s = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0

    def answer(request: ReceivedChat) -> Reply:
        del request
        print(time.monotonic(), flush=True)
        return Reply(text=SENTENCE * (WORDS // len(SENTENCE.split())), delta_delay_s=delay_s)

    with run_chat_server(answer) as server:
        print(server.url_of("openai"), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()

"""Tests of repochat.git over real repositories; `repositories` builds them for other modules' tests too."""

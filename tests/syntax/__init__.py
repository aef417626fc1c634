"""Tests of repochat.syntax; samples/ holds one sample and one golden file a language."""

"""What the library refuses is said in the words of the command line."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from spinnet.cli.wording import in_options, with_value


def option(name: str, *words: str) -> SimpleNamespace:
    return SimpleNamespace(name=name, opts=list(words), param_type_name="option", metavar=None)


PARAMETERS = (
    SimpleNamespace(name="n_spins", opts=["n_spins"], param_type_name="argument", metavar="K"),
    option("optimizer", "--optimizer"),
    option("learning_rate", "--learning-rate"),
    option("seed", "--seed", "-s"),
    option("expected_on", "--on"),
    option("noise_factors", "--noise-factors"),
    option("vectors", "--vectors"),
)

IN_OPTIONS = {
    "seed must be at least 0; got -1.": "--seed must be at least 0; got -1.",
    "learning_rate belongs to optimizer='adam'; got 1.": (
        "--learning-rate belongs to --optimizer adam; got 1."
    ),
    "use optimizer='adam', or 'lbfgs'.": "use --optimizer adam, or 'lbfgs'.",
    "Leave learning_rate out.": "Leave --learning-rate out.",
    "max_vectors must be at least 2; got 1.": "--vectors must be at least 2; got 1.",
    "gates act on n_spins = 2 or 3; got 4.": "gates act on K = 2 or 3; got 4.",
    "gates with n_spins=4 are large.": "gates with K=4 are large.",
    "noise_factors must ascend, such as (1, 3); got (2,).": (
        "--noise-factors must ascend, such as 1,3; got 2."
    ),
    "use noise_factors=(1,) here.": "use --noise-factors 1 here.",
    "the folder is of other settings: settings.seed is 0 there and 1 here.": (
        "the folder is of other settings: --seed is 0 there and 1 here."
    ),
}


@pytest.mark.parametrize("message", IN_OPTIONS)
def test_arguments_become_options(message):
    assert in_options(message, PARAMETERS, {"seed": 0, "optimizer": None}) == IN_OPTIONS[message]


@pytest.mark.parametrize(
    "message",
    [
        "the seed of this run is lost.",
        "seed 3 needs another start.",
        "--seed must be at least 0; got -1.",
        "optimizers must differ; the optimizer must be one of two.",
        "no lattice is called 'learning_rate'.",
        "learning_rate/config.json cannot be read.",
        "runs/learning_rate is no run folder.",
        "learning_rate.json is no JSON.",
        "my-learning_rate-run is in use.",
        "runs/a/config.json is damaged: learning_rate must be above 0.",
        "the number of states (of n_states=3 levels) is not known here.",
        "sites (0, 1) have no bond.",
    ],
)
def test_other_words_stay(message):
    assert in_options(message, PARAMETERS, {}) == message
    assert in_options(message, (), {}) == message


def test_words_of_the_user_stay():
    message = "learning_rate is no run folder: it has no config.json."
    assert in_options(message, PARAMETERS, {"folder": Path("learning_rate")}) == message


def test_only_numbers_that_do_not_parse_are_added():
    assert with_value(ValueError("not of Typer.")) == "not of Typer."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("vqe", "ring-6", "--learning-rate", 0.1),
            "--learning-rate belongs to --optimizer adam; got 0.1 with --optimizer lbfgs, which "
            "finds its own steps.",
        ),
        (("vqe", "ring-6", "--optimizer", "adams"), "--optimizer must be one of lbfgs, "),
        (("vqe", "ring-6", "--ansatz", "triangels"), "--ansatz must be joined by '+' from "),
        (("vqe", "ring-6", "--max-evaluations", 0), "--max-evaluations must be at least 1; got 0."),
        (("vqe", "ring-6", "--precision", "half"), "--precision must be 'double' or 'single'; "),
        (("exact", "ring-6", "--states", 0), "--states must be in 1..5, "),
        (("exact", "ring-6", "--vectors", 1), "--vectors must be at least 2, "),
        (("exact", "ring-6", "--tolerance", 0), "--tolerance must be a finite number above 0; "),
        (("bench", "ring-6", "--backend", "abacus"), "--backend must be one of "),
        (("gate", 1), "a vertex gate needs K of at least 2; got 1."),
        (("gate", 4, "--family", "paper"), "the paper's vertex gates act on K = 2 or 3; got 4. "),
        (("gate", 2, "--angles", "1,2"), "--angles must be 1 number; got 2."),
        (("network", "show", "x"), "a spin must be a non-negative multiple of one half, "),
    ],
)
def test_commands_answer_in_their_own_words(refusal, words, sentence):
    assert refusal(*words).startswith(f"spinnet: {sentence}")


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("vqe", "ring-6", "--layers", "many"), "--layers"),
        (("vqe", "ring-6", "--learning-rate", "fast"), "--learning-rate"),
        (("gate", "x"), "K"),
    ],
)
def test_numbers_that_do_not_parse_are_named(refusal, words, option):
    line = refusal(*words)
    assert line.startswith(f"spinnet: Invalid value for {option!r}: ")
    assert line.endswith(f"; got {words[-1]!r}.\n")


def test_gates_without_angles_lead_to_another_family(refusal):
    assert "Use --family paper or more spins." in refusal("gate", 2, "--family", "real")
    assert "Use --family complex." in refusal("gate", 4, "--family", "paper")


def test_budgets_that_shrink_lead_to_resume(spinnet, refusal):
    words = ("vqe", "ring-4", "--out", "run", "--json", "--max-evaluations")
    assert spinnet(*words, 3).code == 0
    line = refusal(*words, 2)
    assert "--max-evaluations is 3 there and 2 here. `spinnet resume DIR --max-" in line


def test_what_a_damaged_folder_lacks_is_named(refusal, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    assert refusal("resume", tmp_path).endswith("is damaged: it has no key 'model'.\n")


def test_precision_without_a_circuit_is_refused(refusal):
    assert "--precision and --on need --circuit" in refusal("info", "--precision", "single")


SUBMIT = {
    ("--shots", 0): "--shots must be at least 1; got 0.",
    ("--noise-factors", "2"): (
        "--noise-factors must be odd numbers that ascend from 1, such as 1,3; got 2."
    ),
    ("--decoupling", "ZZ"): "--decoupling must be one of XX, XY4; got 'ZZ'.",
    ("--resilience", 5): "--resilience must be one of 0, 1, 2; got 5.",
    ("--max-shots", 0): "--max-shots must be a number above 0; got 0.",
    ("--refine", "newton"): "--refine must be one of spsa, shift, rotosolve; got 'newton'.",
    ("--refine", "spsa", "--refine-shots", 0): "--refine-shots must be at least 1; got 0.",
    ("--refine", "spsa", "--primitive", "estimator"): (
        "--refine needs --primitive sampler, whose samples it evaluates; got 'estimator'."
    ),
}


@pytest.mark.parametrize("words", SUBMIT)
def test_submit_answers_in_its_own_words(refusal, words):
    pytest.importorskip("qiskit_ibm_runtime")
    assert refusal("submit", "ring-6", *words, "--dry-run") == f"spinnet: {SUBMIT[words]}\n"

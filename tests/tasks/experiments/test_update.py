from bbprops_cli.tasks.experiments.update import update_experiment


def test_update_returns_the_columns_that_changed(stored: dict[str, str]) -> None:
    run = stored["base"]

    done = update_experiment(run, {"name": "", "week": 5}, {("roi",): 0.2}, dry_run=False)
    again = update_experiment(run[-6:], {"name": "", "week": 5}, {("roi",): 0.2}, dry_run=False)

    assert (done.end, done.changed) == (
        run[-6:],
        {"name": ("base", None), "metrics": ({"roi": 0.1, "n": 40}, {"roi": 0.2, "n": 40})},
    )
    assert again.changed == {}

"""The floor of start-up: the smallest Typer app there is."""

import typer

app = typer.Typer()


@app.command()
def hello(name: str = "world") -> None:
    """Greet somebody."""
    print(f"Hello {name}")


if __name__ == "__main__":
    app()

"""`whatmatters chat`: the whole conversation in a terminal, by the same path as the web."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.prompt import Prompt

from storage.consent_kinds import QUESTIONS, How, Use
from storage.kinds import Audience
from web.commands.conversation import Conversation, Turn
from web.commands.somewhere import somewhere
from web.settings import read_settings

console = Console(highlight=False)


def chat(
    audience: Annotated[Audience, typer.Option("--as", help="Who is speaking.")] = Audience.CARER,
    link: Annotated[str, typer.Option(help="Carry on an earlier conversation: its private link.")] = "",
    service: Annotated[str, typer.Option(help="The short name of the home; empty: the first one.")] = "",
    url: Annotated[str, typer.Option(help="A running What Matters; empty: found or started here.")] = "",
) -> None:
    """Talk here in the terminal. A number picks a quick answer; Ctrl-D leaves, and everything is kept."""
    with somewhere(read_settings(), url, console) as http:
        if link or _may_keep():
            _Terminal(Conversation.open(http, audience, link, service, How.TYPED)).go_on()


def _may_keep() -> bool:
    """Whether the words may be kept: nothing is begun before that."""
    console.print(f"[green]{QUESTIONS[Use.KEEP_WORDS]} Press Enter to say yes, or Ctrl-D to say no.[/green]")
    try:
        console.input()
    except (EOFError, KeyboardInterrupt):
        console.print("That is fine. Nothing is kept.")
        return False
    return True


class _Terminal:
    """One conversation as the terminal shows it."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def go_on(self) -> None:
        """Show what was said so far, then take turns until the person leaves."""
        self._show(self._conversation.news(wait=5)[0])
        while True:
            try:
                words = Prompt.ask("[bold]You[/bold]", console=console)
            except (EOFError, KeyboardInterrupt):
                console.print("\n[dim]Everything is kept. To carry on another day:[/dim]")
                console.print(f"whatmatters chat --link {self._conversation.token}", soft_wrap=True)
                return
            if words.strip():
                self._say(words)

    def _say(self, words: str) -> None:
        message = {"mode": "typed", **self._meant(words)}
        while told := self._conversation.send(message):
            console.print(Panel(escape(told), border_style="yellow"))
            if Prompt.ask("Send again", choices=["y", "n"], default="y", console=console) == "n":
                return
        for said, slow in self._conversation.replies():
            self._show(said)
            if slow:
                console.print(f"[yellow]{escape(slow)}[/yellow]")

    def _meant(self, words: str) -> dict[str, str]:
        """The words, or the quick answer that their number stands for."""
        choices = self._conversation.choices
        if words.strip().isdecimal() and 1 <= int(words) <= len(choices):
            choice = choices[int(words) - 1]
            if "intent" in choice:
                return {"text": choice["title"], "intent": choice["intent"], "mode": "button"}
            return {"text": choice.get("text", choice["title"]), "mode": "button"}
        return {"text": words}

    def _show(self, said: list[Turn]) -> None:
        for turn in said:
            console.print(f"[green]{escape(turn['text'])}[/green]")
        if said:
            for number, choice in enumerate(said[-1]["choices"], 1):
                console.print(f"  [bold]{number}[/bold] {escape(choice['title'])}")

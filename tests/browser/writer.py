"""Somebody at the page of a conversation: what they do there, and what they see."""

from playwright.sync_api import Locator, Page, expect


class Writer:
    """A person who writes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_label("Your message", exact=True)
        self.status = page.locator("#status")
        self.problem = page.get_by_role("alert")
        self.own = page.locator(".turn.person .bubble")
        """What they said, in order."""
        self.replies = page.locator(".turn.bot .bubble")
        self.choices = page.locator(".turn:last-child .choices button")
        self.menu = page.locator(".menu")

    @property
    def path(self) -> str:
        """The path of the private link."""
        return "/chat/" + self.page.url.rpartition("/chat/")[2].partition("#")[0]

    def says(self, words: str) -> None:
        """Write and send, as with a mouse or a finger; returns at once."""
        self.box.fill(words)
        self.page.get_by_role("button", name="Send").click()

    def tells(self, words: str) -> None:
        """Say something and read the reply."""
        before = self.replies.count()
        self.says(words)
        self.has_read(before + 1)

    def chooses(self, intent: str) -> None:
        """Press a quick answer and read the reply."""
        before = self.replies.count()
        self.page.locator(f'.turn:last-child .choices button[value="{intent}"]').click()
        self.has_read(before + 1)

    def asks_menu(self, intent: str) -> None:
        """Press something in the menu and read the reply."""
        before = self.replies.count()
        self.menu.locator("summary").click()
        self.menu.locator(f'button[value="{intent}"]').click()
        self.has_read(before + 1)

    def has_read(self, replies: int) -> None:
        """Wait until there are so many replies."""
        expect(self.replies.nth(replies - 1)).to_be_visible()

    def turn(self, words: str) -> Locator:
        """The message with these words in it."""
        return self.page.locator(".turn.person").filter(has_text=words)

    def sees(self, words: str, state: str) -> None:
        """Wait until a message of one's own is said to be "saved", "unsaved" or "sending"."""
        expect(self.turn(words)).to_have_attribute("data-state", state)

    def lets_time_pass(self, seconds: int = 70) -> None:
        """What the page put off until then, it does now; needs a page with a clock that was installed."""
        self.page.clock.fast_forward(seconds * 1000)

import json, sys
from pathlib import Path
import pytest
from playwright.sync_api import expect
from tests.browser.fake_home import FakeHome
from tests.browser.talking import *
from tests.browser.visits import Visits, WIDE, PHONE
from voice.sound import Sound

def test_it(browser, chromium, site, tmp_path):
    heard = say_into(tmp_path / "m.wav", 0.5, "I miss the garden. I miss my roses.", 30.0)
    home = FakeHome(); site.app.include_router(home.router)
    with hearing(browser, chromium, heard) as own, Visits(own, site).watched() as visits:
        t = Talker(visits.page(visits.begin()))
        sent=[]
        def turn(route):
            if route.request.method=="POST":
                b=json.loads(route.request.post_data); sent.append(b)
                route.continue_(post_data=json.dumps({"id":b["id"],"text":b["text"] or "x"}))
            else: route.continue_()
        t.page.route("**/turns*", turn)
        t.page.on("console", lambda m: print("CONSOLE", m.text))
        for size in (WIDE, PHONE):
            t.page.set_viewport_size(size); t.page.screenshot(path=f"/tmp/w/v7a_{size['width']}_0.png")
        t.begins()
        t.talks(4)
        for size in (WIDE, PHONE):
            t.page.set_viewport_size(size); t.page.screenshot(path=f"/tmp/w/v7a_{size['width']}_1.png")
        t.presses("I have finished")
        expect(t.box).to_have_value("I miss the garden")
        for size in (WIDE, PHONE):
            t.page.set_viewport_size(size); t.page.screenshot(path=f"/tmp/w/v7a_{size['width']}_2.png")
        [rec]=home.finished
        pcm=home.sound(rec); print(len(pcm)/32000, Sound(pcm).peaks(20), home.by)
        Path("/tmp/w/v7a_heard.wav").write_bytes(Sound(pcm).wav())
        t.page.get_by_role("button", name="Send", exact=True).click()
        t.sees("I miss the garden","saved")
        print(sent)

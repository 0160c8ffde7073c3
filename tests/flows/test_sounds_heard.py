"""What the speaker plays, not only what was planned: a hold is heard to begin and to end."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.client_phone import client_phone
from tests.flows.conftest import TakePhone
from tests.flows.phone import begin
from tests.flows.stage import Stage, practice

pytestmark = pytest.mark.browser
READY, GO, END = 660, 880, 988
# The Hz of each tone once it comes out, by an ear between each of them and the speaker. At so few samples a
# second an ear remembers four seconds, so that a busy page misses none.
EAR = """
window.heard = [];
window.AudioContext = class extends AudioContext {
    constructor() { super({ sampleRate: 8000 }); }
};
const { connect } = AudioNode.prototype;
AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
        const ear = new AnalyserNode(this.context, { fftSize: 32768 });
        const wave = new Float32Array(ear.fftSize), tones = new Float32Array(ear.frequencyBinCount);
        connect.call(this, ear);
        const listening = setInterval(() => {
            ear.getFloatTimeDomainData(wave);
            if (!wave.some(each => Math.abs(each) > 0.05)) return;
            clearInterval(listening);
            ear.getFloatFrequencyData(tones);
            window.heard.push(tones.indexOf(Math.max(...tones)) * this.context.sampleRate / ear.fftSize);
        }, 50);
    }
    return connect.call(this, to, ...rest);
};
"""
SHORT_CAP = """
from assessments.models import Trainer
Trainer.objects.update(limited_below=1, full_from=2, hold_cap=3)
"""
# At once: the next step would be heard to begin.
SKIP_THREE = """() => [1, 2, 3].map(() => {
    const { what } = document.querySelector("#timer").dataset;
    document.querySelector("#timer [data-skip]").click();
    return what;
})"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("sounds")) as stage:
        stage.ask(SHORT_CAP)
        yield stage


def hears(page: Page, *pitches: int) -> None:
    """Wait for as many tones, and let it be these and no other."""
    page.wait_for_function("count => window.heard.length >= count", arg=len(pitches))
    heard = page.evaluate("window.heard")
    assert [min((READY, GO, END), key=lambda pitch: abs(pitch - tone)) for tone in heard] == [*pitches]


def test_a_hold_is_heard_to_begin_and_to_reach_its_cap(stage: Stage, take_phone: TakePhone) -> None:
    device = take_phone(countdown=3)
    device.page.add_init_script(EAR)
    device.open(begin(stage))
    device.tap("#live [data-start]")
    hears(device.page, READY, READY, READY, GO, END, END, END)
    expect(device.page.locator("#live-sheet [data-digits]")).to_have_text("3.0")


def test_who_starts_sooner_and_stops_sooner_hears_no_more(stage: Stage, take_phone: TakePhone) -> None:
    device = take_phone(countdown=3)
    device.page.add_init_script(EAR)
    device.open(begin(stage))
    device.tap("#live [data-start]")
    device.tap("#live-sheet [data-big]")
    device.stop()
    device.tap("#live-sheet [data-discard]")
    device.page.evaluate("window.heard = []")
    device.tap("#live [data-start]")
    hears(device.page, READY, READY, READY, GO, END, END, END)


def test_a_clients_hold_and_rest_are_heard_to_end(stage: Stage, browser: Browser) -> None:
    phone = client_phone(browser, stage)
    page = phone.page
    page.add_init_script(EAR)
    phone.open_session()
    page.locator("[data-rest]").evaluate_all("lines => lines.forEach(line => { line.dataset.rest = '2'; })")
    page.get_by_role("button", name="Start the hold timer").first.click()
    assert page.evaluate(SKIP_THREE) == ["ready", "hold", "switch"]
    expect(page.locator("#timer")).to_be_hidden(timeout=10_000)
    hears(page, *[END] * 6)
    expect(page.locator("#rest-bar")).to_be_hidden()
    assert phone.problems == []

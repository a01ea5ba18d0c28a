// A microphone that hears what a test says into it: one stream, with the soft noise of a room.
(() => {
  const tracks = [];
  let context = null;
  let out = null;

  function prepare() {
    if (context) return;
    context = new AudioContext();
    out = context.createMediaStreamDestination();
    const room = context.createBuffer(1, context.sampleRate, context.sampleRate);
    const samples = room.getChannelData(0);
    for (let at = 0; at < samples.length; at += 1) samples[at] = (Math.random() - 0.5) * 0.005;
    const noise = Object.assign(context.createBufferSource(), { buffer: room, loop: true });
    noise.connect(out);
    noise.start();
  }

  window.mouth = {
    /** The name of the error that the browser answers with, instead of a microphone. */
    trouble: null,
    opened: 0,
    get open() {
      return tracks.some((track) => track.readyState === "live");
    },
    /** Say something; true once it is said to its end. */
    async say(base64, loop = false) {
      prepare();
      await context.resume();
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const buffer = await context.decodeAudioData(bytes.buffer);
      const source = Object.assign(context.createBufferSource(), { buffer, loop });
      source.connect(out);
      source.start();
      return loop || new Promise((resolve) => (source.onended = () => resolve(true)));
    },
    /** Somebody pulls the plug. */
    lose() {
      for (const track of tracks.splice(0)) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    },
  };
  if (!navigator.mediaDevices) return;
  navigator.mediaDevices.getUserMedia = async () => {
    if (mouth.trouble) throw new DOMException("as the test wishes", mouth.trouble);
    prepare();
    await context.resume();
    mouth.opened += 1;
    const track = out.stream.getAudioTracks()[0].clone();
    tracks.push(track);
    return new MediaStream([track]);
  };
})();

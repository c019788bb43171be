// Camera and microphone of whoever is here, from the check before to the end. Nothing is on before a button was pressed.
import { loudness, verdict } from "./rules.js";

const PICTURE = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 24 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Devices {
  constructor() {
    Object.assign(this, { sound: null, picture: null, wanted: {}, meter: 0, error: "", muted: false });
  }

  get able() {
    return Boolean(navigator.mediaDevices?.getUserMedia && window.RTCPeerConnection);
  }

  // Ask for them; a camera that is missing or in use takes nothing from the sound. The name of what was found.
  async open(wantsPicture) {
    this.close();
    this.error = "";
    this.wantsPicture = wantsPicture;
    if (wantsPicture && (await this.take({ audio: this.of(SOUND, "audioinput"), video: this.of(PICTURE, "videoinput") }))) {
      return this.found;
    }
    await this.take({ audio: this.of(SOUND, "audioinput") });
    return this.found;
  }

  get found() {
    return verdict({ sound: this.sound, picture: this.picture, wantsPicture: this.wantsPicture, error: this.error });
  }

  of(rules, kind) {
    return this.wanted[kind] ? { ...rules, deviceId: { ideal: this.wanted[kind] } } : rules;
  }

  async take(asked) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(asked);
      if (asked.audio) {
        this.sound = stream.getAudioTracks()[0] ?? null;
        this.hush(this.muted);
      }
      if (asked.video) {
        this.picture = stream.getVideoTracks()[0] ?? null;
      }
      return true;
    } catch (error) {
      this.error = error.name;
      return false;
    }
  }

  hush(muted) {
    this.muted = muted;
    if (this.sound) {
      this.sound.enabled = !muted;
    }
  }

  // The lamp of the camera goes out, too.
  async camera(on) {
    this.picture?.stop();
    this.picture = null;
    return on ? this.take({ video: this.of(PICTURE, "videoinput") }) : true;
  }

  // The own picture, the same thing as long as it is the same camera.
  get shown() {
    if (this.picture && this.own?.getVideoTracks()[0] !== this.picture) {
      this.own = new MediaStream([this.picture]);
    }
    return this.picture ? this.own : null;
  }

  // The microphone alone, for whoever came without one.
  async microphone() {
    await this.take({ audio: this.of(SOUND, "audioinput") });
    return this.found;
  }

  async list(kind) {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all.filter((one) => one.kind === kind && one.label);
  }

  // Tells ten times a second how loud it is, until it is asked to stop.
  measure(tell) {
    this.stopMeasuring();
    if (!this.sound) {
      return;
    }
    this.hearing = new AudioContext();
    const ear = this.hearing.createAnalyser();
    this.hearing.createMediaStreamSource(new MediaStream([this.sound])).connect(ear);
    const samples = new Float32Array(ear.fftSize);
    this.meter = setInterval(() => {
      ear.getFloatTimeDomainData(samples);
      tell(loudness(samples));
    }, 100);
  }

  stopMeasuring() {
    clearInterval(this.meter);
    this.hearing?.close();
    this.hearing = null;
  }

  close() {
    this.stopMeasuring();
    this.sound?.stop();
    this.picture?.stop();
    this.sound = this.picture = null;
  }
}

// Half a second of a soft tone, to try the loudspeaker.
export function chime() {
  const hearing = new AudioContext();
  const tone = hearing.createOscillator();
  const loud = hearing.createGain();
  loud.gain.value = 0.1;
  tone.frequency.value = 440;
  tone.connect(loud).connect(hearing.destination);
  tone.start();
  tone.stop(hearing.currentTime + 0.5);
  tone.addEventListener("ended", () => hearing.close());
}

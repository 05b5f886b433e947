/** Microphone, loudspeaker and bell of this machine. */

import { signal } from '@preact/signals';
import type { MicrophoneState } from './state.ts';

export type DeviceUse = 'microphone' | 'speaker' | 'bell';

/** Which device is for what, as chosen on this machine; '': whatever the system says. */
export const chosen = signal<Readonly<Record<DeviceUse, string>>>(
  JSON.parse(
    localStorage.getItem('tsunagi-devices') ?? '{"microphone":"","speaker":"","bell":""}',
  ) as Record<DeviceUse, string>,
);

export const devices = signal<readonly MediaDeviceInfo[]>([]);

/** How loud it is, 0–1, while somebody looks: of the agent and of the caller. */
export const levels = signal({ mine: 0, theirs: 0 });
/** The browser plays nothing until somebody has touched the page. */
export const isSilenced = signal(false);

const context = new AudioContext();
const noteSilence = () => {
  isSilenced.value = context.state !== 'running';
};
context.addEventListener('statechange', noteSilence);

let voice: MediaStream | undefined;
const speaker = new Audio();
speaker.autoplay = true;
document.body.append(speaker);
const mine = context.createAnalyser();
const theirs = context.createAnalyser();
let mineSource: MediaStreamAudioSourceNode | undefined;
let theirsSource: MediaStreamAudioSourceNode | undefined;

/** The microphone's stream. Throws before `openMicrophone` has said `on`. */
export function voiceOf(): MediaStream {
  if (voice) return voice;
  throw new Error('The microphone is not open.');
}

/** Asks for the chosen microphone, or any. Gives what came of it; `onEnd`: it was unplugged. */
export async function openMicrophone(onEnd: () => void): Promise<MicrophoneState> {
  const { microphone } = chosen.value;
  const audio = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(microphone === '' ? {} : { deviceId: { ideal: microphone } }),
  };
  try {
    const next = await navigator.mediaDevices.getUserMedia({ audio });
    for (const track of voice?.getTracks() ?? []) track.stop();
    voice = next;
  } catch (error) {
    return (error as DOMException).name === 'NotAllowedError' ? 'denied' : 'missing';
  }
  voice.getAudioTracks()[0]?.addEventListener('ended', onEnd);
  mineSource?.disconnect();
  mineSource = context.createMediaStreamSource(voice);
  mineSource.connect(mine);
  // A page that has the microphone may play, too.
  await context.resume();
  noteSilence();
  await listDevices();
  return 'on';
}

/** What the caller says. */
export function play(stream: MediaStream): void {
  speaker.srcObject = stream;
  theirsSource?.disconnect();
  theirsSource = context.createMediaStreamSource(stream);
  theirsSource.connect(theirs);
}

/** After a touch of the page. */
export async function allowSound(): Promise<void> {
  await context.resume();
  await speaker.play().catch(() => undefined);
  noteSilence();
}

/** Uses this device for that from now on. */
export async function choose(use: DeviceUse, id: string): Promise<void> {
  chosen.value = { ...chosen.value, [use]: id };
  localStorage.setItem('tsunagi-devices', JSON.stringify(chosen.value));
  await applyChoice();
}

/** Chromium and Edge can; elsewhere the system's own settings decide. */
export const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

async function applyChoice(): Promise<void> {
  if (!canChooseSpeaker) return;
  // A device that was unplugged meanwhile: the system's takes its place.
  await speaker.setSinkId(chosen.value.speaker).catch(() => undefined);
}

async function listDevices(): Promise<void> {
  devices.value = await navigator.mediaDevices.enumerateDevices();
  await applyChoice();
}
navigator.mediaDevices?.addEventListener('devicechange', () => void listDevices());

const loudness = (analyser: AnalyserNode): number => {
  const wave = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(wave);
  const power = wave.reduce((sum, sample) => sum + sample * sample, 0) / wave.length;
  // 60 dB from silence to full: what meters show is how loud it seems.
  return Math.min(1, Math.max(0, 1 + Math.log10(power + 1e-9) / 6));
};

/** Measures for as long as somebody looks. Gives the end of it. */
export function watchLevels(): () => void {
  const timer = setInterval(() => {
    levels.value = { mine: loudness(mine), theirs: loudness(theirs) };
  }, 100);
  return () => clearInterval(timer);
}

/** Rings until it is stopped: 400 Hz, one second on and two off, as telephones in Japan do. */
export function ring(): () => void {
  const bell = new AudioContext();
  const { bell: device } = chosen.value;
  if (device !== '' && 'setSinkId' in bell) {
    void (bell as AudioContext & { setSinkId(id: string): Promise<void> })
      .setSinkId(device)
      .catch(() => undefined);
  }
  const loud = bell.createGain();
  loud.gain.value = 0;
  loud.connect(bell.destination);
  for (const hertz of [400, 416]) {
    const tone = bell.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(loud);
    tone.start();
  }
  const strike = () => {
    loud.gain.setTargetAtTime(0.15, bell.currentTime, 0.01);
    loud.gain.setTargetAtTime(0, bell.currentTime + 1, 0.01);
  };
  strike();
  const timer = setInterval(strike, 3_000);
  return () => {
    clearInterval(timer);
    void bell.close();
  };
}

/** Tones in G.711 µ-law: a voice that tests can tell from another, and from music. */

/** What somebody hears whose call rings at the other end. */
export const ringingHertz = 2_300;
/** 20 ms. */
export const frameSamples = 160;
const samplesPerSecond = 8_000;

/** One sample, 16 bits linear, from its byte. */
export function decodeMuLaw(byte: number): number {
  const value = ~byte & 0xff;
  const exponent = (value >> 4) & 7;
  const magnitude = ((((value & 0x0f) << 3) + 132) << exponent) - 132;
  return value & 0x80 ? -magnitude : magnitude;
}

function encodeMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(32_635, Math.abs(sample)) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

const sampleOf = (hertz: number, at: number): number =>
  Math.round(8_000 * Math.sin((2 * Math.PI * hertz * at) / samplesPerSecond));

/** A frame of the tone that begins at this sample of it. */
export function toneFrame(hertz: number, from: number): Buffer {
  const frame = Buffer.alloc(frameSamples);
  for (let i = 0; i < frameSamples; i++) frame[i] = encodeMuLaw(sampleOf(hertz, from + i));
  return frame;
}

/** A frame of nothing to hear. */
export const silentFrame = Buffer.alloc(frameSamples, encodeMuLaw(0));

/** A sound file of that tone, as Asterisk reads it with the suffix `ulaw`. */
export function toneFile(hertz: number, ms: number): Buffer {
  const frames = Array.from({ length: Math.ceil(ms / 20) }, (_, i) =>
    toneFrame(hertz, i * frameSamples),
  );
  return Buffer.concat(frames);
}

/** How much of the samples is this tone, 0–1. */
export function shareOf(samples: readonly number[], hertz: number): number {
  const step = (2 * Math.PI * hertz) / samplesPerSecond;
  let real = 0;
  let imaginary = 0;
  let power = 0;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    real += sample * Math.cos(step * i);
    imaginary += sample * Math.sin(step * i);
    power += sample * sample;
  }
  return power === 0 ? 0 : (2 * (real ** 2 + imaginary ** 2)) / (samples.length * power);
}

// Keeps what belongs to one visit on this device, each thing sealed with a key that only the signed-in page is given.
// Without WebCrypto (a page that came over plain HTTP) it is kept as it is: losing a trial would be worse.
import { isEmptied, namesOf } from "./device.js";

const toText = (bytes) => btoa(String.fromCharCode(...bytes));
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const bound = (name) => new TextEncoder().encode(name);

export class Keep {
  static async open({ user, visit, seal }) {
    const key = globalThis.crypto.subtle
      ? await crypto.subtle.importKey("raw", toBytes(seal), "AES-GCM", false, ["encrypt", "decrypt"])
      : null;
    return new Keep(user, `live:${user}:${visit}:`, key);
  }

  constructor(user, prefix, key) {
    this.user = user;
    this.prefix = prefix;
    this.key = key;
  }

  /** Whether it is kept; false when the device has no room, or keeps nothing. */
  async put(name, value) {
    const full = this.prefix + name;
    const sealed = await this.seal(full, JSON.stringify(value));
    if (isEmptied()) return false;
    try {
      localStorage.setItem(full, sealed);
      return true;
    } catch {
      return false;
    }
  }

  remove(name) {
    localStorage.removeItem(this.prefix + name);
  }

  has(name) {
    return localStorage.getItem(this.prefix + name) !== null;
  }

  /** [name, value] of everything kept under `what`; an unreadable value is null. */
  async all(what) {
    const names = namesOf(this.user).filter((name) => name.startsWith(`${this.prefix}${what}:`));
    return Promise.all(names.map(async (full) => [full.slice(this.prefix.length), await this.read(full)]));
  }

  async read(full) {
    try {
      return JSON.parse(await this.unseal(full, localStorage.getItem(full)));
    } catch {
      return null;
    }
  }

  async seal(full, text) {
    if (!this.key) return text;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: bound(full) };
    const sealed = await crypto.subtle.encrypt(how, this.key, new TextEncoder().encode(text));
    return toText(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
  }

  async unseal(full, stored) {
    if (!this.key) return stored;
    const bytes = toBytes(stored);
    const how = { name: "AES-GCM", iv: bytes.slice(0, 12), additionalData: bound(full) };
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, this.key, bytes.slice(12)));
  }
}

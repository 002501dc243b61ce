// The token, and requests to the server.

const kKey = "ancloud.token";

/** Fields of the fragment: "#token=…&instance=…" or "#/NAME". */
export function readFragment(fragment = location.hash) {
  const text = fragment.replace(/^#/, "");
  if (text.startsWith("/")) return { instance: decodeURIComponent(text.slice(1)) };
  const fields = new URLSearchParams(text);
  return { token: fields.get("token"), instance: fields.get("instance") };
}

/** Takes the token out of the address, so that it stays out of bookmarks and pictures of the screen. */
export function takeToken() {
  const { token, instance } = readFragment();
  if (!token) return;
  sessionStorage.setItem(kKey, token);
  const rest = instance ? `#/${encodeURIComponent(instance)}` : "";
  history.replaceState(null, "", location.pathname + location.search + rest);
}

export const token = () => sessionStorage.getItem(kKey) ?? "";
export const setToken = (value) => sessionStorage.setItem(kKey, value.trim());

/** What a server answers when it does not do what it was asked. `status` 0: it could not be reached. */
export class ApiError extends Error {
  constructor(status, { error = "", kind = "", hint = "" } = {}, retryAfter = null) {
    super(error || `status ${status}`);
    Object.assign(this, { status, kind, hint, retryAfter });
  }
}

/** The error that an answer tells. */
export async function errorOf(response) {
  const body = await response.json().catch(() => ({}));
  const after = Number(response.headers.get("Retry-After"));
  return new ApiError(response.status, body, after > 0 ? after : null);
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} a good one; all else is an ApiError
 */
export async function request(path, options = {}) {
  const headers = { ...options.headers };
  if (token()) headers.Authorization = `Bearer ${token()}`;
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options, headers });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, { error: error.message });
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

export const of = (instance, what) => `/v1/instances/${encodeURIComponent(instance)}/${what}`;
export const json = async (path, options) => (await request(path, options)).json();

/** Sends an APK; `progress` hears 0 to 1. */
export function upload(instance, file, progress) {
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();  // fetch cannot tell how much has gone
    asked.open("POST", of(instance, "apps"));
    asked.setRequestHeader("Authorization", `Bearer ${token()}`);
    asked.setRequestHeader("Content-Type", "application/vnd.android.package-archive");
    asked.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    asked.onerror = () => reject(new ApiError(0));
    asked.onload = () => {
      let body = {};
      try {
        body = JSON.parse(asked.responseText);
      } catch {
        // an answer without words: the status says it
      }
      if (asked.status >= 200 && asked.status < 300) resolve(body);
      else reject(new ApiError(asked.status, body));
    };
    asked.send(file);
  });
}

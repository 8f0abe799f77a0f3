// sigma reads constants of these classes as soon as it is loaded; where a browser has none of them, `available` is to
// say so, instead of an error.
globalThis.WebGLRenderingContext ??= class {};
globalThis.WebGL2RenderingContext ??= class {};

/** Return whether this browser can draw a graph. */
export function available() {
  try {
    const gl = document.createElement("canvas").getContext("webgl2");
    gl?.getExtension("WEBGL_lose_context")?.loseContext(); // a browser has only a few
    return gl !== null;
  } catch {
    return false;
  }
}

// Nodes in WebGL: one triangle each, on which the fragment shader draws the shape with an outline.

import { NodeProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGL2RenderingContext;

const VERTEX = /* glsl */ `
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute vec4 a_color;
attribute vec4 a_rim;
attribute vec4 a_id;
attribute float a_angle;

uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;

varying vec4 v_color;
varying vec4 v_rim;
varying vec2 v_at;
varying float v_pixel;
varying float v_shape;

void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  // a triangle around a circle of 2.2 radii, in which each shape fits with its outline
  vec2 corner = 4.4 * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + radius * corner, 1)).xy, 0, 1);
  v_at = corner;
  v_pixel = 2.0 * u_correctionRatio / radius;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_rim = a_rim;
  // sigma writes an alpha of at most 254
  v_color.a *= 255.0 / 254.0;
  v_rim.a *= 255.0 / 254.0;
}
`;

// The numbers of shapes are their places in SHAPES of palette.js.
const FRAGMENT = /* glsl */ `
precision highp float;

varying vec4 v_color;
varying vec4 v_rim;
varying vec2 v_at;
varying float v_pixel;
varying float v_shape;

float box(vec2 at, vec2 half_size) {
  vec2 apart = abs(at) - half_size;
  return max(apart.x, apart.y);
}

// a regular polygon with a corner at the top
float polygon(vec2 at, float sides, float radius) {
  float part = 6.28318531 / sides;
  float angle = atan(at.x, at.y) + part * 0.5;
  return cos(floor(0.5 + angle / part) * part - angle) * length(at) - radius * cos(part * 0.5);
}

float outside(vec2 at) {
  if (v_shape < 0.5) return length(at) - 1.0;
  if (v_shape < 1.5) return box(at, vec2(0.886));
  if (v_shape < 2.5) return polygon(at, 4.0, 1.253);
  if (v_shape < 3.5) return polygon(at, 6.0, 1.1);
  if (v_shape < 4.5) return box(at, vec2(0.752, 1.044));
  if (v_shape < 5.5) return polygon(at, 3.0, 1.555);
  if (v_shape < 6.5) return polygon(vec2(at.x, -at.y), 3.0, 1.555);
  return min(box(at, vec2(0.417, 1.15)), box(at, vec2(1.15, 0.417)));
}

void main() {
  float pixels = outside(v_at) / v_pixel;
  #ifdef PICKING_MODE
  gl_FragColor = pixels > 2.0 ? vec4(0.0) : v_color;
  #else
  // the colour, then an outline of 1.5 pixels that keeps nodes and lines apart
  vec4 inside = mix(v_color, v_rim, smoothstep(-0.5, 0.5, pixels));
  gl_FragColor = mix(inside, vec4(0.0), smoothstep(1.0, 2.0, pixels));
  #endif
}
`;

/** Draws nodes by their `shape`, in their `color`, with an outline in their `rim`. */
export class ShapeProgram extends NodeProgram {
  getDefinition() {
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_sizeRatio", "u_correctionRatio", "u_matrix"],
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_rim", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }

  processVisibleItem(id, offset, data) {
    const values = [data.x, data.y, data.size, data.shape, floatColor(data.color), floatColor(data.rim), id];
    this.array.set(values, offset);
  }

  setUniforms({ sizeRatio, correctionRatio, matrix }, { gl, uniformLocations }) {
    gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
    gl.uniform1f(uniformLocations.u_correctionRatio, correctionRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
  }
}

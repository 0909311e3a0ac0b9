/**
 * An address that a VF driver makes up: locally administered, and the same in every run of the model. Real drivers
 * draw it at random. `unit` tells VFs apart, `draw` the addresses of one VF.
 */
export const randomMac = (unit: number, draw: number): string =>
  [0x02, 0x00, 0x5e ^ draw, 0x10, unit >> 8, unit & 0xff]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(':')

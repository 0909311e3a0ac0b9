/**
 * An address that a VF driver makes up: locally administered, and the same in every run of the model. Real drivers
 * draw it at random.
 */
export const randomMac = (vf: number): string => `02:00:5e:10:00:${vf.toString(16).padStart(2, '0')}`

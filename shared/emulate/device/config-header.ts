/** Offsets and bits of the configuration header that every function has. Source: PCI Express Base 5.0, 7.5.1. */

/** Offsets in the header. */
export const HEADER = {
  VENDOR_ID: 0x00,
  DEVICE_ID: 0x02,
  COMMAND: 0x04,
  STATUS: 0x06,
  CLASS: 0x08,
  HEADER_TYPE: 0x0e,
  BAR0: 0x10,
  SUBSYSTEM_VENDOR_ID: 0x2c,
  SUBSYSTEM_ID: 0x2e,
  INTERRUPT_PIN: 0x3d
} as const

/** Bits of Command. */
export const COMMAND = { MEMORY_SPACE: 1 << 1, BUS_MASTER: 1 << 2, INTX_DISABLE: 1 << 10 } as const

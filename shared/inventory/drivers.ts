import type { HostSnapshot, SnapshotModule } from '../snapshot/types.ts'
import type { InventoryDriver } from './types.ts'

/** Drivers that are not named like their module, for modules that are not loaded. Source: the drivers' `struct pci_driver`. */
const DRIVER_OF_MODULE: Readonly<Record<string, string>> = { vfio_pci: 'vfio-pci' }

/** What drivers are seen from. */
export type DriverReadings = Pick<HostSnapshot, 'functions' | 'modules' | 'driverModules' | 'interfaces'>

/**
 * Every driver that is bound to a function, and the VF drivers that are installed, in order of name. The version of
 * an in-tree driver is left out even where the module carries one: it goes by the kernel.
 */
export function inventoryDrivers(snapshot: DriverReadings): readonly InventoryDriver[] {
  const modules = new Map(snapshot.modules.map((module) => [module.name, module]))
  const moduleOf = new Map(snapshot.driverModules.map(({ driver, module }) => [driver, module]))
  const bound = snapshot.functions.flatMap(({ driver }) =>
    driver.known && driver.value !== null ? [driver.value] : []
  )
  const driverOfModule = new Map(snapshot.driverModules.map(({ driver, module }) => [module, driver]))
  const installed = snapshot.modules
    .filter(({ isVfDriver }) => isVfDriver)
    .map(({ name }) => driverOfModule.get(name) ?? DRIVER_OF_MODULE[name] ?? name)
  const names = new Set([...bound, ...installed])
  return [...names].sort().map((name) => {
    const module = moduleOf.get(name) ?? (modules.has(name) ? name : name.replaceAll('-', '_'))
    return driverOf(name, modules.get(module) ?? null, snapshot)
  })
}

function driverOf(name: string, module: SnapshotModule | null, snapshot: DriverReadings): InventoryDriver {
  // Where modules were listed, a driver without one is built into the kernel.
  const isInTree = module ? !module.isOutOfTree : snapshot.driverModules.length > 0
  return {
    name,
    version: module?.isOutOfTree ? module.version : null,
    origin: isInTree ? 'in-tree' : module ? 'out-of-tree' : 'unknown',
    firmware: firmwareOf(name, snapshot)
  }
}

/** The firmware of the devices of a driver; null where none reports one, or they differ. */
function firmwareOf(driver: string, snapshot: DriverReadings): string | null {
  // ethtool may name another driver than the bus does: mlx4_en for a function of mlx4_core.
  const own = new Set(
    snapshot.functions.flatMap((fn) => (fn.driver.known && fn.driver.value === driver ? [fn.address] : []))
  )
  const versions = new Set(
    snapshot.interfaces.flatMap(({ driver: name, firmware, function: fn }) =>
      (name === driver || (fn !== null && own.has(fn))) && firmware.known ? [firmware.value] : []
    )
  )
  const [only] = versions
  return versions.size === 1 && only !== undefined ? only : null
}

import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { judge, type Judgement } from '#shared/check/judgement.ts'
import type { CheckContext } from '#shared/check/context.ts'
import type { Finding } from '#shared/check/types.ts'
import type { HostId, InventoryHost } from '#shared/inventory/types.ts'
import type { VmId } from '#shared/plan/types.ts'
import type { EstimateContext } from '#shared/simulate/plan-estimate/estimate-context.ts'
import { driveLoads } from '#shared/simulate/plan-estimate/drive-load.ts'
import { estimatePlan } from '#shared/simulate/plan-estimate/estimate-plan.ts'
import { estimateStorage } from '#shared/simulate/plan-estimate/estimate-storage.ts'
import { notEstimated } from '#shared/simulate/plan-estimate/not-estimated.ts'
import { portLoads } from '#shared/simulate/plan-estimate/port-load.ts'
import type { DriveLoad, PortLoad, StorageEstimate, VmEstimate } from '#shared/simulate/types.ts'
import { useLabStore } from './lab.ts'
import { usePlanStore } from './plan.ts'
import { usePresetsStore } from './presets.ts'

/**
 * What the open plan means on the hosts as they were last seen: findings, estimates, what is left of the ports.
 * All of it is computed from the plan and the inventories, at most once per frame, findings before estimates.
 */
export const usePlanInsightStore = defineStore('plan-insight', () => {
  const plans = usePlanStore()
  const lab = useLabStore()
  const presets = usePresetsStore()

  const wantedHosts = computed<readonly HostId[]>(() => [
    ...new Set([...plans.hostsOfPlan, ...(plans.host === null ? [] : [plans.host])])
  ])
  // Also when the host list changes: a host that was never scanned has an inventory after its first scan.
  watch(
    [wantedHosts, () => lab.hosts],
    ([ids]) => {
      const scanned = ids.filter((id) => (lab.hostById.get(id)?.scannedAt ?? null) !== null)
      for (const id of scanned) void lab.loadInventory(id)
    },
    { immediate: true }
  )

  /** Inventories of the plan's hosts and of the host that is shown, as far as they were ever scanned. */
  const hosts = computed<ReadonlyMap<HostId, InventoryHost>>(
    () =>
      new Map(
        wantedHosts.value.flatMap((id) => {
          const inventory = lab.inventories.get(id)
          return inventory ? [[id, inventory] as const] : []
        })
      )
  )
  const context = computed<CheckContext | null>(() =>
    plans.plan ? { plan: plans.plan, hosts: hosts.value } : null
  )

  /** The same with what was fitted on the hosts: what estimates take. */
  const estimateContext = computed<EstimateContext | null>(() =>
    context.value ? { ...context.value, presets: presets.byHost } : null
  )

  /** What the check says; null = no plan is open, or it was not judged yet. */
  const judgement = shallowRef<Judgement | null>(null)
  const findings = computed<readonly Finding[]>(() => judgement.value?.findings ?? [])
  const estimates = shallowRef<ReadonlyMap<VmId, readonly VmEstimate[]>>(new Map())
  /** NVMe drives and accelerators of a VM, in the plan's order. */
  const storage = shallowRef<ReadonlyMap<VmId, readonly StorageEstimate[]>>(new Map())
  /** Why something of a VM has no figure. */
  const remarks = shallowRef<ReadonlyMap<VmId, readonly string[]>>(new Map())
  /** By "host/address" of the PF. */
  const loads = shallowRef<ReadonlyMap<string, PortLoad>>(new Map())
  /** By "host/address" of the controller that owns the drive. */
  const drives = shallowRef<ReadonlyMap<string, DriveLoad>>(new Map())

  function judgePlan(): void {
    const now = context.value
    judgement.value = now ? judge(now) : null
  }

  function estimate(): void {
    const now = estimateContext.value
    const byVm = new Map<VmId, VmEstimate[]>()
    for (const one of now ? estimatePlan(now) : []) byVm.set(one.vm, [...(byVm.get(one.vm) ?? []), one])
    estimates.value = byVm
    const stored = new Map<VmId, StorageEstimate[]>()
    for (const one of now ? estimateStorage(now) : [])
      stored.set(one.vm, [...(stored.get(one.vm) ?? []), one])
    storage.value = stored
    const said = new Map<VmId, string[]>()
    for (const { vm, function: fn, reason } of now ? notEstimated(now) : [])
      if (fn !== null) said.set(vm, [...(said.get(vm) ?? []), reason])
    remarks.value = said
    drives.value = new Map((now ? driveLoads(now) : []).map((load) => [`${load.host}/${load.pf}`, load]))
    loads.value = new Map((now ? portLoads(now) : []).map((load) => [`${load.host}/${load.pf}`, load]))
  }

  let frame = 0
  watch(
    estimateContext,
    () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => {
        judgePlan()
        frame = requestAnimationFrame(estimate)
      })
    },
    { immediate: true }
  )
  onScopeDispose(() => cancelAnimationFrame(frame))

  return { hosts, context, judgement, findings, estimates, storage, remarks, loads, drives }
})

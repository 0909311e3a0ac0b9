import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { HostId } from '#shared/inventory/types.ts'
import type { HostPreset } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import type { Result } from '#shared/result.ts'
import type { Values } from '#shared/calibration/parameters.ts'
import type { HostPresets } from '#shared/simulate/plan-estimate/estimate-context.ts'
import { invoke } from '../api.ts'
import { useUiStore } from './ui.ts'

/** Presets of hosts as the main process keeps them, asked for at once; null as a host stands for free scenarios. */
export const usePresetsStore = defineStore('presets', () => {
  const presets = shallowRef<readonly HostPreset[]>([])
  /** What estimates of a plan take. */
  const byHost = computed<HostPresets>(
    () =>
      new Map(presets.value.flatMap(({ host, parameters }) => (host === null ? [] : [[host, parameters]])))
  )

  const take = (answer: Result<readonly HostPreset[], Failure>): Failure | null => {
    if (answer.ok) presets.value = answer.value
    return answer.ok ? null : answer.error
  }
  const of = (host: HostId | null): HostPreset | null =>
    presets.value.find((preset) => preset.host === host) ?? null
  const refresh = async (): Promise<Failure | null> => take(await invoke('presets.list'))
  /** In place of what the host had. */
  const keep = async (
    host: HostId | null,
    title: string,
    parameters: Partial<Values>
  ): Promise<Failure | null> => take(await invoke('presets.keep', { host, title, parameters }))
  const remove = async (host: HostId | null): Promise<Failure | null> =>
    take(await invoke('presets.remove', { host }))

  void refresh().then((error) => {
    if (error !== null) useUiStore().toastError(error)
  })

  return { presets, byHost, of, keep, remove }
})

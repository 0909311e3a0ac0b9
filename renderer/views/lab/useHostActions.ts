import { useRouter } from 'vue-router'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import type { Result } from '#shared/result.ts'
import { invoke } from '../../api.ts'
import { useJobsStore } from '../../stores/jobs.ts'
import { useLabStore } from '../../stores/lab.ts'
import { useUiStore } from '../../stores/ui.ts'

const named = (hosts: readonly HostSummary[]): string =>
  hosts.length === 1 ? (hosts[0]?.name ?? '') : `${hosts.length} hosts`

/** Why a host cannot be scanned; null = it can. */
export const scanRefusal = (host: HostSummary): string | null =>
  host.origin === 'ssh'
    ? null
    : host.origin === 'sample'
      ? 'A sample host is a recording: there is nothing to connect to.'
      : 'An imported host is a file: import a newer capture instead.'

/** What can be done with hosts; every failure is shown as a toast. */
export interface HostActions {
  /** Starts one scan of those that can be scanned; says why where none can. */
  readonly scan: (hosts: readonly HostSummary[]) => Promise<void>
  readonly cancelScan: (host: HostSummary) => Promise<void>
  /** Removes one after the other, up to the first that fails. */
  readonly remove: (hosts: readonly HostSummary[]) => Promise<void>
  readonly saveCapture: (host: HostSummary) => Promise<void>
  readonly forgetKey: (host: HostSummary) => Promise<void>
  readonly importCaptures: () => Promise<void>
  readonly addSampleLab: () => Promise<void>
  readonly removeSampleLab: () => Promise<void>
}

/** The actions on hosts for menus, keys and buttons alike. */
export function useHostActions(): HostActions {
  const lab = useLabStore()
  const jobs = useJobsStore()
  const ui = useUiStore()
  const router = useRouter()

  /** The value, or undefined after saying what went wrong. */
  function valueOf<T>(answer: Result<T, Failure>): T | undefined {
    if (answer.ok) return answer.value
    ui.toastError(answer.error)
    return undefined
  }

  async function scan(hosts: readonly HostSummary[]): Promise<void> {
    const scannable = hosts.filter((host) => scanRefusal(host) === null)
    if (scannable.length === 0) {
      const [first] = hosts
      if (first) ui.toast({ tone: 'info', text: scanRefusal(first) ?? '' })
      return
    }
    const job = valueOf(await invoke('scan.start', { hosts: scannable.map((host) => host.id) }))
    if (job === undefined) return
    jobs.put(job)
    ui.announce(`Scanning ${named(scannable)}`)
  }

  async function cancelScan(host: HostSummary): Promise<void> {
    const job = jobs.runningByHost.get(host.id)
    if (job === undefined) return
    const error = await jobs.cancel(job.id)
    if (error !== null) ui.toastError(error)
  }

  async function remove(hosts: readonly HostSummary[]): Promise<void> {
    const gone: HostSummary[] = []
    for (const host of hosts) {
      if (valueOf(await invoke('hosts.remove', { host: host.id })) === undefined) break
      gone.push(host)
    }
    await lab.refresh()
    if (gone.length > 0) ui.toast({ tone: 'neutral', text: `Removed ${named(gone)} from VF Lab` })
  }

  async function saveCapture(host: HostSummary): Promise<void> {
    const saved = valueOf(await invoke('hosts.save-capture', { host: host.id }))
    if (saved) ui.toast({ tone: 'free', text: `Saved the capture of ${host.name}`, detail: saved.path })
  }

  async function forgetKey(host: HostSummary): Promise<void> {
    if (valueOf(await invoke('hosts.forget-key', { host: host.id })) === undefined) return
    await lab.refresh()
    ui.toast({ tone: 'neutral', text: `Forgot the key of ${host.name}. The next connection asks again.` })
  }

  async function importCaptures(): Promise<void> {
    const imported = valueOf(await invoke('hosts.import-captures'))
    if (!imported) return
    await lab.refresh()
    ui.toast({ tone: 'free', text: `Imported ${named(imported)}` })
    const [first] = imported
    if (imported.length === 1 && first) await router.push({ name: 'lab', params: { host: first.id } })
  }

  async function addSampleLab(): Promise<void> {
    if (valueOf(await invoke('hosts.add-sample-lab')) === undefined) return
    await lab.refresh()
    ui.announce('The sample lab was added')
  }

  async function removeSampleLab(): Promise<void> {
    if (valueOf(await invoke('hosts.remove-sample-lab')) === undefined) return
    await lab.refresh()
    ui.toast({
      tone: 'neutral',
      text: 'Removed the sample lab',
      action: { label: 'Undo', run: () => void addSampleLab() }
    })
  }

  return { scan, cancelScan, remove, saveCapture, forgetKey, importCaptures, addSampleLab, removeSampleLab }
}

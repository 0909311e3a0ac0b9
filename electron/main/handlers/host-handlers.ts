import { writeFile } from 'node:fs/promises'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { withFile } from '../../core/files.ts'
import { damagedCapture } from '../../core/captures/damaged-capture.ts'
import { keyPaths } from '../../core/secrets/key-paths.ts'
import { secretPlace } from '../../core/secrets/secret-box.ts'
import { notReachable } from '../../core/captures/not-reachable.ts'
import type { HandlerDeps, HandlersOf } from './deps.ts'
import { moveSecretsQuestion } from '../dialogs/questions.ts'
import { noSuch } from './missing.ts'

/** Hosts: their list, their connections, and where captures come from and go to. */
export function hostHandlers(deps: HandlerDeps): HandlersOf<'hosts'> {
  const { store, secrets, dialogs, emit, now, newId } = deps
  const keys = keyPaths(store.settings)
  const found = (id: string): Result<HostSummary, Failure> => {
    const host = store.hosts.get(id)
    return host ? ok(host) : noSuch('host', id)
  }
  const changed = (id: string): Result<HostSummary, Failure> => {
    emit('lab.changed', { hosts: [id] })
    return found(id)
  }
  return {
    'hosts.list': async () => {
      await deps.firstStart
      return ok(store.hosts.list())
    },
    'hosts.add': ({ name, connection, secrets: typed }) => {
      const key = keys.check(connection, null)
      if (!key.ok) return key
      const id = newId()
      store.hosts.add({ id, name: name || connection.address, origin: 'ssh', connection, addedAt: now() })
      secrets.change(id, typed, connection, store.hosts.get(id)?.hostKey ?? null)
      return changed(id)
    },
    'hosts.update': async ({ host, name, connection, secrets: typed }) => {
      const before = found(host)
      if (!before.ok) return before
      if (before.value.origin !== 'ssh') return err(notReachable(before.value))
      const key = keys.check(connection, before.value.connection)
      if (!key.ok) return key
      const from = before.value.connection
      const to = secretPlace(
        connection,
        store.trustedKeys.get(connection.address, connection.port)?.fingerprint ?? null
      )
      if (from !== null && secrets.areForElsewhere(host, to)) {
        // Said no: `change` forgets what was typed for another place.
        const isWanted = await dialogs.confirm(moveSecretsQuestion(before.value.name, from, connection))
        if (isWanted) secrets.move(host, to)
      }
      store.hosts.update(host, { name, connection })
      secrets.change(host, typed, connection, to.hostKey)
      return changed(host)
    },
    'hosts.remove': ({ host }) => {
      if (!store.hosts.remove(host)) return noSuch('host', host)
      emit('lab.changed', { hosts: [host] })
      return ok(null)
    },
    'hosts.forget-key': ({ host }) => {
      const connection = store.hosts.get(host)?.connection
      if (connection) store.trustedKeys.forget(connection.address, connection.port)
      return changed(host)
    },
    'hosts.add-sample-lab': async () => {
      const { addSampleLab } = await import('../../core/captures/sample-lab.ts')
      const added = await addSampleLab(deps, deps.sampleFolder)
      if (!added.ok) return added
      emit('lab.changed', { hosts: added.value })
      return ok(store.hosts.list().filter((host) => host.origin === 'sample'))
    },
    'hosts.remove-sample-lab': () => {
      const samples = store.hosts.list().filter((host) => host.origin === 'sample')
      store.hosts.removeSamples()
      emit('lab.changed', { hosts: samples.map((host) => host.id) })
      return ok(null)
    },
    'hosts.import-captures': async () => {
      const paths = await dialogs.chooseFiles({
        title: 'Import captures',
        filters: [
          { name: 'VF Lab captures', extensions: ['capture', 'gz', 'txt'] },
          { name: 'All files', extensions: ['*'] }
        ],
        isMultiple: true
      })
      if (paths.length === 0) return ok(null)
      const { importCapture } = await import('../../core/captures/import-capture.ts')
      const imported: HostSummary[] = []
      for (const path of paths) {
        const id = await importCapture(deps, path)
        // What was imported before the bad file stays: the message says which file it was.
        if (!id.ok) return id
        const host = changed(id.value)
        if (host.ok) imported.push(host.value)
      }
      return ok(imported)
    },
    'hosts.save-capture': async ({ host: id }) => {
      const host = found(id)
      if (!host.ok) return host
      const capture = store.captures.newest(id)
      if (!capture) {
        return err({
          kind: 'no-capture',
          message: `${host.value.name} has not been read yet`,
          fix: 'Scan it first.'
        })
      }
      const { text, takenAt } = capture
      if (text === null) return err(damagedCapture(takenAt))
      const suggestion = `${host.value.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-') || 'host'}.capture`
      const path = await dialogs.chooseTarget({ title: 'Save capture', suggestion })
      if (path === null) return ok(null)
      return withFile(path, async () => {
        await writeFile(path, text)
        return { path }
      })
    },
    'hosts.pick-key': async () => {
      const [path] = await dialogs.chooseFiles({
        title: 'Choose a private key',
        filters: [{ name: 'All files', extensions: ['*'] }],
        isMultiple: false
      })
      if (path === undefined) return ok(null)
      keys.allow(path)
      return ok({ path })
    }
  }
}

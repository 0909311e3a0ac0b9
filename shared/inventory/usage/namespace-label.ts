import type { SnapshotNamespace } from '../../snapshot/types.ts'

/**
 * What a control group says about the container in it. Docker, Podman, containerd and CRI-O name it by an id of 64
 * hex digits, with the cgroupfs driver as a folder and with the systemd driver as a scope; the kubelet adds the pod.
 */
const CONTAINER =
  /(?:^|[/-])(docker|libpod|cri-containerd|crio|containerd)[-/]([0-9a-f]{12,64})(?:\.scope)?(?:\/|$)/
const BARE_ID = /\/([0-9a-f]{64})(?:\/|$)/
/** The systemd driver writes the dashes of a pod's UID as underscores. */
const POD = /pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})/
const LXC = /\/lxc(?:\.payload\.|\/)([A-Za-z0-9_.-]{1,64})(?:\/|$)/
const MACHINE = /machine-([A-Za-z0-9_.\\-]{1,64})\.scope/

const KINDS: Readonly<Record<string, string>> = {
  docker: 'Docker container',
  libpod: 'Podman container',
  'cri-containerd': 'container',
  crio: 'container',
  containerd: 'container'
}

/** A namespace in words: "pod 1c2d…, container 3f2a… (nginx)", "network namespace router1", "... of pid 77 (dnsmasq)". */
export function namespaceLabel({ cgroup, command, inode, name, pid }: SnapshotNamespace): string {
  const who = command === null ? '' : ` (${command})`
  const path = cgroup ?? ''
  const pod = POD.exec(path)?.[1]?.replaceAll('_', '-')
  const [, kind, id] = CONTAINER.exec(path) ?? []
  const bare = BARE_ID.exec(path)?.[1]
  const container =
    id !== undefined && kind !== undefined
      ? `${KINDS[kind] ?? 'container'} ${id.slice(0, 12)}`
      : bare === undefined
        ? null
        : `container ${bare.slice(0, 12)}`
  const parts = [...(pod === undefined ? [] : [`pod ${pod}`]), ...(container === null ? [] : [container])]
  if (parts.length > 0) return `${parts.join(', ')}${who}`
  const machine = LXC.exec(path)?.[1] ?? MACHINE.exec(path)?.[1]
  if (machine !== undefined) return `container ${machine}${who}`
  if (name !== null) return `network namespace ${name}${who}`
  return pid === null ? `network namespace ${inode}` : `the network namespace of pid ${pid}${who}`
}

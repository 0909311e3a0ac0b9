import { listed } from '../../listed.ts'
import type { DiskContent, SnapshotDisk } from '../../snapshot/storage.ts'

/** What a drive carries that nothing may be using. */
export type DriveContent =
  /** udev looked at it and found nothing, and the kernel found no partition. */
  | { readonly kind: 'nothing' }
  /** For example "partition table gpt: nvme1n1p1 ntfs". */
  | { readonly kind: 'something'; readonly what: string }
  /** There is no partition, and whether there is a file system on the whole drive is not known. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** What a drive and its partitions carry. Partitions show in sysfs, whether udev runs or not. */
export function contentOfDrive(drive: SnapshotDisk, partitions: readonly SnapshotDisk[]): DriveContent {
  const own = drive.content.known ? drive.content.value : null
  const whole = own === null ? null : signature(own)
  const parts = partitions.map((part) => {
    const found = part.content.known ? signature(part.content.value) : null
    return found === null ? part.name : `${part.name} ${found}`
  })
  const table = own?.partitionTable ? `partition table ${own.partitionTable}` : null
  const layout =
    parts.length > 0 ? [`${table ?? 'partitions'}: ${listed(parts)}`] : table === null ? [] : [table]
  const what = [...(whole === null ? [] : [whole]), ...layout]
  if (what.length > 0) return { kind: 'something', what: what.join(', ') }
  return drive.content.known ? { kind: 'nothing' } : { kind: 'unknown', reason: drive.content.reason }
}

const signature = ({ fileSystem, label }: DiskContent): string | null =>
  fileSystem === null ? null : label === null ? fileSystem : `${fileSystem} "${label}"`
